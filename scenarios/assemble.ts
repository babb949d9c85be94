// Turns a validated scenario file into a Scenario: names with units, shared trigger definitions.
import { createBook } from "../campaigns/book.ts";
import type { Campaign } from "../campaigns/campaign.ts";
import { FEEDS } from "../domain/feed-events.ts";
import { FEED_DEFAULTS } from "../domain/feed-parameters.ts";
import { hashText } from "../domain/hash.ts";
import { assembleCalendar } from "./calendar.ts";
import { CELLS_PER_AREA, type NetworkBlock } from "./network.ts";
import type { Scenario } from "./scenario.ts";
import type { ScenarioFile } from "./schema.ts";
import { parametersOf } from "./triggers.ts";

type CampaignBlock = ScenarioFile["campaigns"][number];
type HoursBlock = CampaignBlock["whenAndWhere"]["hours"];

/** The scenario that this file describes. */
export function assemble(file: ScenarioFile): Scenario {
  const { network, policy, control } = file;
  const book = createBook({
    campaigns: file.campaigns.map((campaign) => ({
      name: campaign.name,
      title: campaign.title,
      who: campaign.who,
      what: offerOf(campaign.what),
      whenAndWhere: {
        trigger: parametersOf(campaign.whenAndWhere.trigger, network.periodicUpdate),
        hours: spanOf(campaign.whenAndWhere.hours),
      },
    })),
    policy: {
      quietHours: spanOf(policy.quietHours),
      minimumGapMs: policy.minimumGap,
      cap: { offers: policy.cap.offers, withinMs: policy.cap.within },
      respectDoNotDisturb: policy.respectDoNotDisturb,
      excludeRedList: policy.excludeRedList,
      excludeComplained: policy.excludeComplained,
      excludeAccepted: policy.excludeAccepted,
    },
    control: { share: control.share, salt: hashText(control.salt ?? file.name) },
  });
  return {
    ...book,
    name: file.name,
    title: file.title,
    seed: file.seed,
    start: file.start,
    days: file.days,
    subscribers: file.subscribers,
    network: {
      mcc: network.mcc,
      mnc: network.mnc,
      t3212Ms: network.periodicUpdate,
      size: network.size,
      ...(network.sites === undefined ? {} : { sites: network.sites }),
      locationAreas: locationAreasOf(network),
      ...filesOf(network),
    },
    people: file.people,
    calendar: assembleCalendar(file.calendar, file.start),
    numbers: file.numbers,
    feeds: feedsOf(file.feeds),
  };
}

/** What the file does not say is as documented (domain/feed-parameters.ts). */
function feedsOf(block: ScenarioFile["feeds"]): Scenario["feeds"] {
  const feeds = { ...FEED_DEFAULTS };
  for (const name of FEEDS) {
    const { latency, ...rest } = block[name] ?? {};
    const latencyMs = latency ?? FEED_DEFAULTS[name].latencyMs;
    feeds[name] = { ...FEED_DEFAULTS[name], ...rest, latencyMs };
  }
  return feeds;
}

function locationAreasOf(network: NetworkBlock): Scenario["network"]["locationAreas"] {
  if (network.locationAreas !== undefined) return network.locationAreas;
  if (network.peoplePerArea !== undefined) return { people: network.peoplePerArea };
  return { cells: network.cellsPerArea ?? CELLS_PER_AREA };
}

function filesOf({
  cells,
  zones,
  baseMap,
  subscribers,
}: NetworkBlock): Pick<Scenario["network"], "files"> {
  if (cells === undefined) return {};
  return {
    files: {
      cells,
      ...(zones === undefined ? {} : { zones }),
      ...(baseMap === undefined ? {} : { baseMap }),
      ...(subscribers === undefined ? {} : { subscribers }),
    },
  };
}

function offerOf(what: CampaignBlock["what"]): Omit<Campaign["what"], "deliver"> {
  const { expiresAfter, ...rest } = what;
  return { ...rest, expiresAfterMs: expiresAfter };
}

function spanOf(hours: HoursBlock): { readonly fromMs: number; readonly toMs: number } {
  return { fromMs: hours.from, toMs: hours.to };
}
