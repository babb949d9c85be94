// The shape of a scenario file; its JSON Schema gives editors completion with these descriptions.
import { z } from "zod";
import { FIELDS, STYLES } from "../campaigns/campaign.ts";
import { FEEDS, type FeedName } from "../domain/feed-events.ts";
import { FEED_DEFAULTS } from "../domain/feed-parameters.ts";
import { FEED_WORDS } from "../domain/feed-sentence.ts";
import { SERVICE_CLASSES, SERVICE_ROLES } from "../domain/number-plan.ts";
import { formatDuration } from "../domain/time.ts";
import { calendar } from "./calendar.ts";
import { channels } from "./channels.ts";
import { expectation } from "./expectation.ts";
import { arbitration, control, goals, pilot } from "./experiment.ts";
import { lists } from "./lists.ts";
import { network } from "./network.ts";
import { arms, what } from "./offering.ts";
import { ALL_DAY, hours, words } from "./phrases.ts";
import { policy } from "./policy.ts";
import { products } from "./products.ts";
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
  wholeNumber,
} from "./scalars.ts";
import { trigger } from "./triggers.ts";
import { who } from "./who.ts";

/** Systems that scenarios come from (docs/scenarios.md). */
const SYSTEMS = ["s0", "s1", "s2", "s3", "kairos"] as const;

const whenAndWhere = z
  .strictObject({
    trigger,
    and: z
      .strictObject({
        trigger,
        within: duration({ minimum: "1s", maximum: "30d" }).describe(
          "The two moments are no further apart than this, in any order.",
        ),
      })
      .exactOptional()
      .describe("A second moment that the same person must have had. Default: none."),
    hours: hours()
      .prefault(ALL_DAY)
      .describe("The campaign runs between these times of day. Default: all day."),
  })
  .describe("The moment that the campaign waits for.");

const campaign = z.strictObject({
  name: slug().describe("The campaign's name in commands and reports."),
  title: words("the campaign's name on the map"),
  style: z
    .enum(STYLES)
    .exactOptional()
    .describe("The way of promotion, for those who read the file."),
  field: z
    .enum(FIELDS)
    .exactOptional()
    .describe("The field of application: the map's legend filters by it."),
  who,
  what,
  arms,
  pilot,
  whenAndWhere,
});

const source = z
  .strictObject({
    system: z
      .enum(SYSTEMS)
      .describe(
        "s0: Jiangsu Mobile's marketing on signalling. s1: a wireless-data platform. s2: Beijing " +
          "Mobile's customer care. s3: a call centre's handbook. kairos: our own.",
      ),
    row: z.string().exactOptional().describe("The row of the catalogue, such as A14."),
    words: text("the source's own words").exactOptional().describe("In its own words."),
  })
  .exactOptional()
  .describe("Where the scenario comes from.");

const notes = z
  .strictObject({
    calibrated: text("what is put in").exactOptional().describe("What is put in, and its source."),
    emerges: text("what comes out").exactOptional().describe("What comes out of the run."),
  })
  .exactOptional()
  .describe("What is calibrated and what emerges, for those who read the file.");

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
    manyMessagesPerDay: quantity({ from: 0, to: 1 })
      .prefault(0)
      .describe(
        "Times in a day that a person sends one text to several friends, in the evening. " +
          "Default 0. ASSUMED.",
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
    .describe(`How late, of whom and how surely this feed tells: ${FEED_WORDS[name].en}.`);
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
    senders: z
      .array(digits({ from: 3, to: 15 }, "10658000"))
      .max(1_000)
      .exactOptional()
      .describe(
        "Senders of the service messages that the generated people get, each as often as the " +
          "others; an empty list: nobody gets any. Default: those of " +
          "scenarios/base/usual-numbers.json.",
      ),
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
    source,
    notes,
    kind: z
      .enum(["offers", "statistics"])
      .default("offers")
      .describe(
        "offers: campaigns make them. statistics: nothing is sent; the run counts where the people " +
          "of each campaign's moments come from. Default offers.",
      ),
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
    products,
    lists,
    channels,
    policy,
    control,
    arbitration,
    goals,
    campaigns: z
      .array(campaign)
      .min(1)
      .max(100)
      .describe(
        "The campaigns; the first is the most important when several want one moment, unless " +
          "products have a priority, or arbitration says otherwise.",
      ),
    expectation,
  })
  .describe(
    "A Kairos scenario: people, a contact policy, and campaigns (who, what, when & where).",
  );

export type ScenarioFile = z.output<typeof scenarioFile>;

/** The JSON Schema (draft 7) of what people write, for completion in editors. */
export function scenarioJsonSchema(): Readonly<Record<string, unknown>> {
  made ??= jsonSchema();
  return made;
}

/** Made once: errors look into it for keys that are known. */
let made: Readonly<Record<string, unknown>> | undefined;

function jsonSchema(): Readonly<Record<string, unknown>> {
  const { required, ...schema } = z.toJSONSchema(scenarioFile, { target: "draft-7", io: "input" });
  // What a file leaves out, the one that it extends may say.
  return { ...schema, anyOf: [{ required: ["extends"] }, { required }] };
}
