// Appointments and orders as statecharts: what may follow what, on a clock of its own.

import { expect, test } from "vitest";
import { createActor, SimulatedClock } from "xstate";
import { type AppointmentInput, appointmentMachine } from "../../campaigns/appointment.ts";
import { ORDER_MODES, type OrderInput, orderMachine } from "../../campaigns/order.ts";
import { HOUR_MS, MINUTE_MS } from "../../domain/time.ts";

function booked(input: Partial<AppointmentInput> = {}) {
  const clock = new SimulatedClock();
  const actor = createActor(appointmentMachine, {
    clock,
    input: {
      opensAfterMs: 2 * HOUR_MS,
      closesAfterMs: 4 * HOUR_MS,
      retryAfterMs: 30 * MINUTE_MS,
      triesMax: 3,
      ...input,
    },
  });
  const due: number[] = [];
  actor.on("task.due", () => due.push(clock.now()));
  actor.start();
  return { actor, clock, due };
}

test("an appointment comes up inside its window only, as often as it may", () => {
  const { actor, clock, due } = booked();
  clock.increment(2 * HOUR_MS - 1);
  expect(due).toEqual([]);
  clock.increment(1);
  for (let minute = 0; minute < 300; minute += 5) {
    if (actor.getSnapshot().matches({ open: "due" })) actor.send({ type: "call.failed" });
    clock.increment(5 * MINUTE_MS);
  }
  expect(due.map((ms) => ms / HOUR_MS)).toEqual([2, 2.5, 3]);
  expect(actor.getSnapshot().value).toBe("missed");
});

test("a call that reaches the customer keeps the appointment, and nothing comes after it", () => {
  const { actor, clock, due } = booked();
  clock.increment(2 * HOUR_MS);
  actor.send({ type: "call.reached" });
  clock.increment(10 * HOUR_MS);
  expect(actor.getSnapshot().value).toBe("kept");
  expect(due).toHaveLength(1);
});

test("a new window counts from when it was booked", () => {
  const { actor, clock, due } = booked();
  clock.increment(2 * HOUR_MS);
  clock.increment(HOUR_MS);
  actor.send({
    type: "call.rebooked",
    opensAfterMs: HOUR_MS,
    closesAfterMs: 2 * HOUR_MS,
    retryAfterMs: MINUTE_MS,
    triesMax: 1,
  });
  clock.increment(HOUR_MS);
  expect(due.map((ms) => ms / HOUR_MS)).toEqual([2, 4]);
  actor.send({ type: "appointment.cancelled" });
  expect(actor.getSnapshot().value).toBe("cancelled");
});

/** Answers every wish of an order; `failing` fails. */
function provisioned(input: OrderInput, failing?: string) {
  const actor = createActor(orderMachine, { input });
  const wishes: string[] = [];
  actor.on("*", (wish) => wishes.push(`${wish.type} ${wish.step}`));
  actor.start();
  for (let step = 0; step < 10 && actor.getSnapshot().status === "active"; step++) {
    if (actor.getSnapshot().matches("compensating")) actor.send({ type: "step.undone" });
    else if (wishes.at(-1) === `step.wanted ${failing}`) actor.send({ type: "step.failed" });
    else actor.send({ type: "step.done" });
  }
  return { state: actor.getSnapshot().value, wishes };
}

test("an order is provisioned step by step", () => {
  const { state, wishes } = provisioned({ mode: "sms" });
  expect(state).toBe("provisioned");
  expect(wishes).toEqual(["step.wanted billing", "step.wanted platform", "step.wanted commission"]);
});

test("what was done of an order that fails is undone backwards", () => {
  const { state, wishes } = provisioned({ mode: "shop" }, "commission");
  expect(state).toBe("failed");
  expect(wishes.slice(-2)).toEqual(["undo.wanted platform", "undo.wanted billing"]);
});

test("there are seven modes, and a batch import without approval is refused", () => {
  expect(ORDER_MODES).toHaveLength(7);
  expect(provisioned({ mode: "batchImport" })).toEqual({ state: "refused", wishes: [] });
  expect(provisioned({ mode: "batchImport", approvedBy: "head" }).state).toBe("provisioned");
});
