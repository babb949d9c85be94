// decode and replay of the committed captures, as one types them.
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { BssapMessage } from "../../signaling/messages/bssap.ts";
import { BSC_A, capturePath, Line, MSC, pcapOf, unitdata } from "../signaling/frames.ts";
import { collected, kairos, ROOT, startKairos, startKairosIn } from "./kairos-process.ts";

const M3UA = capturePath("msc-m3ua");
const MTP3 = capturePath("msc-mtp3");
let folder = "";
/** A file of keys, so that two runs have the same tokens. */
let keys = "";

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "kairos-captures-"));
  keys = join(folder, "keys");
  writeFileSync(keys, `partition ${"a".repeat(64)}\n7 ${"b".repeat(64)}\n`);
});
afterAll(() => rmSync(folder, { recursive: true }));

const linesOf = (text: string): string[] => text.trimEnd().split("\n");
const objectsOf = (text: string): Record<string, unknown>[] =>
  linesOf(text).map((line) => JSON.parse(line) as Record<string, unknown>);

const TOKENS = /t\d+-[0-9a-f]{12}/g;

/** The text with the letters A, B, … for its tokens, in the order in which they appear. */
function lettered(text: string): string {
  const letters = new Map<string, string>();
  return text.replace(TOKENS, (token) => {
    if (!letters.has(token)) letters.set(token, String.fromCharCode(65 + letters.size));
    return letters.get(token)!;
  });
}

/** Writes the output of a replay into a file and replays that. */
async function again(output: string, name: string): Promise<Record<string, unknown>[]> {
  const path = join(folder, name);
  writeFileSync(path, output);
  return objectsOf((await kairos("replay", path, "--json")).stdout);
}

describe("replay", () => {
  test("the capture tells its story in order", async () => {
    const { code, stdout } = await kairos("replay", M3UA);
    const golden = readFileSync(join(ROOT, "test/golden/capture-story.txt"), "utf8");
    const events = linesOf(stdout).filter((line) => !line.includes("▶"));
    const story = events.map((line) => / {2}(.+) \(frame \d+\)$/.exec(line)![1]!);
    // Where the golden story has tokens of its own, and frames of one millisecond as they came.
    const nameless = (lines: readonly string[]): string[] =>
      lines.map((line) => line.replace("  ", " ").replace(TOKENS, "…")).sort();
    expect(nameless(story)).toEqual(nameless(linesOf(golden)));
    const people = (text: string): number => new Set(text.match(TOKENS)).size;
    expect(people(stdout)).toBe(people(golden));
    const times = linesOf(stdout).map((line) => line.slice(0, 12));
    expect(times).toEqual([...times].sort());
    expect(code).toBe(0);
  });

  test("JSON ends with a summary that counts the lines before it", async () => {
    const { code, stdout } = await kairos("replay", M3UA, "--json");
    const lines = objectsOf(stdout);
    const count = (kind: string): number => lines.filter((line) => line["kind"] === kind).length;
    expect(lines.at(-1)).toMatchObject({
      kind: "summary",
      events: count("event"),
      triggers: count("trigger"),
    });
    expect(lines[0]).toMatchObject({
      kind: "event",
      timeMs: expect.any(Number),
      subscriber: expect.stringMatching(/^t31-[0-9a-f]{12}$/),
      name: "power.turnedOn",
      cause: { frame: expect.any(Number) },
    });
    expect(count("event")).toBe(31);
    expect(code).toBe(0);
  });

  test("the output of a replay is replayed with the same digests", async () => {
    const first = await kairos("replay", M3UA, "--json");
    const second = await again(first.stdout, "story.ndjson");
    expect(second.at(-1)).toEqual(objectsOf(first.stdout).at(-1));
  });

  test("a subscriber who is only paged does not change the digests of the output", async () => {
    const paged: BssapMessage = {
      layer: "bssmap",
      message: "paging",
      imsi: "460000000000001",
      tmsi: 7,
      cellIdentifierList: [{ discriminator: "lac", lac: 101 }],
    };
    const path = join(folder, "paged.pcap");
    const line = new Line(BSC_A, MSC, 1);
    const detach = line.open(detachOf("460000000000002"));
    writeFileSync(path, pcapOf([unitdata(MSC, BSC_A, paged), ...detach, ...line.close()]));
    const first = await kairos("replay", path, "--json");
    const lines = objectsOf(first.stdout);
    expect(lines).toHaveLength(2);
    expect((await again(first.stdout, "paged.ndjson")).at(-1)).toEqual(lines.at(-1));
  });

  test("pcapng gives what pcap gives", async () => {
    const path = join(folder, "story.pcapng");
    execFileSync("editcap", ["-F", "pcapng", M3UA, path]);
    const [pcap, pcapng] = await Promise.all(
      [M3UA, path].map((file) => kairos("replay", file, "--token-key", keys)),
    );
    expect(pcapng).toEqual(pcap);
    expect(pcap!.stdout).toMatch(/t7-[0-9a-f]{12}/);
    expect(pcap!.stderr).not.toContain("--token-key");
  });

  test("without a key has other tokens in each run, and says so once", async () => {
    const [one, two] = await Promise.all([kairos("replay", M3UA), kairos("replay", M3UA)]);
    expect(one.stdout).not.toBe(two.stdout);
    expect(lettered(one.stdout)).toBe(lettered(two.stdout));
    expect(one.stderr.match(/Tokens are of this run only/g)).toHaveLength(1);
  });

  test("takes its key from the environment, and from the flag before that", async () => {
    const other = join(folder, "other-keys");
    writeFileSync(other, `partition ${"a".repeat(64)}\n9 ${"c".repeat(64)}\n`);
    const environment = { KAIROS_TOKEN_KEY_FILE: keys };
    const byEnvironment = await collected(startKairosIn(environment, "replay", M3UA));
    expect(byEnvironment.stdout).toMatch(/t7-/);
    const byFlag = await collected(
      startKairosIn(environment, "replay", M3UA, "--token-key", other),
    );
    expect(byFlag.stdout).toMatch(/t9-/);
    expect(byFlag.stdout).not.toMatch(/t7-/);
  });

  test("a key file that is none is refused before anything is read", async () => {
    const { code, stdout, stderr } = await kairos("replay", M3UA, "--token-key", M3UA);
    expect([code, stdout]).toEqual([4, ""]);
    expect(stderr).toContain("msc-m3ua.pcap");
  });

  test("stdin, in pieces of any size, is a capture or an event file like any other", async () => {
    const pcap = readFileSync(M3UA);
    const whole = await kairos("replay", M3UA, "--json", "--token-key", keys);
    for (const [input, sizes] of [
      [pcap, [1, 2, 20, 7, 1_000]],
      [Buffer.from(whole.stdout), [1, 1, 5_000]],
    ] as const) {
      const child = startKairosIn({}, "replay", "-", "--json", "--token-key", keys);
      let at = 0;
      for (const size of sizes) {
        child.stdin!.write(input.subarray(at, at + size));
        await new Promise(setImmediate);
        at += size;
      }
      child.stdin!.end(input.subarray(at));
      const { code, stdout } = await collected(child);
      expect(code).toBe(0);
      expect(stdout).toBe(whole.stdout);
    }
  });

  test("a capture of other days than the scenario's has none of its people", async () => {
    const { stdout, stderr } = await kairos(
      ...["replay", M3UA, "--scenario", "scenarios/quickstart.yaml"],
    );
    expect(stderr).toContain("not of the scenario's days");
    expect(stdout).toMatch(/t31-/);
    expect(stdout).not.toMatch(/t0-/);
  });

  test("a capture that begins late says what it cannot follow", async () => {
    const path = join(folder, "late.pcap");
    execFileSync("editcap", ["-r", MTP3, path, "60-252"]);
    const { code, stderr } = await kairos("replay", path);
    expect(stderr).toMatch(/\d+ messages belong to connections that began before the capture\./);
    expect(code).toBe(0);
  });

  test("a seed without a scenario is a usage error", async () => {
    const { code, stderr } = await kairos("replay", M3UA, "--seed", "7");
    expect(stderr).toContain("--scenario");
    expect(code).toBe(2);
  });
});

