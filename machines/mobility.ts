// Region mobility, and where the phone was seen: a journey is three different cells in a short
// time.
import { onEach, PLACES } from "./sightings.ts";
import { subscriberSetup } from "./subscriber-setup.ts";

/**
 * staying until three cells in `JOURNEY_MS` show a journey; moving until no new cell is seen for a
 * while.
 */
export const mobility = subscriberSetup.createStateConfig({
  initial: "staying",
  states: {
    staying: {
      on: onEach(PLACES, [
        { guard: "cellUnknown" },
        { guard: "sameCell", actions: "recordSighting" },
        { guard: "returnedToCellBefore", actions: "recordCellChange" },
        {
          guard: "reachedThirdCell",
          target: "moving",
          actions: ["recordCellChange", "recordArrival", "recordDeparture"],
        },
        { actions: ["recordCellChange", "recordArrival"] },
      ]),
    },
    moving: {
      after: { journeyEnds: { target: "staying", actions: "recordJourneyEnd" } },
      on: onEach(PLACES, [
        { guard: "cellUnknown" },
        { guard: "sameCell", actions: "recordSighting" },
        { guard: "returnedToCellBefore", actions: "recordCellChange" },
        { target: "moving", reenter: true, actions: ["recordCellChange", "recordArrival"] },
      ]),
    },
  },
});
