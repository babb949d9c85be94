// Puts together what the inspector shows of one subscriber: belief, contacts, truth, in words.
import { COMPLAINT_DAMAGE, damageOf, POINT } from "../campaigns/attention.ts";
import { whatOf } from "../campaigns/rulebook.ts";
import type { Decision } from "../domain/decision.ts";
import type { Brand, Profile } from "../domain/directory.ts";
import type { Inspection } from "../domain/map-frame.ts";
import type { Named } from "../domain/scene.ts";
import type { Belief, Contact, Truth, TruthQuestion } from "./batches.ts";
import { type Atlas, momentOf } from "./moments.ts";

export interface InspectionParts {
  readonly subscriber: number;
  /** Of the directory: the token of the IMSI. */
  readonly name: string;
  readonly belief: Belief;
  /** Newest first. */
  readonly contacts: readonly Contact[];
  readonly truth: Truth;
  readonly profile: Profile | undefined;
}

/** Messages shown; a call alone has some twenty. */
const SIGNALS_MAX = 60;

/** What is asked of the world: the messages behind the last events, then behind each contact. */
export function questionOf(
  subscriber: number,
  belief: Belief,
  contacts: readonly Contact[],
): TruthQuestion {
  const causes = contacts.flatMap(({ event }) => (event === undefined ? [] : [event]));
  return { subscriber, events: [...belief.events, ...causes] };
}

/** `truth` answers {@link questionOf} of the same belief and contacts. */
export function inspectionOf(
  { subscriber, name, belief, contacts, truth, profile }: InspectionParts,
  atlas: Atlas,
): Inspection {
  const { signals, person, track } = truth;
  let behind = belief.events.length;
  return {
    subscriber,
    person,
    token: shortToken(name),
    profile: profileInWords(profile),
    timeMs: belief.timeMs,
    regions: belief.regions,
    signals: newestFirst(signals.slice(0, behind).flat()).slice(0, SIGNALS_MAX),
    offers: contacts.map((contact) =>
      offerOf(contact, contact.event === undefined ? [] : (signals[behind++] ?? []), atlas),
    ),
    attention: attentionOf(contacts.filter((contact) => !waitsForIdle(contact, atlas))),
    seen: belief.sightings.flatMap(({ timeMs, lac, ci }) => {
      const at = atlas.siteOf(lac, ci);
      return at === undefined ? [] : [{ timeMs, at }];
    }),
    track,
  };
}

/** Ladders of neighbouring events overlap in time; the sort is stable, so each keeps its order. */
function newestFirst(signals: Inspection["signals"]): Inspection["signals"] {
  return [...signals].reverse().sort((a, b) => b.timeMs - a.timeMs);
}

function offerOf(
  contact: Contact,
  signals: Inspection["signals"],
  atlas: Atlas,
): Inspection["offers"][number] {
  const { decision, outcome } = contact;
  const { id, timeMs, campaign, trigger, sentence } = momentOf(decision, atlas);
  const signal = signals.find(({ octets }) => octets !== undefined);
  return {
    id,
    timeMs,
    campaign,
    kind: decision.kind,
    ...(decision.kind === "suppressed" ? { rule: decision.rule } : {}),
    ...(outcome === undefined ? {} : { outcome }),
    sentence,
    ...messageOf(contact, atlas),
    ...(decision.score === undefined ? {} : { score: decision.score }),
    ...(decision.losers === undefined ? {} : { losers: decision.losers }),
    trigger,
    ...(signal?.octets === undefined
      ? {}
      : { signal: { message: signal.message, octets: signal.octets } }),
  };
}

/** What is sent, over which channel, and when, of an offer that was made. */
function messageOf(
  contact: Contact,
  atlas: Atlas,
): Pick<Inspection["offers"][number], "text" | "channel" | "deliverAtMs" | "idleUntilMs"> {
  const { decision, deliveredMs } = contact;
  if (decision.kind !== "offered") return {};
  const { deliverAtMs = decision.timeMs, channel = "sms", campaign, arm } = decision;
  const { text } = whatOf(atlas.campaigns[campaign]!, arm);
  if (!isForIdle(decision, atlas)) return { text, channel, deliverAtMs };
  if (deliveredMs !== undefined) return { text, channel, deliverAtMs: deliveredMs };
  return { text, channel, ...(waitsForIdle(contact, atlas) && { idleUntilMs: deliverAtMs }) };
}

/** Whether nobody knows yet when it is sent: the time in the decision is only the last that may be. */
function waitsForIdle({ decision, outcome }: Contact, atlas: Atlas): boolean {
  return decision.kind === "offered" && outcome === undefined && isForIdle(decision, atlas);
}

function isForIdle({ campaign, arm }: Decision, { campaigns }: Pick<Atlas, "campaigns">): boolean {
  return whatOf(campaigns[campaign]!, arm).deliver?.kind === "nextIdle";
}

/** Of the contacts that were made: what never reached the person costs nothing. */
function attentionOf(contacts: readonly Contact[]): Inspection["attention"] {
  const made = contacts.filter(
    ({ decision, outcome }) =>
      decision.kind === "offered" && outcome !== "held" && outcome !== "expiredWhileHeld",
  );
  const complaints = made.filter(({ outcome }) => outcome === "complained").length;
  const thousandths = made.reduce(
    (sum, { decision }) =>
      sum + (decision.kind === "offered" ? damageOf(decision.channel ?? "sms") : 0),
    complaints * COMPLAINT_DAMAGE,
  );
  return { contacts: made.length, complaints, damage: thousandths / POINT };
}

/** "b7·4e19", the beginning of the token's hash: short enough to read out. */
function shortToken(name: string): string {
  const hash = name.slice(name.indexOf("-") + 1);
  return `${hash.slice(0, 2)}·${hash.slice(2, 6)}`;
}

const BRAND_NAMES: Record<Brand, Named> = {
  gotone: { en: "GoTone", zh: "全球通" },
  mzone: { en: "M-Zone", zh: "动感地带" },
  easyown: { en: "Easyown", zh: "神州行" },
};

function profileInWords(profile: Profile | undefined): Named {
  if (profile === undefined) return { en: "not in the master", zh: "无用户资料" };
  const { brand, tenureMonths, valueTier } = profile;
  const years = Math.floor(tenureMonths / 12);
  const [en, zh] =
    years === 0
      ? [`${tenureMonths} month${tenureMonths === 1 ? "" : "s"}`, `${tenureMonths} 个月`]
      : [`${years} year${years === 1 ? "" : "s"}`, `${years} 年`];
  return {
    en: `${BRAND_NAMES[brand].en}, ${en}, value ${valueTier}`,
    zh: `${BRAND_NAMES[brand].zh}，入网 ${zh}，价值 ${valueTier}`,
  };
}
