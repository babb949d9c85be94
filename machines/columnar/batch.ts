// Batches: checked before anything happens, then read through one event object.
import type { Backend, EventReader } from "./backend.ts";
import type { BatchField, EventBatch } from "./colony.ts";

/** Event objects by the shape of batches: a new shape needs another one. */
export class BatchReaders {
  readonly #readers = new Map<string, EventReader>();
  readonly #backend: Backend;
  readonly #fail: (got: string, wanted: string) => Error;

  constructor(backend: Backend, fail: (got: string, wanted: string) => Error) {
    this.#backend = backend;
    this.#fail = fail;
  }

  /** Bound to this batch. Throws what `fail` makes when the batch contradicts itself. */
  of(batch: EventBatch): EventReader {
    checkBatch(batch, this.#fail);
    const key = shapeOf(batch);
    let reader = this.#readers.get(key);
    if (reader === undefined) {
      reader = this.#backend.reader(batch);
      this.#readers.set(key, reader);
    }
    reader.bind(batch);
    return reader;
  }
}

function shapeOf({ types, fields }: EventBatch): string {
  const shape = Object.entries(fields).map(([name, field]) => [
    name,
    numbersOf(field).constructor.name,
    "codes" in field,
    firstCodeOf(field),
  ]);
  return JSON.stringify([types.constructor.name, shape]);
}

/** Code of the first value. */
export function firstCodeOf(field: BatchField): number {
  return "codes" in field ? (field.firstCode ?? 0) : 0;
}

function numbersOf(field: BatchField): Exclude<BatchField, { readonly codes: unknown }> {
  return "codes" in field ? field.codes : field;
}

/** How an event stands out of a window in which each row's events come together; undefined: none does. */
export function strayOf({ size, rows, timesMs }: EventBatch, fromMs: number, toMs: number) {
  for (let index = 0; index < size; index++) {
    const timeMs = timesMs[index]!;
    if (!(timeMs >= fromMs && timeMs <= toMs)) {
      return {
        got: `an event at ${timeMs} ms in the window from ${fromMs} to ${toMs} ms`,
        wanted: "events of the window",
      };
    }
    if (index === 0 || timeMs >= timesMs[index - 1]! || rows[index] !== rows[index - 1]) continue;
    return {
      got: `an event of row ${rows[index]} at ${timeMs} ms after one at ${timesMs[index - 1]} ms`,
      wanted: "each row's events in the order of time",
    };
  }
  return undefined;
}

/** The first event of a row whose events do not stand together. */
export function scatteredOf({ size, rows }: EventBatch) {
  const done = new Set<number>();
  for (let index = 1; index < size; index++) {
    if (rows[index] === rows[index - 1]) continue;
    done.add(rows[index - 1]!);
    if (!done.has(rows[index]!)) continue;
    const got = `events of row ${rows[index]} in several places of a batch, as at ${index}`;
    return { got, wanted: "each row's events together" };
  }
  return undefined;
}

function checkBatch(
  { size, rows, timesMs, types, typeNames, fields }: EventBatch,
  fail: (got: string, wanted: string) => Error,
): void {
  const arrays: [name: string, values: ArrayLike<number>][] = [
    ["rows", rows],
    ["timesMs", timesMs],
    ["types", types],
    ...Object.entries(fields).map(([name, field]): [string, ArrayLike<number>] => [
      `fields.${name}`,
      numbersOf(field),
    ]),
  ];
  const short = arrays.find(([, { length }]) => length < size);
  if (short !== undefined) {
    const [name, { length }] = short;
    throw fail(
      `a batch of ${size} events whose ${name} has ${length} values`,
      "one for each event",
    );
  }
  if (Object.hasOwn(fields, "type")) throw fail("a field named type", "typeNames and types for it");
  for (let index = 0; index < size; index++) {
    if (types[index]! < typeNames.length) continue;
    const places = `the place of one of ${typeNames.length} typeNames`;
    throw fail(`a batch whose types[${index}] is ${types[index]}`, places);
  }
}
