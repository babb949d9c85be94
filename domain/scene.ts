// The drawn world: what the map needs to know once, as JSON at /api/scene. Coordinates in km, y down.
import type { Zone } from "./directory.ts";

export type Point = readonly [x: number, y: number];
export interface Named {
  readonly en: string;
  readonly zh: string;
}

/** A river: round-capped segments of varying width (km). */
export interface River {
  readonly name?: Named;
  /** [x, y, width] */
  readonly points: readonly (readonly [number, number, number])[];
}

export interface Lake {
  readonly name?: Named;
  /** Where the name stands. */
  readonly at: Point;
  /** Rings of polygons, even-odd. */
  readonly rings: readonly (readonly Point[])[];
}

export interface Settlement {
  readonly name: Named;
  readonly at: Point;
  /** 0 capital, 1 city, 2 town. Villages are not listed. */
  readonly rank: 0 | 1 | 2;
  readonly population: number;
}

export interface Road {
  readonly class: "expressway" | "highway" | "local" | "ring" | "arterial" | "street";
  readonly points: readonly Point[];
}

export interface Railway {
  readonly name: Named;
  readonly points: readonly Point[];
  readonly stations: readonly { readonly name: Named; readonly at: Point }[];
}

export interface DrawnZone extends Zone {
  readonly at: Point;
  readonly ring: readonly Point[];
  /** Further outlines of a zone in several parts. */
  readonly parts?: readonly (readonly Point[])[];
}

/** Hills for shading: heights 0 (plain) to 100 on a grid that covers the world, row by row. */
export interface Relief {
  readonly columns: number;
  readonly rows: number;
  readonly heights: readonly number[];
}

/** The generated province. */
export interface MapWorld {
  readonly name: Named;
  /** Extent in km: x from 0 to width, y from 0 to height. */
  readonly width: number;
  readonly height: number;
  readonly province: readonly Point[];
  /** Land apart from it, and borders that are lines. */
  readonly islands?: readonly (readonly Point[])[];
  readonly borders?: readonly (readonly Point[])[];
  readonly relief: Relief;
  /** The sea as a polygon that reaches beyond the frame, with its name; empty where there is none. */
  readonly sea: readonly Point[];
  readonly seaName?: { readonly name: Named; readonly at: Point };
  readonly rivers: readonly River[];
  readonly lakes: readonly Lake[];
  readonly settlements: readonly Settlement[];
  readonly roads: readonly Road[];
  readonly railways: readonly Railway[];
  readonly zones: readonly DrawnZone[];
  /** Masts, km; the Voronoi areas are computed where they are drawn. */
  readonly sites: {
    readonly x: readonly number[];
    readonly y: readonly number[];
    /** The cells of site s are `firstCell[s]` to before `firstCell[s + 1]`. */
    readonly firstCell: readonly number[];
  };
  /** A cell is the part of its site's area that lies nearest to the cell's point. */
  readonly cells: {
    readonly x: readonly number[];
    readonly y: readonly number[];
    /** Persons who live on a km² of it. */
    readonly perKm2: readonly number[];
  };
}

/** A campaign as the map shows it; its index gives shape and colour. */
export interface SceneCampaign {
  readonly name: string;
  readonly title: Named;
  /** Its field of application (valueAdded, industry, voice, care), for the legend's filter. */
  readonly field?: string;
}

/** GET /api/scene. */
export interface Scene {
  readonly scenario: string;
  readonly title: Named;
  readonly seed: string;
  readonly subscribers: number;
  /** ISO date of day 0. */
  readonly start: string;
  readonly days: number;
  readonly quietHours: { readonly fromMs: number; readonly toMs: number };
  readonly campaigns: readonly SceneCampaign[];
  /** Whose day the scenario tells, if it tells somebody's: the one that a story follows. */
  readonly story?: number;
  readonly world: MapWorld;
}
