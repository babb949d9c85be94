// kairos generate as one types it: captures that tshark reads, windows of them, labels that fit.
import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { epochMs } from "../../domain/time.ts";
import { readCapture } from "../../signaling/capture.ts";
import { type DecodedLine, decodedLine } from "../../signaling/decoded-line.ts";
import type { Label } from "../../simulator/labels.ts";
import { PROCEDURES } from "../../simulator/procedures.ts";
import { quickstartCityText } from "../scenarios/scenario-file.ts";
import { collected, kairos, ROOT, startKairos } from "./kairos-process.ts";

const QUICKSTART = join(ROOT, "scenarios/quickstart.yaml");
const PEOPLE = 150;
const START_MS = epochMs("2008-06-10");
let folder = "";
let scenario = "";

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "kairos-generate-"));
  scenario = join(folder, "few.yaml");
  const text = quickstartCityText();
  writeFileSync(scenario, text.replace("subscribers: 20000", `subscribers: ${PEOPLE}`));
});
afterAll(() => rmSync(folder, { recursive: true }));

const placeOf = (name: string): string => join(folder, name);

function objectsOf<T>(text: string): T[] {
  return text
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as T);
}

/** Runs the command to its end, which has to be a good one, and returns its words. */
async function generated(...args: readonly string[]): Promise<string> {
  const { code, stdout, stderr } = await kairos("generate", scenario, ...args);
  expect(stderr).not.toContain("internal error");
  expect({ code, stdout }).toEqual({ code: 0, stdout: "" });
  return stderr;
}

/** Runs the command with its capture on stdout; a signal at the end is sent after its first octets. */
async function piped(...args: readonly string[]) {
  const last = args.at(-1)!;
  const signal = last === "SIGINT" || last === "SIGTERM" ? last : undefined;
  const child = startKairos("generate", ...(signal === undefined ? args : args.slice(0, -1)));
  const chunks: Buffer[] = [];
  let words = "";
  if (signal !== undefined) child.stdout!.once("data", () => child.kill(signal));
  child.stdout!.on("data", (chunk: Buffer) => chunks.push(chunk));
  child.stderr!.setEncoding("utf8").on("data", (text: string) => {
    words += text;
  });
  const code = await new Promise((resolve) => child.on("close", resolve));
  return { code, stdout: Buffer.concat(chunks), words };
}

interface Row {
  readonly frame: number;
  readonly timeMs: number;
  readonly protocols: string;
  readonly severity: number;
}

/** What tshark makes of each frame. */
function tsharkRows(path: string): Row[] {
  const fields = ["frame.number", "frame.time_epoch", "frame.protocols", "_ws.expert.severity"];
  const args = ["-n", "-r", path, "-T", "fields", ...fields.flatMap((name) => ["-e", name])];
  return execFileSync("tshark", args, { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] })
    .trimEnd()
    .split("\n")
    .map((line) => {
      const [frame, seconds, protocols, severities] = line.split("\t");
      return {
        frame: Number(frame),
        timeMs: Math.round(Number(seconds) * 1000) - START_MS,
        protocols: `${protocols}:`,
        severity: Math.max(...(severities ?? "0").split(",").map(Number)),
      };
    });
}

const carries = (row: Row, protocol: string): boolean => row.protocols.includes(`:${protocol}:`);

function labelsIn(name: string): Label[] {
  return objectsOf<Label>(readFileSync(placeOf(name), "utf8"));
}

/** The words of the summary, as numbers. */
function summaryOf(words: string): { readonly frames: number; readonly messages: number } {
  const [, frames, messages] = /: ([\d,]+) frames .* with ([\d,]+) BSSAP messages/.exec(words)!;
  const numberOf = (text: string): number => Number(text.replaceAll(",", ""));
  return { frames: numberOf(frames!), messages: numberOf(messages!) };
}

