// A million people for a day: events per second, memory, workers, phases, against only generating.
import { execFileSync } from "node:child_process";
import { availableParallelism } from "node:os";
import { fileURLToPath } from "node:url";
import type { BenchReport } from "./bench.ts";
import { rate } from "./median.ts";
import type { Measured, Order } from "./rehearsal-run.ts";

const RUN = fileURLToPath(new URL("rehearsal-run.ts", import.meta.url));
const MILLION = 1_000_000;
const FEWER = 100_000;
const WORKERS = 2;

export async function rehearsal(): Promise<BenchReport> {
  const generated = measure({ what: "generate", subscribers: FEWER, workers: 1 });
  const fewer = measure({ what: "rehearse", subscribers: FEWER, workers: WORKERS });
  const alone = measure({ what: "rehearse", subscribers: MILLION, workers: 1 });
  const both = measure({ what: "rehearse", subscribers: MILLION, workers: WORKERS });
  const perDay = (measured: Measured, people: number): number => measured.seconds / people;
  const row = (what: string, people: number, workers: number, measured: Measured) => [
    what,
    people.toLocaleString("en-US"),
    String(workers),
    `${rate(measured.events / measured.seconds)}`,
    `${(measured.events / measured.seconds / (generated.events / generated.seconds)).toFixed(2)}×`,
    (measured.events / people).toFixed(1),
    `${(perDay(measured, people) * 1e6).toFixed(1)}`,
    `${Math.round(measured.peakBytes / 1e6)}`,
  ];
  const eventsPerSecond = both.events / both.seconds;
  const speedUp = alone.seconds / both.seconds;
  const growth = perDay(both, MILLION) / perDay(fewer, FEWER);
  const spent = Object.values(alone.phases).reduce((sum, seconds) => sum + seconds, 0);
  const met = (yes: boolean): string => (yes ? "yes" : "no");
  return {
    name: "rehearsal",
    how:
      "quickstart.yaml, all its machines, triggers and campaigns, one day; each row a process of its own, with the making " +
      "of the world. Events: subscriber events delivered to the subscriber machine.",
    tables: [
      {
        header: [
          "",
          "people",
          "workers",
          "events/s",
          "× only generating",
          "events a person",
          "µs a person",
          "peak resident set, MB",
        ],
        rows: [
          row("only generating", FEWER, 1, generated),
          row("rehearsal", FEWER, WORKERS, fewer),
          row("rehearsal", MILLION, 1, alone),
          row("rehearsal", MILLION, WORKERS, both),
        ],
      },
      {
        header: [`1,000,000 people, ${availableParallelism()} cores`, "target", "measured", "met"],
        rows: [
          [
            "events per second, two workers",
            "≥ 1.00 M",
            rate(eventsPerSecond),
            met(eventsPerSecond >= 1e6),
          ],
          [
            "events of a person's day",
            "≥ 40",
            (both.events / MILLION).toFixed(1),
            met(both.events / MILLION >= 40),
          ],
          [
            "peak resident set, two workers",
            "≤ 1,500 MB",
            `${Math.round(both.peakBytes / 1e6)} MB`,
            met(both.peakBytes <= 1.5e9),
          ],
          ["two workers against one", "≥ 1.6×", `${speedUp.toFixed(2)}×`, met(speedUp >= 1.6)],
          [
            "a person's day among 1,000,000 against 100,000",
            "≤ 1.5×",
            `${growth.toFixed(2)}×`,
            met(growth <= 1.5),
          ],
          [
            "digests of one worker and of two",
            "equal",
            alone.digests === both.digests ? "equal" : "not equal",
            met(alone.digests === both.digests),
          ],
        ],
      },
      {
        header: ["phase, 1,000,000 people on one worker", "µs a person", "share"],
        rows: Object.entries(alone.phases).map(([phase, seconds]) => [
          phase,
          ((seconds / MILLION) * 1e6).toFixed(1),
          `${Math.round((100 * seconds) / spent)} %`,
        ]),
      },
    ],
  };
}

function measure(order: Order): Measured {
  const text = execFileSync(process.execPath, [RUN, JSON.stringify(order)], {
    encoding: "utf8",
    stdio: ["ignore", "pipe", "inherit"],
  });
  return JSON.parse(text) as Measured;
}
