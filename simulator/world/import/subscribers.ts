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

/** The values of a table's rows under the scenario's names of columns, each checked as it is read. */
class Rows {
  readonly #table: Table;
  readonly #columns: Columns;
  readonly #mistakes: Mistakes;

  constructor(table: Table, columns: Columns, mistakes: Mistakes) {
    this.#table = table;
    this.#columns = columns;
    this.#mistakes = mistakes;
  }

  text(column: SubscriberColumn, row: number): string {
    const raw = this.#table.columns.get(this.#columns[column] ?? "")?.[row];
    return raw === undefined || raw === null ? "" : String(raw).trim();
  }

  complain(column: SubscriberColumn, row: number, wanted: string): void {
    this.#mistakes.add({
      place: `${this.#table.placeOf(row)}: ${this.#columns[column]}`,
      got: `"${masked(column, this.text(column, row))}"`,
      wanted,
      remedy: "Correct it, or remove the row.",
    });
  }

  /** NaN for what is no number between the limits. */
  number(column: SubscriberColumn, row: number, low: number, high: number): number {
    const text = this.text(column, row);
    const read = Number(text);
    if (text !== "" && read >= low && read <= high) return read;
    this.complain(column, row, `a number from ${low} to ${high}`);
    return Number.NaN;
  }

  /** Place of a word in its list, whatever its case. */
  word(column: SubscriberColumn, row: number, words: readonly string[]): number {
    const text = this.text(column, row);
    if (text === "") return UNRECORDED.word;
    const index = words.findIndex((one) => one.toLowerCase() === text.toLowerCase());
    if (index < 0) this.complain(column, row, `one of ${words.join(", ")}`);
    return Math.max(0, index);
  }

  months(row: number): number {
    const column = "tenureMonths";
    if (this.text(column, row) === "") return UNRECORDED.months;
    return this.number(column, row, 0, MONTHS_MAX);
  }

  /** Digits, or a token as text. */
  digits(column: "imsi" | "msisdn", row: number): string {
    const text = this.text(column, row).replace(/^\+/, "");
    const { pattern, wanted } = DIGITS[column];
    if (text === "" || pattern.test(text) || parseToken(text) !== undefined) return text;
    this.complain(column, row, `${wanted}, or a token such as "t1-5f2c0a9be31d"`);
    return "";
  }
}

const DIGITS = {
  imsi: { pattern: /^\d{6,15}$/, wanted: "an IMSI of 6 to 15 digits" },
  msisdn: { pattern: /^\d{5,15}$/, wanted: "a number of 5 to 15 digits" },
} as const;

type Columns = Readonly<Partial<Record<SubscriberColumn, string>>>;
type HomeOf = (row: number) => readonly [x: number, y: number, cell: number];

/**
 * The people of a table.
 *
 * @throws AggregateError of KairosErrors "network.malformed"
 */
export function readPeople(
  table: Table,
  columns: Columns,
  network: { readonly plane: Plane; readonly cells: CellTable },
): { readonly people: ImportedPeople; readonly notes: readonly string[] } {
  const { file, rows: count } = table;
  const mistakes = new Mistakes();
  const counts = new Counts();
  refuseColumns(table, columns, mistakes, counts);
  const rows = new Rows(table, columns, mistakes);
  const homeOf =
    columns.lon === undefined ? homesInCells(rows, network) : homesAtPlaces(rows, network.plane);
  const people = {
    count,
    homeCell: new Int32Array(count),
    homeX: new Float64Array(count),
    homeY: new Float64Array(count),
    brand: new Uint8Array(count),
    valueTier: new Uint8Array(count),
    ageBand: new Uint8Array(count),
    tenureMonths: new Uint16Array(count),
    imsi: new Array<string>(count),
    msisdn: new Array<string>(count),
  } satisfies ImportedPeople;
  for (let row = 0; row < count; row++) {
    const [x, y, cell] = homeOf(row);
    people.homeX[row] = x;
    people.homeY[row] = y;
    people.homeCell[row] = cell;
    people.brand[row] = rows.word("brand", row, BRANDS);
    people.valueTier[row] = rows.word("valueTier", row, VALUE_TIERS);
    people.ageBand[row] = rows.word("ageBand", row, AGE_BANDS);
    people.tenureMonths[row] = rows.months(row);
    people.imsi[row] = rows.digits("imsi", row);
    people.msisdn[row] = rows.digits("msisdn", row);
  }
  refuseTwins(table, people.imsi, columns.imsi, mistakes);
  refuseTwins(table, people.msisdn, columns.msisdn, mistakes);
  if (count < 2) {
    mistakes.add({
      place: file,
      got: `${count} people`,
      wanted: "at least two",
      remedy: "Give the file a header line and a row per person.",
    });
  }
  mistakes.tell(file);
  return { people, notes: counts.notes(file) };
}

function homesAtPlaces(rows: Rows, plane: Plane): HomeOf {
  return (row) => {
    const at = plane.place(rows.number("lon", row, -180, 180), rows.number("lat", row, -90, 90));
    if (!Number.isNaN(at[0] + at[1]) && !plane.contains(at)) {
      rows.complain("lon", row, "a place in the network's surroundings");
    }
    return [at[0], at[1], -1];
  };
}

function homesInCells(
  rows: Rows,
  { plane, cells }: { readonly plane: Plane; readonly cells: CellTable },
): HomeOf {
  const cellByKey = new Map(
    Array.from(cells.lac, (lac, cell) => [lac * 65_536 + cells.ci[cell]!, cell]),
  );
  return (row) => {
    const lac = rows.number("lac", row, 1, 65_533);
    const ci = rows.number("ci", row, 0, 65_535);
    const cell = cellByKey.get(lac * 65_536 + ci);
    if (cell !== undefined) {
      const [x, y] = plane.place(cells.lon[cell]!, cells.lat[cell]!);
      return [x, y, cell];
    }
    if (!Number.isNaN(lac + ci)) {
      rows.complain("ci", row, `a cell of the network: ${lac}-${ci} is not in its file`);
    }
    return [0, 0, -1];
  };
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
