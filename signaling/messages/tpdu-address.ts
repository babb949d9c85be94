// Addresses of transfer PDUs: digits by semi-octets, or a name in septets (3GPP TS 23.040 §9.1.2.5).
import { inRange, type OctetReader, type OctetWriter } from "../octets.ts";
import { readDigits, writeDigits } from "./bcd.ts";
import { readSeptets, writeSeptets } from "./gsm-alphabet.ts";

/** TP-DA, TP-OA, TP-RA (3GPP TS 23.040 §9.1.2.5). */
export interface TransferAddress {
  /** 0 unknown, 1 international, 2 national, 5 alphanumeric. */
  readonly typeOfNumber: number;
  readonly numberingPlan: number;
  /** Digits, or the text of an alphanumeric address. */
  readonly address: string;
}

const ALPHANUMERIC = 5;

/** Reads an address; the reader is no longer `exact` where {@link writeAddress} writes another. */
export function readAddress(reader: OctetReader): TransferAddress {
  const semiOctets = reader.u8();
  const type = reader.u8();
  const typeOfNumber = (type >>> 4) & 0x7;
  const numberingPlan = type & 0xf;
  if (type < 0x80) reader.exact = false;
  const outer = reader.narrow((semiOctets + 1) >>> 1);
  const address =
    typeOfNumber === ALPHANUMERIC ? readName(reader, semiOctets) : readNumber(reader, semiOctets);
  reader.widen(outer);
  return { typeOfNumber, numberingPlan, address };
}

/** As many septets as fit; the address length counts only semi-octets that are useful. */
function readName(reader: OctetReader, semiOctets: number): string {
  const count = Math.floor((semiOctets * 4) / 7);
  if (semiOctets !== semiOctetsOf(count)) reader.exact = false;
  return readSeptets(reader, count);
}

/** A digit behind an odd number, where a filler belongs, does not count. */
function readNumber(reader: OctetReader, semiOctets: number): string {
  const digits = readDigits(reader);
  if (digits.length !== semiOctets) reader.exact = false;
  return digits.length > semiOctets ? digits.slice(0, semiOctets) : digits;
}

function semiOctetsOf(septets: number): number {
  return Math.ceil((septets * 7) / 4);
}

/** @throws KairosError `message.not-encodable` for characters that such an address cannot have */
export function writeAddress(writer: OctetWriter, value: TransferAddress): void {
  const { typeOfNumber, numberingPlan, address } = value;
  const at = writer.openLength();
  writer.u8(
    0x80 |
      (inRange("type of number", typeOfNumber, 7) << 4) |
      inRange("numbering plan", numberingPlan, 15),
  );
  if (typeOfNumber === ALPHANUMERIC) {
    writer.setU8(at, semiOctetsOf(writeSeptets(writer, address)));
  } else {
    writer.setU8(at, address.length);
    writeDigits(writer, address);
  }
}
