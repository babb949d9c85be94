// What a tap and a tracker need after a million mutated frames and messages, in one process.
// Run with --expose-gc; prints one line of JSON.
import type { SubscriberRegistry } from "../../../domain/identity.ts";
import type { TappedMessage } from "../../../signaling/capture.ts";
import { createTap } from "../../../signaling/tapped-message.ts";
import { createTracker, track } from "../../../signaling/tracker.ts";
import { NUMBERS, TOKENISE } from "./corpus.ts";
import { Draws } from "./draws.ts";
import { Mutator } from "./mutator.ts";
import { linkTypeOf, messageOf, TARGETS } from "./targets.ts";

/** Bytes after each quarter of the mutations. */
export interface MemoryReport {
  readonly heapBytes: readonly number[];
  readonly arrayBytes: readonly number[];
  readonly connections: number;
  readonly events: number;
}

const MUTATIONS = 1_000_000;
const QUARTERS = 4;
const STEP_MS = 20;
/** A network of so many people: mutated IMSIs are some of theirs. */
const PEOPLE = 100_000;

const registry: SubscriberRegistry = {
  ofImsi: (token) => token % PEOPLE,
  ofNumber: (token) => token % PEOPLE,
  numberOf: (subscriber) => subscriber + 1,
  nameOf: String,
};

function run(): MemoryReport {
  const collect = globalThis.gc;
  if (collect === undefined) throw new Error("run with --expose-gc");
  Error.stackTraceLimit = 0;
  const draws = new Draws(4, 4);
  const mutator = new Mutator(draws);
  const tap = createTap(() => undefined);
  const tracker = createTracker({ registry, tokenise: TOKENISE, numbers: NUMBERS });
  const seedsOf = (name: string) => TARGETS.find((target) => target.name === name)!.seeds;
  const seeds = [seedsOf("tap"), seedsOf("track")];
  const at = [0, 0];
  const [heapBytes, arrayBytes]: [number[], number[]] = [[], []];
  let events = 0;
  // Every second one comes as it is, so that there is something to remember.
  for (let count = 1; count <= 2 * MUTATIONS; count++) {
    const which = (count >>> 1) & 1;
    const from = seeds[which]!;
    at[which] = (at[which]! + (draws.oneIn(50) ? draws.below(from.length) : 1)) % from.length;
    mutator.begin(from[at[which]!]!);
    if (draws.oneIn(2)) mutator.change(from);
    for (const message of messagesOf(mutator.view().slice(), count)) {
      events += track(tracker, message).length;
    }
    if (count % ((2 * MUTATIONS) / QUARTERS) !== 0) continue;
    collect();
    const { heapUsed, arrayBuffers } = process.memoryUsage();
    heapBytes.push(heapUsed);
    arrayBytes.push(arrayBuffers);
  }
  return { heapBytes, arrayBytes, connections: tracker.links.connections.size, events };

  function messagesOf(octets: Uint8Array, count: number): readonly TappedMessage[] {
    const timeMs = count * STEP_MS;
    if (((count >>> 1) & 1) === 0) {
      return tap.read(linkTypeOf(octets), timeMs, count, octets.subarray(1));
    }
    try {
      return [messageOf(octets, count, timeMs)];
    } catch {
      return [];
    }
  }
}

console.log(JSON.stringify(run()));
