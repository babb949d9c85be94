// Where: location area identification, cell identifier and cell identifier list.
import type { Cgi, Lai } from "../../domain/location.ts";
import { notEncodable, type OctetReader, type OctetWriter } from "../octets.ts";
import { hexDigit, valueOfHexDigit } from "./bcd.ts";
import type { Codec } from "./elements.ts";

/** A network: mobile country code of three digits, mobile network code of two or three. */
export interface Plmn {
  readonly mcc: string;
  readonly mnc: string;
}

/**
 * 3GPP TS 48.008 §3.2.2.17: how a cell, or all cells of an area, are named. The four with an RNC or
 * a service area name cells of UTRAN, in handovers between systems.
 */
export type CellIdentifier =
  | ({ readonly discriminator: "cgi" } & Cgi)
  | { readonly discriminator: "lacCi"; readonly lac: number; readonly ci: number }
  | { readonly discriminator: "ci"; readonly ci: number }
  | { readonly discriminator: "none" }
  | ({ readonly discriminator: "lai" } & Lai)
  | { readonly discriminator: "lac"; readonly lac: number }
  | { readonly discriminator: "all" }
  | ({
      readonly discriminator: "plmnLacRncId";
      readonly lac: number;
      readonly rncId: number;
    } & Plmn)
  | { readonly discriminator: "rncId"; readonly rncId: number }
  | { readonly discriminator: "lacRncId"; readonly lac: number; readonly rncId: number }
  | ({ readonly discriminator: "sai"; readonly lac: number; readonly sac: number } & Plmn)
  | { readonly discriminator: "other"; readonly code: number; readonly octets: Uint8Array };

/** Cell identification discriminators by name, 3GPP TS 48.008 §3.2.2.17 and §3.2.2.27. */
export const CELL_DISCRIMINATORS = {
  cgi: 0,
  lacCi: 1,
  ci: 2,
  none: 3,
  lai: 4,
  lac: 5,
  all: 6,
  plmnLacRncId: 8,
  rncId: 9,
  lacRncId: 10,
  sai: 11,
} as const;
type Discriminator = keyof typeof CELL_DISCRIMINATORS;
const BY_CODE: (Discriminator | undefined)[] = new Array(16).fill(undefined);
for (const [name, code] of Object.entries(CELL_DISCRIMINATORS)) {
  BY_CODE[code] = name as Discriminator;
}
/** Longest list: what a TLV of 255 octets can hold of the shortest entries. */
const CELLS_MAX = 127;

/** Location area identification, 3GPP TS 24.008 §10.5.1.3; 5 octets. */
export const locationAreaIdentification: Codec<Lai> = {
  read: readLai,
  write: writeLai,
};

/** PLMN identity, 3 octets as in a location area identification. */
export const plmnIdentity: Codec<Plmn> = {
  read: readPlmn,
  write: (writer, { mcc, mnc }) => writePlmn(writer, mcc, mnc),
};

/** Cell identifier, 3GPP TS 48.008 §3.2.2.17. */
export const cellIdentifier: Codec<CellIdentifier> = {
  read(reader) {
    return readCell(reader, readDiscriminator(reader));
  },
  write(writer, cell) {
    writer.u8(codeOf(cell));
    writeCell(writer, cell);
  },
};

/** Cell identifier list, 3GPP TS 48.008 §3.2.2.27: at least one entry, all of one discriminator. */
export const cellIdentifierList: Codec<readonly CellIdentifier[]> = {
  read(reader) {
    const code = readDiscriminator(reader);
    const cells = [readCell(reader, code)];
    while (reader.remaining > 0 && cells.length < CELLS_MAX) {
      const before = reader.offset;
      cells.push(readCell(reader, code));
      if (reader.offset === before) {
        throw reader.malformed("octets after an entry without value", "the end of the list");
      }
    }
    return cells;
  },
  write(writer, cells) {
    const first = cells[0];
    if (first === undefined) throw notEncodable("cell identifier list", "no cell", "at least one");
    writer.u8(codeOf(first));
    for (const cell of cells) {
      if (codeOf(cell) !== codeOf(first)) {
        throw notEncodable("cell identifier list", cell.discriminator, first.discriminator);
      }
      writeCell(writer, cell);
    }
  },
};

function codeOf(cell: CellIdentifier): number {
  if (cell.discriminator !== "other") return CELL_DISCRIMINATORS[cell.discriminator];
  const { code } = cell;
  if (code !== (code & 0xf) || BY_CODE[code] !== undefined) {
    throw notEncodable("cell discriminator", String(code), "0–15 without a name of its own");
  }
  return code;
}

