// window.kairos: what the map shows, for engineers at the console and for the end-to-end test.
import { PERSON_STATE } from "../domain/map-frame.ts";
import type { MapView } from "./map-view.ts";
import { ageOf } from "./marks.ts";
import { toScreen } from "./projection.ts";
import type { Session } from "./session.ts";

/**
 * The debugging surface. Positions are CSS pixels of the page's viewport, so that a click at
 * (x, y) hits what was named.
 */
export interface Surface {
  /** Marks alive, oldest first; `age` 0 to 1 is the share of a mark's life that has passed. */
  marks(): { id: string; x: number; y: number; age: number }[];
  /** Everybody whose phone is on, with the place on the screen. */
  people(): { index: number; x: number; y: number; state: number }[];
  /** Opens the inspector for this subscriber, or closes it. */
  select(index: number | undefined): void;
  /** Milliseconds that the last 120 animation frames took to draw: median and 95th percentile. */
  frameMs(): { median: number; p95: number };
}

declare global {
  interface Window {
    kairos: Surface;
  }
}

export function createSurface(
  host: HTMLElement,
  session: Session,
  map: MapView,
  costs: readonly number[],
): Surface {
  const offset = (): { left: number; top: number } => host.getBoundingClientRect();
  return {
    marks() {
      const { left, top } = offset();
      const nowMs = performance.now();
      return map.marks.map((mark) => {
        const [x, y] = toScreen(map.zooming.view, mark.at);
        return { id: mark.id, x: x + left, y: y + top, age: ageOf(mark, nowMs) };
      });
    },
    people() {
      const { left, top } = offset();
      const nowMs = performance.now();
      return Array.from(session.people.state, (state, index) => {
        const [x, y] = map.personAt(index, nowMs);
        return { index, x: x + left, y: y + top, state };
      }).filter(({ state }) => state !== PERSON_STATE.off);
    },
    select: (index) => session.select(index),
    frameMs() {
      const sorted = [...costs].sort((a, b) => a - b);
      const at = (share: number): number =>
        sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
      return { median: at(0.5), p95: at(0.95) };
    },
  };
}
