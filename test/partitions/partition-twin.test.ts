// Partitions decide what a whole run decides, and going on from slabs is never having stopped.
import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import { Digest } from "../../domain/digest.ts";
import { type EventColumns, roomForEvents } from "../../domain/event-columns.ts";
import { SUBSCRIBER_EVENT_TYPES, type SubscriberEvent } from "../../domain/subscriber-event.ts";
import { DAY_MS, HOUR_MS } from "../../domain/time.ts";
import type { Report } from "../../metrics/summary.ts";
import type { LogEntry } from "../../services/log/event-log.ts";
import type { Control, EventBlock } from "../../services/log/log-record.ts";
import { decodeRecord, encodeRecord } from "../../services/log/record-codec.ts";
import { decodeOutput, type PartitionDigests } from "../../services/owners/partition-output.ts";
import { openPartitionTwin, type PartitionTwin } from "../../services/owners/partition-twin.ts";
import { run } from "../../simulator/runs/simulation.ts";
import { readQuickstart, SUBSCRIBERS } from "../services/quickstart.ts";
import {
  controlEntry,
  entryOf,
  every,
  type Lived,
  live,
  logOf,
  NO_SLABS,
  opener,
  slabsOf,
  stateOf,
  withControls,
} from "./partition-log.ts";

let lived: Lived;
let report: Report;
beforeAll(async () => {
  const scenario = { ...readQuickstart(), days: 1 };
  lived = live(scenario, SUBSCRIBERS, DAY_MS);
  report = await run(scenario, { subscribers: SUBSCRIBERS });
});

function merged(parts: readonly PartitionDigests[]): PartitionDigests {
  const of = (stream: keyof PartitionDigests): string => {
    const all = new Digest();
    for (const part of parts) all.merge(Digest.parse(part[stream]));
    return all.toString();
  };
  return { events: of("events"), triggers: of("triggers"), decisions: of("decisions") };
}

describe("partitions", () => {
  test.each([1, 4, 16])("%i of them decide what one run of the scenario decides", (count) => {
    const open = opener(lived, count);
    const quarters = every(HOUR_MS / 4, DAY_MS);
    const said = Array.from({ length: count }, (_, partition) => {
      const twin = open(partition, NO_SLABS);
      const log = logOf(lived, { index: partition, of: count }, quarters);
      return log.flatMap((entry) => twin.apply(entry)).map(decodeOutput);
    }).flat();
    const last = said.filter(({ toMs }) => toMs === DAY_MS).map(({ digests }) => digests);
    expect(last).toHaveLength(count);
    expect(merged(last)).toEqual(report.digests);
    const decisions = said.flatMap((output) => output.decisions);
    const offered = decisions.filter(({ kind }) => kind === "offered").length;
    expect(offered).toBe(report.decisions.offered);
    expect(said.flatMap(({ outcomes }) => outcomes).length).toBeGreaterThan(offered);
  });
});

/** What a store keeps, and what the partition has said, each entry's outputs once. */
interface Kept {
  readonly slabs: Map<string, Uint8Array>;
  sequence: number;
  readonly said: Map<number, readonly string[]>;
}

const textOf = (octets: Uint8Array): string => new TextDecoder().decode(octets);

/** Begins a commit; the call of what is returned ends it, whatever was applied in between. */
function begin(twin: PartitionTwin, kept: Kept, sequence: number): () => void {
  const changed = twin.changed();
  return () => {
    for (const [name, encode] of changed) kept.slabs.set(name, encode());
    twin.committed();
    kept.sequence = sequence;
  };
}

/** Applies entries behind the last commit, up to one; what was said before must be said again. */
function goOn(twin: PartitionTwin, log: readonly LogEntry[], kept: Kept, until: number): void {
  for (const entry of log.slice(kept.sequence, until)) {
    const said = twin.apply(entry).map(textOf);
    expect(said).toEqual(kept.said.get(entry.sequence) ?? said);
    kept.said.set(entry.sequence, said);
  }
}

const UNTIL_MS = 13 * HOUR_MS;
const SHARD = { index: 1, of: 2 };

