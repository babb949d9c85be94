// Turns a validated scenario file into a Scenario: names with units, shared trigger definitions.
import { createBook } from "../campaigns/book.ts";
import { FEEDS } from "../domain/feed-events.ts";
import { FEED_DEFAULTS } from "../domain/feed-parameters.ts";
import { hashText } from "../domain/hash.ts";
import { assembleCalendar } from "./calendar.ts";
import { assembleCampaign } from "./campaigns.ts";
import { assembleChannels } from "./channels.ts";
import { CELLS_PER_AREA, type NetworkBlock } from "./network.ts";
import { assemblePolicy } from "./policy.ts";
import type { Scenario } from "./scenario.ts";
import type { ScenarioFile } from "./schema.ts";

/** The scenario that this file describes. */
export function assemble(file: ScenarioFile): Scenario {
  const { network, control, products } = file;
  const channels = assembleChannels(file.channels);
  const { services } = file.numbers;
  const surroundings = { products, t3212Ms: network.periodicUpdate, services };
  const book = createBook({
    campaigns: file.campaigns.map((campaign) => assembleCampaign(campaign, surroundings)),
    policy: assemblePolicy(file.policy),
    control: { share: control.share, salt: hashText(control.salt ?? file.name) },
    ...(products.length > 0 && { products }),
    ...(channels && { channels }),
    ...(file.arbitration && { arbitration: file.arbitration }),
  });
  return {
    ...book,
    name: file.name,
    title: file.title,
    ...(file.source && { source: file.source }),
    ...(file.notes && { notes: file.notes }),
    ...(file.kind !== "offers" && { kind: file.kind }),
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
    ...(file.lists.length > 0 && {
      lists: file.lists.map(({ at, ...list }) => ({ ...list, atMs: at })),
    }),
    ...(file.goals.length > 0 && { goals: file.goals }),
    ...(file.expectation && { expectation: file.expectation }),
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
