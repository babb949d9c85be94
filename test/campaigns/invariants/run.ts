// Runs a world through the outreach, and notes everything in the order in which it happened.
import type { CampaignBook } from "../../../campaigns/campaign.ts";
import { createOutreach, type Outreach } from "../../../campaigns/outreach.ts";
import type { Decision, Offered, Rule } from "../../../domain/decision.ts";
import type { Outcome } from "../../../domain/offer.ts";
import { DAY_MS } from "../../../domain/time.ts";
import { triggerAt } from "../samples.ts";
import type { Happening, World } from "./world.ts";

export type Note =
  | { readonly kind: "happening"; readonly happening: Happening }
  | { readonly kind: "decision"; readonly decision: Decision }
  | { readonly kind: "sent"; readonly offer: Offered }
  | { readonly kind: "outcome"; readonly outcome: Outcome };

/**
 * Everything that a world's moments led to; `rules` and `book` may be other than the world's. At
 * happening `restartAt` all is written down, and goes on from that.
 */
export function notesOf(
  world: World,
  {
    rules,
    book = world.book,
    restartAt = -1,
  }: { rules?: readonly Rule[]; book?: CampaignBook; restartAt?: number } = {},
): readonly Note[] {
  const notes: Note[] = [];
  const open = (): Outreach =>
    createOutreach({
      book,
      directory: { profile: (subscriber) => world.profiles[subscriber] },
      responses: world,
      ...(rules && { rules }),
      onOutcome: (outcome) => notes.push({ kind: "outcome", outcome }),
      onSent: (offer) => notes.push({ kind: "sent", offer }),
    });
  let outreach = open();
  const commits = new Map<string, Uint8Array>();
  const commit = () => {
    for (const [name, slab] of outreach.changed()) commits.set(name, slab());
    outreach.committed();
  };
  let lastMs = 0;
  for (const [sequence, happening] of world.happenings.entries()) {
    // An earlier commit, so that what has not changed since then comes from it.
    if (sequence === restartAt >> 1) commit();
    if (sequence === restartAt) {
      commit();
      outreach = open();
      outreach.load(commits, lastMs);
    }
    lastMs = happening.timeMs;
    if (happening.kind !== "moment") outreach.advance(lastMs);
    notes.push({ kind: "happening", happening });
    if (happening.kind === "opt-out") outreach.optOut(happening.subscriber);
    else if (happening.kind === "pause") outreach.pause(happening.campaign, happening.isPaused);
    else {
      const { subscriber, definition } = happening;
      const decision = outreach.decide(triggerAt(lastMs, subscriber, sequence, definition));
      if (decision === undefined) throw new Error("nobody withdraws by a trigger here");
      notes.push({ kind: "decision", decision });
    }
  }
  outreach.advance(lastMs + 10 * DAY_MS);
  if (outreach.pending > 0) throw new Error(`seed ${world.seed}: ${outreach.pending} never ended`);
  return notes;
}