const anyControl = (names: readonly string[]): fc.Arbitrary<Control> =>
  fc.oneof(
    fc.record({
      kind: fc.constantFrom("campaign.pause" as const, "campaign.resume" as const),
      campaign: fc.constantFrom(...names, "nobody knows it"),
    }),
    fc.record({
      kind: fc.constant("contact.refuse" as const),
      subscriber: fc.nat(SUBSCRIBERS - 1),
    }),
  );

/** Ends of blocks from a few ms to hours, controls, and what happens behind some of the entries. */
const anyCourse = (names: readonly string[]) =>
  fc.record({
    cuts: fc.array(
      fc.oneof(fc.nat(UNTIL_MS - 1), fc.integer({ min: 8 * HOUR_MS, max: 9 * HOUR_MS })),
      { maxLength: 60, size: "max" },
    ),
    controls: fc.dictionary(fc.nat(60).map(String), anyControl(names), { maxKeys: 8 }),
    steps: fc.array(
      fc.record({
        at: fc.nat(60),
        what: fc.constantFrom("begin", "begin", "end", "crash", "prepare" as const),
      }),
      { maxLength: 30, size: "max" },
    ),
  });

describe("a partition", () => {
  test("that goes on from its slabs, and the log behind them, is one that never stopped", () => {
    const names = lived.scenario.campaigns.map(({ name }) => name);
    const open = opener(lived, SHARD.of);
    const seen = { crashes: 0, "with a commit under way": 0, "commits over entries": 0 };
    fc.assert(
      fc.property(anyCourse(names), ({ cuts, controls, steps }) => {
        const ends = [...new Set([...cuts.map((cut) => cut + 1), UNTIL_MS])].sort((a, b) => a - b);
        const by = new Map(Object.entries(controls).map(([at, control]) => [Number(at), control]));
        const log = withControls(logOf(lived, SHARD, ends), by);
        const whole = open(SHARD.index, NO_SLABS);
        const saidByWhole = log.map((entry) => whole.apply(entry).map(textOf));
        let twin = open(SHARD.index, NO_SLABS);
        const kept: Kept = { slabs: new Map(), sequence: 0, said: new Map() };
        let reached = 0;
        let under: { readonly end: () => void; readonly at: number } | undefined;
        const end = (): void => {
          if (under === undefined) return;
          if (under.at < reached) seen["commits over entries"]++;
          under.end();
          under = undefined;
        };
        for (const { at, what } of steps.toSorted((a, b) => a.at - b.at)) {
          if (at >= log.length) break;
          for (const entry of log.slice(reached, at)) {
            const said = twin.apply(entry).map(textOf);
            expect(said).toEqual(kept.said.get(entry.sequence) ?? said);
            kept.said.set(entry.sequence, said);
          }
          reached = Math.max(reached, at);
          if (what === "begin" || what === "end") end();
          if (what === "begin") under = { end: begin(twin, kept, reached), at: reached };
          // Slabs that were made and never kept must be given again.
          if (what === "prepare" && under === undefined) twin.changed();
          if (what === "crash") {
            seen.crashes++;
            if (under !== undefined) seen["with a commit under way"]++;
            under = undefined;
            twin = open(SHARD.index, new Map(kept.slabs));
            goOn(twin, log, kept, reached);
          }
        }
        for (const entry of log.slice(reached)) {
          kept.said.set(entry.sequence, twin.apply(entry).map(textOf));
        }
        expect([...kept.said.values()]).toEqual(saidByWhole);
        expect(twin.digests).toEqual(whole.digests);
        end();
        begin(twin, kept, log.length)();
        expect(stateOf(kept.slabs)).toEqual(stateOf(slabsOf(whole)));
      }),
      { numRuns: 25, seed: 6 },
    );
    for (const [what, times] of Object.entries(seen)) expect(times, what).toBeGreaterThan(10);
  });
});

/** The block of these events, at the place of one entry. */
const HOUR = { fromMs: 0, toMs: HOUR_MS };

function twinOf(more: Partial<Lived> = {}): PartitionTwin {
  return opener({ ...lived, ...more }, 1)(0, NO_SLABS);
}

