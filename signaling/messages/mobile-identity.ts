// Who speaks: IMSI, TMSI, IMEI and IMEISV, as 3GPP TS 24.008 §10.5.1.4 codes them.
import { notEncodable, type OctetReader, type OctetWriter } from "../octets.ts";
import { hexDigit, valueOfHexDigit } from "./bcd.ts";
import type { Codec } from "./elements.ts";

/** Digits as text; `tmsi` a u32; "none" (no identity) and the rest (TMGI) as their octets. */
export type MobileIdentity =
  | { readonly type: "imsi"; readonly digits: string }
  | { readonly type: "imei"; readonly digits: string }
  | { readonly type: "imeisv"; readonly digits: string }
  | { readonly type: "tmsi"; readonly tmsi: number }
  | { readonly type: "none"; readonly octets: Uint8Array }
  | { readonly type: "other"; readonly octets: Uint8Array };

/** Type of identity, 3GPP TS 24.008 table 10.5.4; IDENTITY REQUEST asks for one (§10.5.3.4). */
export const IDENTITY_TYPE = { none: 0, imsi: 1, imei: 2, imeisv: 3, tmsi: 4 } as const;
/** How many digits, 3GPP TS 23.003 §2.2, §6.2.1 and §6.2.2: least and most. */
const DIGITS = { imsi: [6, 15], imei: [15, 15], imeisv: [16, 16] } as const;
const ODD = 0x8;
const TMSI_HEAD = 0xf4;
const FILLER = 0xf;
/** Both digits of every octet, −: a half that is no decimal digit. */
const PAIRS: readonly string[] = Array.from({ length: 256 }, (_, octet) => {
  const low = octet & 0xf;
  const high = octet >>> 4;
  return low > 9 ? "-" : hexDigit(low) + (high > 9 ? "-" : hexDigit(high));
});

/** Mobile identity, 3GPP TS 24.008 §10.5.1.4. */
export const mobileIdentity: Codec<MobileIdentity> = {
  read(reader) {
    switch (reader.remaining === 0 ? IDENTITY_TYPE.none : reader.peek() & 0x7) {
      case IDENTITY_TYPE.none:
        return { type: "none", octets: reader.rest() };
      case IDENTITY_TYPE.imsi:
        return { type: "imsi", digits: readIdentityDigits(reader, "imsi") };
      case IDENTITY_TYPE.imei:
        return { type: "imei", digits: readIdentityDigits(reader, "imei") };
      case IDENTITY_TYPE.imeisv:
        return { type: "imeisv", digits: readIdentityDigits(reader, "imeisv") };
      case IDENTITY_TYPE.tmsi:
        if (reader.u8() !== TMSI_HEAD) reader.exact = false;
        return { type: "tmsi", tmsi: reader.u32() };
      default:
        return { type: "other", octets: reader.rest() };
    }
  },
  write(writer, identity) {
    switch (identity.type) {
      case "imsi":
      case "imei":
      case "imeisv":
        writeIdentityDigits(writer, identity.digits, identity.type);
        break;
      case "tmsi":
        writer.u8(TMSI_HEAD);
        writer.u32(identity.tmsi);
        break;
      case "none":
      case "other":
        writeOctets(writer, identity);
        break;
    }
  },
};

/** BSSMAP IMSI: the same coding, always an IMSI (3GPP TS 48.008 §3.2.2.6). */
export const imsi: Codec<string> = {
  read(reader) {
    if ((reader.peek() & 0x7) !== IDENTITY_TYPE.imsi) {
      throw reader.malformed(`identity type ${reader.peek() & 0x7}`, "an IMSI");
    }
    return readIdentityDigits(reader, "imsi");
  },
  write(writer, digits) {
    writeIdentityDigits(writer, digits, "imsi");
  },
};

function writeOctets(
  writer: OctetWriter,
  { type, octets }: Extract<MobileIdentity, { readonly octets: Uint8Array }>,
): void {
  const code = octets.length === 0 ? IDENTITY_TYPE.none : octets[0]! & 0x7;
  const fits = type === "none" ? code === IDENTITY_TYPE.none : code > IDENTITY_TYPE.tmsi;
  if (!fits) throw notEncodable("mobile identity", `${type} of type ${code}`, "0 none, 5–7 other");
  writer.put(octets);
}

function readIdentityDigits(reader: OctetReader, type: keyof typeof DIGITS): string {
  const [least, most] = DIGITS[type];
  const head = reader.u8();
  let digits = hexDigit(head >>> 4);
  while (reader.remaining > 0) digits += PAIRS[reader.u8()]!;
  const isOdd = (head & ODD) !== 0;
  if (!isOdd && digits.endsWith("-")) digits = digits.slice(0, -1);
  const decimal = /^\d+$/.test(digits);
  if (digits.length < least || digits.length > most || !decimal) {
    // The identity itself is not quoted: complaints are printed where identities are redacted.
    const got = decimal
      ? `an identity of ${digits.length} digits`
      : "an identity with a digit that is not decimal";
    throw reader.malformed(got, `${least} to ${most} decimal digits`);
  }
  const filled = isOdd || reader.octets[reader.limit - 1]! >>> 4 === FILLER;
  if (!filled || isOdd !== (digits.length % 2 === 1)) reader.exact = false;
  return digits;
}

function writeIdentityDigits(writer: OctetWriter, digits: string, type: keyof typeof DIGITS): void {
  const [least, most] = DIGITS[type];
  if (digits.length < least || digits.length > most || !/^\d+$/.test(digits)) {
    throw notEncodable(type, `"${digits}"`, `${least} to ${most} decimal digits`);
  }
  const odd = digits.length % 2 === 1 ? ODD : 0;
  writer.u8((valueOfHexDigit(digits, 0) << 4) | odd | IDENTITY_TYPE[type]);
  for (let index = 1; index < digits.length; index += 2) {
    writer.u8(valueOfHexDigit(digits, index) | (valueOfHexDigit(digits, index + 1) << 4));
  }
}
