// A real network from the texts of its files: everything on one plane, nothing lost silently.

import type { ImportedNetwork } from "../../../domain/imported-network.ts";
import type { Named } from "../../../domain/scene.ts";
import type { SubscriberColumn } from "../../../scenarios/network.ts";
import { readBaseMap } from "./base-map.ts";
import { type CellTable, readCells } from "./cells.ts";
import { Mistakes } from "./complaint.ts";
import { createPlane, extentOf, SIDE_KM_MAX } from "./plane.ts";
import { readPeople, type Table } from "./subscribers.ts";
import { readZones } from "./zones.ts";

/** A file by its name in errors. */
interface NamedText {
  readonly file: string;
  readonly text: string;
}

export interface NetworkTexts {
  /** What the land is called. */
  readonly name: Named;
  readonly plmn: { readonly mcc: string; readonly mnc: string };
  readonly cells: NamedText;
  readonly zones?: NamedText;
  readonly baseMap?: NamedText;
  readonly subscribers?: {
    readonly table: Table;
    readonly columns: Readonly<Partial<Record<SubscriberColumn, string>>>;
  };
}

const NO_MAP = {
  land: [],
  sea: [],
  borders: [],
  lakes: [],
  rivers: [],
  roads: [],
  railways: [],
  settlements: [],
} as const;

/**
 * The network that these files describe.
 *
 * @throws AggregateError of KairosErrors "network.malformed": all mistakes of the first wrong file
 */
export function readNetwork(texts: NetworkTexts): ImportedNetwork {
  const { cells, notes } = readCells(texts.cells.text, texts.cells.file, texts.plmn);
  const plane = createPlane(extentOf(cells.lon, cells.lat));
  refuseSides(texts.cells.file, plane);
  const zones =
    texts.zones === undefined
      ? { zones: [], notes: [] }
      : readZones(texts.zones.text, texts.zones.file, plane);
  const map =
    texts.baseMap === undefined
      ? { baseMap: NO_MAP, notes: [] }
      : readBaseMap(texts.baseMap.text, texts.baseMap.file, plane);
  const people =
    texts.subscribers === undefined
      ? undefined
      : readPeople(texts.subscribers.table, texts.subscribers.columns, { plane, cells });
  return {
    name: texts.name,
    widthKm: plane.widthKm,
    heightKm: plane.heightKm,
    cells: placedCells(cells, plane),
    zones: zones.zones,
    baseMap: map.baseMap,
    ...(people === undefined ? {} : { people: people.people }),
    notes: [...notes, ...zones.notes, ...map.notes, ...(people?.notes ?? [])],
  };
}

function refuseSides(file: string, plane: { widthKm: number; heightKm: number }): void {
  const mistakes = new Mistakes();
  const side = Math.max(plane.widthKm, plane.heightKm);
  if (side > SIDE_KM_MAX) {
    mistakes.add({
      place: file,
      got: `cells up to ${side} km apart`,
      wanted: `at most ${SIDE_KM_MAX} km`,
      remedy: "Keep the cells of one province; a single row far away may have a wrong place.",
    });
  }
  mistakes.tell(file);
}

function placedCells(
  cells: CellTable,
  plane: ReturnType<typeof createPlane>,
): ImportedNetwork["cells"] {
  const places = Array.from(cells.lon, (lon, cell) => plane.place(lon, cells.lat[cell]!));
  return {
    x: Float64Array.from(places, ([x]) => x),
    y: Float64Array.from(places, ([, y]) => y),
    lac: cells.lac,
    ci: cells.ci,
    rangeKm: Float64Array.from(cells.range, (metres) => metres / 1000),
    samples: cells.samples,
  };
}
