// Batches: checked before anything happens, then read through one event object.
import type { Backend, EventReader } from "./backend.ts";
import type { BatchField, EventBatch } from "./colony.ts";

/** Event objects by the shape of batches: a new shape needs another one. */
export class BatchReaders {
  readonly #readers = new Map<string, EventReader>();
  readonly #make: Backend["reader"];
  readonly #fail: (got: string, wanted: string) => Error;

  constructor(make: Backend["reader"], fail: (got: string, wanted: string) => Error) {
    this.#make = make;
    this.#fail = fail;
  }

  /** Bound to this batch. Throws what `fail` makes when the batch contradicts itself. */
  of(batch: EventBatch): EventReader {
    checkBatch(batch, this.#fail);
    const key = shapeOf(batch);
    let reader = this.#readers.get(key);
    if (reader === undefined) {
      reader = this.#make(batch);
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
