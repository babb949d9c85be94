// Location areas of about equal population: the province is halved again and again.
import { KairosError } from "../../domain/errors.ts";

/** Location areas need this many cells each, on average, to be of equal size. */
const CELLS_PER_AREA_MIN = 5;
/** LAC of the first area; the others follow. */
const LAC_FIRST = 0x2a01;
/** CI of the first cell; cells are numbered in tens, as sites with sectors are. */
const CI_FIRST = 10_001;
const CI_STEP = 10;

export interface CellNumbers {
  readonly lac: Uint16Array;
  /** Unique in the whole network. */
  readonly ci: Uint16Array;
}

/**
 * Gives each cell its LAC and CI. Areas are cut by straight lines across their longer side so that
 * each holds the same population as nearly as its cells allow, therefore they hang together.
 *
 * @throws KairosError when there are more areas than the cells can fill.
 */
export function createLocationAreas(
  cells: { readonly x: Float64Array; readonly y: Float64Array; readonly persons: Float64Array },
  areas: number,
): CellNumbers {
  const most = Math.floor(cells.x.length / CELLS_PER_AREA_MIN);
  if (!Number.isInteger(areas) || areas < 1 || areas > most) {
    throw new KairosError("scenario.invalid", {
      place: "network.locationAreas",
      got: String(areas),
      wanted: `a whole number from 1 to ${most}`,
      remedy: "Choose 20 to 400 for a province.",
    });
  }
  const lac = new Uint16Array(cells.x.length);
  const ci = new Uint16Array(cells.x.length);
  let nextLac = LAC_FIRST;
  let nextCi = CI_FIRST;
  const split = (members: readonly number[], parts: number): void => {
    if (parts === 1) {
      for (const cell of members) {
        lac[cell] = nextLac;
        ci[cell] = nextCi;
        nextCi += CI_STEP;
      }
      nextLac++;
      return;
    }
    const left = Math.floor(parts / 2);
    const ordered = acrossLongerSide(members, cells);
    // Each side keeps at least as many cells as it has areas.
    const at = Math.min(
      Math.max(left, cutAt(ordered, cells.persons, left / parts)),
      ordered.length - (parts - left),
    );
    split(ordered.slice(0, at), left);
    split(ordered.slice(at), parts - left);
  };
  split(
    Array.from(cells.x, (_, cell) => cell),
    areas,
  );
  return { lac, ci };
}

function acrossLongerSide(
  members: readonly number[],
  { x, y }: { readonly x: Float64Array; readonly y: Float64Array },
): number[] {
  const extent = (axis: Float64Array): number => {
    let low = Number.POSITIVE_INFINITY;
    let high = Number.NEGATIVE_INFINITY;
    for (const cell of members) {
      low = Math.min(low, axis[cell]!);
      high = Math.max(high, axis[cell]!);
    }
    return high - low;
  };
  const axis = extent(x) > extent(y) ? x : y;
  return [...members].sort((a, b) => axis[a]! - axis[b]! || a - b);
}

/** How many of the ordered cells hold the wanted share of the persons. */
function cutAt(ordered: readonly number[], persons: Float64Array, share: number): number {
  let sum = 0;
  for (const cell of ordered) sum += persons[cell]!;
  const wanted = sum * share;
  let before = 0;
  for (let index = 0; index < ordered.length; index++) {
    const after = before + persons[ordered[index]!]!;
    if (after >= wanted) return after - wanted < wanted - before ? index + 1 : index;
    before = after;
  }
  return ordered.length;
}
