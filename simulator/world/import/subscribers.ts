// People of a real network from a table, CSV or Parquet, whose columns the scenario declares.
import { BRANDS, VALUE_TIERS } from "../../../domain/directory.ts";
import { parseToken } from "../../../domain/identity.ts";
import { type ImportedPeople, UNRECORDED } from "../../../domain/imported-network.ts";
import type { SubscriberColumn } from "../../../scenarios/network.ts";
import { AGE_BANDS } from "../../population.ts";
import type { CellTable } from "./cells.ts";
import { Counts, Mistakes } from "./complaint.ts";
import { readCsv } from "./csv.ts";
import type { Plane } from "./plane.ts";

/** A table whatever its format; each column has one value per row. */
export interface Table {
  readonly file: string;
  readonly rows: number;
  readonly columns: ReadonlyMap<string, ArrayLike<unknown>>;
  /** "subscribers.csv:17" or "subscribers.parquet: row 16" */
  placeOf(row: number): string;
}

const MONTHS_MAX = 1200;

/**
 * A CSV text with a header line as a table.
 *
 * @throws AggregateError of KairosErrors "network.malformed"
 */
export function tableOfCsv(text: string, file: string): Table {
  const mistakes = new Mistakes();
  const rows = [...readCsv(text)];
  const names = (rows[0]?.fields ?? []).map((name) => name.trim());
  const records = rows.slice(1);
  const wrong = records.filter(({ fields }) => fields.length !== names.length);
  for (const { line, fields } of wrong) {
    mistakes.add({
      place: `${file}:${line}`,
      got: `${fields.length} fields`,
      wanted: `${names.length} fields: ${names.join(", ")}`,
      remedy: "Put texts with commas in quotes, or leave empty fields between their commas.",
    });
  }
  mistakes.tell(file);
  return {
    file,
    rows: records.length,
    columns: new Map(
      names.map((name, index) => [name, records.map(({ fields }) => fields[index]!.trim())]),
    ),
    placeOf: (row) => `${file}:${records[row]?.line ?? 1}`,
  };
}

/**
 * The people of a table.
 *
 * @throws AggregateError of KairosErrors "network.malformed"
 */
