// Moments that could never come, or never be used: quiet hours, absent feeds, numbers, lists.
import { within } from "../../campaigns/hours.ts";
import { KairosError } from "../../domain/errors.ts";
import { SERVICE_CLASSES } from "../../domain/number-plan.ts";
import { DAY_MS, formatDuration, parseDuration, parseTimeOfDay } from "../../domain/time.ts";
import { definitionOf } from "../../machines/triggers/catalogue.ts";
import { ALL_DAY, DEFAULT_QUIET_HOURS } from "../phrases.ts";
import { type Path, valueAt } from "../positions.ts";
import {
  campaignsOf,
  durationAt,
  listAt,
  numberAt,
  offersOf,
  percentAt,
  type RawOffer,
  repeats,
  spanOf,
  textAt,
} from "../raw.ts";
import type { Complaint } from "../refusals.ts";
import { nearestWord } from "../suggestion.ts";
import { IDLE, parametersOf, trigger as triggerBlock } from "../triggers.ts";

export function wrongMoments(root: unknown): readonly Complaint[] {
  return [
    ...wrongLists(root),
    ...absentWords(root, valueAt(root, ["policy"]), ["policy"]),
    ...campaignsOf(root).flatMap((campaign, index) => [
      ...silentHours(root, campaign, index),
      ...triggersOf(campaign, index).flatMap(({ block, path }) => [
        ...absentFeeds(root, block, path),
        ...unlistedNumbers(root, block, path),
        ...unknownList(root, block, path),
        ...tooLongForTheRun(root, block, path),
        ...zonesOfNowhere(root, block, path),
      ]),
    ]),
  ];
}

interface TriggerAt {
  readonly block: unknown;
  readonly path: Path;
}

/** All triggers of a campaign, also those that it does not spell out. */
function triggersOf(campaign: unknown, index: number): readonly TriggerAt[] {
  const when = ["campaigns", index, "whenAndWhere"];
  const idle = offersOf(campaign).flatMap(({ what, pathOf }) => {
    const path = pathOf("deliver");
    return path !== undefined && valueAt(what, ["deliver"]) === "nextIdle" ? [path] : [];
  });
  return [
    {
      block: valueAt(campaign, ["whenAndWhere", "trigger"]),
      path: [...when, "trigger"],
    },
    {
      block: valueAt(campaign, ["whenAndWhere", "and", "trigger"]),
      path: [...when, "and", "trigger"],
    },
    ...idle.map((path) => ({ block: IDLE, path: ["campaigns", index, ...path] })),
  ];
}

/** Hours that are empty, or wholly quiet, would never let the campaign speak. */
function silentHours(root: unknown, campaign: unknown, index: number): readonly Complaint[] {
  const block = valueAt(campaign, ["whenAndWhere", "hours"]) ?? ALL_DAY;
  const hours = spanOf(block);
  if (hours === undefined) return [];
  const path = ["campaigns", index, "whenAndWhere", "hours"];
  const got = `"${valueAt(block, ["from"])}" to "${valueAt(block, ["to"])}"`;
  if (!within(hours, hours.fromMs)) {
    return [
      {
        path,
        got,
        wanted: "hours that end later or earlier than they begin",
        remedy: "Leave them out for the whole day.",
      },
    ];
  }
  const quiet = spanOf(valueAt(root, ["policy", "quietHours"]) ?? DEFAULT_QUIET_HOURS);
  if (quiet === undefined) return [];
  const speaks = (at: number) => within(hours, at) && !within(quiet, at);
  // What is left of the hours begins where they begin or where quiet hours end.
  if (speaks(hours.fromMs) || speaks(quiet.toMs)) {
    return offersOf(campaign).flatMap((offer) => lateDelivery(offer, ["campaigns", index], speaks));
  }
  return [
    {
      path,
      got: `${got}, all of it in policy.quietHours`,
      wanted: "some time in which the policy lets the campaign speak",
      remedy: "Change these hours or the quiet hours.",
    },
  ];
}

