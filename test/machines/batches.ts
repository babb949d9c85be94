// Events written down as the typed arrays of a batch, in one of many ways.
import type { EventObject } from "xstate";
import type { BatchField, EventBatch, Row } from "../../machines/columnar/colony.ts";

export interface Sent {
  readonly row: Row;
  readonly timeMs: number;
  readonly event: EventObject;
}

export const ARRAYS = [
  Uint8Array,
  Int8Array,
  Uint16Array,
  Int16Array,
  Uint32Array,
  Int32Array,
  Float32Array,
  Float64Array,
] as const;

/** Chooses how a batch is written down: a number from 0, below a given one. */
export type Choose = (below: number) => number;

/** The events as typed arrays; what is no number, or is not to be one, goes as a code. */
export function batchOf(sent: readonly Sent[], choose: Choose): EventBatch {
  const names = new Set(sent.flatMap(({ event }) => Object.keys(event)));
  names.delete("type");
  const fields = [...names].map((name) => {
    const values = sent.map(({ event }) => (event as unknown as Record<string, unknown>)[name]);
    return [name, fieldOf(values, choose)] as const;
  });
  const typeNames = [...new Set(sent.map(({ event }) => event.type)), "of.no.event"];
  const types = sent.map(({ event }) => typeNames.indexOf(event.type));
  return {
    size: sent.length,
    rows: Uint32Array.from(sent, ({ row }) => row),
    timesMs: Float64Array.from(sent, ({ timeMs }) => timeMs),
    types: choose(2) === 0 ? Uint8Array.from(types) : Uint16Array.from(types),
    typeNames,
    fields: Object.fromEntries(choose(2) === 0 ? fields : fields.reverse()),
  };
}

function fieldOf(values: readonly unknown[], choose: Choose): BatchField {
  const fitting = ARRAYS.filter((array) =>
    values.every((v, i) => Object.is(array.from(values as number[])[i], v)),
  );
  if (fitting.length > 0 && choose(3) > 0) {
    return fitting[choose(fitting.length)]!.from(values as number[]);
  }
  const different = [...new Set(values)];
  const firstCode = -choose(2);
  const codes = values.map((value) => different.indexOf(value) + firstCode);
  // Negative codes stand in signed arrays only.
  const arrays = firstCode < 0 ? [Int8Array, Int16Array, Int32Array, Float64Array] : ARRAYS;
  const array = arrays[choose(arrays.length)]!;
  return firstCode === 0
    ? { codes: array.from(codes), values: different }
    : { codes: array.from(codes), values: different, firstCode };
}
