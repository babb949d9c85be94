// Feeds from outside in a live network: files, and a subject of a real NATS server.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connect } from "nats";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Digest, digestEvent } from "../../domain/digest.ts";
import { fictionalTokens } from "../../domain/fictional-tokens.ts";
import { formatToken } from "../../domain/identity.ts";
import { InterningRegistry } from "../../domain/interning-registry.ts";
import { EMPTY_PLAN } from "../../domain/number-plan.ts";
import type { SubscriberEvent } from "../../domain/subscriber-event.ts";
import { HOUR_MS } from "../../domain/time.ts";
import { TwoDoors } from "../../domain/two-doors.ts";
import { FeedInlet } from "../../services/feed-inlet.ts";
import { openFeeds } from "../../services/feeds.ts";
import { startNode } from "../../services/node.ts";
import { tokeniserOfSeed } from "../../services/tokens.ts";
import { createTraffic } from "../../simulator/traffic.ts";
import { readQuickstart } from "./quickstart.ts";
import { freePort, type RunningServer, startServer } from "./servers.ts";

const folder = mkdtempSync(join(tmpdir(), "kairos-feeds-"));
let server: RunningServer;
beforeAll(async () => {
  server = await startServer("nats");
});
afterAll(async () => {
  rmSync(folder, { recursive: true });
  await server?.stop();
});

const door = () => ({
  registry: new InterningRegistry(),
  tokenise: fictionalTokens,
  numbers: EMPTY_PLAN,
});
const line = (timeMs: number, fields: object = {}): string =>
  JSON.stringify({ timeMs, subscriber: "alice", name: "roamed.home", ...fields });

describe("the inlet of feeds", () => {
  const event = (timeMs: number, subscriber = 0): SubscriberEvent =>
    ({ timeMs, subscriber, sequence: 0, type: "roamed.home" }) as SubscriberEvent;

  test("gives each event once, in order, and what comes late when it comes", () => {
    const inlet = new FeedInlet();
    for (const timeMs of [30, 10, 20]) inlet.offer(event(timeMs));
    expect(inlet.take(20).map(({ timeMs }) => timeMs)).toEqual([10]);
    inlet.offer(event(5, 3));
    inlet.offer(event(25));
    const times = inlet.take(30).map(({ timeMs, subscriber }) => [timeMs, subscriber]);
    expect(times).toEqual([
      [20, 0],
      [20, 3],
      [25, 0],
    ]);
    expect(inlet.take(99)).toHaveLength(1);
    expect(inlet.take(100)).toEqual([]);
  });

  test("gives what is told now no place before the time at which the network goes on", () => {
    const inlet = new FeedInlet();
    inlet.offer(event(10));
    inlet.hear(event(20, 1));
    expect(inlet.take(40).map(({ subscriber }) => subscriber)).toEqual([0]);
    inlet.begin(50);
    inlet.hear(event(30, 2));
    inlet.hear(event(60, 3));
    expect(inlet.take(50)).toEqual([]);
    expect(inlet.take(61).map(({ timeMs, subscriber }) => [timeMs, subscriber])).toEqual([
      [50, 1],
      [50, 2],
      [60, 3],
    ]);
  });
});

describe("a NATS subject", () => {
  test("is read as lines of NDJSON; what is no event is counted, and told without digits", async () => {
    const refused: string[] = [];
    const feeds = await openFeeds([`${server.url}/kairos.feeds`], {
      door: door(),
      onRefused: (reason) => refused.push(reason),
    });
    const publisher = await connect({ servers: server.url });
    publisher.publish("kairos.feeds", `${line(9)}\n${line(4)}\n`);
    publisher.publish("kairos.other", line(1));
    publisher.publish("kairos.feeds", line(5, { name: "eaten" }));
    publisher.publish("kairos.feeds", line(6, { subscriber: "460000000000001" }));
    publisher.publish("kairos.feeds", "13800000002");
    await publisher.flush();
    await expect.poll(() => feeds.tally).toEqual({ read: 3, unknown: 0, lost: 2 });
    feeds.inlet.begin(0);
    expect(feeds.inlet.take(10).map(({ timeMs }) => timeMs)).toEqual([4, 6, 9]);
    expect(refused[0]).toContain('subject kairos.feeds:4: name: got "eaten", expected one of');
    expect(refused[1]).toContain("subject kairos.feeds:6: got a line of 11 characters");
    await publisher.close();
    await feeds.close();
  });

  test.each([
    ["nats://127.0.0.1:4222", "usage.invalid", "expected nats://host:port/subject"],
    ["nats://127.0.0.1:4222/two words", "usage.invalid", "expected nats://host:port/subject"],
  ])("%s is refused", async (source, code, message) => {
    const opening = openFeeds([source], { door: door(), onRefused: () => {} });
    await expect(opening).rejects.toMatchObject({ code });
    await expect(openFeeds([source], { door: door(), onRefused: () => {} })).rejects.toThrow(
      message,
    );
  });

  test("of a server that does not answer is named", async () => {
    const source = `nats://127.0.0.1:${await freePort()}/kairos.feeds`;
    await expect(openFeeds([source], { door: door(), onRefused: () => {} })).rejects.toMatchObject({
      code: "server.unreachable",
    });
  });
});

describe("a live network", () => {
  test("has the events of its people and of a feed's file in one order", async () => {
    const scenario = readQuickstart();
    const run = { seed: "5", subscribers: 60 };
    const tokenise = tokeniserOfSeed(run.seed);
    const traffic = createTraffic(scenario, { ...run, tokenise });
    const names = [3, 8, 8].map((subscriber) => traffic.directory.nameOf(subscriber));
    const path = join(folder, "live.ndjson");
    const lines = names.map((subscriber, at) => line(at * 600_000, { subscriber }));
    const stranger = formatToken(tokenise("imsi", "1"));
    const about = line(1_700_000, { subscriber: stranger });
    writeFileSync(path, [...lines, about].join("\n"));

    const node = await startNode({
      ...run,
      scenario,
      port: 0,
      speed: 1,
      startAtMs: HOUR_MS,
      paused: true,
      feeds: [path],
      data: folder,
      services: ["traffic", "tap", "subscriber", "campaign", "delivery", "rehearsal"],
    });
    const { events } = await node.digests();
    expect(node.feeds).toEqual({ read: 4, unknown: 1, lost: 0 });
    await node.stop();

    const told = lines.map((_, at) => ({
      type: "roamed.home",
      feed: "hlr",
      source: "feed",
      place: "",
      timeMs: at * 600_000,
      happenedMs: at * 600_000,
      subscriber: at === 0 ? 3 : 8,
      sequence: at,
      cause: {},
      lac: 0,
      ci: 0,
    })) as readonly SubscriberEvent[];
    const digest = new Digest();
    const both = new TwoDoors().merge(traffic.events(0, HOUR_MS), told);
    for (const event of both) digestEvent(digest, event);
    expect(events).toBe(digest.toString());
  });
});
