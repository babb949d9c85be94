// Cells of a real network from a CSV file as OpenCelliD writes it.
import { Counts, Mistakes } from "./complaint.ts";
import { type CsvRow, readCsv } from "./csv.ts";

/** Columns in OpenCelliD's order, which files without a header line have. */
const COLUMNS = [
  "radio",
  "mcc",
  "net",
  "area",
  "cell",
  "unit",
  "lon",
  "lat",
  "range",
  "samples",
  "changeable",
  "created",
  "updated",
  "averageSignal",
] as const;
type Column = (typeof COLUMNS)[number];
const NEEDED = ["radio", "mcc", "net", "area", "cell", "lon", "lat"] as const;

/** Most cells of a network: their index and "no cell" fit 16 bits. */
export const CELLS_MAX = 65_534;

/** One entry per cell, by place: those at one place stand one after the other. */
export interface CellTable {
  readonly lon: Float64Array;
  readonly lat: Float64Array;
  readonly lac: Uint16Array;
  readonly ci: Uint16Array;
  /** Metres, 0 when unknown. */
  readonly range: Float64Array;
  readonly samples: Float64Array;
}

export interface CellReading {
  readonly cells: CellTable;
  readonly notes: readonly string[];
}

interface Row {
  readonly lon: number;
  readonly lat: number;
  readonly lac: number;
  readonly ci: number;
  readonly range: number;
  readonly samples: number;
}

/**
 * The GSM cells of one network (PLMN) in an OpenCelliD file; `file` is its name in errors. Rows of
 * other radios and networks are counted, so are cells that stand twice: the one measured more often
 * is kept.
 *
 * @throws AggregateError of KairosErrors "network.malformed"
 */
export function readCells(
  text: string,
  file: string,
  plmn: { readonly mcc: string; readonly mnc: string },
): CellReading {
  const mistakes = new Mistakes();
  const counts = new Counts();
  const rows = readCsv(text);
  let columns: readonly string[] = COLUMNS;
  const found = new Map<number, Row>();
  let first = true;
  for (const row of rows) {
    if (first) {
      first = false;
      if (row.fields.some((name) => name.trim() === "radio")) {
        columns = headerOf(row, file, mistakes, counts);
        continue;
      }
    }
    if (row.fields.length !== columns.length) {
      mistakes.add({
        place: `${file}:${row.line}`,
        got: `${row.fields.length} fields`,
        wanted: `${columns.length} fields: ${columns.join(", ")}`,
        remedy: "Put texts with commas in quotes, or leave empty fields between their commas.",
      });
      continue;
    }
    const field = (name: Column): string => row.fields[columns.indexOf(name)]?.trim() ?? "";
    if (field("radio").toUpperCase() !== "GSM") {
      counts.add(`rows of ${field("radio").toUpperCase()} left out (Kairos taps GSM)`);
      continue;
    }
    if (Number(field("mcc")) !== Number(plmn.mcc) || Number(field("net")) !== Number(plmn.mnc)) {
      counts.add(`rows of network ${field("mcc")}-${field("net")} left out`);
      continue;
    }
    const cell = cellOf(row, field, file, mistakes);
    if (cell === undefined) continue;
    const key = cell.lac * 65_536 + cell.ci;
    const known = found.get(key);
    if (known !== undefined) counts.add("rows of cells that stand twice merged");
    if (known === undefined || cell.samples > known.samples) found.set(key, cell);
  }
  refuseSize(found.size, file, plmn, mistakes);
  mistakes.tell(file);
  return { cells: tableOf([...found.values()]), notes: counts.notes(file) };
}

function headerOf(row: CsvRow, file: string, mistakes: Mistakes, counts: Counts): string[] {
  const names = row.fields.map((name) => name.trim());
  for (const name of names) {
    if (!(COLUMNS as readonly string[]).includes(name))
      counts.add(`column "${name}" not known, not used`);
  }
  const missing = NEEDED.filter((name) => !names.includes(name));
  if (missing.length > 0) {
    mistakes.add({
      place: `${file}:${row.line}`,
      got: `no column ${missing.join(", ")}`,
      wanted: `the columns ${NEEDED.join(", ")}`,
      remedy: "Name them in the first line as OpenCelliD does.",
    });
    mistakes.tell(file);
  }
  return names;
}

function cellOf(
  row: CsvRow,
  field: (name: Column) => string,
  file: string,
  mistakes: Mistakes,
): Row | undefined {
  let wrong = false;
  const number = (name: Column, low: number, high: number, whole: boolean): number => {
    const text = field(name);
    const value = Number(text);
    if (text !== "" && value >= low && value <= high && (!whole || Number.isInteger(value))) {
      return value;
    }
    wrong = true;
    mistakes.add({
      place: `${file}:${row.line}: ${name}`,
      got: `"${text}"`,
      wanted: `a ${whole ? "whole " : ""}number from ${low} to ${high}`,
      remedy: "Correct it, or remove the row.",
    });
    return 0;
  };
  const optional = (name: Column): number =>
    field(name) === "" ? 0 : number(name, 0, 1e12, false);
  const cell: Row = {
    lac: number("area", 1, 65_533, true),
    ci: number("cell", 0, 65_535, true),
    lon: number("lon", -180, 180, false),
    lat: number("lat", -85, 85, false),
    range: optional("range"),
    samples: optional("samples"),
  };
  return wrong ? undefined : cell;
}

function refuseSize(
  count: number,
  file: string,
  { mcc, mnc }: { readonly mcc: string; readonly mnc: string },
  mistakes: Mistakes,
): void {
  if (count === 0) {
    mistakes.add({
      place: file,
      got: "no usable GSM cell",
      wanted: `rows with radio GSM, mcc ${mcc} and net ${mnc}`,
      remedy: "Set network.mcc and network.mnc to the network that is in the file.",
    });
  }
  if (count > CELLS_MAX) {
    mistakes.add({
      place: file,
      got: `${count} cells`,
      wanted: `at most ${CELLS_MAX}`,
      remedy: "Keep the rows of one province.",
    });
  }
}

function tableOf(rows: Row[]): CellTable {
  rows.sort((a, b) => a.lon - b.lon || a.lat - b.lat || a.lac - b.lac || a.ci - b.ci);
  const column = (of: (row: Row) => number): Float64Array => Float64Array.from(rows, of);
  return {
    lon: column((row) => row.lon),
    lat: column((row) => row.lat),
    lac: Uint16Array.from(rows, (row) => row.lac),
    ci: Uint16Array.from(rows, (row) => row.ci),
    range: column((row) => row.range),
    samples: column((row) => row.samples),
  };
}
