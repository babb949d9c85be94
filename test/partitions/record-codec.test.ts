// Records of the log come back from their octets; damaged ones are refused in words.
import { crc32 } from "node:zlib";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { COLUMN_ARRAYS, type EventColumns, roomForEvents } from "../../domain/event-columns.ts";
import { openDirectory } from "../../domain/open-directory.ts";
import type { SubscriberEvent } from "../../domain/subscriber-event.ts";
import { bySubscriber, columnsOf } from "../../machines/columns-of.ts";
import type { Control, EventBlock, LogRecord } from "../../services/log/log-record.ts";
import { decodeRecord, encodeRecord } from "../../services/log/record-codec.ts";
import { story } from "../machines/stories.ts";

type Name = keyof typeof COLUMN_ARRAYS;
const NAMES = Object.keys(COLUMN_ARRAYS) as Name[];

/** All the same, nearly all as usual, or anything. */
const anyColumn = (name: Name, size: number): fc.Arbitrary<readonly number[]> => {
  const bits = 8 * COLUMN_ARRAYS[name].BYTES_PER_ELEMENT;
  const array = COLUMN_ARRAYS[name] as unknown;
  const value =
    array === Float64Array
      ? fc.nat(2 ** 31 - 1).map((high) => high * 2 ** 21)
      : array === Int8Array || array === Int16Array
        ? fc.integer({ min: -(2 ** (bits - 1)), max: 2 ** (bits - 1) - 1 })
        : fc.integer({ min: 0, max: 2 ** bits - 1 });
  const usual = name === "zone" || name === "capabilities" ? -1 : 0;
  const many = { minLength: size, maxLength: size };
  return fc.oneof(
    value.map((one) => Array.from({ length: size }, () => one)),
    fc.array(fc.oneof({ weight: 9, arbitrary: fc.constant(usual) }, value), many),
    fc.array(value, many),
  );
};

const anySpan = fc.oneof(
  fc.record({ fromMs: fc.nat(1e9), lengthMs: fc.nat(1e6) }),
  fc.record({ fromMs: fc.nat(1e9), lengthMs: fc.constantFrom(2 ** 32 - 1, 2 ** 32, 2 ** 40) }),
);

const anyBlock = fc
  .tuple(fc.nat(40), anySpan)
  .chain(([size, { fromMs, lengthMs }]) =>
    fc.record({
      size: fc.constant(size),
      fromMs: fc.constant(fromMs),
      toMs: fc.constant(fromMs + lengthMs),
      room: fc.nat(3),
      columns: fc.record(
        Object.fromEntries(NAMES.map((name) => [name, anyColumn(name, size)])) as Record<
          Name,
          fc.Arbitrary<readonly number[]>
        >,
      ),
      share: fc.array(fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }), {
        minLength: size,
        maxLength: size,
      }),
    }),
  )
  .map(({ size, fromMs, toMs, room, columns, share }): EventBlock => {
    const written = roomForEvents(size + room);
    written.size = size;
    for (const name of NAMES) written[name].set(columns[name]);
    written.timeMs.set(share.map((part) => Math.floor(fromMs + part * (toMs - fromMs))));
    return { kind: "events", fromMs, toMs, columns: written };
  });

function valuesOf(columns: EventColumns): Record<string, readonly number[]> {
  return Object.fromEntries(NAMES.map((name) => [name, [...columns[name]].slice(0, columns.size)]));
}

function blockOf(octets: Uint8Array): EventBlock {
  const record = decodeRecord(octets);
  if (record.kind !== "events") throw new Error(`a record of kind ${record.kind}`);
  return record;
}

const EVENTS: readonly SubscriberEvent[] = bySubscriber(
  story([1000, "power.turnedOn"], [1500, "handset.seen"], [1600, "message.sent", { lac: 7 }]).map(
    ({ zone, zoneKind, regular, capabilities, peerHasRingbackTone, hasRingbackTone, ...event }) =>
      event as SubscriberEvent,
  ),
);
const BLOCK: EventBlock = {
  kind: "events",
  fromMs: 1000,
  toMs: 2000,
  columns: columnsOf(EVENTS, openDirectory(), { index: 0, of: 1 }),
};

