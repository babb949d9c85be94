// Shards of a rehearsal on threads of their own, over one memory.
import { setFlagsFromString } from "node:v8";
import { Worker } from "node:worker_threads";
import { type ErrorCode, type ErrorParts, KairosError } from "../domain/errors.ts";
import type { ShardOrder } from "../simulator/runs/shard.ts";
import type { RemoteShard, ShardHost } from "../simulator/runs/simulation.ts";

/** What a thread is asked: a step by name, and what the step takes. */
export interface ShardQuestion {
  readonly step: keyof RemoteShard;
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
  const workers: Worker[] = [];
  return {
    allocate: (octets) => new SharedArrayBuffer(octets),
    start(order) {
      const worker = startWorker(order);
      workers.push(worker);
      const ask =
        (step: keyof RemoteShard) =>
        (...given: readonly unknown[]) =>
          answer(worker, { step, given });
      return {
        settleHomes: ask("settleHomes"),
        formGroups: ask("formGroups"),
        settlePeople: ask("settlePeople"),
        plan: ask("plan"),
        settle: ask("settle"),
        walk: ask("walk"),
        part: ask("part"),
      } as RemoteShard;
    },
    async stop() {
      await Promise.all(workers.map((worker) => worker.terminate()));
    },
  };
}

function startWorker(order: ShardOrder): Worker {
  return new Worker(new URL("./shard-worker.ts", import.meta.url), {
    workerData: order,
    resourceLimits: { maxYoungGenerationSizeMb: YOUNG_GENERATION_MB },
  });
}

/** Threads that start from now on keep their heaps close to what lives in them: it is hardly any. */
const HEAP_GROWING_PERCENT = 20;
/** Hardly anything is made and forgotten while events flow, so there is no need for more. */
const YOUNG_GENERATION_MB = 16;

/** The answer to one question; a thread is asked one thing at a time. */
function answer(worker: Worker, question: ShardQuestion): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const done = (settle: () => void): void => {
      worker.off("message", onMessage);
      worker.off("error", onError);
      worker.off("exit", onExit);
      settle();
    };
    const onMessage = (answer: ShardAnswer): void =>
      done(() => {
        if ("value" in answer) resolve(answer.value);
        else reject(new KairosError(answer.refusal.code, answer.refusal.parts));
      });
    const onError = (error: Error): void => done(() => reject(error));
    const onExit = (code: number): void =>
      done(() => reject(new Error(`a thread of the rehearsal ended with ${code}`)));
    worker.on("message", onMessage);
    worker.on("error", onError);
    worker.on("exit", onExit);
    worker.postMessage(question);
  });
}
