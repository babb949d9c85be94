// Records of the log as octets: columns as arrays that decoding only looks at, events as lazy JSON.
import { crc32 } from "node:zlib";
import { KairosError } from "../../domain/errors.ts";
import { COLUMN_ARRAYS, type EventColumns } from "../../domain/event-columns.ts";
import type { SubscriberEvent } from "../../domain/subscriber-event.ts";
import { columnLength, type DecodedColumn, readColumn, writeColumn } from "./column-codec.ts";
import type { Control, EventBlock, LogRecord } from "./log-record.ts";
import { Octets } from "./record-octets.ts";

/** "KREC" in the order of the octets. */
const MAGIC = 0x4345524b;
/** A reader of this version refuses later ones: new versions are written once all can read them. */
const VERSION = 2;
/** Columns that later versions have and earlier ones lack: events of those hold 0 in them. */
const ADDED: Readonly<Partial<Record<keyof typeof COLUMN_ARRAYS, number>>> = {
  happenedMs: 2,
  firstValue: 2,
  secondValue: 2,
  thirdValue: 2,
  fourthValue: 2,
};
const KIND = { events: 1, control: 2 } as const;
/**
 * Little-endian. Magic u32, version u16, kind u16, count u32, CRC-32 of all before and behind it u32;
 * for events then fromMs f64, toMs f64, and the columns in the order of COLUMN_ARRAYS, each as
 * column-codec.ts has it; then the events, if any: count + 1 offsets u32, and their JSON texts. For
 * a control the JSON text follows at once; its count is 0.
 */
const HEAD = 16;
const CHECKSUM_AT = 12;
const SPAN = 16;
const NAMES = Object.keys(COLUMN_ARRAYS) as (keyof typeof COLUMN_ARRAYS)[];
const ENCODER = new TextEncoder();
const DECODER = new TextDecoder("utf-8", { fatal: true });

/** The octets of a record, for {@link decodeRecord}. */
export function encodeRecord(record: LogRecord): Uint8Array {
  return record.kind === "events" ? encodeBlock(record) : encodeControl(record.control);
}

/**
 * Columns are views of the octets where these lie aligned to 8 (else of a copy): they are good as
 * long as nobody writes into them.
 *
 * @throws KairosError log.record-malformed for octets that no version has written, or a later one.
 */
export function decodeRecord(octets: Uint8Array): LogRecord {
  try {
    const sound = aligned(octets);
    const reader = new Octets(sound);
    const magic = reader.u32();
    if (magic !== MAGIC) throw new RangeError("octets that do not begin as a record does");
    const versionAndKind = reader.u32();
    const version = versionAndKind & 0xffff;
    if (version < 1 || version > VERSION) throw new RangeError(`a record of version ${version}`);
    const kind = versionAndKind >>> 16;
    const count = reader.u32();
    const written = reader.u32();
    const found = checksumOf(sound);
    if (found !== written) {
      throw new RangeError(`a checksum of ${found}, where the record itself says ${written}`);
    }
    if (kind === KIND.events) return decodeBlock(reader, count, version);
    if (kind === KIND.control) return decodeControl(reader);
    throw new RangeError(`a record of kind ${kind}`);
  } catch (thrown) {
    throw new KairosError("log.record-malformed", {
      place: `log record of ${octets.length} octets`,
      got: (thrown as Error).message,
      wanted: `a record of version ${VERSION} or before`,
      remedy: "Upgrade every process that reads the log before one that writes a later version.",
    });
  }
}

function encodeBlock(block: EventBlock): Uint8Array {
  const { fromMs, toMs, columns } = block;
  const { size } = columns;
  const encoded = NAMES.map((name) => ({
    values: columns[name],
    ...columnLength(name, columns[name], size, { fromMs, toMs }),
  }));
  const texts = block.events?.().map((event) => ENCODER.encode(JSON.stringify(event)));
  const textLength = texts?.reduce((sum, { length }) => sum + length, (size + 1) * 4) ?? 0;
  const length = encoded.reduce((sum, column) => sum + column.length, HEAD + SPAN) + textLength;
  const octets = new Uint8Array(length);
  const view = new DataView(octets.buffer);
  view.setFloat64(HEAD, fromMs, true);
  view.setFloat64(HEAD + 8, toMs, true);
  let at = HEAD + SPAN;
  for (const column of encoded) {
    writeColumn(octets, at, column, fromMs);
    at += column.length;
  }
  if (texts !== undefined) writeTexts(octets, at, texts);
  return sealed(octets, KIND.events, size);
}

