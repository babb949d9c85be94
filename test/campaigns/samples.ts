// Small campaigns, profiles and triggers that the tests of this folder share.
import { type CampaignWithTrigger, createBook } from "../../campaigns/book.ts";
import type { Campaign, CampaignBook, ContactPolicy } from "../../campaigns/campaign.ts";
import { CAPABILITY, type Profile } from "../../domain/directory.ts";
import { DAY_MS, HOUR_MS } from "../../domain/time.ts";
import type { Trigger, TriggerParameters } from "../../domain/trigger.ts";

export const RINGBACK: TriggerParameters = { name: "ringback.heard", minimumRingMs: 6_000 };
export const POWERED_ON: TriggerParameters = {
  name: "powered.on",
  offForMs: 600_000,
  missedCalls: 0,
};

export const PROFILE: Profile = {
  brand: "mzone",
  tariff: "mzone-28",
  monthlyFeeFen: 2_800,
  valueTier: "B1",
  tenureMonths: 20,
  ageBand: "18-24",
  monthlySpendFen: 4_600,
  balanceFen: 900,
  points: 700,
  birthday: { month: 6, day: 10 },
  contractEndsInDays: 20,
  preferredChannel: "sms",
  tac: 199110,
  capabilities: CAPABILITY.wap,
  homeCity: "",
  ringbackTone: "none",
  ringbackToneDormantMonths: 0,
  hasRingbackTone: false,
  hasMissedCallAlert: false,
  usesMms: false,
  usesWap: true,
  readsMobileNewspaper: false,
  history: {
    missedCallAlert: { cancelledDaysAgo: 40, unsubscribedDaysAgo: 40, unsubscribedBy: "self" },
    mms: { triedDaysAgo: 100 },
    wap: { ordered: true },
  },
  contactedDaysAgo: 30,
  telemarketedDaysAgo: 70,
  consent: { marketing: true, location: true, profiling: true },
  star: 3,
  planFit: "C",
  usesMobileData: true,
  simGeneration: 2,
  scores: {
    mms: { need: 0.3, refusal: 0.4, fit: 0 },
    wap: { need: 0.7, refusal: 0.2, fit: 0.8 },
    missedCallAlert: { need: 0.5, refusal: 0.6, fit: 0.6 },
    mobileNewspaper: { need: 0.4, refusal: 0.5, fit: 0 },
    ringbackTone: { need: 0.8, refusal: 0.1, fit: 0.7 },
    other: { need: 0.5, refusal: 0.5, fit: 0.5 },
  },
  doNotDisturb: false,
  redListed: false,
  regularZones: [],
};

export const POLICY: ContactPolicy = {
  quietHours: { fromMs: 21 * HOUR_MS, toMs: 8 * HOUR_MS },
  minimumGapMs: 2 * DAY_MS,
  cap: { offers: 2, withinMs: 7 * DAY_MS },
  respectDoNotDisturb: true,
  excludeRedList: true,
  excludeComplained: true,
  excludeAccepted: true,
};

export const ALL_DAY = { fromMs: 0, toMs: DAY_MS };

export interface CampaignSample {
  readonly name: string;
  readonly who?: Campaign["who"];
  readonly hours?: Campaign["whenAndWhere"]["hours"];
  readonly trigger?: TriggerParameters;
  readonly response?: Campaign["what"]["response"];
  readonly expiresAfterMs?: number;
  readonly offersPerDay?: number;
  /** What else the campaign offers, and how. */
  readonly what?: Partial<CampaignWithTrigger["what"]>;
  readonly and?: CampaignWithTrigger["whenAndWhere"]["and"];
  readonly arms?: CampaignWithTrigger["arms"];
  readonly pilot?: Campaign["pilot"];
}

export function bookOf(
  campaigns: readonly CampaignSample[],
  policy: Partial<ContactPolicy> = {},
  control: CampaignBook["control"] = { share: 0, salt: 1 },
  more: Pick<CampaignBook, "products" | "channels" | "arbitration"> = {},
): CampaignBook {
  return createBook({
    campaigns: campaigns.map((campaign) => ({
      name: campaign.name,
      title: { en: campaign.name, zh: campaign.name },
      who: campaign.who ?? {},
      what: {
        offer: { en: "trial tone", zh: "彩铃体验" },
        channel: "sms",
        text: { en: "Try it.", zh: "试试。" },
        expiresAfterMs: campaign.expiresAfterMs ?? DAY_MS,
        ...(campaign.offersPerDay === undefined ? {} : { offersPerDay: campaign.offersPerDay }),
        response: campaign.response ?? { accept: 0.02, unprompted: 0.01, complain: 0.001 },
        ...campaign.what,
      },
      ...(campaign.arms && { arms: campaign.arms }),
      ...(campaign.pilot && { pilot: campaign.pilot }),
      whenAndWhere: {
        trigger: campaign.trigger ?? RINGBACK,
        ...(campaign.and && { and: campaign.and }),
        hours: campaign.hours ?? ALL_DAY,
      },
    })),
    policy: { ...POLICY, ...policy },
    control,
    ...more,
  });
}

export function triggerAt(timeMs: number, subscriber = 0, sequence = 0, definition = 0): Trigger {
  return {
    timeMs,
    subscriber,
    sequence,
    definition,
    facts: { name: "ringback.heard", ringMs: 11_000 },
    lac: 1,
    ci: 2,
    cause: { event: 9 },
  };
}
