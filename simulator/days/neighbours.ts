// What is around each cell and each place of a network: cells heard beside one's own, and how far the next border is.
import { distanceToMarked } from "../world/grid.ts";
import type { World } from "../world/world.ts";

/** Cells listed beside each cell; {@link Neighbours.listed} holds so many entries per cell. */
export const LISTED = 24;
/** Neighbours further away than this are never heard, km (assumed). */
const HEARD_KM = 8;
/** A cell of another area is a candidate when fewer than so many of one's own are nearer. */
const ACROSS_WITHIN = 7;
/** Side of a bucket of cells, km. */
const BUCKET_KM = 1;
/** Clearances are stored in quarters of a km. */
export const CLEARANCE_PER_KM = 4;

export interface Neighbours {
  /** The nearest cells of the same location area and zone, nearest first; the cell itself fills up. */
  readonly listed: Uint16Array;
  /**
   * By cell: the nearest cell of another location area, when it is among the nearest of all; the cell
   * itself when none is. Zones keep their own.
   */
  readonly across: Uint16Array;
  /** Per pixel of half a km: nowhere so near does another location area begin, quarters of a km. */
  readonly clearance: Uint8Array;
}

export function createNeighbours(world: World): Neighbours {
  const { listed, across } = listNeighbours(world);
  return { listed, across, clearance: measureClearance(world) };
}

/** Cells by buckets of 1 km; the frame's edge takes what lies outside. */
interface Buckets {
  readonly columns: number;
  readonly rows: number;
  /** Cells of bucket b are `cells[first[b]]` to before `cells[first[b + 1]]`. */
  readonly first: Uint32Array;
  readonly cells: Uint16Array;
}

function listNeighbours({ cells, map }: World): Pick<Neighbours, "listed" | "across"> {
  const buckets = fillBuckets(cells, map);
  const listed = new Uint16Array(cells.count * LISTED);
  const across = new Uint16Array(cells.count);
  const squares = new Float64Array(LISTED);
  for (let cell = 0; cell < cells.count; cell++) {
    listed.fill(cell, cell * LISTED, (cell + 1) * LISTED);
    squares.fill(HEARD_KM * HEARD_KM);
    const best: Across = { cell, square: HEARD_KM * HEARD_KM };
    const column = bucketAt(cells.x[cell]!, buckets.columns);
    const row = bucketAt(cells.y[cell]!, buckets.rows);
    for (let ring = 0; ring <= HEARD_KM / BUCKET_KM; ring++) {
      // Everything in a further ring is at least this far away.
      const least = Math.max(0, ring - 1) * BUCKET_KM;
      if (least * least > squares[LISTED - 1]!) break;
      for (let dy = -ring; dy <= ring; dy++) {
        const step = Math.abs(dy) === ring ? 1 : 2 * ring;
        for (let dx = -ring; dx <= ring; dx += step || 1) {
          const [bx, by] = [column + dx, row + dy];
          if (bx < 0 || by < 0 || bx >= buckets.columns || by >= buckets.rows) continue;
          insertFrom(cells, buckets, by * buckets.columns + bx, { cell, listed, squares, best });
        }
      }
    }
    // Farther than the nearest few of one's own area, it is no candidate.
    across[cell] = best.square <= squares[ACROSS_WITHIN]! ? best.cell : cell;
  }
  return { listed, across };
}

/** The nearest cell of another location area so far, and its squared distance, km². */
interface Across {
  cell: number;
  square: number;
}

function insertFrom(
  cells: World["cells"],
  buckets: Buckets,
  bucket: number,
  found: {
    readonly cell: number;
    readonly listed: Uint16Array;
    readonly squares: Float64Array;
    readonly best: Across;
  },
): void {
  const { cell, listed, squares, best } = found;
  for (let index = buckets.first[bucket]!; index < buckets.first[bucket + 1]!; index++) {
    const other = buckets.cells[index]!;
    if (other === cell || cells.zone[other] !== cells.zone[cell]) continue;
    const dx = cells.x[other]! - cells.x[cell]!;
    const dy = cells.y[other]! - cells.y[cell]!;
    const square = dx * dx + dy * dy;
    if (cells.lac[other] !== cells.lac[cell]) {
      if (square < best.square) [best.cell, best.square] = [other, square];
      continue;
    }
    let slot = LISTED - 1;
    if (square >= squares[slot]!) continue;
    for (; slot > 0 && square < squares[slot - 1]!; slot--) {
      squares[slot] = squares[slot - 1]!;
      listed[cell * LISTED + slot] = listed[cell * LISTED + slot - 1]!;
    }
    squares[slot] = square;
    listed[cell * LISTED + slot] = other;
  }
}

function fillBuckets(cells: World["cells"], map: World["map"]): Buckets {
  const columns = Math.ceil(map.width / BUCKET_KM);
  const rows = Math.ceil(map.height / BUCKET_KM);
  const first = new Uint32Array(columns * rows + 1);
  const bucketOf = (cell: number): number =>
    bucketAt(cells.y[cell]!, rows) * columns + bucketAt(cells.x[cell]!, columns);
  for (let cell = 0; cell < cells.count; cell++) first[bucketOf(cell) + 1]!++;
  for (let bucket = 0; bucket < columns * rows; bucket++) first[bucket + 1]! += first[bucket]!;
  const next = first.slice();
  const sorted = new Uint16Array(cells.count);
  for (let cell = 0; cell < cells.count; cell++) sorted[next[bucketOf(cell)]!++] = cell;
  return { columns, rows, first, cells: sorted };
}

function bucketAt(km: number, count: number): number {
  return Math.max(0, Math.min(count - 1, Math.floor(km / BUCKET_KM)));
}

/**
 * How far the next border of location areas is at least, by the corners of pixels; a sliver of
 * another area between corners may be missed, as a phone on the way would miss it too.
 */
function measureClearance({ frame, cells, cellAt }: World): Uint8Array {
  const { columns, rows, stepKm } = frame.half;
  const across = columns + 1;
  const lacs = new Uint16Array(across * (rows + 1));
  for (let row = 0; row <= rows; row++) {
    for (let column = 0; column <= columns; column++) {
      lacs[row * across + column] = cells.lac[cellAt(column * stepKm, row * stepKm)]!;
    }
  }
  const mixed = (pixel: number): boolean => {
    const corner = Math.floor(pixel / columns) * across + (pixel % columns);
    const lac = lacs[corner]!;
    if (lacs[corner + 1] !== lac) return true;
    return lacs[corner + across] !== lac || lacs[corner + across + 1] !== lac;
  };
  const km = distanceToMarked(frame.half, mixed);
  // From anywhere in one pixel to anywhere in the other: two half diagonals nearer than their centres.
  return Uint8Array.from(km, (far) =>
    Math.max(0, Math.min(255, Math.floor((far * 0.92 - stepKm * Math.SQRT2) * CLEARANCE_PER_KM))),
  );
}
