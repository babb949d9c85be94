// The contact policy of a scenario: when and how often a person may be contacted at all.
import { z } from "zod";
import weights from "../campaigns/attention.json" with { type: "json" };
import type { ContactPolicy } from "../campaigns/campaign.ts";
import { HISTORY_PRESETS, type HistoryPolicy } from "../campaigns/terms.ts";
import { CONTACT_CHANNELS } from "../domain/decision.ts";
import { DEFAULT_QUIET_HOURS, hours } from "./phrases.ts";
import { duration, identifier, quantity, wholeNumber } from "./scalars.ts";

const { contact, complaint } = weights;
const DEFAULT_CAP = { offers: 2, within: "7d" };
const DEFAULT_CAP_MS = 7 * 24 * 3_600_000;

const contacts = {
  offers: wholeNumber({ from: 1, to: 50 }).describe("So many contacts at most."),
  within: duration({ minimum: "1m" }).describe("In any span of this length."),
};

const since = (who: string) =>
  duration().exactOptional().describe(`${who} 0s: such people are not spared.`);

const history = z
  .strictObject({
    ordered: z.boolean().exactOptional().describe("Spare who has the product already."),
    tried: since("Spare who had a trial so recently and did not order."),
    cancelled: since("Spare who opened and cancelled the product so recently."),
    batchUnsubscribed: since("Spare whom the operator unsubscribed in a batch so recently."),
    selfUnsubscribed: since("Spare who unsubscribed so recently."),
    complainedAbout: z.boolean().exactOptional().describe("Spare who ever complained about it."),
    contacted: since("Spare whom anybody contacted so recently, in any channel."),
    telemarketed: since("Spare whom an agent called so recently."),
  })
  .exactOptional()
  .describe("Whom past dealings with the product exclude; each line beats that of the preset.");

export const policy = z
  .strictObject({
    preset: z
      .enum(Object.keys(HISTORY_PRESETS) as [keyof typeof HISTORY_PRESETS])
      .exactOptional()
      .describe(
        "A published policy for `history`. w2: cancelled 90d, telemarketed 60d. w3: ordered, " +
          "tried 180d, batchUnsubscribed 180d, selfUnsubscribed 365d, complainedAbout, " +
          "contacted 90d. Default: none.",
      ),
    quietHours: hours()
      .prefault(DEFAULT_QUIET_HOURS)
      .describe(
        "No contact between these times: a moment in them is lost, unless what.hold lets its " +
          "offer wait. Equal times: no quiet hours. Default 21:00–08:00.",
      ),
    minimumGap: duration()
      .prefault("2d")
      .describe(
        "Least time between two contacts of one person, whatever the campaign. Default 2d.",
      ),
    cap: z
      .strictObject(contacts)
      .exactOptional()
      .describe(
        "At most so many contacts of one person within any such time. Default 2 in 7d, or what " +
          "`caps` says of all channels.",
      ),
    caps: z
      .array(
        z.strictObject({
          channel: z
            .enum(CONTACT_CHANNELS)
            .exactOptional()
            .describe("Contacts in this channel alone. Default: in all channels."),
          ...contacts,
        }),
      )
      .max(20)
      .default([])
      .describe("Further caps of one person's contacts: by day, week or month, and by channel."),
    respectDoNotDisturb: z.boolean().default(true).describe("Spare people who asked for it."),
    excludeRedList: z.boolean().default(true).describe("Spare staff and test numbers."),
    excludeComplained: z.boolean().default(true).describe("Spare those who complained, for good."),
    excludeAccepted: z
      .boolean()
      .default(true)
      .describe("Spare whoever accepted the campaign's offer; other campaigns may still ask."),
    history,
    consent: z
      .array(z.enum(["marketing", "location", "profiling"]))
      .max(3)
      .default([])
      .describe("Purposes that a person must have agreed to before any contact. Default: none."),
    attention: z
      .strictObject({
        perPerson: quantity({ from: 1, to: 1_000_000 }).describe(
          `Points of damage (a short message ${contact.sms}, a call ${contact.call}, a complaint ` +
            `${complaint}: campaigns/attention.json) that one person may be done in a run.`,
        ),
      })
      .exactOptional()
      .describe("The budget of the attention ledger. Default: none."),
    optOutKeywords: z
      .array(identifier())
      .max(20)
      .default([])
      .describe(
        "Ids of keywords (numbers.services[].keywords) by which a person withdraws from all " +
          "offers, at once: withdraw, where TD: withdraw. Default: none.",
      ),
  })
  .prefault({})
  .describe("The contact policy, for all campaigns together.");

type PolicyBlock = z.output<typeof policy>;

export function assemblePolicy(block: PolicyBlock): ContactPolicy {
  const { quietHours, minimumGap, consent, attention, optOutKeywords } = block;
  const caps = block.caps.map(({ within, ...cap }) => ({ ...cap, withinMs: within }));
  const own = block.cap && { offers: block.cap.offers, withinMs: block.cap.within };
  // Without a cap of its own, the first of all channels is it, so that the default does not bind.
  const first = own === undefined ? caps.findIndex((cap) => !("channel" in cap)) : -1;
  const { offers, withinMs } = own ?? caps[first] ?? { ...DEFAULT_CAP, withinMs: DEFAULT_CAP_MS };
  const more = caps.filter((_, index) => index !== first);
  const past = historyOf(block);
  return {
    quietHours: { fromMs: quietHours.from, toMs: quietHours.to },
    minimumGapMs: minimumGap,
    cap: { offers, withinMs },
    ...(more.length > 0 && { caps: more }),
    respectDoNotDisturb: block.respectDoNotDisturb,
    excludeRedList: block.excludeRedList,
    excludeComplained: block.excludeComplained,
    excludeAccepted: block.excludeAccepted,
    ...(past && { history: past }),
    ...(consent.length > 0 && { consent }),
    ...(attention && { attention }),
    ...(optOutKeywords.length > 0 && { optOutKeywords }),
  };
}

/** The preset's lines and the file's over them; what is switched off is left out. */
function historyOf({ preset, history: block = {} }: PolicyBlock): HistoryPolicy | undefined {
  const { ordered, complainedAbout, ...spans } = block;
  const all: HistoryPolicy = {
    ...(preset && HISTORY_PRESETS[preset]),
    ...(ordered !== undefined && { ordered }),
    ...(complainedAbout !== undefined && { complainedAbout }),
    ...Object.fromEntries(Object.entries(spans).map(([key, ms]) => [`${key}Ms`, ms])),
  };
  const kept = Object.entries(all).filter(([, value]) => value !== false && value !== 0);
  return kept.length === 0 ? undefined : Object.fromEntries(kept);
}