describe.each(["mtp3", "mtp2", "m3ua", "sccplite"])("a capture as %s", (format) => {
  const capture = `${format}.pcap`;
  const truth = `${format}.labels`;
  let words = "";
  let rows: Row[] = [];
  let labels: Label[] = [];

  beforeAll(async () => {
    const window = ["--from", "07:30", "--for", "1h", "--format", format];
    words = await generated(...window, "--out", placeOf(capture), "--labels", placeOf(truth));
    rows = tsharkRows(placeOf(capture));
    labels = labelsIn(truth);
  });

  test("is read by tshark, every message of the summary, without a note or worse", () => {
    const { frames, messages } = summaryOf(words);
    expect(messages).toBeGreaterThan(2_000);
    expect(rows).toHaveLength(frames);
    expect(rows.filter((row) => carries(row, "bssap"))).toHaveLength(messages);
    expect(rows.filter(({ severity }) => severity >= 0x400000)).toEqual([]);
  });

  test("has a label for each frame with SCCP, and for no other", () => {
    const carried = rows.filter((row) => carries(row, "sccp"));
    const keyOf = ({ frame, timeMs }: Row | Label): string => `${frame} ${timeMs}`;
    expect(labels.map(keyOf)).toEqual(carried.map(keyOf));
  });

  test("holds the time that was asked for", () => {
    const [fromMs, toMs] = [7.5 * 3_600_000, 8.5 * 3_600_000];
    expect(rows.filter(({ timeMs }) => timeMs < fromMs || timeMs >= toMs)).toEqual([]);
    expect(rows[0]!.timeMs).toBeLessThan(fromMs + 60_000);
    expect(rows.at(-1)!.timeMs).toBeGreaterThan(toMs - 60_000);
  });

  test("has messages that fit the procedures of their labels", () => {
    const octets = readFileSync(placeOf(capture));
    const labelAt = new Map(labels.map((label) => [label.frame, label]));
    let compared = 0;
    for (const message of readCapture(octets, capture).messages) {
      const line = decodedLine(message);
      const expected = line === undefined ? undefined : proceduresOf(line);
      if (expected === undefined) continue;
      const { frame, procedure } = labelAt.get(message.frame)!;
      expect(expected, `${procedure} in frame ${frame}`).toContain(procedure);
      compared++;
    }
    expect(compared).toBeGreaterThan(300);
  });
});

/** Procedures in which a message may stand; undefined for those that stand in many. */
function proceduresOf(line: DecodedLine): readonly string[] | undefined {
  switch (line.layer3Message ?? line.message) {
    case "imsiDetachIndication":
      return ["imsiDetach"];
    case "locationUpdatingRequest": {
      const type = line.locationUpdatingType! & 3;
      return [["normalLocationUpdate", "periodicLocationUpdate", "imsiAttach"][type]!];
    }
    case "cmServiceRequest":
      if (line.cmServiceType === 1) return ["originatedCall"];
      if (line.cmServiceType === 4) return ["originatedMessage"];
      return ["unstructuredService", "forwarding"];
    case "paging":
    case "pagingResponse":
      return ["terminatedCall", "terminatedMessage", "push", "paging"];
    case "setup":
    case "alerting":
      return ["originatedCall", "terminatedCall"];
    case "cpData":
      return ["originatedMessage", "terminatedMessage", "push"];
    case "handoverPerformed":
      return ["handoverInsideBsc"];
    case "handoverRequest":
      return ["handoverBetweenBscs"];
    default:
      return undefined;
  }
}

