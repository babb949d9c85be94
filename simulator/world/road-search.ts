// Cheapest ways over the land for roads and railways: A* on the 1 km grid, old ways being cheaper.
import type { Point } from "../../domain/scene.ts";
import type { RunKey } from "../random.ts";
import { type Grid, lengthOf, pixelAt } from "./grid.ts";
import { createNoise, NOISE_FIELD } from "./noise.ts";
import { type Terrain, WATER } from "./terrain.ts";

/** Cost of a kilometre of new way through each pixel of one km, 1 on open plain. */
export function createGroundCost(key: RunKey, terrain: Terrain): Float32Array {
  const noise = createNoise(key, NOISE_FIELD.ground);
  const { one, half: halfGrid } = terrain.frame;
  const cost = new Float32Array(one.columns * one.rows);
  for (let pixel = 0; pixel < cost.length; pixel++) {
    const x = (pixel % one.columns) + 0.5;
    const y = Math.floor(pixel / one.columns) + 0.5;
    const half = pixelAt(halfGrid, x, y);
    const water = terrain.water[half]!;
    const crossing = water === WATER.river ? 5 : water === 0 ? 0 : 150;
    const abroad = terrain.borderField(x, y) < -0.02 ? 6 : 0;
    cost[pixel] =
      1 + terrain.relief[half]! * 7 + crossing + 0.7 * (noise(x / 7, y / 7, 3) + 0.5) + abroad;
  }
  return cost;
}

export interface WaySearch {
  /** Way from place to place, a vertex per kilometre or two; its ends are the places themselves. */
  find(from: Point, to: Point): readonly Point[];
  /** Makes a way cheaper for those that come after; factor 0 to 1 of the ground's cost. */
  reuse(way: readonly Point[], factor: number): void;
}

/** Steps to the 16 nearest pixels that are not multiples of one another. */
const STEP_X = Int8Array.of(1, -1, 0, 0, 1, 1, -1, -1, 2, 2, -2, -2, 1, 1, -1, -1);
const STEP_Y = Int8Array.of(0, 0, 1, -1, 1, -1, 1, -1, 1, -1, 1, -1, 2, -2, 2, -2);
const STEP_KM = Float64Array.from(STEP_X, (dx, step) => lengthOf(dx, STEP_Y[step]!));

/** Cost per km that the search expects of the way left; a little above the least keeps it brief. */
const COST_EXPECTED = 0.42;

export function createWaySearch(one: Grid, groundCost: Float32Array): WaySearch {
  const { columns, rows } = one;
  const size = columns * rows;
  const factor = new Float32Array(size).fill(1);
  const reached = new Float64Array(size);
  const cameFrom = new Int32Array(size);
  /** The search that reached a pixel last, and the one that settled it: nothing is ever cleared. */
  const reachedIn = new Uint32Array(size);
  const settledIn = new Uint32Array(size);
  let round = 0;
  const queue = createQueue(size * 4);
  const search = (start: number, goal: number): void => {
    const goalX = goal % columns;
    const goalY = Math.floor(goal / columns);
    round++;
    queue.clear();
    reached[start] = 0;
    reachedIn[start] = round;
    cameFrom[start] = -1;
    queue.push(0, start);
    while (queue.size() > 0) {
      const pixel = queue.pop();
      if (settledIn[pixel] === round) continue;
      settledIn[pixel] = round;
      if (pixel === goal) return;
      const x = pixel % columns;
      const y = Math.floor(pixel / columns);
      for (let step = 0; step < STEP_KM.length; step++) {
        const nextX = x + STEP_X[step]!;
        const nextY = y + STEP_Y[step]!;
        if (nextX < 0 || nextY < 0 || nextX >= columns || nextY >= rows) continue;
        const next = nextY * columns + nextX;
        if (settledIn[next] === round) continue;
        const ground = groundCost[next]! * 0.6 + groundCost[pixel]! * 0.4;
        const total = reached[pixel]! + STEP_KM[step]! * ground * factor[next]!;
        if (reachedIn[next] === round && total >= reached[next]!) continue;
        reached[next] = total;
        reachedIn[next] = round;
        cameFrom[next] = pixel;
        queue.push(total + COST_EXPECTED * lengthOf(goalX - nextX, goalY - nextY), next);
      }
    }
  };
  return {
    find: (from, to) => {
      const goal = pixelAt(one, to[0], to[1]);
      search(pixelAt(one, from[0], from[1]), goal);
      const way: Point[] = [];
      for (let pixel = goal; pixel >= 0; pixel = cameFrom[pixel]!) {
        way.push([(pixel % columns) + 0.5, Math.floor(pixel / columns) + 0.5]);
      }
      way.reverse();
      if (way.length < 2) return [from, to];
      way[0] = from;
      way[way.length - 1] = to;
      return way;
    },
    reuse: (way, share) => {
      for (const [x, y] of way) {
        const pixel = pixelAt(one, x, y);
        factor[pixel] = Math.min(factor[pixel]!, share);
      }
    },
  };
}

interface Queue {
  clear(): void;
  size(): number;
  push(priority: number, item: number): void;
  /** The item of least priority; the queue must not be empty. */
  pop(): number;
}

/** A binary heap in two flat arrays that grow when they must. */
function createQueue(capacity: number): Queue {
  let priorities = new Float64Array(capacity);
  let items = new Int32Array(capacity);
  let size = 0;
  const grow = (): void => {
    const wider = new Float64Array(priorities.length * 2);
    wider.set(priorities);
    priorities = wider;
    const longer = new Int32Array(items.length * 2);
    longer.set(items);
    items = longer;
  };
  return {
    clear: () => {
      size = 0;
    },
    size: () => size,
    push: (priority, item) => {
      if (size === items.length) grow();
      let hole = size++;
      while (hole > 0) {
        const parent = (hole - 1) >> 1;
        if (priorities[parent]! <= priority) break;
        priorities[hole] = priorities[parent]!;
        items[hole] = items[parent]!;
        hole = parent;
      }
      priorities[hole] = priority;
      items[hole] = item;
    },
    pop: () => {
      const first = items[0]!;
      size--;
      const priority = priorities[size]!;
      const item = items[size]!;
      let hole = 0;
      for (;;) {
        let child = 2 * hole + 1;
        if (child >= size) break;
        if (child + 1 < size && priorities[child + 1]! < priorities[child]!) child++;
        if (priorities[child]! >= priority) break;
        priorities[hole] = priorities[child]!;
        items[hole] = items[child]!;
        hole = child;
      }
      priorities[hole] = priority;
      items[hole] = item;
      return first;
    },
  };
}
