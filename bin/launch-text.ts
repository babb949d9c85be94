// The findings of a small rehearsal and the load of a launch as plain text.
import type { Finding } from "../simulator/experiments/expectation.ts";
import type {
  CampaignLoad,
  ChannelLoad,
  LaunchLoad,
  LoadWarning,
} from "../simulator/experiments/launch-load.ts";
import { grouped } from "./progress.ts";
import { table } from "./table.ts";

/** Empty when the file expects nothing. */
export function findingsText(findings: readonly Finding[]): string {
  if (findings.length === 0) return "";
  return table(
    [
      ["expectation", "wanted", "got", ""],
      ...findings.map(({ what, wanted, got, met }) => [what, wanted, got, met ? "met" : "MISSED"]),
    ],
    "llll",
  );
}

const HEAD = [
  "campaign",
  "channel",
  "people",
  "a day",
  "peak",
  "an hour",
  "a second",
  "staff",
  "queue",
];

export function loadText({ rehearsed, subscribers, days, campaigns, all }: LaunchLoad): string {
  const note =
    `Load of a launch to ${grouped(subscribers)} people, from ${grouped(rehearsed)} people and ` +
    `${days} day${days === 1 ? "" : "s"}:`;
  const rows = [...campaigns, all].flatMap(rowsOf);
  if (rows.length === 0) return `${note} nothing would be sent.`;
  return `${note}\n${table([HEAD, ...rows], "llr")}`;
}

function rowsOf({ campaign = "all", people, channels }: CampaignLoad): string[][] {
  return channels.map((load, place) => [
    place === 0 ? campaign : "",
    load.channel,
    place === 0 ? grouped(people) : "",
    ...numbersOf(load),
  ]);
}

function numbersOf({ perDay, peakHour, perHour, perSecond, staff, queue }: ChannelLoad): string[] {
  return [
    grouped(perDay),
    `${String(peakHour).padStart(2, "0")}:00`,
    grouped(perHour),
    perSecond.toPrecision(2),
    staff === undefined ? "" : grouped(staff),
    queue === undefined ? "" : Number.isFinite(queue) ? queue.toFixed(1) : "grows",
  ];
}

export function warningText({ channel, got, wanted, capPerDay }: LoadWarning): string {
  return (
    `warning: ${channel}: got ${got}, expected ${wanted}. ` +
    `${grouped(capPerDay)} offers a day in all (what.offersPerDay) would fit.`
  );
}
