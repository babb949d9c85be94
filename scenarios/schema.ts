// The shape of a scenario file; its JSON Schema gives editors completion with these descriptions.
import { z } from "zod";
import { PRODUCTS } from "../campaigns/campaign.ts";
import { FEEDS, type FeedName } from "../domain/feed-events.ts";
import { FEED_DEFAULTS } from "../domain/feed-parameters.ts";
import { FEED_WORDS } from "../domain/feed-sentence.ts";
import { ZONE_KINDS } from "../domain/location.ts";
import { SERVICE_CLASSES, SERVICE_ROLES } from "../domain/number-plan.ts";
import { formatDuration } from "../domain/time.ts";
import { calendar } from "./calendar.ts";
import { network } from "./network.ts";
import {
  digits,
  duration,
  fileName,
  identifier,
  isoDate,
  prefixes,
  quantity,
  seedText,
  serviceCode,
  serviceNumber,
  share,
  slug,
  text,
  timeOfDay,
  wholeNumber,
} from "./scalars.ts";
import { who } from "./who.ts";

const words = (what: string) =>
  z
    .strictObject({
      en: text(`${what} in English`).describe("In English."),
      zh: text(`${what} in Chinese`).describe("In Chinese."),
    })
    .describe(`${what[0]!.toUpperCase()}${what.slice(1)}, in English and in Chinese.`);

export const ALL_DAY = { from: "00:00", to: "24:00" };
export const DEFAULT_QUIET_HOURS = { from: "21:00", to: "08:00" };

const hours = () =>
  z.strictObject({
    from: timeOfDay().describe("The begin, a time of day in quotes."),
    to: timeOfDay().describe("The end, itself outside; earlier than the begin: on the next day."),
  });

const handsetChanged = z.strictObject({
  name: z.literal("handset.changed").describe("Another handset (IMEI) shows up under this IMSI."),
  gains: z
    .enum(["mms", "wap", "any"])
    .default("any")
    .describe("What the new handset can do and the old one could not; any: every change counts."),
  settle: duration()
    .prefault("2h")
    .describe(
      "The new handset must still be in use this long after it was first seen, so that a card " +
        "lent for a moment does not count. Default 2h.",
    ),
});

const poweredOn = z.strictObject({
  name: z.literal("powered.on").describe("The phone is on again after it was switched off."),
  offFor: duration().prefault("10m").describe("It was off for at least this long. Default 10m."),
  missedCalls: wholeNumber({ from: 0, to: 100 })
    .prefault(0)
    .describe("At least this many calls were missed meanwhile, as callers' legs show. Default 0."),
});

const areaDwelled = z.strictObject({
  name: z.literal("area.dwelled").describe("The phone has stayed in a zone for a while."),
  zone: z.enum(ZONE_KINDS).describe("The kind of place."),
  minimumStay: duration({ minimum: "1m", maximum: "7d" }).describe(
    "Least time from the first sighting in the zone to the last, with none elsewhere between.",
  ),
  maximumGap: duration({ minimum: "1m", maximum: "7d" })
    .exactOptional()
    .describe(
      "Two sightings further apart than this prove no stay between them. " +
        "Default: network.periodicUpdate (T3212) and a tenth more.",
    ),
  notRegular: z
    .boolean()
    .default(true)
    .describe("Ignore people found there on three of fourteen days: staff, residents, students."),
});

const cellsChangedRapidly = z.strictObject({
  name: z.literal("cells.changedRapidly").describe("Cell after cell in a short time: travelling."),
  cells: wholeNumber({ from: 2, to: 100 })
    .prefault(3)
    .describe("Distinct cells; to and fro between two neighbours does not count. Default 3."),
  within: duration({ minimum: "1m", maximum: "1d" })
    .prefault("15m")
    .describe("All of them seen within this time. Default 15m."),
  andMessageWithin: duration({ maximum: "1d" })
    .prefault("0s")
    .describe("An SMS must be sent within this time after that; 0s: none is needed. Default 0s."),
});

const ringbackHeard = z.strictObject({
  name: z.literal("ringback.heard").describe("A caller without a ring-back tone hears a friend's."),
  minimumRing: duration({ minimum: "1s", maximum: "5m" })
    .prefault("6s")
    .describe("The friend's phone rang at least this long. Default 6s."),
});

const trigger = z
  .discriminatedUnion("name", [
    handsetChanged,
    poweredOn,
    areaDwelled,
    cellsChangedRapidly,
    ringbackHeard,
  ])
  .describe("The moment, noticed in one person's signalling. Its name says which kind it is.");

const response = z
  .strictObject({
    accept: share().describe("Chance of acceptance when the offer comes at once and is the first."),
    unprompted: share().describe(
      "Chance that the same person converts with no message at all; these are among those who " +
        "accept, so accept − unprompted is what the message itself brings.",
    ),
    complain: share().describe("Chance of a complaint about one message."),
  })
  .describe(
    "How people answer. Say beside each rate whether it is calibrated (source) or assumed.",
  );

