// Every guard, action and delay of a product machine has a name, for XState's inspector and for
// errors.
import { describe, expect, test } from "vitest";
import type { AnyStateMachine } from "xstate";
import { nodesOf } from "../../machines/columnar/definition.ts";
import { offerMachine } from "../../machines/offer.ts";
import { subscriberMachine } from "../../machines/subscriber.ts";
import { createTriggerMachine, TRIGGERS } from "../../machines/triggers/catalogue.ts";
import { parametersWritten } from "./firings.ts";
import { PARAMETERS } from "./machines-under-test.ts";
import { writtenFirst } from "./written-first.ts";

interface Named {
  readonly guards: readonly unknown[];
  readonly actions: readonly unknown[];
  readonly delays: readonly unknown[];
}

/** As they stand in the definition: a name, an object with a name as its type, or a function. */
function usedBy(machine: AnyStateMachine): Named {
  const nodes = nodesOf(machine.root);
  const transitions = nodes.flatMap((node) => [...node.transitions.values()].flat());
  const actions = transitions.flatMap((transition) => transition.actions);
  return {
    guards: transitions.map(({ guard }) => guard).filter((guard) => guard !== undefined),
    actions: [...actions, ...nodes.flatMap(({ config }) => [config.entry, config.exit])]
      .flat()
      .filter((action) => action !== undefined),
    delays: nodes.flatMap(({ config }) => Object.keys(config.after ?? {})),
  };
}

function nameOf(used: unknown): unknown {
  return typeof used === "object" && used !== null && "type" in used ? used.type : used;
}

describe("a product machine names what it uses, and uses all that it names", () => {
  const machines: readonly AnyStateMachine[] = [
    subscriberMachine,
    offerMachine,
    ...PARAMETERS.map((parameters) => createTriggerMachine(parameters).machine),
  ];
  test.each(machines.map((machine) => [machine.id, machine] as const))("%s", (_id, machine) => {
    const used = usedBy(machine);
    for (const kind of ["guards", "actions", "delays"] as const) {
      const names = new Set(used[kind].map(nameOf));
      expect([...names].sort(), kind).toEqual(Object.keys(machine.implementations[kind]).sort());
    }
  });
});

test.each(TRIGGERS.map((definition) => [definition.name, definition] as const))(
  "the machine of %s names what it uses",
  (name, definition) => {
    const { machine } = createTriggerMachine(parametersWritten(name, writtenFirst(definition)));
    const used = usedBy(machine);
    for (const kind of ["guards", "actions", "delays"] as const) {
      for (const each of used[kind].map(nameOf)) expect(each, kind).toBeTypeOf("string");
    }
  },
);
