// docs/scorecard.md: what a true moment is, how well triggers know it, and why not better.
import { SCORECARD_HEAD, scorecardRows } from "../../../bin/scorecard-table.ts";
import { formatDuration } from "../../../domain/time.ts";
import type { Score } from "../../../metrics/scorecard.ts";
import { TOLERANCE } from "../../../metrics/tolerance.ts";
import { AREAS, type Measured, PERIODS, SWEEP_PEOPLE } from "./measure.ts";

const HEAD = `# The trigger scorecard

A trigger is an estimator: it infers from signalling what somebody did. The generated world knows what
she really did, so every rehearsal scores its triggers against that truth. \`kairos simulate\` prints the
table, and \`--json\` has it under \`scorecard\`, one object for each trigger definition of the scenario.

Truth is read from what people are planned to do and what comes of it: where they walk and ride, when
their phones are off, which calls and messages take place, which handset is in use. No event of the tap
is looked at. A true moment counts when it lies in the run, whether or not the phone could be reached then.

This page is measured: \`npm run scorecard\` runs the scenario and writes it. A test holds its structure
and its definitions to the program's, not its numbers: they move with the generated world.
`;

const MOMENTS = {
  "handset.changed":
    "the SIM is switched on in another handset, one that can do what the old one could not, plus `settle`, if it stays there so long",
  "powered.on":
    "the phone comes on after `offFor` or longer, over midnights too, and at least `missedCalls` calls were made to it meanwhile; a dead battery is off, a phone in another network is not; `offsIn30d`: and it went off so often in 30 days",
  "area.dwelled":
    "`minimumStay` after she came to a zone of the kind that she has not left since; with `notRegular` nobody who lives or works there; `during`: not before those hours begin",
  "cells.changedRapidly":
    "she sends a message at most `andMessageWithin` after a moment on the way at which she has passed `cells` cells within `within`: the first message of each ride, which rests shorter than `within` do not end; without `andMessageWithin` that moment itself",
  "ringback.heard":
    "`minimumRing` after the phone of a friend with a ring-back tone began to ring, while it still rings and she has no tone of her own, or one as `caller` says",
};

type Scored = keyof typeof MOMENTS;

/** Triggers whose true moments are known. */
export const SCORED = Object.keys(MOMENTS) as readonly Scored[];

const WINDOWS: Readonly<Record<Scored, readonly [from: string, until: string]>> = {
  "handset.changed": [`${early("handset.changed")} before`, `${late("handset.changed")} after`],
  "powered.on": [`${early("powered.on")} before`, `${late("powered.on")} after`],
  "area.dwelled": [
    `${early("area.dwelled")} before`,
    `${late("area.dwelled")} after she has left; ${formatDuration(TOLERANCE["area.dwelled"].openMs)} after the moment when she stays past midnight`,
  ],
  "cells.changedRapidly": [
    "the ride's beginning",
    `\`andMessageWithin\` and ${formatDuration(TOLERANCE["cells.changedRapidly"].lateMs)} after its end`,
  ],
  "ringback.heard": [
    `${early("ringback.heard")} before`,
    `${late("ringback.heard")} after the ringing ends`,
  ],
};

function early(name: "handset.changed" | "powered.on" | "area.dwelled" | "ringback.heard"): string {
  return formatDuration(TOLERANCE[name].earlyMs);
}

function late(name: Exclude<Scored, "cells.changedRapidly">): string {
  return formatDuration(TOLERANCE[name].lateMs);
}

const BLIND: Readonly<Record<Scored, string>> = {
  "handset.changed":
    "the network asks for the IMEI at attach and in one call of ten, so a handset that was replaced before it was ever seen is missed; the misses fade with the days of a run.",
  "powered.on":
    "a phone that leaves for another network looks like one that is switched off, and its return like a power-on: those are the false ones. One that dies without a detach would be missed.",
  "area.dwelled":
    "two sightings so far apart must fall into the stay, and a silent phone is seen once in T3212 alone; a cell is wider than the place, so that some are noticed on their way to it or in its neighbourhood.",
  "cells.changedRapidly":
    "idle moves inside a location area are invisible, so that a quiet passenger shows a few of the cells that she passes; at rest a phone goes to and fro between neighbours, which together with the cells of a ride just over looks like riding on.",
  "ringback.heard":
    "no blind spot here, where the tap hears every switch and the directory knows who has a tone: precision and recall are 1. The trigger waits until the ringing ends, which is all of its delay.",
};

const READING = `## Reading the numbers

- **matched**: triggers with a true moment of their own. One trigger matches one moment; of several the one
  whose time is over first, so that no other choice has more matches.
- **precision** = matched / triggers, **recall** = matched / true moments; "–" where there is none to share.
- **delay**: from the moment to its trigger; a trigger before its moment counts as 0. Median and 90 %
  quantile come from a histogram with buckets of 1.6 % at most, so that any number of shards, threads or
  octets on the way (\`--wire\`) gives the same report.
- A share of n moments is uncertain by about ± 1/√n: ± 10 points with a hundred.
- Campaigns narrow the triggers further (hours, segments, policy); the scorecard is before all that.
`;