const what = z
  .strictObject({
    offer: words("the offer, so that “… offered” reads well,"),
    channel: z.literal("sms").default("sms").describe("How the offer travels. Default sms."),
    product: z
      .enum(PRODUCTS)
      .exactOptional()
      .describe(
        "What is sold: simulated people who need it accept. Default: by trigger – handset.changed " +
          "mms (or wap, if it gains that), powered.on missedCallAlert, area.dwelled " +
          "mobileNewspaper, cells.changedRapidly wap, ringback.heard ringbackTone; " +
          "other: a need of this campaign's own.",
      ),
    text: words("the text of the message"),
    expiresAfter: duration({ minimum: "1m", maximum: "365d" })
      .prefault("1d")
      .describe("Unanswered for this long, the offer ends. Default 1d."),
    offersPerDay: wholeNumber({ from: 1, to: 10_000_000 })
      .exactOptional()
      .describe(
        "At most so many offers from midnight to midnight, to all people together: first come, " +
          "first served; in a live run each partition has an equal share. Default: no limit.",
      ),
    response,
  })
  .describe("What is offered, in which words, and how people are thought to answer.");

const whenAndWhere = z
  .strictObject({
    trigger,
    hours: hours()
      .prefault(ALL_DAY)
      .describe("The campaign runs between these times of day. Default: all day."),
  })
  .describe("The moment that the campaign waits for.");

const campaign = z.strictObject({
  name: slug().describe("The campaign's name in commands and reports."),
  title: words("the campaign's name on the map"),
  who,
  what,
  whenAndWhere,
});

const policy = z
  .strictObject({
    quietHours: hours()
      .prefault(DEFAULT_QUIET_HOURS)
      .describe(
        "No contact between these times, for good: a moment in them is not made up for in the " +
          "morning. Equal times: no quiet hours. Default 21:00–08:00.",
      ),
    minimumGap: duration()
      .prefault("2d")
      .describe(
        "Least time between two contacts of one person, whatever the campaign. Default 2d.",
      ),
    cap: z
      .strictObject({
        offers: wholeNumber({ from: 1, to: 50 }).describe("So many contacts at most."),
        within: duration({ minimum: "1m" }).describe("In any span of this length."),
      })
      .prefault({ offers: 2, within: "7d" })
      .describe("At most so many contacts of one person within any such time. Default 2 in 7d."),
    respectDoNotDisturb: z.boolean().default(true).describe("Spare people who asked for it."),
    excludeRedList: z.boolean().default(true).describe("Spare staff and test numbers."),
    excludeComplained: z.boolean().default(true).describe("Spare those who complained, for good."),
    excludeAccepted: z
      .boolean()
      .default(true)
      .describe("Spare whoever accepted the campaign's offer; other campaigns may still ask."),
  })
  .prefault({})
  .describe("The contact policy, for all campaigns together.");

const control = z
  .strictObject({
    share: share({ below100: true }).describe(
      "Part of all people who get no offer at all, at random.",
    ),
    salt: seedText()
      .exactOptional()
      .describe("Another salt draws another control group. Default: the scenario's name."),
  })
  .prefault({ share: "10%" })
  .describe("The control group, drawn by a stable hash. Default 10 %; 0% switches it off.");

const people = z
  .strictObject({
    callsPerDay: quantity({ from: 0, to: 100 })
      .prefault(7.5)
      .describe(
        "Calls that a person starts in a day, answered or not: the mean over people and days; as " +
          "many reach her. Default 7.5. CALIBRATED: about 500 minutes of talk in a month, both " +
          "ways (520 of China Mobile's customers in 2010, company report).",
      ),
    messagesPerDay: quantity({ from: 0, to: 100 })
      .prefault(3.6)
      .describe(
        "SMS that a person sends in a day: the mean over people and days. Default 3.6. " +
          "CALIBRATED: China Mobile's customers (534.6 billion in nine months of 2010, company " +
          "report).",
      ),
    nightOffShare: share()
      .prefault("12%")
      .describe("People who switch off at night. Default 12%. ASSUMED."),
    handsetChangesPerYear: quantity({ from: 0, to: 50 })
      .prefault(0.48)
      .describe(
        "Handsets that a person takes into use in a year. Default 0.48: a mean of 25.1 months " +
          "(CALIBRATED: Telephia 2006), which is 26 a day among 20,000 people.",
      ),
    trainTripsPerDay: quantity({ from: 0, to: 5 })
      .prefault(0.005)
      .describe("Intercity train trips of a person in a day. Default 0.005. ASSUMED."),
    ringbackToneShare: share()
      .prefault("80%")
      .describe(
        "People who take the ring-back tone service; one tone in eight lies dormant. Default 80% " +
          "(CALIBRATED: 458.6 of 569.8 million customers of China Mobile, third quarter of 2010).",
      ),
  })
  .prefault({})
  .describe("Habits of the generated people. Rates say whether they are calibrated or assumed.");