/** What a faulty writer could say; anything of it that threw would stop its partition for good. */
const NO_CONTROLS = [
  "null",
  "7",
  "[]",
  "{}",
  '{"kind":"contact.refuse"}',
  '{"kind":"contact.refuse","subscriber":-16}',
  '{"kind":"contact.refuse","subscriber":1.5}',
  '{"kind":"contact.refuse","subscriber":"16"}',
  '{"kind":"campaign.pause"}',
  '{"kind":"campaign.end","campaign":"new-mms-handset"}',
];

describe("an entry", () => {
  test("that nobody can use is counted, passed over, and changes nothing", () => {
    const twin = twinOf();
    const [first, second, third] = logOf(lived, { index: 0, of: 1 }, every(HOUR_MS, 3 * HOUR_MS));
    twin.apply(first!);
    twin.apply(second!);
    const before = stateOf(slabsOf(twin));
    const empty = roomForEvents(0);
    const event = { ...roomForEvents(1), size: 1 };
    const blockAt = (columns: EventColumns) =>
      entryOf({ kind: "events", fromMs: 2 * HOUR_MS, toMs: 3 * HOUR_MS, columns }, 0, 3);
    const at = (timeMs: number, more: Partial<EventColumns> = {}) =>
      blockAt({ ...event, timeMs: Float64Array.of(timeMs), ...more });
    const useless: readonly (readonly [LogEntry, keyof PartitionTwin["passedOver"]])[] = [
      [{ partition: 0, sequence: 3, octets: Uint8Array.of(1, 2, 3) }, "unreadable"],
      [{ ...first!, sequence: 3 }, "past"],
      [second!, "past"],
      [entryOf({ kind: "events", ...HOUR, columns: empty }, 0, 3), "past"],
      [at(3 * HOUR_MS), "senseless"],
      [at(HOUR_MS), "senseless"],
      [at(2 * HOUR_MS, { subscriber: Uint32Array.of(2 ** 31) }), "senseless"],
      [at(2 * HOUR_MS, { type: Uint8Array.of(255) }), "senseless"],
      [at(2 * HOUR_MS, { zone: Int16Array.of(3000) }), "senseless"],
      [
        entryOf({ kind: "events", fromMs: 2 * HOUR_MS, toMs: Infinity, columns: empty }, 0, 3),
        "unreadable",
      ],
      [controlEntry({ kind: "campaign.pause", campaign: "none" }, 0, 3), "senseless"],
      [controlEntry({ kind: "contact.refuse", subscriber: 2 ** 51 }, 0, 3), "senseless"],
      ...NO_CONTROLS.map((text) => [controlEntry(JSON.parse(text), 0, 3), "unreadable"] as const),
    ];
    for (const [entry, reason] of useless) {
      const counted = twin.passedOver[reason];
      expect(twin.apply(entry)).toEqual([]);
      expect(twin.passedOver[reason]).toBe(counted + 1);
    }
    expect(stateOf(slabsOf(twin))).toEqual(before);
    expect(twin.apply(third!)).toHaveLength(1);
    const other = opener(lived, 2)(1, NO_SLABS);
    other.apply(controlEntry({ kind: "contact.refuse", subscriber: 2 }, 1, 1));
    expect(other.passedOver.senseless).toBe(1);
  });

  test("that is passed over is told by its place in the log", () => {
    const told: (readonly [number, number, string])[] = [];
    const { directory, responses } = lived.traffic;
    const twin = openPartitionTwin({
      ...{ scenario: lived.scenario, directory, responses, partitions: 1 },
      onPassedOver: (...entry) => void told.push(entry),
    })(0, NO_SLABS);
    twin.apply({ partition: 0, sequence: 5, octets: Uint8Array.of(1, 2, 3) });
    twin.apply(controlEntry({ kind: "campaign.resume", campaign: "none" }, 0, 6));
    expect(told).toEqual([
      [0, 5, "unreadable"],
      [0, 6, "senseless"],
    ]);
  });

  test("whose objects nobody can read decides what it decides, and shows no causes", () => {
    const log = logOf(lived, { index: 0, of: 1 }, every(HOUR_MS, DAY_MS));
    const [sound, damaged] = [twinOf(), twinOf()];
    let causes = 0;
    for (const entry of log) {
      const block = decodeRecord(entry.octets) as EventBlock;
      const objects = block.events!().map((_, at) => (at % 2 === 0 ? null : undefined));
      const events = () => objects as unknown as readonly SubscriberEvent[];
      const said = decodeOutput(sound.apply(entry)[0]!);
      const octets = encodeRecord({ ...block, events });
      const output = decodeOutput(damaged.apply({ ...entry, octets })[0]!);
      expect(output).toEqual({ ...said, causes: [] });
      causes += said.causes.length;
    }
    expect(causes).toBeGreaterThan(10);
    expect(damaged.passedOver).toEqual({ ...sound.passedOver, unreadable: causes });
  });

  test("may name the same strangers after a restart as before", () => {
    const stranger = SUBSCRIBERS + 1_000;
    const event = { ...roomForEvents(1), size: 1, subscriber: Uint32Array.of(stranger) };
    const twin = twinOf();
    expect(twin.apply(entryOf({ kind: "events", ...HOUR, columns: event }, 0, 1))).toHaveLength(1);
    const again = opener(lived, 1)(0, slabsOf(twin));
    const subscriber = stranger + 2 ** 20;
    const refuse = controlEntry({ kind: "contact.refuse", subscriber }, 0, 2);
    for (const one of [twin, again]) {
      one.apply(refuse);
      expect(one.passedOver.senseless).toBe(0);
    }
    expect(stateOf(slabsOf(again))).toMatchObject({ head: stateOf(slabsOf(twin))["head"] });
  });

  test("that is missing leaves a gap over which time goes on", () => {
    const log = logOf(lived, { index: 0, of: 1 }, every(HOUR_MS, 10 * HOUR_MS));
    const twin = twinOf();
    const said = [...log.slice(0, 7), ...log.slice(8)].flatMap((entry) => twin.apply(entry));
    expect(said).toHaveLength(9);
    expect(twin.timeMs).toBe(10 * HOUR_MS);
  });

  test("of control holds offers back from then on, and no earlier", () => {
    const log = logOf(lived, { index: 0, of: 1 }, every(HOUR_MS / 2, DAY_MS));
    const names = lived.scenario.campaigns.map(({ name }) => name);
    const said = (controls: ReadonlyMap<number, Control>) => {
      const twin = twinOf();
      const outputs = withControls(log, controls).flatMap((entry) => twin.apply(entry));
      return outputs.flatMap((octets) => decodeOutput(octets).decisions);
    };
    const free = said(new Map());
    const offers = free.filter(({ kind }) => kind === "offered");
    const { campaign, timeMs, subscriber } = offers[Math.floor(offers.length / 2)]!;
    const place = Math.floor(timeMs / (HOUR_MS / 2)) - 1;
    const fromMs = (place + 1) * (HOUR_MS / 2);
    const earlier = free.filter((decision) => decision.timeMs < fromMs);
    expect(earlier.length).toBeGreaterThan(10);

    const paused = said(new Map([[place, { kind: "campaign.pause", campaign: names[campaign]! }]]));
    expect(paused.slice(0, earlier.length)).toEqual(earlier);
    const after = paused.slice(earlier.length).filter((decision) => decision.campaign === campaign);
    expect(after.length).toBeGreaterThan(0);
    for (const decision of after) expect(decision).toMatchObject({ rule: "campaign.paused" });

    const resumed = said(
      new Map<number, Control>([
        [place, { kind: "campaign.pause", campaign: names[campaign]! }],
        [place + 2, { kind: "campaign.resume", campaign: names[campaign]! }],
      ]),
    );
    const laterMs = fromMs + HOUR_MS;
    const rules = resumed.filter((decision) => decision.timeMs >= laterMs && "rule" in decision);
    expect(
      rules.every((decision) => "rule" in decision && decision.rule !== "campaign.paused"),
    ).toBe(true);

    const out = said(new Map([[place, { kind: "contact.refuse", subscriber }]]));
    expect(out.slice(0, earlier.length)).toEqual(earlier);
    const hers = out.slice(earlier.length).filter((decision) => decision.subscriber === subscriber);
    expect(hers[0]).toMatchObject({ rule: "contact-policy.opted-out", timeMs });
    expect(hers.every(({ kind }) => kind === "suppressed")).toBe(true);
  });

  test("with objects has those that led to its decisions in its output", () => {
    const twin = twinOf();
    const outputs = logOf(lived, { index: 0, of: 1 }, every(HOUR_MS, DAY_MS)).flatMap((entry) =>
      twin.apply(entry).map(decodeOutput),
    );
    const causes = new Map(
      outputs.flatMap((output) =>
        output.causes.map((event) => [`${event.subscriber} ${event.sequence}`, event]),
      ),
    );
    const decisions = outputs.flatMap((output) => output.decisions);
    const immediate = decisions.filter(({ trigger }) => trigger.facts.name === "area.dwelled");
    expect(immediate.length).toBeGreaterThan(1);
    for (const { subscriber, trigger, timeMs } of immediate) {
      expect(causes.get(`${subscriber} ${trigger.cause.event}`)).toMatchObject({ timeMs });
    }
  });
});

