// The smallest octets that still break a promise: frames are left out, then octets, then set to 0.
import { breaks } from "./campaign.ts";
import type { Target } from "./targets.ts";

/** Attempts for one crash; what is smallest by then is small enough. */
const ATTEMPTS_MAX = 20_000;

export function shrink(target: Target, inputs: readonly Uint8Array[]): Uint8Array[] {
  let attempts = ATTEMPTS_MAX;
  const fails = (candidate: readonly Uint8Array[]): boolean =>
    attempts-- > 0 && breaks(target, candidate);
  let kept = withoutPieces([...inputs], fails);
  for (let index = 0; index < kept.length; index++) {
    const among = (octets: Uint8Array): Uint8Array[] => kept.with(index, octets);
    const octets = withoutPieces([...kept[index]!], (candidate) =>
      fails(among(Uint8Array.from(candidate))),
    );
    for (let at = 0; at < octets.length; at++) {
      if (octets[at] !== 0 && fails(among(Uint8Array.from(octets.with(at, 0))))) octets[at] = 0;
    }
    kept = among(Uint8Array.from(octets));
  }
  return kept;
}

/** Leaves out pieces, large ones first, as long as what is left still fails. */
function withoutPieces<T>(whole: T[], fails: (candidate: T[]) => boolean): T[] {
  let kept = whole;
  for (let size = Math.ceil(kept.length / 2); size >= 1; size = Math.floor(size / 2)) {
    for (let at = 0; at < kept.length; ) {
      const candidate = kept.toSpliced(at, size);
      if (fails(candidate)) kept = candidate;
      else at += size;
    }
  }
  return kept;
}