/** A fixed time of day at which the policy never lets the campaign speak. */
function lateDelivery(
  { what, pathOf }: RawOffer,
  campaign: Path,
  speaks: (at: number) => boolean,
): readonly Complaint[] {
  const path = pathOf("deliver");
  const text = textAt(what, ["deliver", "at"]);
  const at = text === undefined ? undefined : parseTimeOfDay(text);
  const holds = valueAt(what, ["hold"]) !== undefined;
  if (path === undefined || at === undefined || holds || speaks(at % DAY_MS)) return [];
  return [
    {
      path: [...campaign, ...path, "at"],
      got: `"${text}", which is quiet or outside the campaign's hours`,
      wanted: "a time at which the campaign may speak",
      remedy: "Choose another time, or say with what.hold how long the offer may wait.",
    },
  ];
}

/** Feeds that a trigger needs and that the scenario switches off; parameters that no machine has. */
function absentFeeds(root: unknown, block: unknown, path: Path): readonly Complaint[] {
  const parsed = triggerBlock.safeParse(block);
  if (!parsed.success) return block === IDLE ? [{ ...NO_IDLE, path }] : [];
  const definition = definitionOf(parsed.data.name);
  const parameters = parametersOf(parsed.data, DAY_MS);
  const feeds = definition.feeds?.(parameters) ?? [];
  const off = feeds.filter((feed) => percentAt(root, ["feeds", feed, "coverage"]) === 0);
  return [
    ...off.map((feed) => ({
      path: block === IDLE ? path : [...path, "name"],
      got: `${definition.name}, which needs the feed ${feed}: its coverage is 0%`,
      wanted: "a trigger whose feed is there",
      remedy: `Raise feeds.${feed}.coverage, or choose another trigger.`,
    })),
    ...refusedByMachine(() => definition.machine(parameters), path),
  ];
}

/** What a machine refuses to be made of, such as fields that events of a feed do not have. */
function refusedByMachine(make: () => unknown, path: Path): readonly Complaint[] {
  try {
    make();
    return [];
  } catch (error) {
    if (!(error instanceof KairosError)) throw error;
    const { got, wanted, remedy } = error.parts;
    return [{ path, got, wanted, remedy }];
  }
}

const NO_IDLE = {
  got: `nextIdle, which needs the trigger ${IDLE.name}`,
  wanted: "a moment of delivery that can be noticed",
  remedy: "Choose now, after or at.",
};

const SERVICES = ["numbers", "services"];

/** Numbers, classes, keywords and codes that never pass the tap, so that nothing can be noticed. */
function unlistedNumbers(root: unknown, block: unknown, path: Path): readonly Complaint[] {
  const services = listAt(root, SERVICES);
  const number = textAt(block, ["number"]);
  const named: readonly (readonly [Path, string])[] = [
    ...listAt(block, ["numbers"]).flatMap((text, index) =>
      typeof text === "string" ? [[["numbers", index], text] as const] : [],
    ),
    ...(number === undefined ? [] : [[["number"], number] as const]),
  ];
  const missing = named
    .filter(([, text]) => !services.some((service) => isOf(text, service)))
    .map(([at, text]) => ({
      path: [...path, ...at],
      got: `"${text}", which numbers.services does not have`,
      wanted: "a number that passes the tap",
      remedy: `Add { number: "${text}" } to numbers.services.`,
    }));
  return [...missing, ...absentClass(services, block, path), ...absentWords(root, block, path)];
}

function isOf(number: string, service: unknown): boolean {
  const listed = textAt(service, ["number"]);
  if (listed === undefined) return false;
  return listed === number || (valueAt(service, ["prefix"]) === true && number.startsWith(listed));
}

function absentClass(
  services: readonly unknown[],
  block: unknown,
  path: Path,
): readonly Complaint[] {
  const wanted = textAt(block, ["class"]);
  if (wanted === undefined || !(SERVICE_CLASSES as readonly string[]).includes(wanted)) return [];
  const has = services.some((service) => (valueAt(service, ["class"]) ?? "service") === wanted);
  if (has) return [];
  return [
    {
      path: [...path, "class"],
      got: `"${wanted}", which no number of numbers.services is of`,
      wanted: "a class of which a number is listed",
      remedy: `Add { number: "…", class: ${wanted} } to numbers.services.`,
    },
  ];
}

