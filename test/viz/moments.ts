// Builds moments for the tests of the map: only what a test is about needs to be named.
import type { Moment } from "../../domain/map-frame.ts";

export function momentOf(parts: Partial<Moment> & { readonly id: string }): Moment {
  return {
    kind: "moment",
    timeMs: 0,
    subscriber: 7,
    campaign: 0,
    trigger: "powered.on",
    decision: "offered",
    sentence: { en: "Phone on again: alert offered.", zh: "开机：推荐来电提醒。" },
    seenAt: [10, 10],
    ...parts,
  };
}