describe("decode", () => {
  test("MTP3 and M3UA give the same messages in the same order", async () => {
    const [mtp3, m3ua] = await Promise.all(
      [MTP3, M3UA].map(async (path) => {
        const { code, stdout } = await kairos("decode", path, "--json");
        expect(code).toBe(0);
        return objectsOf(stdout).map(({ frame: _frame, timeMs: _timeMs, ...rest }) => rest);
      }),
    );
    expect(mtp3).toHaveLength(189);
    expect(m3ua).toEqual(mtp3);
  });

  test.each([["--redact"], ["--redact", "--json"]])(
    "%s %s shows no identity, number or text",
    async (...flags) => {
      const open = await kairos("decode", MTP3, "--json");
      const secrets = new Set(
        objectsOf(open.stdout).flatMap((line) => {
          const sms = (line["sms"] ?? {}) as Record<string, unknown>;
          const { imsi, tmsi, imei, imeisv, calledNumber, callingNumber, ussd } = line;
          return [
            ...[imsi, tmsi, imei, imeisv, calledNumber, callingNumber, ussd],
            ...[sms["address"], sms["text"], sms["smsc"]],
          ].filter((value) => typeof value === "string" && value !== "") as string[];
        }),
      );
      expect(secrets.size).toBeGreaterThan(8);
      const { code, stdout, stderr } = await kairos("decode", MTP3, ...flags);
      for (const secret of secrets) expect(stdout + stderr).not.toContain(secret);
      expect(linesOf(stdout)).toHaveLength(linesOf(open.stdout).length);
      expect(code).toBe(0);
    },
  );

  test("a reader that closes early is no error, and ends the work", async () => {
    const path = join(folder, "long.pcap");
    const capture = readFileSync(MTP3);
    const records = new Array<Uint8Array>(1500).fill(capture.subarray(24));
    writeFileSync(path, Buffer.concat([capture.subarray(0, 24), ...records]));
    const child = startKairos("decode", path, "--json");
    child.stdout!.once("data", () => child.stdout!.destroy());
    const { code, stderr, stdout } = await collected(child);
    expect(stderr).not.toContain("error");
    expect(stdout.length).toBeLessThan(1_000_000);
    expect(code).toBe(0);
  });
});

function detachOf(imsi: string): BssapMessage {
  return {
    layer: "bssmap",
    message: "completeLayer3Information",
    cellIdentifier: { discriminator: "cgi", mcc: "460", mnc: "00", lac: 101, ci: 1 },
    layer3Information: {
      layer: "dtap",
      protocol: "mobilityManagement",
      message: "imsiDetachIndication",
      mobileStationClassmark1: 0x33,
      mobileIdentity: { type: "imsi", digits: imsi },
    },
  };
}
