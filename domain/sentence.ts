// One plain sentence that says why a trigger fired and what was done about it.

import type { Decision } from "./decision.ts";
import { describeRule } from "./rule-sentence.ts";
import type { Named } from "./scene.ts";

/**
 * The whole sentence of a decision: "Switched to an MMS handset 40 s ago: trial MMS offered." `what`:
 * what its trigger saw (describeTrigger of machines/triggers/catalogue.ts).
 */
export function describeDecision(decision: Decision, offer: Named, what: Named): Named {
  if (decision.kind === "offered") {
    return { en: `${what.en}: ${offer.en} offered.`, zh: `${what.zh}：推荐${offer.zh}。` };
  }
  const why = describeRule(decision);
  return { en: `${what.en}: ${why.en}.`, zh: `${what.zh}：${why.zh}。` };
}
