// Shards of a rehearsal on threads of their own, over one memory.
import { setFlagsFromString } from "node:v8";
import { Worker } from "node:worker_threads";
import { type ErrorCode, type ErrorParts, KairosError } from "../domain/errors.ts";
import type { OfficeOrder } from "../simulator/runs/office.ts";
import type { ShardOrder } from "../simulator/runs/shard.ts";
import type { RemoteOffice, RemoteShard, ShardHost } from "../simulator/runs/simulation.ts";

/** What a thread is for. */
export type ThreadOrder = { readonly shard: ShardOrder } | { readonly office: OfficeOrder };

/** What a thread is asked: a step by name, and what the step takes. */
export interface ShardQuestion {
  readonly step: keyof RemoteShard | keyof RemoteOffice;
  readonly given: readonly unknown[];
}

/** What comes of it; a refusal is a KairosError in parts. */
export type ShardAnswer =
  | { readonly value: unknown }
  | { readonly refusal: { readonly code: ErrorCode; readonly parts: ErrorParts } };

/**
 * A host that starts a thread for each shard. The door of every thread is that of generated people:
 * tokens of the seed. A thread that fails makes its step fail, with its own error.
 */
export function threads(): ShardHost {
  setFlagsFromString(`--heap-growing-percent=${HEAP_GROWING_PERCENT}`);
  const started: Thread[] = [];
  const start = (order: ThreadOrder): Thread => {
    const thread = new Thread(order);
    started.push(thread);
    return thread;
  };
  return {
    allocate: (octets) => new SharedArrayBuffer(octets),
    start: (order) => remoteShard(start({ shard: order }).ask),
    openOffice(order) {
      const { ask } = start({ office: order });
      return { decide: ask("decide"), part: ask("part") } as RemoteOffice;
    },
    async stop() {
      await Promise.all(started.map((thread) => thread.end()));
    },
  };
}

/** Asks for the step of that name. */
type Ask = (step: ShardQuestion["step"]) => (...given: readonly unknown[]) => Promise<unknown>;

/** A shard whose every step is asked for in the same way. */
export function remoteShard(ask: Ask): RemoteShard {
  return {
    settleHomes: ask("settleHomes"),
    formGroups: ask("formGroups"),
    settlePeople: ask("settlePeople"),
    plan: ask("plan"),
    settle: ask("settle"),
    walk: ask("walk"),
    part: ask("part"),
  } as RemoteShard;
}

/** Threads that start from now on keep their heaps close to what lives in them: it is hardly any. */
const HEAP_GROWING_PERCENT = 20;
/** Hardly anything is made and forgotten while events flow, so there is no need for more. */
const YOUNG_GENERATION_MB = 16;

/** A thread that is asked one thing at a time. */
class Thread {
  readonly #worker: Worker;
  /** Rejects when the thread fails or ends, asked or not. */
  readonly #over: Promise<never>;

  constructor(order: ThreadOrder) {
    this.#worker = new Worker(new URL("./shard-worker.ts", import.meta.url), {
      workerData: order,
      resourceLimits: { maxYoungGenerationSizeMb: YOUNG_GENERATION_MB },
    });
    this.#over = new Promise((_, reject) => {
      this.#worker.once("error", reject);
      this.#worker.once("exit", (code) => {
        reject(new Error(`a thread of the rehearsal ended with ${code}`));
      });
    });
    // Whoever asks next is told.
    this.#over.catch(() => {});
  }

  readonly ask: Ask =
    (step) =>
    async (...given) => {
      const answered = new Promise<ShardAnswer>((resolve) => this.#worker.once("message", resolve));
      const question: ShardQuestion = { step, given };
      this.#worker.postMessage(question);
      const answer = await Promise.race([answered, this.#over]);
      if ("value" in answer) return answer.value;
      throw new KairosError(answer.refusal.code, answer.refusal.parts);
    };

  async end(): Promise<void> {
    await this.#worker.terminate();
  }
}