/** {@link BLOCK} as it was written before there were values of events. */
const VERSION_1 = [
  "4b52454301000100030000003175673b0000000000408f400000000000409f4000000000000000000000000000",
  "000000010000000000000000000000010000000200000000000000030000000000000000000000f40100005802",
  "000000000000010000000000000000030900000000000100000000000000010001000700000000000000000000",
  "00000000000000f03f0000000000000000000000000000f0bf0000000000000000000000000000000000000000",
  "00000000000000000000f0bf010000000000000000000000c00e16020000000000000000020000000100000001",
  "00000000000000000000000000f03f000000000000000000000000000000000000000000000000000000000000",
  "000000000000000000000000000000000000000000000000000000000000000000000100000000000000010000",
  "00c00e1602c9a470aa00000000010000000000000000000000cee9c38c1aa0307c00000000",
].join("");

describe("a record", () => {
  test("of events has the same columns after its octets, wherever these lie", () => {
    fc.assert(
      fc.property(anyBlock, fc.nat(7), (block, lead) => {
        const octets = encodeRecord(block);
        const moved = new Uint8Array(octets.length + lead);
        moved.set(octets, lead);
        const decoded = blockOf(moved.subarray(lead));
        expect([decoded.fromMs, decoded.toMs]).toEqual([block.fromMs, block.toMs]);
        expect(valuesOf(decoded.columns)).toEqual(valuesOf(block.columns));
        expect(decoded.events).toBeUndefined();
      }),
      { numRuns: 300 },
    );
  });

  test("of events keeps the objects, all or one", () => {
    const decoded = blockOf(encodeRecord({ ...BLOCK, events: () => EVENTS }));
    expect(decoded.events?.()).toEqual(EVENTS);
    expect(decoded.eventAt?.(2)).toEqual(EVENTS[2]);
    expect(valuesOf(decoded.columns)).toEqual(valuesOf(BLOCK.columns));
  });

  test.each<Control>([
    { kind: "campaign.pause", campaign: "mms 试用" },
    { kind: "campaign.resume", campaign: "mms" },
    { kind: "contact.refuse", subscriber: 2 ** 32 - 1 },
  ])("of a control is %o again", (control) => {
    const record: LogRecord = { kind: "control", control };
    expect(decodeRecord(encodeRecord(record))).toEqual(record);
  });

  test("of version 1 is read, with nothing in the columns that it lacks", () => {
    const octets = Uint8Array.from(Buffer.from(VERSION_1, "hex"));
    const { columns, fromMs, toMs } = blockOf(octets);
    expect([columns.size, fromMs, toMs]).toEqual([3, 1000, 2000]);
    const none = new Uint32Array(3);
    const lacking = { happenedMs: none, firstValue: none, secondValue: none, thirdValue: none };
    const known = valuesOf({ ...BLOCK.columns, ...lacking, fourthValue: none } as never);
    expect(valuesOf(columns)).toEqual(known);
  });

  test("has the octets of version 2", () => {
    expect(Buffer.from(encodeRecord(BLOCK)).toString("hex")).toMatchSnapshot();
    const control: LogRecord = {
      kind: "control",
      control: { kind: "contact.refuse", subscriber: 7 },
    };
    expect(Buffer.from(encodeRecord(control)).toString("hex")).toMatchSnapshot();
  });

  test("that is cut off or changed anywhere is refused", () => {
    const octets = encodeRecord({ ...BLOCK, events: () => EVENTS });
    fc.assert(
      fc.property(fc.nat(octets.length - 1), fc.integer({ min: 1, max: 255 }), (at, change) => {
        const changed = octets.slice();
        changed[at]! ^= change;
        expect(() => decodeRecord(changed)).toThrow(/log record of/);
        expect(() => decodeRecord(octets.subarray(0, at))).toThrow(/log record of/);
      }),
    );
  });

  test("of a few octets cannot ask for all memory", () => {
    const octets = encodeRecord({ ...BLOCK, columns: roomForEvents(0) });
    const view = new DataView(octets.buffer);
    view.setUint32(8, 2 ** 21, true);
    view.setUint32(12, crc32(octets.subarray(16), crc32(octets.subarray(0, 12))), true);
    expect(() => decodeRecord(octets)).toThrow("2097152 events in one block");
  });

  test("of a later version or of anything else is refused in words", () => {
    const later = encodeRecord(BLOCK);
    later[4] = 3;
    expect(() => decodeRecord(later)).toThrow(
      /a record of version 3, expected a record of version 2 or before\. Upgrade every process/,
    );
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (octets) => {
        expect(() => decodeRecord(octets)).toThrow(/log record of \d+ octets: got/);
      }),
    );
  });
});