/** Keywords that no number of the operator knows, and USSD codes that do not pass. */
function absentWords(root: unknown, block: unknown, path: Path): readonly Complaint[] {
  const keywords = listAt(root, SERVICES).flatMap((service) =>
    Object.values((valueAt(service, ["keywords"]) ?? {}) as object),
  );
  const lists: readonly { key: string; known: readonly unknown[]; where: string }[] = [
    { key: "keywords", known: keywords, where: "keywords of a number in numbers.services" },
    { key: "optOutKeywords", known: keywords, where: "keywords of a number in numbers.services" },
    { key: "codes", known: listAt(root, ["numbers", "codes"]), where: "numbers.codes" },
  ];
  return lists.flatMap(({ key, known, where }) =>
    listAt(block, [key]).flatMap((word, index) =>
      typeof word !== "string" || known.includes(word)
        ? []
        : [
            {
              path: [...path, key, index],
              got: `"${word}", which passes no tap`,
              wanted: `one of the ${where}`,
              remedy: suggestion(word, known, where),
            },
          ],
    ),
  );
}

function suggestion(word: string, known: readonly unknown[], where: string): string {
  const meant = nearestWord(
    word,
    known.filter((other) => typeof other === "string"),
  );
  return meant === undefined ? `Add it to ${where}.` : `Did you mean ${meant}?`;
}

function unknownList(root: unknown, block: unknown, path: Path): readonly Complaint[] {
  const list = textAt(block, ["list"]);
  if (list === undefined) return [];
  const known = listAt(root, ["lists"]).flatMap((entry) => textAt(entry, ["name"]) ?? []);
  if (known.includes(list)) return [];
  return [
    {
      path: [...path, "list"],
      got: `"${list}"`,
      wanted: known.length === 0 ? "a list of lists" : `one of lists: ${known.join(", ")}`,
      remedy: suggestion(list, known, "lists"),
    },
  ];
}

/** Lists that come when the run is over, or twice under one name. */
function wrongLists(root: unknown): readonly Complaint[] {
  const days = numberAt(root, ["days"]) ?? 1;
  const lists = listAt(root, ["lists"]);
  return [
    ...repeats(lists, "name").map(({ index, earlier, text }) => ({
      path: ["lists", index, "name"],
      got: `"${text}" again`,
      wanted: `a name that lists[${earlier}] does not have`,
      remedy: "Rename one of the two.",
    })),
    ...lists.flatMap((list, index) => {
      const day = numberAt(list, ["day"]) ?? 0;
      if (day < days) return [];
      return [
        {
          path: ["lists", index, "day"],
          got: `"${day}" in a run of ${days} day${days === 1 ? "" : "s"}`,
          wanted: `a day from 0 to ${days - 1}`,
          remedy: "Load it earlier, or let the run be longer.",
        },
      ];
    }),
  ];
}

/** Silence can be no longer than what the run hears. */
function tooLongForTheRun(root: unknown, block: unknown, path: Path): readonly Complaint[] {
  if (textAt(block, ["name"]) !== "subscriber.silent") return [];
  const days = numberAt(root, ["days"]) ?? 1;
  const silence = durationAt(block, ["for"]) ?? parseDuration("14d")!;
  if (silence < days * DAY_MS) return [];
  return [
    {
      path: [...path, "for"],
      got: `a silence of ${formatDuration(silence)} in a run of ${formatDuration(days * DAY_MS)}`,
      wanted: "one that the run is long enough for",
      remedy: "Raise days, or wait for a shorter silence.",
    },
  ];
}

/** A real network has the zones that its file names. */
function zonesOfNowhere(root: unknown, block: unknown, path: Path): readonly Complaint[] {
  const real = valueAt(root, ["network", "cells"]) !== undefined;
  const zones = valueAt(root, ["network", "zones"]) !== undefined;
  if (!real || zones || valueAt(block, ["zone"]) === undefined) return [];
  return [
    {
      path: [...path, "zone"],
      got: "a kind of place in a network without any",
      wanted: "network.zones beside network.cells",
      remedy: "Name the file with the zones of the network.",
    },
  ];
}
