// What kairos generate writes, kairos replay tells again: the digests of simulate, the labels' truth.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Report } from "../../metrics/summary.ts";
import type { Label } from "../../simulator/labels.ts";
import { quickstartCityText } from "../scenarios/scenario-file.ts";
import { kairos } from "./kairos-process.ts";

const SEED = ["--seed", "7"];
let folder = "";
let scenario = "";
let digests: Report["digests"];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "kairos-generate-replay-"));
  scenario = join(folder, "few.yaml");
  const text = quickstartCityText();
  writeFileSync(scenario, text.replace("subscribers: 20000", "subscribers: 200"));
  const { stdout } = await kairos("simulate", scenario, ...SEED, "--json");
  digests = (JSON.parse(stdout) as Report).digests;
});
afterAll(() => rmSync(folder, { recursive: true }));

interface Line {
  readonly kind: string;
  readonly name?: string;
  readonly subscriber?: string;
  readonly source?: string;
  readonly sequence?: number;
  readonly timeMs?: number;
  readonly cause?: { readonly frame?: number };
  readonly digests?: object;
}

/** Generates a file, replays it, and returns what both said. */
async function toldAgain(
  name: string,
  ...flags: readonly string[]
): Promise<{ readonly words: string; readonly lines: readonly Line[] }> {
  const path = join(folder, name);
  const capture = !name.endsWith(".ndjson") && !flags.includes("--showcase");
  const feeds = join(folder, `${name}.feeds`);
  const written = capture ? ["--feeds", feeds] : [];
  const told = capture ? ["--feed", feeds] : [];
  const generated = ["generate", scenario, ...SEED, "--out", path, ...written, ...flags];
  const { code, stderr } = await kairos(...generated);
  expect({ code, error: code === 0 ? "" : stderr }).toEqual({ code: 0, error: "" });
  const replayed = await kairos("replay", path, "--scenario", scenario, ...SEED, "--json", ...told);
  expect(replayed.code).toBe(0);
  const lines = replayed.stdout.trimEnd().split("\n");
  return { words: stderr, lines: lines.map((line) => JSON.parse(line) as Line) };
}

describe("a generated day", () => {
  test.each([
    ["mtp3", "day.pcap"],
    ["m3ua", "m3ua.pcap"],
    ["sccplite", "sccplite.pcap"],
    ["ndjson", "day.ndjson"],
  ])("as %s is replayed with the digests of simulate", async (format, name) => {
    const { words, lines } = await toldAgain(name, "--format", format);
    const { events, triggers } = digests;
    expect(Number(triggers.split("-")[1])).toBeGreaterThan(20);
    expect(lines.at(-1)).toMatchObject({ kind: "summary", digests: { events, triggers } });
    expect(words).toContain(`digests.events ${events}.`);
  });

  test.each([
    ["people's days", "lives", []],
    ["a showcase", "show", ["--showcase", "--subscribers", "4"]],
  ])("in %s has labels that name what the tap concludes, where it does", async (_, name, flags) => {
    const truth = join(folder, `${name}.labels`);
    const { lines } = await toldAgain(`${name}.pcap`, ...flags, "--labels", truth);
    const labels = new Map<number, Label>();
    for (const line of readFileSync(truth, "utf8").trimEnd().split("\n")) {
      const label = JSON.parse(line) as Label;
      labels.set(label.frame!, label);
    }
    // Nothing on the tap is behind what feeds tell.
    const told = lines.filter(({ kind, source }) => kind === "event" && source === "tap");
    expect(told.length).toBeGreaterThan(1_000);
    const labelOf = ({ cause }: Line): Label => labels.get(cause!.frame!)!;
    // Nobody answered, or a call whose radio was lost was not taken up again, in ten seconds.
    const isKnownByTime = (event: Line): boolean =>
      /paging\.unanswered|call\.released/.test(event.name!) &&
      event.timeMs === labelOf(event).timeMs + 10_000;
    const wrong = told.filter((event) => {
      if (isKnownByTime(event)) return false;
      const label = labelOf(event);
      if (label.concludes !== true || label.timeMs !== event.timeMs) return true;
      // It is known from a release, of the person's own call or of the caller's.
      if (event.name === "call.missed") return label.event?.type !== "call.released";
      const { token } = label;
      const { type, sequence } = label.event!;
      return token !== event.subscriber || type !== event.name || sequence !== event.sequence;
    });
    expect(wrong).toEqual([]);
    const concluding = [...labels.values()].filter(({ concludes }) => concludes === true);
    const silent = told.filter((event) => event.name === "call.missed" || isKnownByTime(event));
    expect(concluding).toHaveLength(told.length - silent.length);
  });
});