function readDiscriminator(reader: OctetReader): number {
  const octet = reader.u8();
  if (octet > 0xf) reader.exact = false;
  return octet & 0xf;
}

function readCell(reader: OctetReader, code: number): CellIdentifier {
  const discriminator = BY_CODE[code];
  switch (discriminator) {
    case "cgi": {
      const { mcc, mnc } = readPlmn(reader);
      return { discriminator, mcc, mnc, lac: reader.u16(), ci: reader.u16() };
    }
    case "lacCi":
      return { discriminator, lac: reader.u16(), ci: reader.u16() };
    case "ci":
      return { discriminator, ci: reader.u16() };
    case "lai": {
      const { mcc, mnc } = readPlmn(reader);
      return { discriminator, mcc, mnc, lac: reader.u16() };
    }
    case "lac":
      return { discriminator, lac: reader.u16() };
    case "none":
    case "all":
      return { discriminator };
    case "plmnLacRncId": {
      const { mcc, mnc } = readPlmn(reader);
      return { discriminator, mcc, mnc, lac: reader.u16(), rncId: reader.u16() };
    }
    case "rncId":
      return { discriminator, rncId: reader.u16() };
    case "lacRncId":
      return { discriminator, lac: reader.u16(), rncId: reader.u16() };
    case "sai": {
      const { mcc, mnc } = readPlmnOfUtran(reader);
      return { discriminator, mcc, mnc, lac: reader.u16(), sac: reader.u16() };
    }
    case undefined:
      return { discriminator: "other", code, octets: reader.rest() };
  }
}

function writeCell(writer: OctetWriter, cell: CellIdentifier): void {
  switch (cell.discriminator) {
    case "cgi":
      writeLai(writer, cell);
      writer.u16(cell.ci);
      break;
    case "lacCi":
      writer.u16(cell.lac);
      writer.u16(cell.ci);
      break;
    case "ci":
      writer.u16(cell.ci);
      break;
    case "lai":
      writeLai(writer, cell);
      break;
    case "lac":
      writer.u16(cell.lac);
      break;
    case "plmnLacRncId":
      writeLai(writer, cell);
      writer.u16(cell.rncId);
      break;
    case "rncId":
      writer.u16(cell.rncId);
      break;
    case "lacRncId":
      writer.u16(cell.lac);
      writer.u16(cell.rncId);
      break;
    case "sai":
      writePlmnOfUtran(writer, cell);
      writer.u16(cell.lac);
      writer.u16(cell.sac);
      break;
    case "other":
      writer.put(cell.octets);
      break;
    case "none":
    case "all":
      break;
  }
}

function readLai(reader: OctetReader): Lai {
  const { mcc, mnc } = readPlmn(reader);
  return { mcc, mnc, lac: reader.u16() };
}

function writeLai(writer: OctetWriter, lai: Lai): void {
  writePlmn(writer, lai.mcc, lai.mnc);
  writer.u16(lai.lac);
}

/** MCC and MNC, 3GPP TS 24.008 §10.5.1.3; digits are kept as they come, "f" among them. */
function readPlmn(reader: OctetReader): Plmn {
  const a = reader.u8();
  const b = reader.u8();
  const c = reader.u8();
  const third = b >>> 4;
  return {
    mcc: hexDigit(a) + hexDigit(a >>> 4) + hexDigit(b),
    mnc: hexDigit(c) + hexDigit(c >>> 4) + (third === 0xf ? "" : hexDigit(third)),
  };
}

function writePlmn(writer: OctetWriter, mcc: string, mnc: string): void {
  if (mcc.length !== 3 || mnc.length < 2 || mnc.length > 3) {
    throw notEncodable("PLMN", `"${mcc}-${mnc}"`, "3 digits of MCC, 2 or 3 of MNC");
  }
  writer.u8(valueOfHexDigit(mcc, 0) | (valueOfHexDigit(mcc, 1) << 4));
  writer.u8(valueOfHexDigit(mcc, 2) | (valueOfHexDigit(mnc, 2) << 4));
  writer.u8(valueOfHexDigit(mnc, 0) | (valueOfHexDigit(mnc, 1) << 4));
}

/** MCC and MNC as a service area has them, 3GPP TS 25.413 §9.2.3.55: three digits of MNC in order. */
function readPlmnOfUtran(reader: OctetReader): Plmn {
  const { mcc, mnc } = readPlmn(reader);
  return { mcc, mnc: mnc.length === 3 ? mnc[2]! + mnc.slice(0, 2) : mnc };
}

function writePlmnOfUtran(writer: OctetWriter, { mcc, mnc }: Plmn): void {
  writePlmn(writer, mcc, mnc.length === 3 ? mnc.slice(1) + mnc[0]! : mnc);
}
