// The thread of one shard: does the step that it is asked for, and answers with what comes of it.
import { parentPort, workerData } from "node:worker_threads";
import { KairosError } from "../domain/errors.ts";
import { createShard, type Shard, type ShardOrder } from "../simulator/runs/shard.ts";
import type { ShardAnswer, ShardQuestion } from "./threads.ts";
import { tokeniserOfSeed } from "./tokens.ts";

/** A shard keeps the tokens of numbers and handsets by person. */
const TOKENS_CACHED = 256;

const order = workerData as ShardOrder;
let shard: Shard | undefined;

function take({ step, given }: ShardQuestion): ShardAnswer {
  try {
    shard ??= createShard(order, { tokenise: tokeniserOfSeed(order.seed, TOKENS_CACHED) });
    const act = shard[step] as (...given: readonly unknown[]) => unknown;
    return { value: act.apply(shard, [...given]) };
  } catch (error) {
    // Its class would be lost on the way; any other error ends the thread and arrives by itself.
    if (error instanceof KairosError) return { refusal: { code: error.code, parts: error.parts } };
    throw error;
  }
}

parentPort!.on("message", (question: ShardQuestion) => parentPort!.postMessage(take(question)));