function encodeControl(control: Control): Uint8Array {
  const text = ENCODER.encode(JSON.stringify(control));
  const octets = new Uint8Array(HEAD + text.length);
  octets.set(text, HEAD);
  return sealed(octets, KIND.control, 0);
}

function sealed(octets: Uint8Array, kind: number, count: number): Uint8Array {
  const view = new DataView(octets.buffer);
  view.setUint32(0, MAGIC, true);
  view.setUint16(4, VERSION, true);
  view.setUint16(6, kind, true);
  view.setUint32(8, count, true);
  view.setUint32(CHECKSUM_AT, checksumOf(octets), true);
  return octets;
}

function checksumOf(octets: Uint8Array): number {
  return crc32(octets.subarray(HEAD), crc32(octets.subarray(0, CHECKSUM_AT)));
}

function writeTexts(octets: Uint8Array, from: number, texts: readonly Uint8Array[]): void {
  const view = new DataView(octets.buffer);
  let at = from + (texts.length + 1) * 4;
  for (const [place, text] of texts.entries()) {
    view.setUint32(from + place * 4, at - from, true);
    octets.set(text, at);
    at += text.length;
  }
  view.setUint32(from + texts.length * 4, at - from, true);
}

function decodeBlock(reader: Octets, count: number, version: number): EventBlock {
  const fromMs = reader.f64();
  const toMs = reader.f64();
  if (!Number.isFinite(fromMs) || !Number.isFinite(toMs) || toMs < fromMs) {
    throw new RangeError(`a block from ${fromMs} to ${toMs} ms`);
  }
  const columns: Record<string, DecodedColumn | number> = { size: count };
  for (const name of NAMES) {
    const known = version >= (ADDED[name] ?? 1);
    columns[name] = known
      ? readColumn(name, reader, count, fromMs)
      : new COLUMN_ARRAYS[name](count);
  }
  const block = { kind: "events", fromMs, toMs, columns: columns as unknown as EventColumns };
  const texts = reader.rest();
  if (texts.length === 0) return block as EventBlock;
  const eventAt = eventsIn(texts, count);
  let events: readonly SubscriberEvent[] | undefined;
  return {
    ...(block as EventBlock),
    events: () => {
      events ??= Array.from({ length: count }, (_, place) => eventAt(place));
      return events;
    },
    eventAt,
  };
}

/** What stands at a place, made of its text when it is asked for. */
function eventsIn(texts: Uint8Array, count: number): (place: number) => SubscriberEvent {
  const view = new DataView(texts.buffer, texts.byteOffset, texts.byteLength);
  if (texts.length < (count + 1) * 4 || view.getUint32(count * 4, true) !== texts.length) {
    throw new RangeError(`${texts.length} octets of texts for ${count} events`);
  }
  return (place) => {
    const from = view.getUint32(place * 4, true);
    const to = view.getUint32(place * 4 + 4, true);
    const event: unknown = JSON.parse(DECODER.decode(texts.subarray(from, to)));
    if (typeof event !== "object" || event === null) throw new RangeError(`event ${place} is none`);
    return event as SubscriberEvent;
  };
}

function decodeControl(reader: Octets): LogRecord {
  const text = DECODER.decode(reader.rest());
  const control: unknown = JSON.parse(text);
  if (!isControl(control)) throw new RangeError(`${text}, which is no control`);
  return { kind: "control", control };
}

/** Of what it names nothing is known here: the owner sees to that. */
function isControl(value: unknown): value is Control {
  if (typeof value !== "object" || value === null) return false;
  const { kind, subscriber, campaign } = value as Readonly<Record<string, unknown>>;
  if (kind === "contact.refuse") return Number.isSafeInteger(subscriber) && Number(subscriber) >= 0;
  const isOfCampaign = kind === "campaign.pause" || kind === "campaign.resume";
  return isOfCampaign && typeof campaign === "string";
}

function aligned(octets: Uint8Array): Uint8Array {
  return octets.byteOffset % 8 === 0 ? octets : new Uint8Array(octets);
}