export function readPeople(
  table: Table,
  columns: Readonly<Partial<Record<SubscriberColumn, string>>>,
  network: {
    readonly plane: Plane;
    readonly cells: CellTable;
  },
): { readonly people: ImportedPeople; readonly notes: readonly string[] } {
  const { file, rows } = table;
  const mistakes = new Mistakes();
  const counts = new Counts();
  refuseColumns(table, columns, mistakes, counts);
  const value = (column: SubscriberColumn, row: number): string => {
    const raw = table.columns.get(columns[column] ?? "")?.[row];
    return raw === undefined || raw === null ? "" : String(raw).trim();
  };
  const complain = (column: SubscriberColumn, row: number, wanted: string): void =>
    mistakes.add({
      place: `${table.placeOf(row)}: ${columns[column]}`,
      got: `"${masked(column, value(column, row))}"`,
      wanted,
      remedy: "Correct it, or remove the row.",
    });
  const number = (column: SubscriberColumn, row: number, low: number, high: number): number => {
    const read = Number(value(column, row));
    if (value(column, row) !== "" && read >= low && read <= high) return read;
    complain(column, row, `a number from ${low} to ${high}`);
    return Number.NaN;
  };
  const word = (column: SubscriberColumn, row: number, words: readonly string[]): number => {
    const text = value(column, row);
    if (text === "") return UNRECORDED.word;
    const index = words.findIndex((one) => one.toLowerCase() === text.toLowerCase());
    if (index < 0) complain(column, row, `one of ${words.join(", ")}`);
    return Math.max(0, index);
  };
  const digits = (
    column: SubscriberColumn,
    row: number,
    pattern: RegExp,
    wanted: string,
  ): string => {
    const text = value(column, row).replace(/^\+/, "");
    if (text === "" || pattern.test(text) || parseToken(text) !== undefined) return text;
    complain(column, row, `${wanted}, or a token such as "t1-5f2c0a9be31d"`);
    return "";
  };
  const cellByKey = new Map(
    Array.from(network.cells.lac, (lac, cell) => [lac * 65_536 + network.cells.ci[cell]!, cell]),
  );
  const homeOf = (row: number): readonly [x: number, y: number, cell: number] => {
    if (columns.lon !== undefined) {
      const at = network.plane.place(number("lon", row, -180, 180), number("lat", row, -90, 90));
      if (!Number.isNaN(at[0] + at[1]) && !network.plane.contains(at)) {
        complain("lon", row, "a place in the network's surroundings");
      }
      return [...at, -1];
    }
    const lac = number("lac", row, 1, 65_533);
    const ci = number("ci", row, 0, 65_535);
    if (Number.isNaN(lac + ci)) return [0, 0, -1];
    const cell = cellByKey.get(lac * 65_536 + ci);
    if (cell === undefined) {
      complain("ci", row, `a cell of the network: ${lac}-${ci} is not in its file`);
      return [0, 0, -1];
    }
    const { lon, lat } = network.cells;
    return [...network.plane.place(lon[cell]!, lat[cell]!), cell];
  };
  const people = {
    count: rows,
    homeCell: new Int32Array(rows),
    homeX: new Float64Array(rows),
    homeY: new Float64Array(rows),
    brand: new Uint8Array(rows),
    valueTier: new Uint8Array(rows),
    ageBand: new Uint8Array(rows),
    tenureMonths: new Uint16Array(rows),
    imsi: new Array<string>(rows),
    msisdn: new Array<string>(rows),
  } satisfies ImportedPeople;
  for (let row = 0; row < rows; row++) {
    const [x, y, cell] = homeOf(row);
    people.homeCell[row] = cell;
    people.homeX[row] = x;
    people.homeY[row] = y;
    people.brand[row] = word("brand", row, BRANDS);
    people.valueTier[row] = word("valueTier", row, VALUE_TIERS);
    people.ageBand[row] = word("ageBand", row, AGE_BANDS);
    const months =
      value("tenureMonths", row) === ""
        ? UNRECORDED.months
        : number("tenureMonths", row, 0, MONTHS_MAX);
    people.tenureMonths[row] = months;
    people.imsi[row] = digits("imsi", row, /^\d{6,15}$/, "an IMSI of 6 to 15 digits");
    people.msisdn[row] = digits("msisdn", row, /^\d{5,15}$/, "a number of 5 to 15 digits");
  }
  refuseTwins(table, people.imsi, columns.imsi, mistakes);
  refuseTwins(table, people.msisdn, columns.msisdn, mistakes);
  if (rows < 2) {
    mistakes.add({
      place: file,
      got: `${rows} people`,
      wanted: "at least two",
      remedy: "Give the file a header line and a row per person.",
    });
  }
  mistakes.tell(file);
  return { people, notes: counts.notes(file) };
}

/** Digits of a real person are nobody's to read in an error: all but the first three are dots. */
function masked(column: SubscriberColumn, text: string): string {
  return column === "imsi" || column === "msisdn" ? text.replace(/(?<=^.{3}.*)\d/g, "·") : text;
}

function refuseColumns(
  { file, columns: found }: Table,
  declared: Readonly<Partial<Record<SubscriberColumn, string>>>,
  mistakes: Mistakes,
  counts: Counts,
): void {
  const names = Object.values(declared);
  for (const [column, name] of Object.entries(declared)) {
    if (found.has(name)) continue;
    mistakes.add({
      place: `${file}:1`,
      got: `no column "${name}"`,
      wanted: `the column that network.subscribers.columns.${column} names`,
      remedy: `The file has ${[...found.keys()].join(", ") || "none"}.`,
    });
  }
  mistakes.tell(file);
  for (const name of found.keys()) {
    if (!names.includes(name)) counts.add(`column "${name}" not declared, not used`);
  }
}

function refuseTwins(
  table: Table,
  values: readonly string[],
  column: string | undefined,
  mistakes: Mistakes,
): void {
  const first = new Map<string, number>();
  for (const [row, value] of values.entries()) {
    if (value === "") continue;
    const earlier = first.get(value);
    if (earlier === undefined) first.set(value, row);
    else {
      mistakes.add({
        place: `${table.placeOf(row)}: ${column}`,
        got: `the same as in ${table.placeOf(earlier)}`,
        wanted: "each person once",
        remedy: "Remove one of the two rows.",
      });
    }
  }
}
