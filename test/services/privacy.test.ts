// Nothing behind the door names or quotes anybody: every output of a whole run is searched.
import { spawn } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { ServiceBroker } from "moleculer";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { WebSocket } from "ws";
import type { Inspection } from "../../domain/map-frame.ts";
import { HOUR_MS } from "../../domain/time.ts";
import { brokerOptions } from "../../moleculer.config.ts";
import { readScenario } from "../../scenarios/parse.ts";
import { rehearsalService } from "../../services/rehearsal.service.ts";
import { ACTION } from "../../services/subjects.ts";
import { createTraffic, type Traffic } from "../../simulator/traffic.ts";
import { collected, firstLine, kairos, ROOT } from "../cli/kairos-process.ts";
import { quickstartCityText } from "../scenarios/scenario-file.ts";
import { createPage } from "./quickstart.ts";
import { Search, type Secret, secretsIn, swapped } from "./secrets.ts";
import { ended } from "./servers.ts";
import type { WiredNode } from "./wired-node.ts";

const SEED = "privacy";
const SUBSCRIBERS = 80;
const NOON_MS = 12 * HOUR_MS;
const RUN = ["--seed", SEED, "--subscribers", `${SUBSCRIBERS}`];
const WORLD = ["--seed", SEED];
/** Only this code may pass; people dial others too. */
const LISTED_CODE = "*100#";
const CAPTURES = readdirSync(join(ROOT, "test/captures")).filter((name) => name.endsWith(".pcap"));

let folder: string;
let scenario: string;
let capture: string;
let keys: string;
let traffic: Traffic;
let secrets: readonly Secret[];
let search: Search;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "kairos-privacy-"));
  scenario = join(folder, "scenario.yaml");
  capture = join(folder, "day.pcap");
  keys = join(folder, "keys");
  writeFileSync(keys, `partition ${"a7".repeat(32)}\n5 ${"b8".repeat(32)}\n`);
  const text = quickstartCityText().replace(/codes: .*/, `codes: ["${LISTED_CODE}"]`);
  writeFileSync(scenario, text);
  const { code } = await kairos("generate", scenario, ...RUN, "--out", capture);
  expect(code).toBe(0);
  const read = readScenario(text, scenario);
  if ("errors" in read) throw new AggregateError(read.errors);
  traffic = createTraffic(read.scenario, { seed: SEED, subscribers: SUBSCRIBERS });
  secrets = secretsIn(readFileSync(capture)).filter(({ plain }) => plain !== LISTED_CODE);
  search = new Search(secrets);
});
afterAll(() => rmSync(folder, { recursive: true }));

/** What an output shows of anybody: nothing, or the first few things, with their kinds. */
function shownIn(output: string): string[] {
  expect(output.length).toBeGreaterThan(100);
  return search
    .in(output)
    .slice(0, 5)
    .map(({ kind, plain }) => `${kind} ${plain}`);
}

describe("in front of the door", () => {
  const of = (kind: Secret["kind"]): readonly Secret[] =>
    secrets.filter((secret) => secret.kind === kind && secret.octets.length > 0);

  test("a day's octets name everybody, and hold their texts, codes and keys", () => {
    const plain = new Set(secrets.map((secret) => secret.plain));
    const people = Array.from({ length: SUBSCRIBERS }, (_, subscriber) => subscriber);
    const named = people.filter((subscriber) => plain.has(traffic.directory.imsiOf(subscriber)));
    const called = people.filter((subscriber) => plain.has(traffic.directory.digitsOf(subscriber)));
    expect(named).toHaveLength(SUBSCRIBERS);
    expect(called.length).toBeGreaterThan(0.9 * SUBSCRIBERS);
    expect(of("imei").length).toBeGreaterThan(0.5 * SUBSCRIBERS);
    expect(of("text").length).toBeGreaterThan(5);
    expect(of("key").length).toBeGreaterThan(1_000);
  });

  test("kairos decode shows them, in digits, so that the search can fail", async () => {
    const { stdout } = await kairos("decode", capture, "--json");
    const found = new Set(search.in(stdout));
    for (const kind of ["imsi", "number", "imei", "text"] as const) {
      expect(of(kind).filter((secret) => !found.has(secret))).toEqual([]);
    }
  });

  test("the capture shows them, as octets, with blanks between them or without", () => {
    const hex = readFileSync(capture).toString("hex");
    const found = new Set(search.in(hex));
    for (const kind of ["imsi", "number", "imei", "text", "key"] as const) {
      expect(
        of(kind).filter((secret) => !found.has(secret)),
        kind,
      ).toEqual([]);
    }
    const part = hex.slice(0, 200_000);
    const inPart = search.in(part);
    expect(inPart.length).toBeGreaterThan(50);
    for (const written of [part.replace(/../g, "$& "), part.toUpperCase().replace(/../g, "$&:")]) {
      expect(new Set(search.in(written))).toEqual(new Set(inPart));
    }
  });

  test("a number is found with its country code before it, an IMEI with its last digits", () => {
    const number = traffic.directory.digitsOf(3);
    const imei = secrets.find(({ kind }) => kind === "imei")!.plain;
    for (const text of [`+86${number}`, `"86${number}"`, `${imei}0`, `${imei}01`]) {
      expect(search.in(`somewhere ${text} in a line`)).toHaveLength(1);
    }
    const octets = swapped(`86${number}`)[0]!.replace(/../g, "$& ");
    expect(search.in(`01 00 ${octets}ff`)).toHaveLength(1);
  });
});

