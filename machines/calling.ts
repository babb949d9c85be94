// Region calling: one call at a time, as CC messages show it; a second call changes nothing until
// the first release.
import { subscriberSetup } from "./subscriber-setup.ts";

const hangUp = { target: "idle", actions: "recordCallChange" } as const;
const dial = { guard: "originatedCall", target: "dialling", actions: "recordCallChange" } as const;
const ring = { target: "ringing", actions: "recordCallChange" } as const;
const talk = { target: "inCall", actions: "recordCallChange" } as const;

/** The radio contact ends the call too when its release was not seen. */
const ends = {
  "call.released": hangUp,
  "power.turnedOff": hangUp,
  "power.turnedOn": hangUp,
} as const;

/** idle → dialling (own call) → ringing (either end) → inCall → idle. */
export const calling = subscriberSetup.createStateConfig({
  initial: "idle",
  states: {
    idle: {
      on: { "call.setUp": [dial, ring], "call.alerted": ring, "call.answered": talk },
    },
    dialling: {
      on: { "call.alerted": ring, "call.answered": talk, ...ends },
    },
    ringing: {
      on: { "call.answered": talk, ...ends },
    },
    inCall: {
      on: ends,
    },
  },
});
