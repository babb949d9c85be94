// The short message relay layer inside CP-DATA: RP-DATA, RP-ACK, RP-ERROR, RP-SMMA.
import { KairosError } from "../../domain/errors.ts";
import type { OctetReader, OctetWriter } from "../octets.ts";
import { type PartyNumber, partyNumber } from "./bcd.ts";
import type { Codec } from "./elements.ts";
import { readTransferPdu, type TransferPdu, writeTransferPdu } from "./tpdu.ts";

/** "up" = from the phone. */
export type Direction = "up" | "down";

interface Relayed {
  readonly direction: Direction;
  /** RP-Message Reference, 0–255; the acknowledgement repeats it. */
  readonly reference: number;
}

/** A relay layer message; the service centre is the destination up and the originator down. */
export type RelayMessage =
  | (Relayed & {
      readonly message: "rpData";
      readonly originatorAddress?: PartyNumber;
      readonly destinationAddress?: PartyNumber;
      readonly userData: TransferPdu;
    })
  | (Relayed & {
      readonly message: "rpAck";
      /** A report, or "other". */
      readonly userData?: TransferPdu;
    })
  | (Relayed & {
      readonly message: "rpError";
      /** RP-Cause, 3GPP TS 24.011 §8.2.5.4. */
      readonly cause: number;
      readonly diagnostics?: Uint8Array;
      readonly userData?: TransferPdu;
    })
  | (Relayed & { readonly message: "rpSmma"; readonly direction: "up" })
  /** Of a reserved type, or malformed. */
  | { readonly message: "other"; readonly octets: Uint8Array };

type KnownRelay = Exclude<RelayMessage, { readonly message: "other" }>;

/** RP message types, 3GPP TS 24.011 §8.2.2: the phone's are even, the network's odd. */
const TYPE = { rpData: 0, rpAck: 2, rpError: 4, rpSmma: 6 } as const;
const TYPE_BITS = 0x7;
const NAMES = ["rpData", "rpAck", "rpError", "rpSmma"] as const;
/** RP-User Data, 3GPP TS 24.011 §8.2.5.3. */
const USER_DATA_TAG = 0x41;

/** CP-User Data, 3GPP TS 24.011 §8.1.4.1, and the RP message in it (§7.3). */
export const cpUserData: Codec<RelayMessage> = {
  read(reader) {
    const { offset: start, limit: outer, exact } = reader;
    const relay = readKnown(reader);
    if (relay !== undefined) return relay;
    reader.exact = exact;
    reader.limit = outer;
    reader.offset = start;
    return { message: "other", octets: reader.rest() };
  },
  write(writer, relay) {
    if (relay.message === "other") writer.put(relay.octets);
    else writeKnown(writer, relay);
  },
};

/** Undefined when it is malformed. */
function readKnown(reader: OctetReader): KnownRelay | undefined {
  try {
    return readRelay(reader);
  } catch (error) {
    if (!(error instanceof KairosError)) throw error;
    return undefined;
  }
}

function readRelay(reader: OctetReader): KnownRelay | undefined {
  const octet = reader.u8();
  if (octet > TYPE_BITS) reader.exact = false;
  const type = octet & TYPE_BITS;
  const direction = (type & 1) === 0 ? "up" : "down";
  const message = NAMES[type >>> 1]!;
  const reference = reader.u8();
  switch (message) {
    case "rpData":
      return readData(reader, direction, reference);
    case "rpAck": {
      const userData = readReport(reader, direction, false);
      return { message, direction, reference, ...(userData && { userData }) };
    }
    case "rpError":
      return readError(reader, direction, reference);
    case "rpSmma":
      return direction === "up" ? { message, direction, reference } : undefined;
  }
}

function readData(reader: OctetReader, direction: Direction, reference: number): KnownRelay {
  const originatorAddress = readRelayAddress(reader);
  const destinationAddress = readRelayAddress(reader);
  const outer = reader.narrow(reader.u8());
  const userData = readTransferPdu(reader, direction === "up");
  reader.widen(outer);
  return {
    message: "rpData",
    direction,
    reference,
    ...(originatorAddress && { originatorAddress }),
    ...(destinationAddress && { destinationAddress }),
    userData,
  };
}

function readError(reader: OctetReader, direction: Direction, reference: number): KnownRelay {
  const outer = reader.narrow(reader.u8());
  const cause = reader.u8();
  const diagnostics = reader.remaining > 0 ? { diagnostics: reader.rest() } : {};
  reader.widen(outer);
  const userData = readReport(reader, direction, true);
  return {
    message: "rpError",
    direction,
    reference,
    cause,
    ...diagnostics,
    ...(userData && { userData }),
  };
}

function readRelayAddress(reader: OctetReader): PartyNumber | undefined {
  const length = reader.u8();
  if (length === 0) return undefined;
  const outer = reader.narrow(length);
  const address = partyNumber.read(reader);
  reader.widen(outer);
  return address;
}

function readReport(
  reader: OctetReader,
  direction: Direction,
  inError: boolean,
): TransferPdu | undefined {
  if (reader.remaining < 2 || reader.peek() !== USER_DATA_TAG) return undefined;
  reader.skip(1);
  const outer = reader.narrow(reader.u8());
  const report = readTransferPdu(reader, direction === "up", inError);
  reader.widen(outer);
  return report;
}

function writeKnown(writer: OctetWriter, relay: KnownRelay): void {
  const up = relay.direction === "up";
  writer.u8(TYPE[relay.message] | (up ? 0 : 1));
  writer.u8(relay.reference);
  switch (relay.message) {
    case "rpData": {
      writeRelayAddress(writer, relay.originatorAddress);
      writeRelayAddress(writer, relay.destinationAddress);
      const at = writer.openLength();
      writeTransferPdu(writer, relay.userData, up);
      writer.closeLength(at);
      break;
    }
    case "rpError": {
      const at = writer.openLength();
      writer.u8(relay.cause);
      if (relay.diagnostics !== undefined) writer.put(relay.diagnostics);
      writer.closeLength(at);
      if (relay.userData !== undefined) writeReport(writer, relay.userData, up, true);
      break;
    }
    case "rpAck":
      if (relay.userData !== undefined) writeReport(writer, relay.userData, up, false);
      break;
    case "rpSmma":
      break;
  }
}

function writeRelayAddress(writer: OctetWriter, address: PartyNumber | undefined): void {
  const at = writer.openLength();
  if (address !== undefined) partyNumber.write(writer, address);
  writer.closeLength(at);
}

function writeReport(
  writer: OctetWriter,
  report: TransferPdu,
  up: boolean,
  inError: boolean,
): void {
  writer.u8(USER_DATA_TAG);
  const at = writer.openLength();
  writeTransferPdu(writer, report, up, inError);
  writer.closeLength(at);
}
