// An owner that is told to end under load: its partitions go over, and no command in the meantime fails.
import type { ChildProcess } from "node:child_process";
import { afterAll, expect, test } from "vitest";
import type { History } from "../../domain/map-frame.ts";
import { HOUR_MS } from "../../domain/time.ts";
import { PARTITIONS } from "../../services/log/event-log.ts";
import { type RunningNode, startNode } from "../../services/node.ts";
import {
  createPage,
  nextTick,
  readQuickstart,
  SUBSCRIBERS,
  startSecondProcess,
} from "./quickstart.ts";
import { replayed } from "./replayed.ts";
import { ended, startServer } from "./servers.ts";

const stops: (() => Promise<unknown>)[] = [];
afterAll(async () => {
  for (const stop of stops.reverse()) await stop();
});

const MORNING_MS = 7 * HOUR_MS;
/** The web server takes 1,200 requests a minute. */
const ROUNDS_MAX = 10;
const OPTED_OUT_PER_ROUND = 40;

/** Status of an answer, and its words if it is no success. */
async function ask(node: RunningNode, path: string, body?: object): Promise<string> {
  const answer = await fetch(
    `${node.url}api/${path}`,
    body && {
      method: "POST",
      ...(Object.keys(body).length > 0 && {
        headers: { "content-type": "application/json" },
        body: JSON.stringify(body),
      }),
    },
  );
  return answer.ok ? "done" : `${path}: ${answer.status} ${await answer.text()}`;
}

const countOf = (digest: string): number => Number(digest.split("-")[1]);

/** Everything that can be asked of the people of each partition; whom it opts out. */
async function commandAll(node: RunningNode, round: number): Promise<readonly string[]> {
  return await Promise.all([
    ...Array.from({ length: PARTITIONS }, (_, partition) => ask(node, `subscribers/${partition}`)),
    ...optedOutIn(round).map((subscriber) => ask(node, `subscribers/${subscriber}/opt-out`, {})),
    ask(node, "campaigns/0", { paused: round % 2 === 0 }),
    ask(node, "campaigns"),
  ]);
}

const optedOutIn = (round: number): number[] =>
  Array.from({ length: OPTED_OUT_PER_ROUND }, (_, at) => 100 + round * OPTED_OUT_PER_ROUND + at);

test("SIGTERM of an owner under load fails no command and changes no decision", async () => {
  const [nats, redis, page] = await Promise.all([
    startServer("nats"),
    startServer("redis"),
    createPage(),
  ]);
  stops.push(nats.stop, redis.stop, page.remove);
  const cluster = { transporter: nats.url, store: redis.url };
  const startOwner = async (): Promise<ChildProcess> => {
    const services = ["subscriber", "campaign"];
    const child = await startSecondProcess({ ...cluster, services, speed: 1, startAtMs: 0 });
    stops.push(() => ended(child, "SIGKILL"));
    return child;
  };
  const [leaving] = await Promise.all([startOwner(), startOwner()]);
  const scenario = readQuickstart();
  const node = await startNode({
    ...cluster,
    scenario,
    subscribers: SUBSCRIBERS,
    port: 0,
    speed: 600,
    startAtMs: MORNING_MS,
    root: page.root,
    services: ["traffic", "tap", "delivery", "gateway"],
  });
  stops.push(() => node.stop());
  await nextTick(node.url);
  const answers: (readonly string[])[] = [];
  let gone: Promise<number | null> | undefined;
  let hasGone = false;
  for (let round = 0; round < ROUNDS_MAX && !(hasGone && round % 2 === 0); round++) {
    if (round === 4) gone = ended(leaving).finally(() => (hasGone = true));
    answers.push(await commandAll(node, round));
  }
  expect(await gone).toBe(0);
  expect(answers.flat().filter((answer) => answer !== "done")).toEqual([]);
  const { timeMs: changedMs } = await nextTick(node.url);
  // Another hour, so that those who opted out have had their reasons for an offer.
  await nextTick(node.url, ({ timeMs }) => timeMs > changedMs + HOUR_MS);
  expect(await ask(node, "clock", { paused: true })).toBe("done");
  await nextTick(node.url, ({ paused }) => paused);
  const { sent } = await node.generated();
  await expect.poll(async () => countOf((await node.digests()).events)).toBe(sent);
  expect(await node.digests()).toEqual(await replayed(node, scenario));
  const people = answers.flatMap((_, round) => optedOutIn(round));
  const rules = await rulesFor(node, people, changedMs);
  expect(rules).toContain("contact-policy.opted-out");
  expect(rules).not.toContain("offered");
});

/** The rule of each decision about these people since then, "offered" for an offer. */
async function rulesFor(
  node: RunningNode,
  people: readonly number[],
  sinceMs: number,
): Promise<readonly string[]> {
  const history = (await (await fetch(`${node.url}api/history`)).json()) as History;
  return history.moments
    .filter(({ subscriber, timeMs }) => people.includes(subscriber) && timeMs > sinceMs)
    .map(({ decision, rule }) => rule ?? decision);
}