const CAMPAIGNS = `## Triggers of campaigns

The same holds for every other trigger; scenarios that use them print their own table.

| trigger | true moment | what its numbers measure |
|---|---|---|
| \`feed.received\`, \`threshold.crossed\`, \`roamed.out\`, \`roamed.home\` | when it really happened, whatever the feed does: an ideal feed that knows everybody, at once, without loss | latency, coverage and loss of the feed |
| \`list.loaded\`, \`date.reached\` | the list's or date's own time (\`at\`), for everybody on it | the same, and with \`reachable\` the time until she could be reached; a trigger is about it for the longest latency (3 d) and \`expires\` |
| \`number.dialled\`, \`called.by\`, \`call.made\`, \`call.missed\` | the phase of the call that the definition asks for, as the day's plan and the callee's phone decide it; counted as \`count\` and \`within\` say | nothing is lost where every switch is tapped: 1 and 1 |
| \`message.sent\`, \`messages.sentInBulk\` | the message, the last of so many recipients | the same |
| \`query.made\`, \`keys.pressed\`, \`forwarding.set\` | when she means to do it; a busy phone delays it | the same, and errands given up |
| \`subscriber.idle\` | the first moment of the day in \`hours\` at which she has neither called nor written for \`quietFor\`, with the phone on; \`home\`: while she is at home | the phone is seen when it next shows itself; a home is guessed from nights |
| \`subscriber.silent\` | \`for\` after her last call or message, either way | who is off or in a drawer is told when the phone is seen again |
| \`area.entered\` | she comes to a place of the kind and stops there, once a place and day; who passes by does not count | passers-by are the false ones, silent phones the missed ones |

Two definitions have no truth: \`number.dialled\` with \`longDistance\` or \`withoutPrefix\`, for no plan says which carrier or city is
dialled. Their row says "not known", with no precision, recall or delay: null in \`--json\`.

Measured by \`test/simulator/truth-of-campaigns.test.ts\`, 300 people and two days, precision / recall: lists with a feed of 80 %
coverage 100 % / 81 %, data levels 100 % / 97 % (35 min late), calls, messages and questions 100 % / 100 %, idle evenings 97 % /
98 %, idle at home 87 % / 77 %, twelve silent hours 99 % / 61 %, a mall entered 74 % / 87 %.
`;

/** The page as text. */
export function page(measured: Measured): string {
  const { subscribers, days, quickstart, byPeriod, byAreas } = measured;
  const people = (count: number): string => count.toLocaleString("en-US");
  const oneDay = days === 1 ? "one day" : `${days} days`;
  return [
    HEAD,
    "## What a true moment is\n",
    tableOf([
      ["trigger", "true moment", "a trigger is about it from", "until"],
      ...SCORED.map((name) => [`\`${name}\``, MOMENTS[name], ...WINDOWS[name]]),
    ]),
    "Tolerances are assumed: wide enough that a late notice of the same thing counts as late and not as",
    "wrong, too narrow for one about something else. They are in",
    "[metrics/tolerance.ts](../metrics/tolerance.ts).\n",
    "## The quickstart scenario\n",
    `[scenarios/quickstart.yaml](../scenarios/quickstart.yaml), ${people(subscribers)} people, ${oneDay}:\n`,
    tableOf([[...SCORECARD_HEAD], ...scorecardRows(quickstart)]),
    "Its definitions:\n",
    quickstart.map(definitionOf).join("\n"),
    "\n## With the periodic update, T3212\n",
    `The same scenario with ${people(SWEEP_PEOPLE)} people: precision, recall and median delay. The gap that`,
    "`area.dwelled` allows between two sightings follows T3212.\n",
    sweepOf([...PERIODS], byPeriod),
    "## With the number of location areas\n",
    "Fewer areas are larger, and fewer of their borders are crossed with a location update.\n",
    sweepOf(
      AREAS.map((areas) => `${areas} areas`),
      byAreas,
    ),
    CAMPAIGNS,
    "## Why triggers err\n",
    SCORED.map((name) => `- \`${name}\`: ${BLIND[name]}`).join("\n"),
    `\n${READING}`,
  ].join("\n");
}

function definitionOf({ trigger, parameters }: Score): string {
  const words = Object.entries(parameters).map(([key, value]) =>
    key.endsWith("Ms")
      ? `${key.slice(0, -2)} ${formatDuration(Number(value))}`
      : `${key} ${String(value)}`,
  );
  return `- \`${trigger}\`: ${words.join(", ")}`;
}

function sweepOf(values: readonly string[], runs: readonly (readonly Score[])[]): string {
  const names = scorecardRows(runs[0]!).map(([name]) => name!);
  return tableOf([
    ["trigger", ...values],
    ...names.map((name, definition) => [
      name,
      ...runs.map((scores) => {
        const [, , , , precision, recall, median] = scorecardRows(scores)[definition]!;
        return `${precision} / ${recall} / ${median}`;
      }),
    ]),
  ]);
}

function tableOf(rows: readonly (readonly string[])[]): string {
  const [head, ...body] = rows.map((row) => `| ${row.join(" | ")} |`);
  return `${[head, `|${"---|".repeat(rows[0]!.length)}`, ...body].join("\n")}\n`;
}

/** The page without what was measured: cells of numbers become "#". */
export function skeletonOf(text: string): string {
  const measured =
    /^(–|[\d,.]+( (%|s|min|h|days))*( \d+ min)?)( \/ (–|[\d,.]+ [%a-z]+( \d+ min)?))*$/;
  return text
    .split("\n")
    .map((line) =>
      line.startsWith("| ")
        ? line
            .split(" | ")
            .map((cell) => cell.replace(/^\| | \|$/g, ""))
            .map((cell) => (measured.test(cell) ? "#" : cell))
            .join(" | ")
        : line,
    )
    .join("\n");
}
