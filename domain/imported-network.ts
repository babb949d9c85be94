// A real network as its files say it: cells, zones, map and people, in km of one plane.
import type { DrawnZone, Lake, Named, Point, Railway, River, Road, Settlement } from "./scene.ts";

/** Structured-cloneable: it travels to worker threads with its scenario. */
export interface ImportedNetwork {
  /** From the files' names. */
  readonly name: Named;
  /** Extent, whole km; all places are inside. */
  readonly widthKm: number;
  readonly heightKm: number;
  readonly cells: ImportedCells;
  readonly zones: readonly DrawnZone[];
  readonly baseMap: BaseMap;
  /** Undefined when no subscriber file is given. */
  readonly people?: ImportedPeople;
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
  readonly lakes: readonly Lake[];
  readonly rivers: readonly River[];
  readonly roads: readonly Road[];
  readonly railways: readonly Railway[];
  readonly settlements: readonly Settlement[];
}

/** One entry per row of the subscriber file. */
export interface ImportedPeople {
  readonly count: number;
  readonly homeX: Float64Array;
  readonly homeY: Float64Array;
  /** Rows of BRANDS, VALUE_TIERS and AGE_BANDS, 255 where the file says nothing. */
  readonly brand: Uint8Array;
  readonly valueTier: Uint8Array;
  readonly ageBand: Uint8Array;
  /** Months, 65535 where the file says nothing. */
  readonly tenureMonths: Uint16Array;
  /** Tokens of IMSI and MSISDN, "" where the file has none; the digits stay at the door. */
  readonly imsi: readonly string[];
  readonly msisdn: readonly string[];
}