const service = z.strictObject({
  number: serviceNumber().describe(
    "As dialled at home: digits in quotes without prefixes, or an alphanumeric sender.",
  ),
  prefix: z
    .boolean()
    .default(false)
    .describe("Whether longer numbers that begin so are meant too. Default false."),
  class: z
    .enum(SERVICE_CLASSES)
    .default("service")
    .describe("Whose it is: operator, service (a provider's), partner or rival. Default service."),
  keywords: z
    .record(z.string(), identifier())
    .default({})
    .describe(
      "The operator's own numbers only: texts that people send to it, in upper case, each with " +
        "the id that passes the tap in its place.",
    ),
  menu: z
    .boolean()
    .default(false)
    .describe(
      "The operator's own numbers only: whether keys pressed in a call to it pass the tap. " +
        "Default false.",
    ),
  role: z
    .enum(SERVICE_ROLES)
    .exactOptional()
    .describe("What the generated people use it for. Default: nothing."),
  paths: z
    .record(z.string(), identifier())
    .exactOptional()
    .describe(
      "Keys that lead through its menu, in quotes, each with the id of what they lead to: what " +
        "the generated people press, and what the voice menu's feed calls it.",
    ),
});

const feed = (name: FeedName) => {
  const { latencyMs, spread, coverage, loss } = FEED_DEFAULTS[name];
  return z
    .strictObject({
      latency: duration({ maximum: "3d" })
        .exactOptional()
        .describe(
          "Median time from what happened to its event. " +
            `Default ${formatDuration(latencyMs).replaceAll(" ", "\u00a0")}. ASSUMED.`,
        ),
      spread: quantity({ from: 0, to: 3 })
        .exactOptional()
        .describe(
          "Deviation of the latency's logarithm; 0: always the median. " +
            `Default ${spread}. ASSUMED.`,
        ),
      coverage: share()
        .exactOptional()
        .describe(
          "People whom the feed knows, always the same; 0% switches it off. " +
            `Default ${coverage * 100}%. ASSUMED.`,
        ),
      loss: share()
        .exactOptional()
        .describe(`Events that never come. Default ${loss * 100}%. ASSUMED.`),
    })
    .exactOptional()
    .describe(`What the feed tells: ${FEED_WORDS[name].en}.`);
};

const feeds = z
  .strictObject(
    Object.fromEntries(FEEDS.map((name) => [name, feed(name)])) as Record<
      FeedName,
      ReturnType<typeof feed>
    >,
  )
  .prefault({})
  .describe("Feeds: what the operator's other systems tell of these people, how late, of whom.");

const numbers = z
  .strictObject({
    countryCode: digits({ from: 0, to: 3 }, "86")
      .prefault("")
      .describe("The own country's calling code; empty: none is taken off. Default empty."),
    carrierPrefixes: prefixes("12593").describe("Dialled before a number to choose a carrier."),
    mobilePrefixes: prefixes("13").describe("First digits of mobile numbers of all operators."),
    onNetPrefixes: prefixes("138").describe("First digits of this operator's own numbers."),
    services: z
      .array(service)
      .max(1_000)
      .default([])
      .describe("Numbers that pass the tap as they are; of all others only a token does."),
    codes: z
      .array(serviceCode())
      .max(1_000)
      .default([])
      .describe("USSD strings that pass the tap as they are, such as *100#."),
  })
  .prefault({})
  .describe("The number plan: what of a number may pass the tap. Default: nothing but its token.");

/** The whole file; output holds milliseconds and fractions. */
export const scenarioFile = z
  .strictObject({
    extends: fileName("a scenario file")
      .exactOptional()
      .describe(
        "Another file, whose lines count where this one says nothing: blocks are merged, lists and " +
          "all else replaced. Its path counts from this file's folder; it may extend one itself.",
      ),
    name: slug().describe("The scenario's name in reports, best the file's."),
    title: words("the scenario's name on the map"),
    seed: seedText()
      .prefault("1")
      .describe("Any text or number; the same seed gives the same people and days. Default 1."),
    start: isoDate().describe("The date of the first day; its weekday matters."),
    days: wholeNumber({ from: 1, to: 366 }).prefault(1).describe("Length. Default 1."),
    subscribers: wholeNumber({ from: 2, to: 10_000_000 }).describe("How many people."),
    network,
    people,
    calendar,
    numbers,
    feeds,
    policy,
    control,
    campaigns: z
      .array(campaign)
      .min(1)
      .max(100)
      .describe("The campaigns; the first is the most important when several want one moment."),
  })
  .describe(
    "A Kairos scenario: people, a contact policy, and campaigns (who, what, when & where).",
  );

export type ScenarioFile = z.output<typeof scenarioFile>;

/** The JSON Schema (draft 7) of what people write, for completion in editors. */
export function scenarioJsonSchema(): Record<string, unknown> {
  const { required, ...schema } = z.toJSONSchema(scenarioFile, { target: "draft-7", io: "input" });
  // What a file leaves out, the one that it extends may say.
  return { ...schema, anyOf: [{ required: ["extends"] }, { required }] };
}
