// The interpreter against the property set of colonies, with its shortcut and without.
import { expect, test } from "vitest";
import { type AnyStateMachine, assign, setup } from "xstate";
import { createColony } from "../../machines/interpreter.ts";
import { type CreateColony, describeColony } from "./colony-properties.ts";

describeColony("interpreter", ((machine: AnyStateMachine, options) =>
  createColony(machine, options)) as CreateColony);

describeColony("interpreter, machine.transition alone", ((machine: AnyStateMachine, options) =>
  createColony(machine, { ...options, shortcut: false })) as CreateColony);

test("the shortcut names an assign that throws, and keeps what it threw as the cause", () => {
  const spring = new Error("spring");
  const watch = setup({
    types: { context: {} as { turns: number }, events: {} as { type: "wind" } },
    actions: {
      countTurn: assign({
        turns: () => {
          throw spring;
        },
      }),
    },
  }).createMachine({
    id: "watch",
    context: { turns: 0 },
    on: { wind: { actions: "countTurn" } },
  });
  const failures: Error[] = [];
  const colony = createColony(watch, {
    onEmit: () => {},
    onFailure: (_row, error) => failures.push(error),
  });
  colony.send(colony.allocate(), { type: "wind" }, 0);
  expect(failures[0]?.message).toMatch(/machine watch, row 0, .*action 'countTurn': spring/);
  expect(failures[0]?.cause).toMatchObject({ cause: spring });
});
