// DTAP: layer 3 messages between phone and MSC, read and written by the tables of dtap-tables.ts.
import { inRange, notEncodable, type OctetReader, type OctetWriter } from "../octets.ts";
import { PROTOCOLS } from "./dtap-tables.ts";
import {
  type AnyRow,
  type Codec,
  compilePlan,
  type Fields,
  type FieldValues,
  type Plan,
  readElements,
  writeElements,
} from "./elements.ts";

type Protocols = typeof PROTOCOLS;
export type ProtocolName = keyof Protocols;

interface DtapHead<P extends ProtocolName | "other", N extends string> {
  readonly layer: "dtap";
  readonly protocol: P;
  readonly message: N;
  /** Data link connection identifier when it is not 0 (SMS: 3); only on whole BSSAP messages. */
  readonly dlci?: number;
  /** N(SD), 0–3 (3GPP TS 24.007 §11.2.3.2.3); absent = 0. */
  readonly sendSequenceNumber?: number;
}

/** Which transaction a message of call control, SMS or supplementary services belongs to. */
interface InTransaction {
  /** TI value, 0–6, or 7–127 extended (3GPP TS 24.007 §11.2.3.1.3). */
  readonly transactionIdentifier: number;
  /** TI flag: absent = 0, sent by the side that allocated the identifier; true = the other side. */
  readonly transactionFlag?: true;
  /** Only where a second octet for the TI is not 128 + 7 to 127: that octet, written as it came. */
  readonly transactionExtension?: number;
}

interface OutsideTransactions {
  /** Skip indicator when it is not 0. */
  readonly skipIndicator?: number;
}

type MessageOf<
  P extends ProtocolName,
  N extends keyof Protocols[P]["messages"] & string,
> = DtapHead<P, N> &
  (Protocols[P]["transactions"] extends true ? InTransaction : OutsideTransactions) &
  (Protocols[P]["messages"][N] extends { elements: infer E extends readonly AnyRow[] }
    ? Fields<E>
    : never);

type MessagesOf<P extends ProtocolName> = {
  [N in keyof Protocols[P]["messages"] & string]: MessageOf<P, N>;
}[keyof Protocols[P]["messages"] & string];

/** What the tables lack is kept as it came. */
interface Unread {
  /** Message type without N(SD), 0–255. */
  readonly type: number;
  /** Everything after the message type. */
  readonly octets: Uint8Array;
}

/** A message that the table of its protocol lacks. */
type UnknownOf<P extends ProtocolName> = DtapHead<P, "unknown"> &
  (Protocols[P]["transactions"] extends true ? InTransaction : OutsideTransactions) &
  Unread;

/** A message of a protocol without a table: group calls, GPRS, location services, tests. */
export interface OtherProtocolMessage extends DtapHead<"other", "unknown">, Unread {
  /** Protocol discriminator, 0–15 (3GPP TS 24.007 §11.2.3.1.1). */
  readonly discriminator: number;
  /** Upper half of the first octet, skip indicator or transaction, when it is not 0. */
  readonly upperHalf?: number;
}

/** Any layer 3 message; narrow it by `protocol` and `message`. */
export type DtapMessage =
  | { [P in ProtocolName]: MessagesOf<P> | UnknownOf<P> }[ProtocolName]
  | OtherProtocolMessage;

interface CompiledMessage {
  readonly name: string;
  readonly type: number;
  readonly plan: Plan;
}

interface CompiledProtocol {
  readonly name: ProtocolName;
  readonly discriminator: number;
  readonly transactions: boolean;
  /** Whether the two upper bits of the type octet hold N(SD) (3GPP TS 24.007 §11.2.3.2). */
  readonly sequenced: boolean;
  readonly byType: readonly (CompiledMessage | undefined)[];
  readonly byName: ReadonlyMap<string, CompiledMessage>;
}

const COMPILED: readonly CompiledProtocol[] = Object.entries(PROTOCOLS).map(([name, protocol]) => {
  const byType: (CompiledMessage | undefined)[] = new Array(256).fill(undefined);
  const byName = new Map<string, CompiledMessage>();
  for (const [messageName, { type, elements }] of Object.entries(protocol.messages)) {
    const plan = compilePlan(elements as readonly AnyRow[], lengthOfUnknown);
    const compiled = { name: messageName, type, plan };
    byType[type] = compiled;
    byName.set(messageName, compiled);
  }
  return {
    name: name as ProtocolName,
    discriminator: protocol.discriminator,
    transactions: protocol.transactions,
    sequenced: name !== "radioResource" && name !== "shortMessageService",
    byType,
    byName,
  };
});
const BY_DISCRIMINATOR = Array.from({ length: 16 }, (_, discriminator) =>
  COMPILED.find((protocol) => protocol.discriminator === discriminator),
);
const BY_NAME = new Map(COMPILED.map((protocol) => [protocol.name, protocol]));
/** TI extension, 3GPP TS 24.007 §11.2.3.1.3: the value stands in an octet of its own. */
const EXTENDED_TRANSACTION = 7;
const EXTENSION_BIT = 0x80;

