// Region mobility, and where the phone was seen: a journey is three different cells in a short
// time.
import { onEach, SIGHTINGS, showsCell } from "./sightings.ts";
import { FADES, JOURNEY_MS, type SubscriberStep, subscriberSetup } from "./subscriber-setup.ts";

/** Seen where it was before. */
const stay = subscriberSetup.assign({ seenMs: ({ event }) => event.timeMs });

const changeCell = subscriberSetup.assign({
  lac: ({ event }) => event.lac,
  ci: ({ event }) => event.ci,
  seenMs: ({ event }) => event.timeMs,
  beforeLac: ({ context }) => context.lac,
  beforeCi: ({ context }) => context.ci,
  leftMs: ({ context }) => context.seenMs,
});

/** Not done on a return to the cell before: as often the radio as the person (ping-pong). */
const arrive = subscriberSetup.assign({ arrivedMs: ({ event }) => event.timeMs });

const setOut = subscriberSetup.assign({ mobilitySinceMs: ({ event }) => event.timeMs });

/** Entered by delay: the journey's last new cell was entered so long ago. */
const settle = subscriberSetup.assign({
  mobilitySinceMs: ({ context }) => context.arrivedMs + FADES.journeyEnds,
});

const cellUnknown = ({ event }: SubscriberStep): boolean => !showsCell(event);

const sameCell = ({ context, event }: SubscriberStep): boolean =>
  event.ci === context.ci && event.lac === context.lac;

const cellBefore = ({ context, event }: SubscriberStep): boolean =>
  event.ci === context.beforeCi && event.lac === context.beforeLac;

/** The third different cell: the one before the last was left a short time ago. */
const thirdCell = ({ context, event }: SubscriberStep): boolean =>
  (context.beforeLac !== 0 || context.beforeCi !== 0) &&
  event.timeMs - context.leftMs <= JOURNEY_MS;

const DETACH = ["power.turnedOff"] as const;

/**
 * staying until three cells in {@link JOURNEY_MS} show a journey; moving until no new cell is seen
 * for a while.
 */
export const mobility = subscriberSetup.createStateConfig({
  initial: "staying",
  states: {
    staying: {
      on: onEach(
        [...SIGHTINGS, ...DETACH],
        [
          { guard: cellUnknown },
          { guard: sameCell, actions: stay },
          { guard: cellBefore, actions: changeCell },
          { guard: thirdCell, target: "moving", actions: [changeCell, arrive, setOut] },
          { actions: [changeCell, arrive] },
        ],
      ),
    },
    moving: {
      after: { journeyEnds: { target: "staying", actions: settle } },
      on: onEach(
        [...SIGHTINGS, ...DETACH],
        [
          { guard: cellUnknown },
          { guard: sameCell, actions: stay },
          { guard: cellBefore, actions: changeCell },
          { target: "moving", reenter: true, actions: [changeCell, arrive] },
        ],
      ),
    },
  },
});
