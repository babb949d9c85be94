// The short message relay layer inside CP-DATA: RP-DATA, RP-ACK, RP-ERROR, RP-SMMA.
import type { OctetReader, OctetWriter } from "../octets.ts";
import { type PartyNumber, partyNumber } from "./bcd.ts";
import type { Codec } from "./elements.ts";
import { readTransferPdu, type TransferPdu, writeTransferPdu } from "./tpdu.ts";

/** "up" = from the phone. */
export type Direction = "up" | "down";

/** A relay layer message; the service centre is the destination up and the originator down. */
export type RelayMessage =
  | {
      readonly message: "rpData";
      readonly direction: Direction;
      /** RP-Message Reference, 0–255; the acknowledgement repeats it. */
      readonly reference: number;
      readonly originatorAddress?: PartyNumber;
      readonly destinationAddress?: PartyNumber;
      readonly userData: TransferPdu;
    }
  | {
      readonly message: "rpAck";
      readonly direction: Direction;
      readonly reference: number;
      /** RP-User Data with a report TPDU, as octets. */
      readonly userData?: Uint8Array;
    }
  | {
      readonly message: "rpError";
      readonly direction: Direction;
      readonly reference: number;
      /** RP-Cause, 3GPP TS 24.011 §8.2.5.4. */
      readonly cause: number;
      readonly diagnostics?: Uint8Array;
      readonly userData?: Uint8Array;
    }
  | { readonly message: "rpSmma"; readonly direction: "up"; readonly reference: number };

/** RP message types, 3GPP TS 24.011 §8.2.2: the phone's are even, the network's odd. */
const TYPE = { rpData: 0, rpAck: 2, rpError: 4, rpSmma: 6 } as const;
const NAMES = ["rpData", "rpAck", "rpError", "rpSmma"] as const;
/** RP-User Data, 3GPP TS 24.011 §8.2.5.3. */
const USER_DATA_TAG = 0x41;

/** CP-User Data, 3GPP TS 24.011 §8.1.4.1, and the RP message in it (§7.3). */
export const cpUserData: Codec<RelayMessage> = {
  read(reader) {
    const type = reader.u8() & 0x7;
    const direction = (type & 1) === 0 ? "up" : "down";
    const message = NAMES[type >>> 1]!;
    const reference = reader.u8();
    switch (message) {
      case "rpData":
        return readData(reader, direction, reference);
      case "rpAck": {
        const userData = readReport(reader);
        return { message, direction, reference, ...(userData && { userData }) };
      }
      case "rpError": {
        const outer = reader.narrow(reader.u8());
        const cause = reader.u8();
        const diagnostics = reader.remaining > 0 ? { diagnostics: reader.rest() } : {};
        reader.widen(outer);
        const userData = readReport(reader);
        return {
          message,
          direction,
          reference,
          cause,
          ...diagnostics,
          ...(userData && { userData }),
        };
      }
      case "rpSmma":
        if (direction === "down") throw reader.malformed("RP type 7", "0 to 6");
        return { message, direction, reference };
    }
  },
  write(writer, relay) {
    writer.u8(TYPE[relay.message] | (relay.direction === "up" ? 0 : 1));
    writer.u8(relay.reference);
    switch (relay.message) {
      case "rpData":
        writeAddress(writer, relay.originatorAddress);
        writeAddress(writer, relay.destinationAddress);
        writeLengthAnd(writer, () => writeTransferPdu(writer, relay.userData));
        break;
      case "rpError":
        writeLengthAnd(writer, () => {
          writer.u8(relay.cause);
          if (relay.diagnostics !== undefined) writer.put(relay.diagnostics);
        });
        writeReport(writer, relay.userData);
        break;
      case "rpAck":
        writeReport(writer, relay.userData);
        break;
      case "rpSmma":
        break;
    }
  },
};

function readData(reader: OctetReader, direction: Direction, reference: number): RelayMessage {
  const originatorAddress = readAddress(reader);
  const destinationAddress = readAddress(reader);
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

function readAddress(reader: OctetReader): PartyNumber | undefined {
  const length = reader.u8();
  if (length === 0) return undefined;
  const outer = reader.narrow(length);
  const address = partyNumber.read(reader);
  reader.widen(outer);
  return address;
}

function readReport(reader: OctetReader): Uint8Array | undefined {
  if (reader.remaining < 2 || reader.peek() !== USER_DATA_TAG) return undefined;
  reader.skip(1);
  return reader.take(reader.u8());
}

function writeAddress(writer: OctetWriter, address: PartyNumber | undefined): void {
  writeLengthAnd(writer, () => {
    if (address !== undefined) partyNumber.write(writer, address);
  });
}

function writeReport(writer: OctetWriter, userData: Uint8Array | undefined): void {
  if (userData === undefined) return;
  writer.u8(USER_DATA_TAG);
  writeLengthAnd(writer, () => writer.put(userData));
}

function writeLengthAnd(writer: OctetWriter, write: () => void): void {
  const at = writer.openLength();
  write();
  writer.closeLength(at);
}
