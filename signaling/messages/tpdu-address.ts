// Addresses of transfer PDUs: digits by semi-octets, or a name in septets (3GPP TS 23.040 §9.1.2.5).
import type { OctetReader, OctetWriter } from "../octets.ts";
import { readDigits, writeDigits } from "./bcd.ts";
import { countSeptets, packText, textOfSeptets } from "./gsm-alphabet.ts";

/** TP-DA, TP-OA, TP-RA (3GPP TS 23.040 §9.1.2.5). */
export interface TransferAddress {
  /** 0 unknown, 1 international, 2 national, 5 alphanumeric. */
  readonly typeOfNumber: number;
  readonly numberingPlan: number;
  /** Digits, or the text of an alphanumeric address. */
  readonly address: string;
}

const ALPHANUMERIC = 5;

export function readAddress(reader: OctetReader): TransferAddress {
  const semiOctets = reader.u8();
  const type = reader.u8();
  const typeOfNumber = (type >>> 4) & 0x7;
  const numberingPlan = type & 0xf;
  const outer = reader.narrow((semiOctets + 1) >>> 1);
  const address =
    typeOfNumber === ALPHANUMERIC
      ? textOfSeptets(reader.rest(), Math.floor((semiOctets * 4) / 7))
      : readDigits(reader);
  reader.widen(outer);
  return { typeOfNumber, numberingPlan, address };
}

export function writeAddress(writer: OctetWriter, address: TransferAddress): void {
  const type = 0x80 | (address.typeOfNumber << 4) | address.numberingPlan;
  if (address.typeOfNumber === ALPHANUMERIC) {
    const count = countSeptets(address.address);
    writer.u8(Math.ceil((count * 7) / 4));
    writer.u8(type);
    writer.put(packText(address.address, 0, count));
    return;
  }
  writer.u8(address.address.length);
  writer.u8(type);
  writeDigits(writer, address.address);
}