/** Unknown elements, 3GPP TS 24.007 §11.2.4: one octet when bit 8 is set, else with a length. */
function lengthOfUnknown(tag: number, reader: OctetReader): number {
  return (tag & 0x80) !== 0 ? 0 : reader.u8();
}

/** Reads a layer 3 message up to the reader's limit. @throws KairosError */
export function decodeDtap(reader: OctetReader): DtapMessage {
  const head = reader.u8();
  const protocol = BY_DISCRIMINATOR[head & 0xf];
  if (protocol === undefined) return readOther(reader, head);
  const message: FieldValues = { layer: "dtap", protocol: protocol.name, message: UNKNOWN };
  if (protocol.transactions) readTransaction(reader, head >>> 4, message);
  else if (head >>> 4 !== 0) message["skipIndicator"] = head >>> 4;
  const typeOctet = reader.u8();
  const type = protocol.sequenced ? typeOctet & 0x3f : typeOctet;
  const compiled = protocol.byType[type];
  if (protocol.sequenced && typeOctet >>> 6 !== 0) message["sendSequenceNumber"] = typeOctet >>> 6;
  if (compiled === undefined) {
    message["type"] = type;
    message["octets"] = reader.rest();
  } else {
    message["message"] = compiled.name;
    readElements(reader, compiled.plan, message);
  }
  return message as unknown as DtapMessage;
}

const UNKNOWN = "unknown";

function readOther(reader: OctetReader, head: number): OtherProtocolMessage {
  return {
    layer: "dtap",
    protocol: "other",
    message: UNKNOWN,
    discriminator: head & 0xf,
    ...(head >>> 4 === 0 ? {} : { upperHalf: head >>> 4 }),
    type: reader.u8(),
    octets: reader.rest(),
  };
}

function readTransaction(reader: OctetReader, half: number, message: FieldValues): void {
  const value = half & 0x7;
  const extension = value === EXTENDED_TRANSACTION ? reader.u8() : -1;
  message["transactionIdentifier"] = extension < 0 ? value : extension & 0x7f;
  if ((half & 0x8) !== 0) message["transactionFlag"] = true;
  if (extension >= 0 && extension < (EXTENSION_BIT | EXTENDED_TRANSACTION)) {
    message["transactionExtension"] = extension;
  }
}

/** Writes a layer 3 message. @throws KairosError `message.not-encodable` */
export function encodeDtap(writer: OctetWriter, message: DtapMessage): void {
  if (message.protocol === "other") {
    const { discriminator, upperHalf = 0 } = message;
    writer.u8(inRange("protocol discriminator", discriminator, 0xf) | (upperHalf << 4));
    writer.u8(message.type);
    writer.put(message.octets);
    return;
  }
  const protocol = BY_NAME.get(message.protocol);
  if (protocol === undefined) throw notInTables(message);
  if ("transactionIdentifier" in message) {
    writeTransaction(writer, protocol.discriminator, message);
  } else {
    const skip = "skipIndicator" in message ? (message.skipIndicator ?? 0) : 0;
    writer.u8(protocol.discriminator | (skip << 4));
  }
  const sequence = (message.sendSequenceNumber ?? 0) << 6;
  if (message.message === UNKNOWN) {
    writer.u8(inRange("message type", message.type, protocol.sequenced ? 0x3f : 0xff) | sequence);
    writer.put(message.octets);
    return;
  }
  const compiled = protocol.byName.get(message.message);
  if (compiled === undefined) throw notInTables(message);
  writer.u8(compiled.type | sequence);
  writeElements(writer, compiled.plan, message as unknown as FieldValues);
}

function notInTables({ protocol, message }: DtapMessage): Error {
  return notEncodable("DTAP message", `${protocol}.${message}`, "one of a table, or unknown");
}

function writeTransaction(
  writer: OctetWriter,
  discriminator: number,
  message: InTransaction,
): void {
  const { transactionIdentifier: value, transactionExtension } = message;
  const extended = value >= EXTENDED_TRANSACTION || transactionExtension !== undefined;
  const half = (extended ? EXTENDED_TRANSACTION : value) | (message.transactionFlag ? 0x8 : 0);
  writer.u8(discriminator | (half << 4));
  if (!extended) return;
  writer.u8(transactionExtension ?? EXTENSION_BIT | inRange("transaction identifier", value, 0x7f));
}

/** A layer 3 message inside another element. */
export const layer3Message: Codec<DtapMessage> = { read: decodeDtap, write: encodeDtap };
