// Puts together what the inspector shows of one subscriber: belief, contacts, truth, and their words.
import type { Brand, Profile } from "../domain/directory.ts";
import { hashText } from "../domain/hash.ts";
import type { Inspection } from "../domain/map-frame.ts";
import type { Named } from "../domain/scene.ts";
import type { SubscriberEvent } from "../domain/subscriber-event.ts";
import type { Belief, Contact, Truth } from "./batches.ts";
import { type Atlas, momentOf } from "./moments.ts";
import type { Signal } from "./signals.ts";

export interface InspectionParts {
  readonly subscriber: number;
  readonly belief: Belief;
  /** Newest first. */
  readonly contacts: readonly Contact[];
  readonly truth: Truth;
  readonly profile: Profile | undefined;
}

/** Messages shown; a call alone has some twenty. */
const SIGNALS_MAX = 60;

/** `signalsOf` gives the messages behind an event, oldest first. */
export function inspectionOf(
  { subscriber, belief, contacts, truth, profile }: InspectionParts,
  atlas: Atlas,
  signalsOf: (event: SubscriberEvent) => readonly Signal[],
): Inspection {
  return {
    subscriber,
    person: truth.person,
    token: tokenOf(profile?.imsi ?? String(subscriber)),
    profile: profileInWords(profile),
    timeMs: belief.timeMs,
    regions: belief.regions,
    signals: belief.events.flatMap(signalsOf).reverse().slice(0, SIGNALS_MAX),
    offers: contacts.map((contact) => offerOf(contact, atlas, signalsOf)),
    seen: belief.sightings.flatMap(({ timeMs, lac, ci }) => {
      const at = atlas.siteOf(lac, ci);
      return at === undefined ? [] : [{ timeMs, at }];
    }),
    track: truth.track,
  };
}

function offerOf(
  { decision, outcome, event }: Contact,
  atlas: Atlas,
  signalsOf: (event: SubscriberEvent) => readonly Signal[],
): Inspection["offers"][number] {
  const { id, timeMs, campaign, trigger, sentence } = momentOf(decision, atlas);
  const signal = event && signalsOf(event).find(({ octets }) => octets !== undefined);
  return {
    id,
    timeMs,
    campaign,
    kind: decision.kind,
    ...(decision.kind === "suppressed" ? { rule: decision.rule } : {}),
    ...(outcome === undefined ? {} : { outcome }),
    sentence,
    trigger,
    ...(signal?.octets === undefined
      ? {}
      : { signal: { message: signal.message, octets: signal.octets } }),
  };
}

/** "b7·4e19": short enough to read out, and no IMSI. Not a protection: these people are fictional. */
function tokenOf(imsi: string): string {
  const hex = hashText(imsi).toString(16).padStart(8, "0");
  return `${hex.slice(0, 2)}·${hex.slice(2, 6)}`;
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
