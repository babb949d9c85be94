// Where: cells and location areas as the A interface names them, zones as campaigns name them.

/** Location area identification, 3GPP TS 23.003 §4.1: MCC and MNC as digits, LAC 0–65535. */
export interface Lai {
  readonly mcc: string;
  readonly mnc: string;
  readonly lac: number;
}

/** Cell global identification, 3GPP TS 23.003 §4.3.1: an LAI and a CI 0–65535. */
export interface Cgi extends Lai {
  readonly ci: number;
}

/** One u32 for (LAC, CI); 0 stands for "no cell seen". */
export type CellKey = number;

export function cellKey(lac: number, ci: number): CellKey {
  return ((lac << 16) | ci) >>> 0;
}

/** Kinds of places that campaigns name. */
export const ZONE_KINDS = [
  "airport",
  "station",
  "stadium",
  "mall",
  "campus",
  "theatre",
  "scenic",
  "business",
  "hotel",
] as const;
export type ZoneKind = (typeof ZONE_KINDS)[number];

/** Index of a zone in the world's list, −1 for none. */
export type ZoneIndex = number;
