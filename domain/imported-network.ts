// A real network as its files say it: cells, zones, map and people, in km of one plane.
import type { DrawnZone, Lake, Named, Point, Railway, River, Road, Settlement } from "./scene.ts";

/** Structured-cloneable: it travels to worker threads with its scenario. */
export interface ImportedNetwork {
  /** What the land is called. */
  readonly name: Named;
  /** Extent, whole km; all places are inside. */
  readonly widthKm: number;
  readonly heightKm: number;
  readonly cells: ImportedCells;
  readonly zones: readonly DrawnZone[];
  readonly baseMap: BaseMap;
  /** Undefined when no subscriber file is given. */
  readonly people?: ImportedPeople;
  /** What was left out or merged while reading, for people: "cells.csv: rows of network 1-2 left out: 9". */
  readonly notes: readonly string[];
}

/** One entry per cell; those at one place stand one after the other. */
export interface ImportedCells {
  readonly x: Float64Array;
  readonly y: Float64Array;
  readonly lac: Uint16Array;
  readonly ci: Uint16Array;
  /** About how far it is heard, km; 0 when unknown. */
  readonly rangeKm: Float64Array;
  /** How often phones measured it: a sign of how many people there are. */
  readonly samples: Float64Array;
}

export interface BaseMap {
  /** Outlines of the land, empty when the file has none. */
  readonly land: readonly (readonly Point[])[];
  readonly sea: readonly (readonly Point[])[];
  /** Borders that are lines. */
  readonly borders: readonly (readonly Point[])[];
  readonly lakes: readonly Lake[];
  readonly rivers: readonly River[];
  readonly roads: readonly Road[];
  readonly railways: readonly Railway[];
  readonly settlements: readonly Settlement[];
}

/** What stands where the subscriber file says nothing. */
export const UNRECORDED = { word: 255, months: 65_535 } as const;

/** One entry per row of the subscriber file. */
export interface ImportedPeople {
  readonly count: number;
  /** Index of the home cell where the file says only that, −1 where it says the place. */
  readonly homeCell: Int32Array;
  /** km; the point of the home cell where no more is known. */
  readonly homeX: Float64Array;
  readonly homeY: Float64Array;
  /** Rows of BRANDS, VALUE_TIERS and AGE_BANDS, or {@link UNRECORDED}. */
  readonly brand: Uint8Array;
  readonly valueTier: Uint8Array;
  readonly ageBand: Uint8Array;
  /** Or {@link UNRECORDED}. */
  readonly tenureMonths: Uint16Array;
  /**
   * Digits, or tokens as text; "" where the file has none. They are truth, as generated digits are:
   * for what makes signalling, and only their tokens pass the door.
   */
  readonly imsi: readonly string[];
  readonly msisdn: readonly string[];
}
