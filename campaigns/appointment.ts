// A call that was promised for a time: its task comes up again inside its window, and never outside (W9).
import { assign, emit, setup } from "xstate";

export interface AppointmentInput {
  /** The chosen window, ms from the booking. */
  readonly opensAfterMs: number;
  readonly closesAfterMs: number;
  /** Between two tries within it. */
  readonly retryAfterMs: number;
  readonly triesMax: number;
}

interface AppointmentContext extends AppointmentInput {
  readonly tries: number;
}

export type AppointmentEvent =
  /** The agent reached the customer; "rebook": for another window. */
  | { readonly type: "call.reached" }
  | { readonly type: "call.failed" }
  | ({ readonly type: "call.rebooked" } & AppointmentInput)
  | { readonly type: "appointment.cancelled" };

/** "task.due": an agent should call now; "appointment.missed": the window is over. */
export type AppointmentEmitted =
  | { readonly type: "task.due" }
  | { readonly type: "appointment.missed" };

/** booked → due ⇄ resting → kept | missed | cancelled; the window closes whatever goes on in it. */
export const appointmentMachine = setup({
  types: {
    context: {} as AppointmentContext,
    input: {} as AppointmentInput,
    events: {} as AppointmentEvent,
    emitted: {} as AppointmentEmitted,
  },
  delays: {
    opening: ({ context }) => context.opensAfterMs,
    closing: ({ context }) => context.closesAfterMs - context.opensAfterMs,
    retry: ({ context }) => context.retryAfterMs,
  },
  guards: {
    mayTryAgain: ({ context }) => context.tries < context.triesMax,
  },
  actions: {
    announceTask: emit({ type: "task.due" }),
    announceMissed: emit({ type: "appointment.missed" }),
    countTry: assign({ tries: ({ context }) => context.tries + 1 }),
    rebook: assign(({ context, event }) =>
      event.type === "call.rebooked"
        ? {
            opensAfterMs: event.opensAfterMs,
            closesAfterMs: event.closesAfterMs,
            retryAfterMs: event.retryAfterMs,
            triesMax: event.triesMax,
            tries: 0,
          }
        : context,
    ),
  },
}).createMachine({
  id: "appointment",
  context: ({ input }) => ({ ...input, tries: 0 }),
  initial: "booked",
  on: { "appointment.cancelled": ".cancelled" },
  states: {
    booked: { after: { opening: "open" } },
    open: {
      initial: "due",
      after: { closing: "missed" },
      on: {
        "call.reached": "kept",
        "call.rebooked": { target: "booked", actions: "rebook" },
      },
      states: {
        due: {
          entry: ["countTry", "announceTask"],
          on: {
            "call.failed": [{ guard: "mayTryAgain", target: "resting" }, { target: "givenUp" }],
          },
        },
        resting: { after: { retry: "due" } },
        givenUp: {},
      },
    },
    kept: { type: "final" },
    missed: { type: "final", entry: "announceMissed" },
    cancelled: { type: "final" },
  },
});
