// One run of the fault tests: a day's events through owners that lose processes, servers and time.
import { HOUR_MS } from "../../domain/time.ts";
import { QUICKSTART_CITY } from "../scenarios/scenario-file.ts";
import { openFleetDurability } from "./back-end.ts";
import { check, type Verdict } from "./checker.ts";
import { type Fed, feed } from "./feeder.ts";
import { Fleet, type Member } from "./fleet.ts";
import { openPeople, type People, trafficOf } from "./people.ts";
import { OutputsSeen } from "./progress.ts";
import { LosableServer } from "./servers.ts";
import { unfenced } from "./unfenced.ts";

const WINDOW_MS = HOUR_MS / 12;
const TTL_MS = 1_500;
const CHECKPOINT_MS = 300;
const OWNERS = 2;

/** What can be done to a run, by name; each is over when its consequences have been seen. */
export const FAULTS = [
  "kill an owner",
  "suspend an owner",
  "kill nats-server",
  "kill redis-server",
  "keep a copy of Redis",
  "restore the copy of Redis",
] as const;
export type Fault = (typeof FAULTS)[number];

export interface Plan {
  readonly subscribers: number;
  readonly partitions: number;
  /** Windows of five minutes of network time. */
  readonly windows: number;
  /** By the window before which they begin. */
  readonly faults: ReadonlyMap<number, Fault>;
  readonly fenced: boolean;
}

export interface Driven {
  readonly verdict: Verdict;
  readonly fed: Fed;
  readonly told: Fleet["told"];
  readonly errors: readonly string[];
}

/** Starts servers and owners, feeds them, does the faults, stops all and checks what is there. */
export async function drive(plan: Plan): Promise<Driven> {
  const [nats, redis] = await Promise.all([
    LosableServer.start("nats"),
    LosableServer.start("redis"),
  ]);
  const { subscribers, partitions, fenced } = plan;
  const people: People = { file: QUICKSTART_CITY, subscribers, partitions };
  const cluster = { nats: nats.url, redis: redis.url, namespace: "faults", partitions };
  const fleet = new Fleet({
    ...people,
    ...cluster,
    ttlMs: TTL_MS,
    checkpointMs: CHECKPOINT_MS,
    fenced,
  });
  try {
    const members = await Promise.all(Array.from({ length: OWNERS }, () => fleet.start()));
    const durability = await openFleetDurability(cluster);
    const kept = fenced ? durability : await unfenced(durability, cluster);
    // Without fencing two may take one partition for theirs, and leave another to nobody for good.
    const seen = new OutputsSeen(durability.log, WINDOW_MS, fenced ? Math.min : Math.max);
    const rig = new Rig({ nats, redis, fleet, members });
    let under: Promise<void> = Promise.resolve();
    const fed = await feed({
      traffic: trafficOf(people),
      log: durability.log,
      windows: plan.windows,
      windowMs: WINDOW_MS,
      reached: (windows) => seen.reached(windows),
      onWindow(window) {
        const fault = plan.faults.get(window);
        if (fault !== undefined) under = under.then(() => rig.cause(fault));
      },
    });
    await under;
    await seen.reached(plan.windows);
    seen.stop();
    await fleet.stop();
    const verdict = await check(kept, openPeople(people));
    await kept.close();
    return { verdict, fed, told: fleet.told, errors: fleet.errors };
  } finally {
    fleet.destroy();
    await Promise.all([nats.stop(), redis.stop()]);
  }
}

/** Causes faults, one after the other. */
class Rig {
  readonly #nats: LosableServer;
  readonly #redis: LosableServer;
  readonly #fleet: Fleet;
  readonly #members: Member[];

  constructor(parts: {
    readonly nats: LosableServer;
    readonly redis: LosableServer;
    readonly fleet: Fleet;
    readonly members: readonly Member[];
  }) {
    this.#nats = parts.nats;
    this.#redis = parts.redis;
    this.#fleet = parts.fleet;
    this.#members = [...parts.members];
  }

  async cause(fault: Fault): Promise<void> {
    const causes: Record<Fault, () => Promise<void>> = {
      "kill an owner": () => this.#killOwner(),
      "suspend an owner": () => this.#suspendOwner(),
      "kill nats-server": () => this.#nats.lose(),
      "kill redis-server": () => this.#redis.lose(),
      "keep a copy of Redis": () => this.#redis.keepCopy(),
      "restore the copy of Redis": () => this.#redis.restoreCopy(),
    };
    await causes[fault]();
  }

  /** The one that has been there longest goes, a new one comes, and others take its partitions. */
  async #killOwner(): Promise<void> {
    const victim = this.#members.shift()!;
    const taken = this.#fleet.acquiredFrom(victim.node);
    victim.kill("SIGKILL");
    await victim.gone;
    await taken;
    this.#members.push(await this.#fleet.start());
  }

  /** It wakes up when somebody else has what it still takes for its own. */
  async #suspendOwner(): Promise<void> {
    const victim = this.#members.shift()!;
    const taken = this.#fleet.acquiredFrom(victim.node);
    victim.kill("SIGSTOP");
    await taken;
    victim.kill("SIGCONT");
    this.#members.push(victim);
  }
}
