// Location areas of about equal population: the province is halved again and again.
import { KairosError } from "../../domain/errors.ts";

/** Location areas need this many sites each, on average, to be of equal size. */
const SITES_PER_AREA_MIN = 5;
/** LAC of the first area; the others follow. */
const LAC_FIRST = 0x2a01;
/**
 * Number of the first site, and the last for which site number × 10 + sector is a CI of 16 bits
 * (3GPP TS 23.003 §4.3.1). The site after that is number 1: one location area holds far fewer.
 */
const SITE_NUMBER_FIRST = 1000;
const SITE_NUMBER_LAST = 6553;

export interface SiteNumbers {
  readonly lac: Uint16Array;
  /** 1 to 6553; unique in its location area, and in a network of up to 6,553 sites. */
  readonly siteNumber: Uint16Array;
}

/**
 * Gives each site its LAC and number. Areas are cut by straight lines across their longer side so that
 * each holds the same population as nearly as its sites allow, therefore they hang together.
 *
 * @throws KairosError when there are more areas than the sites can fill.
 */
export function createLocationAreas(
  sites: { readonly x: Float64Array; readonly y: Float64Array; readonly persons: Float64Array },
  areas: number,
): SiteNumbers {
  const most = Math.floor(sites.x.length / SITES_PER_AREA_MIN);
  if (!Number.isInteger(areas) || areas < 1 || areas > most) {
    throw new KairosError("scenario.invalid", {
      place: "network.locationAreas",
      got: String(areas),
      wanted: `a whole number from 1 to ${most}`,
      remedy: "Choose 20 to 400 for a province.",
    });
  }
  const lac = new Uint16Array(sites.x.length);
  const siteNumber = new Uint16Array(sites.x.length);
  let nextLac = LAC_FIRST;
  let next = SITE_NUMBER_FIRST;
  const split = (members: readonly number[], parts: number): void => {
    if (parts === 1) {
      for (const site of members) {
        lac[site] = nextLac;
        siteNumber[site] = next;
        next = (next % SITE_NUMBER_LAST) + 1;
      }
      nextLac++;
      return;
    }
    const left = Math.floor(parts / 2);
    const ordered = acrossLongerSide(members, sites);
    // Each side keeps at least as many sites as it has areas.
    const at = Math.min(
      Math.max(left, cutAt(ordered, sites.persons, left / parts)),
      ordered.length - (parts - left),
    );
    split(ordered.slice(0, at), left);
    split(ordered.slice(at), parts - left);
  };
  split(
    Array.from(sites.x, (_, site) => site),
    areas,
  );
  return { lac, siteNumber };
}

function acrossLongerSide(
  members: readonly number[],
  { x, y }: { readonly x: Float64Array; readonly y: Float64Array },
): number[] {
  const extent = (axis: Float64Array): number => {
    let low = Number.POSITIVE_INFINITY;
    let high = Number.NEGATIVE_INFINITY;
    for (const site of members) {
      low = Math.min(low, axis[site]!);
      high = Math.max(high, axis[site]!);
    }
    return high - low;
  };
  const axis = extent(x) > extent(y) ? x : y;
  return [...members].sort((a, b) => axis[a]! - axis[b]! || a - b);
}

/** How many of the ordered sites hold the wanted share of the persons. */
function cutAt(ordered: readonly number[], persons: Float64Array, share: number): number {
  let sum = 0;
  for (const site of ordered) sum += persons[site]!;
  const wanted = sum * share;
  let before = 0;
  for (let index = 0; index < ordered.length; index++) {
    const after = before + persons[ordered[index]!]!;
    if (after >= wanted) return after - wanted < wanted - before ? index + 1 : index;
    before = after;
  }
  return ordered.length;
}
