// Batches: checked before anything happens, then read through one event object.
import type { Backend, EventReader } from "./backend.ts";
import type { BatchField, EventBatch } from "./colony.ts";

/** What event objects of batches differ in. */
interface Shape {
  readonly types: unknown;
  readonly fields: readonly {
    readonly name: string;
    readonly numbers: unknown;
    readonly isCoded: boolean;
    readonly firstCode: number;
  }[];
}

/** Event objects by the shape of batches: a new shape needs another one. */
export class BatchReaders {
  readonly #known: { readonly shape: Shape; readonly reader: EventReader }[] = [];
  readonly #make: Backend["reader"];
  readonly #fail: (got: string, wanted: string) => Error;

  constructor(make: Backend["reader"], fail: (got: string, wanted: string) => Error) {
    this.#make = make;
    this.#fail = fail;
  }

  /** Bound to this batch. Throws what `fail` makes when the batch contradicts itself. */
  of(batch: EventBatch): EventReader {
    checkBatch(batch, this.#fail);
    const reader = this.#readerOf(batch);
    reader.bind(batch);
    return reader;
  }

  #readerOf(batch: EventBatch): EventReader {
    for (const { shape, reader } of this.#known) if (isOfShape(batch, shape)) return reader;
    const reader = this.#make(batch);
    this.#known.push({ shape: shapeOf(batch), reader });
    return reader;
  }
}

function shapeOf({ types, fields }: EventBatch): Shape {
  return {
    types: types.constructor,
    fields: Object.entries(fields).map(([name, field]) => ({
      name,
      numbers: numbersOf(field).constructor,
      isCoded: "codes" in field,
      firstCode: firstCodeOf(field),
    })),
  };
}

/** Asked of every batch, however small: nothing is made for it. */
function isOfShape({ types, fields }: EventBatch, shape: Shape): boolean {
  if (types.constructor !== shape.types) return false;
  let place = 0;
  for (const name in fields) {
    const field = fields[name]!;
    const wanted = shape.fields[place++];
    if (wanted?.name !== name || numbersOf(field).constructor !== wanted.numbers) return false;
    if ("codes" in field !== wanted.isCoded || firstCodeOf(field) !== wanted.firstCode)
      return false;
  }
  return place === shape.fields.length;
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
  const requireAll = (name: string, { length }: ArrayLike<number>): void => {
    if (length >= size) return;
    const got = `a batch of ${size} events whose ${name} has ${length} values`;
    throw fail(got, "one for each event");
  };
  requireAll("rows", rows);
  requireAll("timesMs", timesMs);
  requireAll("types", types);
  for (const name in fields) requireAll(`fields.${name}`, numbersOf(fields[name]!));
  if (Object.hasOwn(fields, "type")) throw fail("a field named type", "typeNames and types for it");
  for (let index = 0; index < size; index++) {
    if (types[index]! < typeNames.length) continue;
    const places = `the place of one of ${typeNames.length} typeNames`;
    throw fail(`a batch whose types[${index}] is ${types[index]}`, places);
  }
}
