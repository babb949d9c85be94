// Region power: what the network believes about the phone being on; a pulled battery shows nothing.
import { onEach, SIGHTINGS } from "./sightings.ts";
import { subscriberSetup } from "./subscriber-setup.ts";

const turnsOn = onEach(SIGHTINGS, { target: "on", actions: "recordPowerChange" });
const turnsOff = { target: "off", actions: "recordPowerChange" } as const;

/**
 * unknown until the first signal; off after IMSI detach (or a call that met a detached phone);
 * else on.
 */
export const power = subscriberSetup.createStateConfig({
  initial: "unknown",
  states: {
    unknown: {
      on: {
        ...turnsOn,
        "power.turnedOff": turnsOff,
        "call.missed": { guard: "missedWhileOff", ...turnsOff },
      },
    },
    off: {
      on: turnsOn,
    },
    on: {
      on: { "power.turnedOff": turnsOff },
    },
  },
});
