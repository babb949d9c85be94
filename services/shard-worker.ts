// The thread of one shard or office: does the step that it is asked for, and answers with what comes of it.
import { parentPort, workerData } from "node:worker_threads";
import { KairosError } from "../domain/errors.ts";
import { createSharedOffice, type SharedOffice } from "../simulator/runs/office.ts";
import { createShard, type Shard } from "../simulator/runs/shard.ts";
import type { ShardAnswer, ShardQuestion, ThreadOrder } from "./threads.ts";
import { tokeniserOfSeed } from "./tokens.ts";

/** A shard keeps the tokens of numbers and handsets by person. */
const TOKENS_CACHED = 256;

const order = workerData as ThreadOrder;
let asked: Shard | SharedOffice | undefined;

function create(): Shard | SharedOffice {
  const { seed } = "shard" in order ? order.shard : order.office;
  const tokenise = tokeniserOfSeed(seed, TOKENS_CACHED);
  return "shard" in order
    ? createShard(order.shard, { tokenise })
    : createSharedOffice(order.office, { tokenise });
}

function take({ step, given }: ShardQuestion): ShardAnswer {
  try {
    asked ??= create();
    const act = asked[step as keyof typeof asked] as (...given: readonly unknown[]) => unknown;
    return { value: act.apply(asked, [...given]) };
  } catch (error) {
    // Its class would be lost on the way; any other error ends the thread and arrives by itself.
    if (error instanceof KairosError) return { refusal: { code: error.code, parts: error.parts } };
    throw error;
  }
}

parentPort!.on("message", (question: ShardQuestion) => parentPort!.postMessage(take(question)));