test("slabs of a moment are octet for octet the same, whenever they are made", () => {
  const ends = every(HOUR_MS / 4, DAY_MS);
  const log = logOf(lived, SHARD, ends);
  const [own, still] = [0, 1].map(() => opener(lived, SHARD.of)(SHARD.index, NO_SLABS));
  // In the middle of the day, with offers on their way.
  const place = ends.indexOf(12 * HOUR_MS);
  for (const twin of [own!, still!]) for (const entry of log.slice(0, place)) twin.apply(entry);
  const changed = own!.changed();
  for (const entry of log.slice(place)) own!.apply(entry);
  own!.apply(
    controlEntry({ kind: "campaign.pause", campaign: "new-mms-handset" }, SHARD.index, 9_999),
  );
  const made = new Map([...changed].map(([name, encode]) => [name, encode()]));
  expect([...made.keys()]).toContain("offers");
  expect(made).toEqual(slabsOf(still!));
  expect(slabsOf(own!).get("offers")).not.toEqual(made.get("offers"));
});

test("only slabs of rows to which something happened are written again", () => {
  const { scenario } = lived;
  const many = live({ ...scenario, subscribers: 2_500 }, 2_500, 2 * HOUR_MS);
  const log = logOf(many, { index: 0, of: 1 }, [HOUR_MS, 2 * HOUR_MS]);
  const open = opener(many, 1);
  const twin = open(0, NO_SLABS);
  twin.apply(log[0]!);
  const kept = slabsOf(twin);
  expect([...kept.keys()]).toEqual(
    expect.arrayContaining(["head", "subscriber:0", "subscriber:2"]),
  );
  expect(slabsOf(twin).size).toBe(kept.size);
  twin.committed();
  expect([...slabsOf(twin).keys()]).toEqual(["head", "campaigns"]);
  // One person of the second thousand does something.
  const columns = roomForEvents(1);
  columns.size = 1;
  columns.subscriber[0] = 1_500;
  columns.timeMs[0] = HOUR_MS;
  columns.type[0] = SUBSCRIBER_EVENT_TYPES.indexOf("call.alerted");
  const block = { kind: "events", fromMs: HOUR_MS, toMs: HOUR_MS + 1, columns } as const;
  twin.apply(entryOf(block, 0, 2));
  const changed = [...slabsOf(twin).keys()].filter((name) => name.startsWith("subscriber"));
  expect(changed).toEqual(["subscriber:1"]);
  for (const [name, octets] of slabsOf(twin)) kept.set(name, octets);
  expect(open(0, kept).regions(1_500)).toEqual(twin.regions(1_500));
  kept.delete("subscriber:1");
  expect(() => open(0, kept)).toThrow(/slab subscriber:1: got none of this name/);
});
