// Who plays in the showcase: people of the generated population, with the cells of their stories.
import { CAPABILITY } from "../../domain/directory.ts";
import type { PeopleDirectory } from "../directory.ts";
import { HANDSETS } from "../people-tables.ts";
import type { Population } from "../population.ts";
import { bscOf } from "../procedures/radio.ts";
import type { World } from "../world/world.ts";

export interface CellPlace {
  readonly lac: number;
  readonly ci: number;
}

/** Where and when a line is played, other than here and now. */
export interface Place {
  readonly afterMs?: number;
  readonly at?: CellPlace;
}

/** Cells of a story; each but `near` belongs to another BSC than the ones before it. */
export interface Cells {
  readonly home: CellPlace;
  /** Another cell of the home cell's location area. */
  readonly near: CellPlace;
  readonly beyond: CellPlace;
  readonly far: CellPlace;
  /** In a station, if the world has one that is not this person's every day. */
  readonly station: CellPlace;
}

export interface Player {
  readonly subscriber: number;
  /** National digits. */
  readonly digits: string;
  readonly cells: Cells;
  /** 14 digits each: the handset of the first half of the story, and one that can do more. */
  readonly handsets: readonly [old: string, other: string];
  imei: string;
  at: CellPlace;
  /** Location area where the network has the phone. */
  registeredLac: number;
}

/** Two people who call each other. */
export interface Pair {
  /** Has no ring-back tone, as far as there are such people. */
  readonly first: Player;
  /** Has one. */
  readonly second: Player;
}

interface Troupe {
  readonly world: World;
  readonly population: Population;
  readonly directory: PeopleDirectory;
}

/** Serial numbers of handsets that nobody else has: those of population.ts end in the same range. */
const SERIALS = 1_000_000;

/** So many pairs of people; the first of each pair is no regular of a station. */
export function castPairs(troupe: Troupe, pairs: number): readonly Pair[] {
  const { directory } = troupe;
  const withTone: number[] = [];
  const without: number[] = [];
  const left: number[] = [];
  for (let subscriber = 0; subscriber < directory.subscribers; subscriber++) {
    const profile = directory.profile(subscriber)!;
    const fits = profile.regularZones.length === 0;
    const list = !fits ? left : profile.hasRingbackTone ? withTone : without;
    if (list.length < pairs) list.push(subscriber);
  }
  const spare = [...withTone.slice(pairs), ...without.slice(pairs), ...left];
  return Array.from({ length: pairs }, (_, index) => {
    const first = without[index] ?? spare.pop();
    const second = withTone[index] ?? spare.pop();
    return { first, second };
  }).flatMap(({ first, second }) =>
    first === undefined || second === undefined
      ? []
      : [{ first: playerOf(troupe, first), second: playerOf(troupe, second) }],
  );
}

function playerOf({ world, population, directory }: Troupe, subscriber: number): Player {
  const x = population.homeX[subscriber]!;
  const y = population.homeY[subscriber]!;
  const cells = cellsOf(world, world.cellAt(x, y));
  const able = (capable: boolean) =>
    HANDSETS.find(({ capabilities }) => ((capabilities & CAPABILITY.mms) !== 0) === capable)!.tac;
  const imeiOf = (tac: number, serial: number): string =>
    String(tac).padStart(8, "0") + String(serial % SERIALS).padStart(6, "0");
  const handsets = [
    imeiOf(able(false), 2 * subscriber + 1),
    imeiOf(able(true), 2 * subscriber + 2),
  ] as const;
  return {
    subscriber,
    digits: directory.digitsOf(subscriber),
    cells,
    handsets,
    imei: handsets[0],
    at: cells.home,
    registeredLac: cells.home.lac,
  };
}

/** Looked for from the home cell outwards. */
function cellsOf({ cells, zones }: World, home: number): Cells {
  const placeOf = (cell: number): CellPlace => ({ lac: cells.lac[cell]!, ci: cells.ci[cell]! });
  const bsc = (cell: number): number => bscOf(cells.lac[cell]!);
  const nearest = (suits: (cell: number) => boolean): number => {
    let best = home;
    let least = Number.POSITIVE_INFINITY;
    for (let cell = 0; cell < cells.count; cell++) {
      const distance =
        (cells.x[cell]! - cells.x[home]!) ** 2 + (cells.y[cell]! - cells.y[home]!) ** 2;
      if (cell === home || distance >= least || !suits(cell)) continue;
      best = cell;
      least = distance;
    }
    return best;
  };
  const isStation = (cell: number): boolean => zones[cells.zone[cell]!]?.kind === "station";
  const near = nearest((cell) => cells.lac[cell] === cells.lac[home] && !isStation(cell));
  const beyond = nearest((cell) => bsc(cell) !== bsc(home) && !isStation(cell));
  const far = nearest(
    (cell) => bsc(cell) !== bsc(home) && bsc(cell) !== bsc(beyond) && !isStation(cell),
  );
  return {
    home: placeOf(home),
    near: placeOf(near),
    beyond: placeOf(beyond),
    far: placeOf(far),
    station: placeOf(nearest(isStation)),
  };
}
