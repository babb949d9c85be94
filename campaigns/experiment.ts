// The control group: who is held back, for good, so that the others can be compared with them.
import { fraction, hashWords } from "../domain/hash.ts";
import type { SubscriberIndex } from "../domain/identity.ts";
import type { CampaignBook } from "./campaign.ts";

/** Whether this subscriber is in the control group: the same answer for all campaigns and times. */
export function inControlGroup(
  control: CampaignBook["control"],
  subscriber: SubscriberIndex,
): boolean {
  return fraction(hashWords(control.salt, subscriber)) < control.share;
}
