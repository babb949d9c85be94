// One worker of a soak: block after block of mutations, and a word to the main thread now and then.
import { parentPort, workerData } from "node:worker_threads";
import { BLOCK_MUTATIONS, runBlock, type Tally, targetOf } from "./campaign.ts";
import { TARGETS } from "./targets.ts";

/** What a worker is told. */
export interface Work {
  readonly seed: number;
  /** Number of its first block, and how far the next one is. */
  readonly first: number;
  readonly every: number;
  readonly blocks: number;
  /** The only targets, by name; all when empty. */
  readonly only: readonly string[];
  /** Two numbers: block and mutation at which the worker is. */
  readonly at: Int32Array;
}

/** What a worker says. */
export type Word =
  | { readonly kind: "tallies"; readonly tallies: ReadonlyMap<string, Tally> }
  | {
      readonly kind: "crash";
      readonly target: string;
      readonly block: number;
      readonly error: string;
      readonly inputs: readonly Uint8Array[];
    }
  | { readonly kind: "end" };

/** Blocks between two words. */
const WORD_EVERY = 50;

const { seed, first, every, blocks, only, at } = workerData as Work;
const targets = TARGETS.filter(({ name }) => only.length === 0 || only.includes(name));
const say = (word: Word): void => parentPort!.postMessage(word);
let tallies = new Map<string, Tally>();

// Most mutations are refused; a stack for each would be the most part of the work.
Error.stackTraceLimit = 0;
for (let count = 0; count < blocks; count++) {
  const block = first + count * every;
  const target = targetOf(targets, seed, block);
  const tally = tallies.get(target.name) ?? { mutations: 0, accepted: 0 };
  tallies.set(target.name, tally);
  const crash = runBlock(target, { seed, block }, tally, (_octets, mutation) => {
    at[0] = block;
    at[1] = mutation;
  });
  if (crash !== undefined) {
    tally.mutations += BLOCK_MUTATIONS;
    const { inputs, error } = crash;
    say({ kind: "crash", target: target.name, block, error: String(error), inputs });
  }
  if (count % WORD_EVERY === WORD_EVERY - 1) {
    say({ kind: "tallies", tallies });
    tallies = new Map();
  }
}
say({ kind: "tallies", tallies });
say({ kind: "end" });
