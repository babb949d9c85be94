// Makes what a load is made of: the people whose events are sent, and the target that takes them.
import { KairosError } from "../../domain/errors.ts";
import type { Scenario } from "../../scenarios/scenario.ts";
import { PARTITIONS } from "../log/event-log.ts";
import type { MendableDurability } from "../log/recovery.ts";
import { withoutSecrets } from "../server-urls.ts";
import { tokeniserOfSeed } from "../tokens.ts";
import { Arrivals, type LoadSource } from "./arrivals.ts";
import { openEmbeddedTarget } from "./embedded-target.ts";
import { openFileTarget } from "./file-target.ts";
import { LinkArrivals } from "./link-arrivals.ts";
import { openNatsTarget, openResults, reachedOf } from "./nats-target.ts";
import { type Place, type ProcessShare, partitionsOf } from "./place.ts";
import { openSccpliteTarget } from "./sccplite-target.ts";
import type { OpenTarget, Target, TargetEars } from "./target.ts";

export interface OpenOrder {
  readonly scenario: Scenario;
  readonly seed: string;
  readonly subscribers: number;
  readonly place: Place;
  /** redis://host:port of the cluster; needed for nats:// and for results. */
  readonly redis?: string;
  /** nats://host:port where decisions come out when the load goes elsewhere. */
  readonly results?: string;
  readonly share: ProcessShare;
  /** What happens before is left out, ms since the scenario's start. */
  readonly fromMs: number;
  /** Wall time from one sending to the next; see {@link TICK_MS}. */
  readonly tickMs: number;
  /** Names the run's log in a cluster. */
  readonly namespace: string;
  readonly signal?: AbortSignal;
}

export interface Opened {
  readonly source: LoadSource;
  readonly openTarget: OpenTarget;
  /** Part of all events that this process sends. */
  readonly share: number;
}

/** Days that people can live through before the load ends: nobody sends for so long. */
const DAYS_MAX = 366;

/** @throws KairosError usage.invalid, server.unreachable, file.not-writable */
export async function openLoad(order: OpenOrder): Promise<Opened> {
  const { place, scenario, seed, subscribers } = order;
  switch (place.kind) {
    case "file":
      return opened(order, PARTITIONS, 0, (ears) => openFileTarget(place.path, ears));
    case "embedded":
      return opened(order, PARTITIONS, 0, (ears) =>
        openEmbeddedTarget({ scenario, seed, subscribers, partitions: PARTITIONS }, ears),
      );
    case "nats": {
      const durability = await clusterOf(order, place.url);
      const { log } = durability;
      const { own, reachedMs } = await orClosed(durability, async () => {
        const own = partitionsOf(order.share, log.partitions);
        return { own, reachedMs: await reachedOf(log, own) };
      });
      return opened(order, log.partitions, reachedMs, (ears) =>
        openNatsTarget({ name: place.url, durability, own }, ears),
      );
    }
    default:
      return await openedLink(order, place);
  }
}

async function openedLink(
  order: OpenOrder,
  { host, port, url: name }: Extract<Place, { kind: "tcp" }>,
): Promise<Opened> {
  const { scenario, seed, subscribers, share, fromMs, tickMs, signal } = order;
  const { results: resultsUrl } = order;
  if (share.of > 1) {
    throw new KairosError("usage.invalid", {
      place: "--process",
      got: `${share.index + 1}/${share.of} with ${name}`,
      wanted: "1/1: all octets of an interface pass one tap",
      remedy: "Leave --process out.",
    });
  }
  const durability = resultsUrl === undefined ? undefined : await clusterOf(order, resultsUrl);
  const log = durability?.log;
  const own = log === undefined ? [] : partitionsOf(share, log.partitions);
  const reachedMs =
    durability === undefined ? 0 : await orClosed(durability, () => reachedOf(durability.log, own));
  const source = new LinkArrivals({
    scenario: { ...scenario, days: Math.max(scenario.days, DAYS_MAX) },
    seed,
    subscribers,
    tokenise: tokeniserOfSeed(seed),
    fromMs: Math.max(fromMs, reachedMs),
    tickMs,
    ...(signal === undefined ? {} : { signal }),
  });
  const openTarget = async (ears: TargetEars): Promise<Target> => {
    const { connections } = source;
    const tap = { host, port, name, connections };
    if (durability === undefined) return await openSccpliteTarget(tap, ears);
    const { failure, ...results } = await openResults({ log: durability.log, own, ears });
    const close = async (): Promise<void> => {
      await results.close();
      await durability.close();
    };
    return await openSccpliteTarget({ ...tap, results: { failure, close } }, ears);
  };
  return { source, openTarget, share: 1 };
}

async function clusterOf(order: OpenOrder, nats: string): Promise<MendableDurability> {
  const { redis, namespace } = order;
  if (redis === undefined) {
    throw new KairosError("usage.invalid", {
      place: "--redis",
      got: "nothing",
      wanted: `the Redis server beside ${nats}`,
      remedy: 'Give --redis redis://host:port; "kairos up" has printed it.',
    });
  }
  const { namespacesOf, openCluster } = await import("../log/cluster.ts");
  // Opening a log that is not there would make it.
  if (!(await namespacesOf(nats)).includes(namespace)) throw noNode(nats);
  const durability = await openCluster({ nats, redis, namespace });
  await orClosed(durability, () => checkOwned(durability, nats));
  return durability;
}

/** @throws KairosError server.unreachable when no node has a partition of this run */
async function checkOwned({ log, leases }: MendableDurability, nats: string): Promise<void> {
  const partitions = Array.from({ length: log.partitions }, (_, partition) => partition);
  const owners = await Promise.all(partitions.map((partition) => leases.owner(partition)));
  if (owners.some((owner) => owner !== undefined)) return;
  throw noNode(nats);
}

function noNode(nats: string): KairosError {
  return new KairosError("server.unreachable", {
    place: withoutSecrets(nats),
    got: "no node that hosts these people",
    wanted: "a cluster of the same scenario, seed and subscribers",
    remedy: 'Start one with the same: "kairos up --cluster --no-traffic".',
  });
}

/** Connections that stay open would keep the process. */
async function orClosed<T>(durability: MendableDurability, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    await durability.close();
    throw error;
  }
}

function opened(
  order: OpenOrder,
  partitions: number,
  reachedMs: number,
  openTarget: OpenTarget,
): Opened {
  const { scenario, seed, subscribers, share, fromMs, tickMs, signal } = order;
  const own = partitionsOf(share, partitions);
  const source = new Arrivals({
    scenario: { ...scenario, days: Math.max(scenario.days, DAYS_MAX) },
    seed,
    subscribers,
    tokenise: tokeniserOfSeed(seed),
    partitions,
    own,
    // A log that has events already is gone on with where it ended.
    fromMs: Math.max(fromMs, reachedMs),
    tickMs,
    ...(signal === undefined ? {} : { signal }),
  });
  return { source, openTarget, share: own.length / partitions };
}
