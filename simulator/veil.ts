// Octets for people to look at: what names or quotes somebody in them is covered.
import { type BssapMessage, encode } from "../signaling/messages/bssap.ts";

/** What stands for an octet that is covered. */
const COVER = "··";

/** Fields whose values name people, quote them, or are keys, wherever in a message they stand. */
const SECRETS: ReadonlySet<string> = new Set([
  "digits",
  "imsi",
  "tmsi",
  "address",
  "text",
  "keypadFacility",
  "rand",
  "sres",
  "key",
  "kc128",
  "diagnostics",
  "asReceived",
  "octets",
  "parameters",
  "further",
]);

/** Addresses of media gateways, which are nobody's. */
const OPEN: ReadonlySet<string> = new Set(["aoipTransportLayerAddress"]);

/** Every bit of a secret is 0 in one copy and 1 in the other, as far as its code lets it. */
const LEAST = { digit: "0", character: "@", number: 0, octet: 0x00 };
const MOST = { digit: "9", character: "à", number: 0xffffffff, octet: 0xff };
type Extreme = typeof LEAST;

/**
 * A message's octets in hexadecimal, "01 00 ·· 05": each octet is covered that would be another one
 * if the secrets in the message were others.
 */
export function veiledOctets(message: BssapMessage): string {
  const octets = encode(message);
  const copies = [LEAST, MOST].map((extreme) => encode(replaced(message, extreme)));
  const open = (octet: number, index: number): boolean =>
    copies.every((copy) => copy.length === octets.length && copy[index] === octet);
  const shown = Array.from(octets, (octet, index) =>
    open(octet, index) ? octet.toString(16).padStart(2, "0") : COVER,
  );
  return shown.join(" ");
}

/** A copy in which every secret has this extreme value, of the same length. */
function replaced<T>(value: T, extreme: Extreme): T {
  if (typeof value !== "object" || value === null || ArrayBuffer.isView(value)) return value;
  if (Array.isArray(value)) return value.map((item) => replaced(item, extreme)) as T;
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [
      name,
      SECRETS.has(name)
        ? extremeOf(item, name, extreme)
        : OPEN.has(name)
          ? item
          : replaced(item, extreme),
    ]),
  ) as T;
}

function extremeOf(value: unknown, name: string, extreme: Extreme): unknown {
  if (typeof value === "number") return extreme.number;
  if (value instanceof Uint8Array) return new Uint8Array(value.length).fill(extreme.octet);
  if (typeof value !== "string") return replaced(value, extreme);
  const spelt = name === "text" || /[^0-9*#a-c]/.test(value);
  return (spelt ? extreme.character : extreme.digit).repeat(value.length);
}
