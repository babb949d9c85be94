// One order brought to its end, when the systems' answers are known (W10).
import { createActor } from "xstate";
import { type OrderMode, type OrderStep, orderMachine } from "./order.ts";

/** Answers every wish of one order's machine until it ends. */
export function provision(
  mode: OrderMode,
  approvedBy: string | undefined,
  fails: (step: OrderStep) => boolean,
): { readonly end: "provisioned" | "failed" | "refused"; readonly undone: number } {
  const input = { mode, ...(approvedBy === undefined ? {} : { approvedBy }) };
  const actor = createActor(orderMachine, { input });
  let wanted: OrderStep | undefined;
  let undone = 0;
  actor.on("step.wanted", ({ step }) => {
    wanted = step;
  });
  actor.start();
  while (actor.getSnapshot().status === "active") {
    if (actor.getSnapshot().matches("compensating")) {
      undone++;
      actor.send({ type: "step.undone" });
    } else actor.send({ type: fails(wanted!) ? "step.failed" : "step.done" });
  }
  return { end: actor.getSnapshot().value as "provisioned" | "failed" | "refused", undone };
}
