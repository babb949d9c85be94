// The generated province: a pure function of the run key, made once, asked by everything that moves.

import type { ImportedNetwork, ImportedPeople } from "../../domain/imported-network.ts";
import { cellKey, type ZoneKind } from "../../domain/location.ts";
import type { DrawnZone, MapWorld, Point } from "../../domain/scene.ts";
import type { RunKey } from "../random.ts";
import { type Cells, cellsAlong, createRadioNetwork, type Sites } from "./cells.ts";
import { createDensity, type Density } from "./density.ts";
import {
  createHomeSampler,
  createNear,
  createPlaceSampler,
  type PlaceSampler,
  type Reach,
} from "./gravity.ts";
import { type Frame, frameOf, pixelAt, SKETCH } from "./grid.ts";
import { importedParts } from "./imported-parts.ts";
import { createLand } from "./land.ts";
import { drawMap } from "./map-drawing.ts";
import { createRailways, type RailwayLine } from "./railways.ts";
import { createGroundCost } from "./road-search.ts";
import { createRoads } from "./roads.ts";
import { createSettlements, type Place } from "./settlements.ts";
import { createSites, usualSites } from "./sites.ts";
import { createStreets } from "./streets.ts";
import { createTerrain } from "./terrain.ts";
import { createZones } from "./zones.ts";

/** A line along which trains run, with the zone of each station. */
export interface TrainLine extends Omit<RailwayLine, "stations"> {
  readonly stations: readonly (RailwayLine["stations"][number] & { readonly zone: number })[];
}

export type { Cells, Sites };

export interface World {
  /** Extent and rasters. */
  readonly frame: Frame;
  readonly mcc: string;
  readonly mnc: string;
  /** What is drawn. */
  readonly map: MapWorld;
  readonly zones: readonly DrawnZone[];
  readonly sites: Sites;
  readonly cells: Cells;
  readonly settlements: readonly Place[];
  readonly railways: readonly TrainLine[];
  /** Persons in the province. */
  readonly population: number;
  /** Those whom a file of a real network names; subscriber u is row u. */
  readonly people?: ImportedPeople;
  /** Zone of a cell, −1 for none and for an unknown cell. */
  zoneOfCell(lac: number, ci: number): number;
  /** Index of the cell (LAC, CI), −1 when there is none. */
  cellOf(lac: number, ci: number): number;
  /** Index of the cell that serves a place (km). */
  cellAt(x: number, y: number): number;
  /** Cells met on the way along a line, each with the km where it begins to serve; the first at 0. */
  cellsAlong(points: readonly Point[]): readonly { readonly cell: number; readonly atKm: number }[];
  /** A home by population density, on dry land, in no zone's cell but a campus; 0 ≤ u, v < 1. */
  samplePerson(u: number, v: number): Point;
  /**
   * A place to go to from a place: a truncated power law of distance, then towards density
   * (design/traffic.md 2.2). `word` is any u32; the same word gives the same place. Never in water,
   * never abroad, never in the cells of an airport, station, stadium or theatre (such visits are
   * planned, not drawn); `from` itself when there is nothing else around it.
   */
  near(word: number, from: Point, reach: Reach): Point;
  /** True in a river, a lake or the sea. */
  isWater(x: number, y: number): boolean;
  /** Persons per km² at a place. */
  densityAt(x: number, y: number): number;
}

/** How many location areas there are, or how large they are. */
export type LocationAreas = number | { readonly cells: number } | { readonly people: number };

export interface NetworkParameters {
  readonly locationAreas: LocationAreas;
  readonly mcc: string;
  readonly mnc: string;
  /** Extent of the land, whole km; default 300 × 200. */
  readonly size?: { readonly widthKm: number; readonly heightKm: number };
  /** Radio sites, about; default: by the size of the land. */
  readonly sites?: number;
  /** A real network in place of a generated one. */
  readonly imported?: ImportedNetwork;
}

/** The world made last: it takes most of a second, and runs of one scenario follow one another. */
let latest:
  | { readonly key: RunKey; readonly network: NetworkParameters; readonly world: World }
  | undefined;

/**
 * Makes the world of a run: land, settlements, roads, railways, zones, population, radio network;
 * or that of the files of a real network. The same key and network give the same world, and when
 * they are those of the last call the very same one: nobody changes a world.
 *
 * @throws KairosError when the number of location areas does not fit the network.
 */
