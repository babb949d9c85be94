// What nothing behind the door may show: the digits, texts and keys of a capture, in all their forms.
import { readCapture } from "../../signaling/capture.ts";
import { fitsGsmAlphabet, packUssd, ucs2Of } from "../../signaling/messages/gsm-alphabet.ts";

/** One thing that must not be shown, in each form in which it could be. */
export interface Secret {
  readonly kind: "imsi" | "number" | "imei" | "text" | "key";
  /** As people write it. */
  readonly plain: string;
  /** Octets as a message holds them, two hexadecimal digits each, without blanks. */
  readonly octets: readonly string[];
}

/** Texts shorter than this are found everywhere. */
const TEXT_LENGTH_MIN = 6;
/** A number as it is without country code and prefixes: whoever shows that shows enough. */
const NATIONAL_DIGITS = 11;
/** Digits and octets shorter than this are found by chance. */
const DIGITS_MIN = 10;
const OCTETS_MIN = 5;

/** Fields of a decoded message that name people, quote them, or are keys. */
const FIELDS: Readonly<Record<string, Secret["kind"]>> = {
  imsi: "imsi",
  digits: "number",
  address: "number",
  text: "text",
  rand: "key",
  sres: "key",
  key: "key",
};

/** All that a capture of generated people holds and nothing behind the door may. */
export function secretsIn(pcap: Uint8Array): readonly Secret[] {
  const found = new Map<string, Secret>();
  const visit = (value: unknown, field: string): void => {
    if (value instanceof Uint8Array) {
      if (FIELDS[field] === "key") add(keyOf(value));
    } else if (typeof value === "string") {
      if (field in FIELDS) add(secretOf(value, FIELDS[field]!));
    } else if (typeof value === "object" && value !== null) {
      const { type } = value as { readonly type?: unknown };
      for (const [name, item] of Object.entries(value)) {
        const identity = name === "digits" && typeof type === "string" ? type : undefined;
        if (identity === "imsi") add(secretOf(String(item), "imsi"));
        else if (identity?.startsWith("imei") === true) add(secretOf(imeiOf(item), "imei"));
        else visit(item, name);
      }
    }
  };
  const add = (secret: Secret | undefined): void => {
    if (secret !== undefined) found.set(`${secret.kind} ${secret.plain}`, secret);
  };
  for (const { bssap } of readCapture(pcap, "pcap").messages) visit(bssap, "");
  return [...found.values()];
}

/** The 14 digits that IMEI, with its check digit, and IMEISV begin with. */
function imeiOf(digits: unknown): string {
  return String(digits).slice(0, 14);
}

function secretOf(plain: string, kind: Secret["kind"]): Secret | undefined {
  if (kind === "text") {
    const octets = [Buffer.from(plain).toString("hex")];
    // Septets but for the last octet, where what follows begins.
    const carried = fitsGsmAlphabet(plain) ? packUssd(plain).slice(0, -1) : ucs2Of(plain);
    octets.push(Buffer.from(carried).toString("hex"));
    return plain.length < TEXT_LENGTH_MIN ? undefined : { kind, plain, octets };
  }
  const own = kind === "number" ? plain.slice(-NATIONAL_DIGITS) : plain;
  return own.length < DIGITS_MIN ? undefined : { kind, plain: own, octets: swapped(own) };
}

function keyOf(octets: Uint8Array): Secret {
  const hex = Buffer.from(octets).toString("hex");
  return { kind: "key", plain: hex, octets: octets.length < OCTETS_MIN ? [] : [hex] };
}

/** Semi-octets, of numbers (from the first digit on) and of identities (from the second). */
export function swapped(digits: string): string[] {
  return [digits, digits.slice(1)].map((part) =>
    (part.match(/../g) ?? []).map(([low, high]) => `${high}${low}`).join(""),
  );
}

/** Finds secrets in outputs; what is allowed to be seen is not among them. */
export class Search {
  readonly #byForm = new Map<string, Secret>();
  readonly #lengths: readonly number[];
  readonly #texts: readonly Secret[];

  constructor(secrets: readonly Secret[]) {
    this.#texts = secrets.filter(({ kind }) => kind === "text");
    for (const secret of secrets) {
      if (secret.kind !== "text" && secret.plain.length >= DIGITS_MIN) {
        this.#byForm.set(secret.plain, secret);
      }
      for (const form of secret.octets) this.#byForm.set(form, secret);
    }
    this.#lengths = [...new Set([...this.#byForm.keys()].map((form) => form.length))];
  }

  /** The secrets that an output shows, each once. */
  in(output: string): readonly Secret[] {
    const found = new Set(this.#texts.filter(({ plain }) => output.includes(plain)));
    const look = (run: string): void => {
      for (const length of this.#lengths) {
        for (let at = 0; at + length <= run.length; at++) {
          const secret = this.#byForm.get(run.slice(at, at + length));
          if (secret !== undefined) found.add(secret);
        }
      }
    };
    for (const [run] of output.matchAll(/[0-9a-f]{10,}/gi)) look(run.toLowerCase());
    // "64 00 13", "64:00:13", "0x64, 0x00"
    for (const [run] of output.matchAll(/(?:\b(?:0x)?[0-9a-f]{2}\b[ :,]{0,2}){5,}/gi)) {
      look(run.replace(/0x|[ :,]/gi, "").toLowerCase());
    }
    return [...found];
  }
}
