// The network block of a scenario file: how large a land is made, or which files it comes from.
import { z } from "zod";
import { digits, duration, fileName, landSize, wholeNumber } from "./scalars.ts";

/** Cells of a location area where nothing else is said: the middle of 80 to 120 (traffic.md, T8). */
export const CELLS_PER_AREA = 90;

/** Columns of a subscriber file, by what Kairos wants of them. */
export const SUBSCRIBER_COLUMNS = [
  "lac",
  "ci",
  "lon",
  "lat",
  "imsi",
  "msisdn",
  "brand",
  "valueTier",
  "ageBand",
  "tenureMonths",
] as const;
export type SubscriberColumn = (typeof SUBSCRIBER_COLUMNS)[number];

const column = (what: string) => fileName("the name of a column").exactOptional().describe(what);

const subscribers = z
  .strictObject({
    file: fileName("a file").describe("CSV with a header line, or Parquet; one row per person."),
    columns: z
      .strictObject({
        lac: column("LAC of the home cell."),
        ci: column("CI of the home cell."),
        lon: column("Longitude of the home, degrees WGS 84; with lat in place of lac and ci."),
        lat: column("Latitude of the home, degrees."),
        imsi: column("IMSI, 15 digits. It becomes a token at the door."),
        msisdn: column("Number, digits. It becomes a token at the door."),
        brand: column("gotone, mzone or easyown."),
        valueTier: column("A1, A2, B1, B2, C or D."),
        ageBand: column("under18, 18-24, 25-34, 35-49 or 50plus."),
        tenureMonths: column("Months since the contract began."),
      })
      .describe("What each column is called in the file."),
  })
  .exactOptional()
  .describe("People of a real network: where they live, and what is known of them.");

export const network = z
  .strictObject({
    mcc: digits({ from: 3, to: 3 }, "460").prefault("460").describe("Mobile country code."),
    mnc: digits({ from: 2, to: 3 }, "00").prefault("00").describe("Mobile network code."),
    periodicUpdate: duration({ minimum: "6m", maximum: "25h30m" })
      .prefault("1h")
      .describe("T3212, the periodic location update timer. Default 1h, the common value."),
    size: landSize()
      .prefault("province")
      .describe(
        "How large a land is made: city (60×40 km), prefecture (150×100), province (300×200), " +
          "greatProvince (600×400), or width and height in km such as 120x80. Default province.",
      ),
    sites: wholeNumber({ from: 30, to: 20_000 })
      .exactOptional()
      .describe("Radio sites, about; three cells each. Default: 2,900 in a province."),
    locationAreas: wholeNumber({ from: 1, to: 4000 })
      .exactOptional()
      .describe(
        `Number of location areas. Default: one for every ${CELLS_PER_AREA} cells, 96 in a province.`,
      ),
    cellsPerArea: wholeNumber({ from: 15, to: 3000 })
      .exactOptional()
      .describe(
        `In place of locationAreas: cells of one area, on average. Default ${CELLS_PER_AREA} ` +
          "(CALIBRATED: 80 to 120).",
      ),
    peoplePerArea: wholeNumber({ from: 1000, to: 100_000_000 })
      .exactOptional()
      .describe("In place of locationAreas: people who live in one area, on average."),
    cells: fileName("a file")
      .exactOptional()
      .describe("A real network's cells: CSV as OpenCelliD has it. In place of size and sites."),
    zones: fileName("a file")
      .exactOptional()
      .describe("Zones of the real network: GeoJSON polygons with kind and names."),
    baseMap: fileName("a file")
      .exactOptional()
      .describe("The map beneath it: GeoJSON lines, polygons and points with their class."),
    subscribers,
  })
  .prefault({})
  .describe("The network that the people live in: generated, or read from files.");

export type NetworkBlock = z.output<typeof network>;