export function createWorld(key: RunKey, network: NetworkParameters): World {
  const { first, second } = key;
  if (latest?.network !== network || latest.key.first !== first || latest.key.second !== second) {
    latest = { key, network, world: makeWorld(key, network) };
  }
  return latest.world;
}

function makeWorld(key: RunKey, network: NetworkParameters): World {
  const { imported } = network;
  if (imported !== undefined) return assembleWorld(importedParts(key, network, imported));
  const frame = frameOf(network.size ?? SKETCH);
  const land = createLand(key, frame);
  const { outline, rivers, lakes } = land;
  const terrain = createTerrain(key, frame, land);
  const settlements = createSettlements(key, terrain, land.capital);
  const groundCost = createGroundCost(key, terrain);
  const roads = createRoads(frame, settlements, groundCost);
  const tracks = createRailways(settlements, terrain, groundCost);
  const density = createDensity(key, terrain, settlements, roads);
  const mainRiver = rivers[0]!;
  const streets = createStreets(key, settlements, { terrain, density, mainRiver });
  const zones = createZones(key, settlements, tracks, { terrain, density, mainRiver });
  const samplePlace = createPlaceSampler(density, terrain.dryParts);
  const masts = createSites(
    key,
    { terrain, density, samplePlace },
    { zones, count: network.sites ?? usualSites(frame) },
  );
  const { sites, cells, cellAt } = createRadioNetwork(
    key,
    masts,
    { density, dryParts: terrain.dryParts },
    network.locationAreas,
  );
  const map = drawMap({
    frame,
    outline,
    rivers,
    lakes,
    settlements,
    roads,
    streets,
    tracks,
    zones,
    sites,
    cells,
    relief: terrain.relief,
  });
  const railways = tracks.map((track) => ({
    ...track,
    stations: track.stations.map((station) => ({
      ...station,
      zone: zones.findIndex((zone) => zone.name.en === station.name.en),
    })),
  }));
  return assembleWorld({
    ...network,
    frame,
    map,
    sites,
    cells,
    cellAt,
    settlements,
    railways,
    density,
    samplePlace,
    isWater: terrain.isWater,
    isDryLand: terrain.isDryLand,
  });
}

/** What a world is made of, generated or imported. */
export interface WorldParts
  extends Pick<
    World,
    | "mcc"
    | "mnc"
    | "frame"
    | "map"
    | "sites"
    | "cells"
    | "cellAt"
    | "settlements"
    | "railways"
    | "isWater"
  > {
  readonly density: Density;
  readonly samplePlace: PlaceSampler;
  readonly isDryLand: (x: number, y: number) => boolean;
  readonly people?: ImportedPeople;
}

export function assembleWorld(parts: WorldParts): World {
  const { frame, map, cells, cellAt, density, samplePlace, isDryLand, ...rest } = parts;
  const { zones } = map;
  const cellByKey = new Map(
    Array.from(cells.lac, (lac, cell) => [cellKey(lac, cells.ci[cell]!), cell]),
  );
  const cellOf = (lac: number, ci: number): number => cellByKey.get(cellKey(lac, ci)) ?? -1;
  const zoneKindAt = (x: number, y: number): ZoneKind | undefined =>
    zones[cells.zone[cellAt(x, y)]!]?.kind;
  const densityAt = (x: number, y: number): number => density.perKm2[pixelAt(frame.half, x, y)]!;
  return {
    ...rest,
    frame,
    map,
    zones,
    cells,
    population: density.population,
    zoneOfCell: (lac, ci) => {
      const cell = cellOf(lac, ci);
      return cell < 0 ? -1 : cells.zone[cell]!;
    },
    cellOf,
    cellAt,
    cellsAlong: (points) => cellsAlong(points, cellAt),
    samplePerson: createHomeSampler(samplePlace, (x, y) => isLivedIn(zoneKindAt(x, y))),
    near: createNear((x, y) =>
      isDryLand(x, y) && isStrolledInto(zoneKindAt(x, y)) ? densityAt(x, y) ** 0.7 : 0,
    ),
    densityAt,
  };
}

/** Nobody lives in a zone but students; who did would seem to wait at the station all night. */
function isLivedIn(kind: ZoneKind | undefined): boolean {
  return kind === undefined || kind === "campus";
}

/** Airports, stations, stadiums and theatres have planned visits; all else people pass through. */
function isStrolledInto(kind: ZoneKind | undefined): boolean {
  return kind === undefined || !PLANNED_VISITS.has(kind);
}

const PLANNED_VISITS: ReadonlySet<ZoneKind> = new Set(["airport", "station", "stadium", "theatre"]);
