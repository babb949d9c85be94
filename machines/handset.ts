// Region handset: the best that the handset can do, by the TAC table; unknown when the table lacks
// its TAC.
import { CAPABILITY } from "../domain/directory.ts";
import { type SubscriberStep, subscriberSetup } from "./subscriber-setup.ts";

const enterHandset = subscriberSetup.assign({ handsetSinceMs: ({ event }) => event.timeMs });

type HandsetClass = "unknown" | "plain" | "wap" | "mms";

function classOf(capabilities: number): HandsetClass {
  if (capabilities < 0) return "unknown";
  if ((capabilities & CAPABILITY.mms) !== 0) return "mms";
  return (capabilities & CAPABILITY.wap) !== 0 ? "wap" : "plain";
}

const shows =
  (expected: HandsetClass) =>
  ({ event }: SubscriberStep): boolean =>
    classOf(event.capabilities) === expected;

const becomes = (target: HandsetClass) =>
  ({ guard: shows(target), target, actions: enterHandset }) as const;

const [toUnknown, toPlain, toWap, toMms] = [
  becomes("unknown"),
  becomes("plain"),
  becomes("wap"),
  becomes("mms"),
] as const;

/**
 * A state is entered when a handset of another class is seen; another handset of the same class
 * stays in it.
 */
export const handset = subscriberSetup.createStateConfig({
  initial: "unknown",
  states: {
    unknown: { on: { "handset.seen": [toPlain, toWap, toMms] } },
    plain: { on: { "handset.seen": [toWap, toMms, toUnknown] } },
    wap: { on: { "handset.seen": [toPlain, toMms, toUnknown] } },
    mms: { on: { "handset.seen": [toPlain, toWap, toUnknown] } },
  },
});
