// How the flow asks across the broker: again until it is answered, and of the node that owns it.
import { Errors, type ServiceBroker } from "moleculer";
import type { Role } from "./access/roles.ts";
import type { EventBatch, FrameBatch, Reached } from "./batches.ts";
import type { Leases } from "./log/event-log.ts";
import { WALL, type Wall } from "./pacer.ts";
import { ACTION, type ActionName } from "./subjects.ts";

/** An answer that does not come by then is lost, ms. */
const ANSWER_MS = 5_000;
/** Before something is asked again, ms. */
const PAUSE_MS = 100;
/** A subscriber's partition changes hands within this time, ms. */
const OWNER_MS = 6_000;
/** A turn that is under way when all ends may still take this, ms. */
const LAST_TURN_MS = 1_000;
/** Errors that are the same however often one asks. */
const FINAL = ["batch.out-of-order", "access.refused", "colony.no-such-row"];

/**
 * A call that is given up after a while. Moleculer never forgets one to another node that was given
 * up, and would wait for it when it stops: so it does not keep count of these.
 */
const ONCE = { timeout: ANSWER_MS, tracking: false } as const;

/** Options of a call that is made for somebody of this role. */
export function as(role: Role): { readonly meta: { readonly role: Role } } {
  return { meta: { role } };
}

/** Options of the calls that Kairos makes by itself. */
export const BY_SYSTEM = as("system");

export interface FlowOptions {
  readonly broker: ServiceBroker;
  readonly wall: Wall;
  /** How long a tap that is away is waited for, ms. */
  readonly patienceMs: number;
  /** Once aborted nothing is asked again. */
  readonly ending: AbortSignal;
}

/** What the traffic asks of the flow. */
export class Flow {
  readonly #options: FlowOptions;

  constructor(options: FlowOptions) {
    this.#options = options;
  }

  sendEvents(batch: EventBatch): Promise<void> {
    return this.#ask(ACTION.tapEvents, batch, this.#options.patienceMs);
  }

  sendFrames(batch: FrameBatch): Promise<void> {
    return this.#ask(ACTION.tapFrames, batch, this.#options.patienceMs);
  }

  async logged(): Promise<number> {
    const { toMs } = await this.#ask<Reached>(ACTION.tapReached, {}, this.#options.patienceMs);
    return toMs;
  }

  /** Waits as long as it takes: owners and delivery may be away for a while. */
  async closed(toMs: number): Promise<void> {
    for (let reachedMs = -1; reachedMs < toMs; ) {
      const patienceMs = Number.POSITIVE_INFINITY;
      const answer = await this.#ask<Reached>(ACTION.deliveryReached, { toMs }, patienceMs);
      reachedMs = answer.toMs;
    }
  }

  async #ask<T>(action: ActionName, params: object, patienceMs: number): Promise<T> {
    const { wall, ending } = this.#options;
    const { promise: ended, reject } = Promise.withResolvers<never>();
    const end = (): void => void wall.wait(LAST_TURN_MS).then(() => reject(ending.reason));
    ended.catch(() => undefined);
    ending.throwIfAborted();
    ending.addEventListener("abort", end, { once: true });
    try {
      return await Promise.race([this.#asked<T>(action, params, patienceMs), ended]);
    } finally {
      ending.removeEventListener("abort", end);
    }
  }

  async #asked<T>(action: ActionName, params: object, patienceMs: number): Promise<T> {
    const { broker, wall, ending } = this.#options;
    const sinceMs = wall.now();
    for (;;) {
      try {
        return await broker.call<T, object>(action, params, { ...BY_SYSTEM, ...ONCE });
      } catch (error) {
        const final = FINAL.includes((error as { readonly code?: string }).code ?? "");
        if (ending.aborted || final || wall.now() - sinceMs > patienceMs) throw error;
        await wall.wait(PAUSE_MS);
      }
    }
  }
}

/** Who knows where partitions are. */
export interface OwnersKnown {
  readonly broker: ServiceBroker;
  /** Undefined where this process keeps no log: the broker then asks any node. */
  readonly leases: Pick<Leases, "owner"> | undefined;
  readonly partitions: number;
}

/** What is asked, and for whom. */
export interface Question {
  readonly params: object;
  readonly role: Role;
}

/**
 * Asks the node that owns a partition, whichever that is by then.
 *
 * @throws what the last of several attempts has met
 */
export async function askOwner<T>(
  { broker, leases }: OwnersKnown,
  partition: number,
  action: ActionName,
  question: Question,
): Promise<T> {
  return await untilAnswered(async () => {
    const nodeID = await leases?.owner(partition);
    if (leases !== undefined && nodeID === undefined) throw ownerless(partition);
    return await askOnce<T>(broker, action, question, nodeID);
  }, isPassing);
}

/**
 * Asks any node that hosts a service, and another one if that node is leaving.
 *
 * @throws what the last of several attempts has met; at once where nobody is known to host it
 */
export async function askAny<T>(
  broker: ServiceBroker,
  action: ActionName,
  question: Question,
): Promise<T> {
  return await untilAnswered(() => askOnce<T>(broker, action, question), isLeaving);
}

function askOnce<T>(
  broker: ServiceBroker,
  action: ActionName,
  { params, role }: Question,
  nodeID?: string,
): Promise<T> {
  const target = nodeID === undefined ? {} : { nodeID };
  return broker.call<T, object>(action, params, { ...as(role), ...ONCE, ...target });
}

async function untilAnswered<T>(
  attempt: () => Promise<T>,
  passes: (error: unknown) => boolean,
): Promise<T> {
  const sinceMs = WALL.now();
  for (;;) {
    try {
      return await attempt();
    } catch (error) {
      if (!passes(error) || WALL.now() - sinceMs > OWNER_MS) throw error;
      await WALL.wait(PAUSE_MS);
    }
  }
}

function isPassing(error: unknown): boolean {
  const { code } = error as { readonly code?: unknown };
  return !FINAL.includes(String(code));
}

/** A node that was asked has gone, or its service has; nobody is named where there is none. */
function isLeaving(error: unknown): boolean {
  if (!(error instanceof Errors.MoleculerRetryableError)) return false;
  return (error.data as { readonly nodeID?: string } | undefined)?.nodeID !== undefined;
}

/** Says to whoever asks that somebody else has the partition by now. */
export function ownerless(partition: number): Error {
  const words = `Partition ${partition} is changing hands; ask again.`;
  return new Errors.MoleculerRetryableError(words, 503, "PARTITION_AWAY", { partition });
}
