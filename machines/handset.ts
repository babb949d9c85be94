// Region handset: the best that the handset can do, by the TAC table; unknown when the table lacks
// its TAC.
import { type HandsetClass, subscriberSetup } from "./subscriber-setup.ts";

const becomes = <TClass extends HandsetClass>(target: TClass) =>
  ({
    guard: { type: "showsHandset", params: target },
    target,
    actions: "recordHandsetChange",
  }) as const;

const [toUnknown, toPlain, toWap, toMms] = [
  becomes("unknown"),
  becomes("plain"),
  becomes("wap"),
  becomes("mms"),
];

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
