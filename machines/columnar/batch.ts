// Batches: checked before anything happens, then read through one event object.
import type { Backend, EventReader } from "./backend.ts";
import type { BatchField, EventBatch } from "./colony.ts";

/** Event objects by the shape of batches: a new shape needs another one. */
export class BatchReaders {
  readonly #readers = new Map<string, EventReader>();
  readonly #backend: Backend;

  constructor(backend: Backend) {
    this.#backend = backend;
  }

  /** Bound to this batch. Throws an Error when the batch contradicts itself. */
  of(batch: EventBatch): EventReader {
    checkBatch(batch);
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
  ]);
  return JSON.stringify([types.constructor.name, shape]);
}

function numbersOf(field: BatchField): Exclude<BatchField, { readonly codes: unknown }> {
  return "codes" in field ? field.codes : field;
}

function checkBatch({ size, rows, timesMs, types, typeNames, fields }: EventBatch): void {
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
    throw new RangeError(
      `batch: ${name} has ${length} values, expected one for each of ${size} events`,
    );
  }
  for (let index = 0; index < size; index++) {
    if (types[index]! < typeNames.length) continue;
    throw new RangeError(
      `batch: types[${index}] is ${types[index]}, expected the place of one of ${typeNames.length} typeNames`,
    );
  }
}