describe("what is generated", () => {
  const SEED = ["--seed", "a"];
  const night = ["--for", "7h"];

  beforeAll(async () => {
    const labels = ["--labels", placeOf("night.labels")];
    await generated(...SEED, ...night, "--out", placeOf("night.pcap"), ...labels);
  });

  test("is the same for the same seed, on stdout as in a file, words apart", async () => {
    const labels = ["--labels", placeOf("again.labels")];
    const { code, stdout, words } = await piped(scenario, ...SEED, ...night, ...labels);
    expect(code).toBe(0);
    expect(stdout.equals(readFileSync(placeOf("night.pcap")))).toBe(true);
    const [first, second] = ["night.labels", "again.labels"].map((name) =>
      readFileSync(placeOf(name)),
    );
    expect(first!.equals(second!)).toBe(true);
    expect(words).toMatch(/^stdout: [\d,]+ frames \(mtp3, /);
  });

  test("is another for another seed", async () => {
    await generated("--seed", "b", ...night, "--out", placeOf("other.pcap"));
    const other = readFileSync(placeOf("other.pcap"));
    expect(other.equals(readFileSync(placeOf("night.pcap")))).toBe(false);
  });

  test("in a window is the same as in the whole, frame by frame", async () => {
    await generated(...SEED, "--from", "30m", "--for", "5h", "--out", placeOf("part.pcap"));
    const whole = readFileSync(placeOf("night.pcap"));
    const part = readFileSync(placeOf("part.pcap"));
    const HEADER_OCTETS = 24;
    expect(part.length).toBeGreaterThan(50_000);
    expect(whole.indexOf(part.subarray(HEADER_OCTETS))).toBeGreaterThan(HEADER_OCTETS);
  });

  test("shows no digits of anybody in labels and events", async () => {
    await generated(...SEED, ...night, "--out", placeOf("night.ndjson"));
    const capture = readCapture(readFileSync(placeOf("night.pcap")), "night.pcap");
    const imsis = new Set([...capture.messages].map((message) => decodedLine(message)?.imsi));
    expect(imsis.size).toBeGreaterThan(PEOPLE / 2);
    for (const name of ["night.labels", "night.ndjson"]) {
      const text = readFileSync(placeOf(name), "utf8");
      expect(text.match(/t0-[0-9a-f]{12}/g)!.length).toBeGreaterThan(1_000);
      expect(text.replaceAll(/t0-[0-9a-f]{12}/g, "").match(/\d{9,}/g)).toBeNull();
    }
  });
});

test("a showcase has every procedure, as tshark reads without a note or worse", async () => {
  const places = ["--out", placeOf("show.pcap"), "--labels", placeOf("show.labels")];
  const words = await generated("--showcase", "--subscribers", "2", ...places);
  const labels = labelsIn("show.labels");
  expect(new Set(labels.map(({ procedure }) => procedure))).toEqual(new Set(PROCEDURES));
  const page = readFileSync(join(ROOT, "docs/generate.md"), "utf8");
  expect(PROCEDURES.filter((name) => !page.includes(`\`${name}\``))).toEqual([]);
  expect(labels.filter(({ procedure }) => procedure === "reset").length).toBeGreaterThan(1);
  const rows = tsharkRows(placeOf("show.pcap"));
  const { frames, messages } = summaryOf(words);
  expect(rows).toHaveLength(frames);
  expect(rows.filter((row) => carries(row, "bssap"))).toHaveLength(messages);
  expect(rows.filter(({ severity }) => severity >= 0x400000)).toEqual([]);
});

describe("Ctrl-C", () => {
  test.each(["SIGINT", "SIGTERM"] as const)(
    "%s leaves whole files and exits 130",
    async (signal) => {
      const labels = placeOf(`${signal}.labels`);
      const args = ["--days", "30", "--labels", labels];
      const { code, stdout, words } = await piped(QUICKSTART, ...args, signal);
      expect(code).toBe(130);
      expect(words).toContain("Interrupted");
      expect(words).not.toContain("internal error");
      const path = placeOf(`${signal}.pcap`);
      writeFileSync(path, stdout);
      const rows = tsharkRows(path);
      expect(rows).toHaveLength(summaryOf(words).frames);
      expect(labelsIn(`${signal}.labels`).at(-1)!.frame).toBe(rows.length);
    },
  );

  test("a reader that closes early is no error", async () => {
    const child = startKairos("generate", QUICKSTART, "--days", "30");
    child.stdout!.once("data", () => child.stdout!.destroy());
    const { code, stderr } = await collected(child);
    expect(stderr).not.toContain("rror");
    expect(code).toBe(0);
  });
});

describe("a wrong word", () => {
  test.each([
    [["--format", "pcapng"], 2, "mtp3, mtp2, m3ua, sccplite, ndjson"],
    [["--format", "m3ua", "--out", "x.ndjson"], 2, "expected ndjson"],
    [["--from", "7:30"], 2, "07:30"],
    [["--from", "24:00"], 2, "--days"],
    [["--showcase", "--days", "2"], 2, "--days"],
    [["--showcase", "--subscribers", "3"], 2, "Give 4."],
    [["--showcase", "--subscribers", "2", "--from", "7h"], 2, "one before "],
    [["--labels", "-"], 2, "--labels"],
    [["--out", "a/../same", "--labels", "same"], 2, "--labels"],
    [["--out", "scenarios/../scenarios/quickstart.yaml"], 2, "not the scenario"],
    [["--out", "none/x.pcap"], 3, "no such folder"],
    [["--out", "scenarios"], 3, "a folder"],
    [["--out", "/dev/full", "--for", "1m"], 3, "a full disk"],
  ])("%j exits %d and says what to do", async (args, code, words) => {
    const result = await kairos("generate", "scenarios/quickstart.yaml", ...args);
    expect(result.stderr).toContain(words);
    expect(result.stderr).not.toContain("    at ");
    expect(result.code).toBe(code);
    expect(existsSync(join(ROOT, "x.pcap")) || existsSync(join(ROOT, "same"))).toBe(false);
  });

  test("stdout on a full disk is told in words", () => {
    const command = `"${process.execPath}" bin/kairos.js generate "${scenario}" --for 1h`;
    const args = ["-c", `${command} 2>&1 >/dev/full; echo "exit $?"`];
    const words = execFileSync("sh", args, { cwd: ROOT, encoding: "utf8" });
    expect(words).toMatch(/^kairos: stdout: got a full disk, [^\n]+\nexit 3\n$/);
  });

  test("a scenario that is missing is told before a file is made", async () => {
    const out = placeOf("unmade.pcap");
    const { code } = await kairos("generate", placeOf("none.yaml"), "--out", out);
    expect(code).toBe(4);
    expect(existsSync(out)).toBe(false);
  });

  test("a capture for the terminal is refused, events are not", () => {
    const launcher = join(ROOT, "bin/kairos.js");
    const onTerminal = (...flags: readonly string[]): string => {
      const command = [process.execPath, launcher, "generate", scenario, ...flags].join(" ");
      const args = ["-qec", `${command}; echo "exit $?"`, "/dev/null"];
      return execFileSync("script", args, { encoding: "utf8" });
    };
    expect(onTerminal()).toMatch(/a capture for the terminal[\s\S]*--out file\.pcap[\s\S]*exit 2/);
    expect(onTerminal("--format", "ndjson", "--for", "2m")).toMatch(/"kind":"event"[\s\S]*exit 0/);
  });
});