describe("behind the door, nobody is named or quoted", () => {
  test.each([
    ["simulate --wire --json", () => kairos("simulate", scenario, ...RUN, "--wire", "--json")],
    ["simulate", () => kairos("simulate", scenario, ...RUN)],
    ["replay", () => kairos("replay", capture)],
    ["replay --json", () => kairos("replay", capture, "--json")],
    ["replay --scenario", () => kairos("replay", capture, "--scenario", scenario, ...WORLD)],
    [
      "replay --scenario --token-key --json",
      () =>
        kairos(
          ...["replay", capture, "--scenario", scenario, ...WORLD],
          ...["--token-key", keys, "--json"],
        ),
    ],
    ["generate --format ndjson", () => kairos("generate", scenario, ...RUN, "--format", "ndjson")],
    ["decode --redact", () => kairos("decode", capture, "--redact")],
    ["decode --redact --json", () => kairos("decode", capture, "--redact", "--json")],
  ])("by kairos %s", async (_, run) => {
    const { code, stdout, stderr } = await run();
    expect(code).toBe(0);
    expect(shownIn(stdout + stderr)).toEqual([]);
    expect(stdout + stderr).not.toContain("b8b8b8b8");
  });

  test.each(CAPTURES)("by a replay of %s", async (name) => {
    const path = join(ROOT, "test/captures", name);
    const own = secretsIn(readFileSync(path));
    const { stdout, stderr } = await kairos("replay", path, "--json");
    expect(own.length).toBeGreaterThan(3);
    expect(new Search(own).in(stdout + stderr)).toEqual([]);
  });

  test("by the labels that kairos generate writes beside a capture", async () => {
    const labels = join(folder, "labels.ndjson");
    const other = join(folder, "again.pcap");
    await kairos("generate", scenario, ...RUN, "--out", other, "--labels", labels);
    expect(shownIn(readFileSync(labels, "utf8"))).toEqual([]);
  });

  test("by a rehearsal on request", async () => {
    const broker = new ServiceBroker(brokerOptions({ namespace: "privacy-test" }));
    broker.createService(rehearsalService());
    await broker.start();
    const order = { text: readFileSync(scenario, "utf8"), seed: SEED, subscribers: SUBSCRIBERS };
    const report = await broker.call(ACTION.rehearsalRun, order);
    await broker.stop();
    expect(shownIn(JSON.stringify(report))).toEqual([]);
  });

  test("by the map's server, whoever is inspected, its process' words, or the log on the disk", async () => {
    const page = await createPage();
    const order: WiredNode = {
      file: scenario,
      seed: SEED,
      subscribers: SUBSCRIBERS,
      startAtMs: NOON_MS,
      root: page.root,
      data: folder,
    };
    const program = fileURLToPath(new URL("wired-node.ts", import.meta.url));
    const child = spawn(process.execPath, [program, JSON.stringify(order)], {
      env: { ...process.env, KAIROS_LOG_LEVEL: "trace" },
      stdio: ["ignore", "pipe", "pipe"],
    });
    const finished = collected(child);
    const outputs: string[] = [];
    try {
      const url = await firstLine(child);
      const read = async (path: string, init?: RequestInit): Promise<string> => {
        const answer = await fetch(url + path, init);
        const text = await answer.text();
        outputs.push(JSON.stringify([...answer.headers]), text);
        return text;
      };
      const stream = watch(url, outputs);
      await stream.ticks(2);
      await read("api/scene");
      await read("api/history");
      await read("api/clock", { method: "POST", body: "{}" });
      await read(`api/subscribers/${traffic.directory.digitsOf(0)}`.slice(0, -3));
      const octets: string[] = [];
      for (let subscriber = 0; subscriber < SUBSCRIBERS; subscriber++) {
        const person = JSON.parse(await read(`api/subscribers/${subscriber}`)) as Inspection;
        octets.push(...person.signals.flatMap((signal) => signal.octets ?? []));
      }
      // The inspector does show octets, and covers those that say who is meant.
      expect(octets.length).toBeGreaterThan(5 * SUBSCRIBERS);
      expect(octets.filter((text) => text.includes("··")).length).toBeGreaterThan(SUBSCRIBERS);
      await stream.ticks(2);
      stream.close();
    } finally {
      await ended(child);
      await page.remove();
    }
    const { stderr } = await finished;
    expect(stderr).toContain('"level":20');
    expect(shownIn(outputs.join("\n"))).toEqual([]);
    expect(shownIn(stderr)).toEqual([]);
    const logs = readdirSync(folder, { recursive: true, encoding: "utf8" });
    const log = logs.find((name) => name.endsWith(".sqlite"))!;
    const kept = readFileSync(join(folder, log));
    expect(kept.length).toBeGreaterThan(100_000);
    expect(shownIn(kept.toString("latin1"))).toEqual([]);
  });
});

/** Everything that a map is told, as text and as hexadecimal. */
function watch(url: string, outputs: string[]) {
  const socket = new WebSocket(`${url.replace("http", "ws")}api/stream`);
  let waiting: (() => void) | undefined;
  let ticks = 0;
  socket.on("message", (message: Buffer, binary) => {
    outputs.push(message.toString(binary ? "hex" : "utf8"));
    if (!binary && message.includes('"tick"') && --ticks === 0) waiting?.();
  });
  return {
    ticks: (count: number): Promise<void> =>
      new Promise((resolve) => {
        ticks = count;
        waiting = resolve;
      }),
    close: (): void => socket.close(),
  };
}
