// Mutations block by block: the seed and the number of a block tell everything that happens in it.
import { KairosError } from "../../../domain/errors.ts";
import { Draws } from "./draws.ts";
import { Mutator } from "./mutator.ts";
import type { Check, Target } from "./targets.ts";

/** Mutations of one block, all for one target and one checker. */
export const BLOCK_MUTATIONS = 2000;
/** Of so many octet strings for a target that remembers, one comes as it is. */
const UNCHANGED_ONE_IN = 2;

/** What became of the mutations of one target. */
export interface Tally {
  mutations: number;
  /** Not refused. */
  accepted: number;
}

/** Octets that broke a promise; for a target that remembers, all that it was given. */
export interface Crash {
  readonly target: string;
  readonly seed: number;
  readonly block: number;
  readonly error: unknown;
  readonly inputs: readonly Uint8Array[];
}

/** Told of every octet string before it is checked. */
export type OnStep = (octets: Uint8Array, mutation: number) => void;

/** The target that a block is for. */
export function targetOf(targets: readonly Target[], seed: number, block: number): Target {
  let left = new Draws(seed, 2 * block).below(targets.reduce((sum, { share }) => sum + share, 0));
  for (const target of targets) {
    left -= target.share;
    if (left < 0) return target;
  }
  throw new Error("no targets");
}

/** Runs one block; the crash that ended it, if one did. */
export function runBlock(
  target: Target,
  { seed, block }: { readonly seed: number; readonly block: number },
  tally: Tally,
  onStep?: OnStep,
): Crash | undefined {
  const draws = new Draws(seed, 2 * block + 1);
  const mutator = new Mutator(draws);
  const check = target.start();
  const inputs: Uint8Array[] = [];
  let at = draws.below(target.seeds.length);
  for (let count = 0; count < BLOCK_MUTATIONS; ) {
    at = target.remembers ? nextInOrder(target, at, draws) : draws.below(target.seeds.length);
    const unchanged = target.remembers && draws.oneIn(UNCHANGED_ONE_IN);
    mutator.begin(target.seeds[at]!);
    if (!unchanged) {
      mutator.change(target.seeds);
      count++;
    }
    const octets = mutator.view();
    if (!unchanged) target.mend?.(octets, draws);
    if (target.remembers) inputs.push(octets.slice());
    onStep?.(octets, count);
    try {
      if (check(octets) && !unchanged) tally.accepted++;
    } catch (error) {
      if (error instanceof KairosError) continue;
      if (!target.remembers) inputs.push(octets.slice());
      return { target: target.name, seed, block, error, inputs };
    }
  }
  tally.mutations += BLOCK_MUTATIONS;
  return undefined;
}

/** What a block gives its target up to a mutation, without a check of it. */
export function inputsOf(
  target: Target,
  of: { readonly seed: number; readonly block: number },
  mutation: number,
): Uint8Array[] {
  const inputs: Uint8Array[] = [];
  const unchecked = { ...target, start: () => () => true };
  runBlock(unchecked, of, { mutations: 0, accepted: 0 }, (octets, count) => {
    if (count > mutation) return;
    if (!target.remembers) inputs.length = 0;
    inputs.push(octets.slice());
  });
  return inputs;
}

/** Frames get lost, come again, come too early, and the line is taken up elsewhere. */
function nextInOrder({ seeds }: Target, at: number, draws: Draws): number {
  switch (draws.below(64)) {
    case 0:
      return at;
    case 1:
      return (at + 2) % seeds.length;
    case 2:
      return (at + seeds.length - 1) % seeds.length;
    case 3:
      return draws.below(seeds.length);
    default:
      return (at + 1) % seeds.length;
  }
}

/** Whether a fresh checker breaks on these octets, one after the other. */
export function breaks(target: Target, inputs: readonly Uint8Array[]): boolean {
  return errorOf(target.start(), inputs) !== undefined;
}

/** What a checker throws on these octets that is no refusal. */
export function errorOf(check: Check, inputs: readonly Uint8Array[]): unknown {
  for (const octets of inputs) {
    try {
      check(octets.slice());
    } catch (error) {
      if (!(error instanceof KairosError)) return error;
    }
  }
  return undefined;
}
