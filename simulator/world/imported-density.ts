// How many people live in the cells of a real network: as its subscribers do, or as its samples hint.
import type { ImportedCells, ImportedPeople } from "../../domain/imported-network.ts";
import type { CellLookup } from "./cell-index.ts";
import type { Middles } from "./cells.ts";
import type { Density } from "./density.ts";
import { clamp, type Frame, lengthOf, pixelAt } from "./grid.ts";

/** Subscribers of a cell: 800 to 1,200 (traffic.md, T8). */
const PERSONS_PER_CELL = 1000;
/** A cell has so many times the usual people at least and at most, by its samples (ASSUMED). */
const SAMPLES_SHARE = { least: 0.3, most: 3 } as const;

/**
 * Persons of each cell. Without a subscriber file, cells are taken to be planned for about 1,000
 * people each, and more where phones measured them more often: times the square root of their
 * samples against the median (ASSUMED). With one, they live as the people of the file do: those whose
 * homes a cell serves, and about one more per cell by its samples, so that a short file leaves no
 * land empty. A file of fewer people is a sample of those for whom the cells are planned.
 */
export function personsOfCells(
  cells: ImportedCells,
  people: ImportedPeople | undefined,
  cellAt: CellLookup,
): Float64Array {
  const sorted = Float64Array.from(cells.samples).sort();
  const median = Math.max(1, sorted[sorted.length >> 1]!);
  const persons = Float64Array.from(cells.samples, (samples) =>
    clamp(Math.sqrt(Math.max(1, samples) / median), SAMPLES_SHARE.least, SAMPLES_SHARE.most),
  );
  if (people === undefined) return persons.map((share) => share * PERSONS_PER_CELL);
  for (let row = 0; row < people.count; row++) {
    persons[cellAt(people.homeX[row]!, people.homeY[row]!)]!++;
  }
  const all = persons.reduce((sum, count) => sum + count, 0);
  const planned = Math.max(people.count, PERSONS_PER_CELL * persons.length);
  return persons.map((count) => (count * planned) / all);
}

/** How far from its point people of a cell live, in ranges, and in km at least and at most. */
const REACH = { ranges: 1.5, unknownKm: 5, leastKm: 1, mostKm: 35 } as const;
/** Pixels above which a raster is looked at in 2×2 parts of a pixel instead of 4×4. */
const PIXELS_FINE_MAX = 600_000;

/** The people of each cell, spread evenly over the dry part of its area that is within reach. */
export function densityOfCells(network: {
  readonly frame: Frame;
  readonly cells: ImportedCells;
  readonly middles: Middles;
  readonly cellAt: CellLookup;
  readonly persons: Float64Array;
  readonly isDry: (x: number, y: number, pixel: number) => boolean;
}): { readonly density: Density; readonly perKm2: Float64Array } {
  const { frame, cells, cellAt, persons, isDry } = network;
  const { columns, rows, stepKm } = frame.half;
  const across = columns * rows > PIXELS_FINE_MAX ? 2 : 4;
  const side = stepKm / across;
  const parts = across * across;
  const NOBODY = 0xffff;
  const servedBy = new Uint16Array(columns * rows * parts).fill(NOBODY);
  const partsOf = new Uint32Array(cells.x.length);
  const reachKm = Float64Array.from(cells.rangeKm, (km) =>
    clamp(km > 0 ? km * REACH.ranges : REACH.unknownKm, REACH.leastKm, REACH.mostKm),
  );
  for (let pixel = 0; pixel < columns * rows; pixel++) {
    const left = (pixel % columns) * stepKm + side / 2;
    const top = Math.floor(pixel / columns) * stepKm + side / 2;
    for (let part = 0; part < parts; part++) {
      const x = left + (part % across) * side;
      const y = top + Math.floor(part / across) * side;
      if (!isDry(x, y, pixel)) continue;
      const cell = cellAt(x, y);
      if (lengthOf(x - cells.x[cell]!, y - cells.y[cell]!) > reachKm[cell]!) continue;
      servedBy[pixel * parts + part] = cell;
      partsOf[cell]!++;
    }
  }
  const perKm2 = new Float32Array(columns * rows);
  for (const [index, cell] of servedBy.entries()) {
    if (cell === NOBODY) continue;
    perKm2[Math.floor(index / parts)]! += persons[cell]! / partsOf[cell]! / (stepKm * stepKm);
  }
  // A cell smaller than a part of a pixel, or all in water: its people live at its point.
  for (let cell = 0; cell < partsOf.length; cell++) {
    if (partsOf[cell]! > 0) continue;
    const pixel = pixelAt(frame.half, cells.x[cell]!, cells.y[cell]!);
    perKm2[pixel]! += persons[cell]! / (stepKm * stepKm);
  }
  return {
    density: {
      frame,
      perKm2,
      smoothed: perKm2,
      population: Math.round(persons.reduce((sum, count) => sum + count, 0)),
    },
    perKm2: Float64Array.from(persons, (count, cell) =>
      partsOf[cell]! > 0
        ? count / (partsOf[cell]! * side * side)
        : perKm2[pixelAt(frame.half, cells.x[cell]!, cells.y[cell]!)]!,
    ),
  };
}
