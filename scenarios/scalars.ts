// The scalar values of a scenario file: each knows what it accepts, what it wants and how to help.
import { z } from "zod";
import { civilDate, parseDuration, parseTimeOfDay } from "../domain/time.ts";

/** What a scalar says about a value that it refuses; travels in the issue's `params`. */
export interface Refusal {
  /** "a duration such as \"5m\"". */
  readonly wanted: string;
  /** One sentence, with its full stop. */
  readonly remedy: string;
}

interface Scalar<T> extends Refusal {
  /** The value read, undefined when it is none. */
  readonly read: (value: unknown) => T | undefined;
  /** A remedy that fits this value better, if there is one. */
  readonly remedyOf?: (value: unknown) => string | undefined;
  /** What an editor's completion knows of it. */
  readonly json: Readonly<Record<string, unknown>>;
}

/** A value that is read by hand, with its own words for what it is not. */
export function scalar<T>({ read, remedyOf, json, ...refusal }: Scalar<T>) {
  return z
    .unknown()
    .meta(json)
    .transform((value, context): T => {
      const result = read(value);
      if (result !== undefined) return result;
      const remedy = remedyOf?.(value) ?? refusal.remedy;
      const params: Refusal = { wanted: refusal.wanted, remedy };
      context.addIssue({ code: "custom", message: params.wanted, params: { ...params } });
      return z.NEVER;
    });
}

const IN_RANGE = "Choose one in that range.";
const TIME_PATTERN = "^(([01]\\d|2[0-3]):[0-5]\\d(:[0-5]\\d)?|24:00(:00)?)$";
const DURATION_PATTERN = "^(\\d+(\\.\\d+)?[smhd])+$";

/** "30s", "5m", "1h30m", "2d" → ms, both limits included. */
export function duration({ minimum = "0s", maximum = "1000d" } = {}) {
  const [least, most] = [parseDuration(minimum)!, parseDuration(maximum)!];
  const parsed = (value: unknown) => (typeof value === "string" ? parseDuration(value) : undefined);
  return scalar({
    read: (value) => {
      const ms = parsed(value);
      return ms !== undefined && ms >= least && ms <= most ? ms : undefined;
    },
    wanted: 'a duration such as "5m"',
    remedy: "Write numbers with their units s, m, h, d and no spaces, such as 1h30m.",
    remedyOf: (value) => {
      if (parsed(value) !== undefined) return `Choose one from ${minimum} to ${maximum}.`;
      return /^\d+$/.test(String(value)) ? "Add a unit: s, m or h." : undefined;
    },
    json: { type: "string", pattern: DURATION_PATTERN, examples: ["30s", "5m", "2h", "1d"] },
  });
}

/** "10%" or "0.01%" → a fraction; `below100` refuses the whole. */
export function share({ below100 = false } = {}) {
  return scalar({
    read: (value) => {
      const match = typeof value === "string" ? /^(\d+(?:\.\d+)?)\s*%$/.exec(value) : null;
      // An exponent instead of a division, so that "2.44%" is the double nearest to 0.0244.
      const fraction = match === null ? undefined : Number(`${match[1]}e-2`);
      if (fraction === undefined || fraction > 1 || (below100 && fraction === 1)) return undefined;
      return fraction;
    },
    wanted: below100 ? 'a share below 100 %, such as "10%"' : 'a share such as "10%"',
    remedy: "Write a percentage with its sign, from 0% to 100%.",
    json: { type: "string", pattern: "^\\d+(\\.\\d+)?\\s*%$", examples: ["10%", "0.5%"] },
  });
}

/** "07:30" → ms after midnight, 0 to 24 h. */
export function timeOfDay() {
  return scalar({
    read: (value) => (typeof value === "string" ? parseTimeOfDay(value) : undefined),
    wanted: 'a time of day such as "07:30"',
    remedy: "Write hours and minutes with two digits each, in quotes, from 00:00 to 24:00.",
    json: {
      type: "string",
      pattern: TIME_PATTERN,
      examples: ["07:30", "21:00"],
    },
  });
}

/** "2008-06-10"; a day that the calendar has. */
export function isoDate() {
  return scalar({
    read: (value) =>
      typeof value === "string" && civilDate(value) !== undefined ? value : undefined,
    wanted: "a date such as 2008-06-10",
    remedy: "Write year, month and day with hyphens; the day must exist.",
    json: { type: "string", format: "date", examples: ["2008-06-10"] },
  });
}

/** A whole number with both limits included. */
export function wholeNumber({ from, to }: { readonly from: number; readonly to: number }) {
  return scalar({
    read: (value) =>
      typeof value === "number" && Number.isInteger(value) && value >= from && value <= to
        ? value
        : undefined,
    wanted: `a whole number from ${from} to ${to}`,
    remedy: "Write digits only, without quotes, unit or separators.",
    remedyOf: (value) => (Number.isInteger(value) ? IN_RANGE : undefined),
    json: { type: "integer", minimum: from, maximum: to },
  });
}

/** A number with both limits included. */
export function quantity({ from, to }: { readonly from: number; readonly to: number }) {
  return scalar({
    read: (value) =>
      typeof value === "number" && value >= from && value <= to ? value : undefined,
    wanted: `a number from ${from} to ${to}`,
    remedy: "Write digits and a decimal point, without quotes or unit.",
    remedyOf: (value) => (typeof value === "number" ? IN_RANGE : undefined),
    json: { type: "number", minimum: from, maximum: to },
  });
}

/** Text or a number that is used as text: seeds and salts. */
export function seedText() {
  return scalar({
    read: (value) =>
      (typeof value === "string" && value !== "") || typeof value === "number"
        ? String(value)
        : undefined,
    wanted: "any text or number",
    remedy: "Write a word or a number on one line.",
    json: { type: ["string", "number"], minLength: 1, examples: [42, "spring"] },
  });
}

/** Lower-case words with hyphens: what commands, reports and file names can carry. */
export function slug() {
  return scalar({
    read: (value) =>
      typeof value === "string" && /^[a-z0-9]+(-[a-z0-9]+)*$/.test(value) && value.length <= 60
        ? value
        : undefined,
    wanted: 'a name such as "new-mms-handset"',
    remedy: "Use lower-case letters, digits and hyphens, at most 60.",
    json: { type: "string", pattern: "^[a-z0-9]+(-[a-z0-9]+)*$", maxLength: 60 },
  });
}

/** Text that is not empty. */
export function text(what: string) {
  return scalar({
    read: (value) => (typeof value === "string" && value.trim() !== "" ? value : undefined),
    wanted: what,
    remedy: "Write it in quotes.",
    json: { type: "string", pattern: "\\S" },
  });
}

function lengths({ from, to }: { readonly from: number; readonly to: number }): string {
  return `Write ${from === to ? from : `${from} to ${to}`} digits and nothing else.`;
}

/** Exactly `length` digits, kept as text because leading zeros count. */
export function digits(length: { readonly from: number; readonly to: number }, example: string) {
  const pattern = `^\\d{${length.from},${length.to}}$`;
  return scalar({
    read: (value) =>
      typeof value === "string" && new RegExp(pattern).test(value) ? value : undefined,
    wanted: `digits in quotes, such as "${example}"`,
    remedy: "Put quotes around it, so that a leading zero is kept.",
    remedyOf: (value) => (typeof value === "string" ? lengths(length) : undefined),
    json: { type: "string", pattern, examples: [example] },
  });
}

/** A list of number beginnings, each of 1 to 15 digits. */
export function prefixes(example: string) {
  return z
    .array(digits({ from: 1, to: 15 }, example))
    .max(PREFIXES_MAX)
    .default([]);
}

const PREFIXES_MAX = 1_000;

/** Digits as dialled at home, or the letters of an alphanumeric sender (3GPP TS 23.040 §9.1.2.5). */
export function serviceNumber() {
  const pattern = "^(\\d{2,15}|(?=.{0,10}[A-Za-z])[A-Za-z0-9][A-Za-z0-9 .&-]{0,10})$";
  return scalar({
    read: (value) =>
      typeof value === "string" && new RegExp(pattern).test(value) ? value : undefined,
    wanted: 'digits in quotes, such as "10086", or a sender of up to 11 letters',
    remedy: "Put quotes around it, and leave prefixes such as 0 or +86 out.",
    json: { type: "string", pattern, examples: ["10086"] },
  });
}

/** A USSD string: "*100#". */
export function serviceCode() {
  const pattern = "^[*#]{1,3}\\d[\\d*#]{0,30}#$";
  return scalar({
    read: (value) =>
      typeof value === "string" && new RegExp(pattern).test(value) ? value : undefined,
    wanted: 'a USSD string in quotes, such as "*100#"',
    remedy: "Begin with * or #, end with #, and put quotes around it.",
    json: { type: "string", pattern, examples: ["*100#"] },
  });
}

/** Keys of a telephone as pressed: "1*2#". */
export function keys() {
  const pattern = "^[\\d*#]{1,30}$";
  return scalar({
    read: (value) =>
      typeof value === "string" && new RegExp(pattern).test(value) ? value : undefined,
    wanted: 'keys in quotes, such as "12"',
    remedy: "Write digits, * and # only, in quotes, at most 30.",
    json: { type: "string", pattern, examples: ["12"] },
  });
}

/** A word that reports and machines can carry: "balance", "missedCallAlert". */
export function identifier() {
  const pattern = "^[a-z][A-Za-z0-9]{0,39}$";
  return scalar({
    read: (value) =>
      typeof value === "string" && new RegExp(pattern).test(value) ? value : undefined,
    wanted: 'an id such as "missedCallAlert"',
    remedy: "Begin with a small letter; use letters and digits only, at most 40.",
    json: { type: "string", pattern, examples: ["balance"] },
  });
}

/** Lands that have a word of their own, km. */
const LAND_SIZES: Readonly<Record<string, readonly [number, number]>> = {
  city: [60, 40],
  prefecture: [150, 100],
  province: [300, 200],
  greatProvince: [600, 400],
};
const SIDE_KM = { least: 30, most: 900 } as const;
/** A land may be so many times as long as it is wide. */
const LENGTH_MAX = 3;

/** "city", "120x80" → km. */
export function landSize() {
  const words = Object.keys(LAND_SIZES);
  const sides = (value: unknown): readonly [number, number] | undefined => {
    const match = typeof value === "string" ? /^(\d{1,5})[x×](\d{1,5})$/.exec(value) : null;
    return match === null ? undefined : [Number(match[1]), Number(match[2])];
  };
  return scalar({
    read: (value) => {
      const known = typeof value === "string" && Object.hasOwn(LAND_SIZES, value);
      const [widthKm, heightKm] = (known ? LAND_SIZES[value] : sides(value)) ?? [0, 0];
      const [short, long] = [Math.min(widthKm, heightKm), Math.max(widthKm, heightKm)];
      if (short < SIDE_KM.least || long > SIDE_KM.most || long > LENGTH_MAX * short) {
        return undefined;
      }
      return { widthKm, heightKm };
    },
    wanted: `one of ${words.join(", ")}, or width and height in km such as "120x80"`,
    remedy: "Choose a word, or write two whole numbers with an x between them.",
    remedyOf: (value) =>
      sides(value) === undefined
        ? undefined
        : `Choose sides of ${SIDE_KM.least} to ${SIDE_KM.most} km, the long one at most ${LENGTH_MAX} times the short one.`,
    json: {
      type: "string",
      pattern: `^(${words.join("|")}|\\d{1,5}[x×]\\d{1,5})$`,
      examples: words,
    },
  });
}

/** A path or another name that must not be empty. */
export function fileName(what: string) {
  return scalar({
    read: (value) => (typeof value === "string" && value.trim() !== "" ? value : undefined),
    wanted: what,
    remedy: "Write its name; a path counts from the scenario's own folder.",
    json: { type: "string", pattern: "\\S" },
  });
}

/** The id of a product of the table, or a class of need: "rbt-trial", "ringbackTone". */
export function productName() {
  const pattern = "^[a-z][A-Za-z0-9]*(-[A-Za-z0-9]+)*$";
  return scalar({
    read: (value) =>
      typeof value === "string" && new RegExp(pattern).test(value) && value.length <= 60
        ? value
        : undefined,
    wanted: 'a product such as "rbt-trial" or "ringbackTone"',
    remedy: "Write an id of products, or a class of need.",
    json: { type: "string", pattern, maxLength: 60, examples: ["ringbackTone", "mms"] },
  });
}

/** "90%" or 0.9 → 0.9. */
export function fraction() {
  return scalar({
    read: (value) => {
      const match = typeof value === "string" ? /^(\d+(?:\.\d+)?)\s*%$/.exec(value) : null;
      const number = match === null ? value : Number(`${match[1]}e-2`);
      return typeof number === "number" && number >= 0 && number <= 1 ? number : undefined;
    },
    wanted: "a share such as 90% or 0.9",
    remedy: "Write a percentage from 0% to 100%, or a number from 0 to 1.",
    json: {
      anyOf: [
        { type: "string", pattern: "^\\d+(\\.\\d+)?\\s*%$" },
        { type: "number", minimum: 0, maximum: 1 },
      ],
      examples: ["90%", 0.9],
    },
  });
}

const SUBSCRIBERS_NAMED_MAX = 100;

/** 17 or [17, 42] → a list; subscribers count from 0. */
export function subscriberNumbers() {
  const known = (value: unknown): value is number =>
    typeof value === "number" && Number.isInteger(value) && value >= 0 && value < 10_000_000;
  return scalar<readonly number[]>({
    read: (value) => {
      const list = Array.isArray(value) ? (value as readonly unknown[]) : [value];
      const fits = list.length > 0 && list.length <= SUBSCRIBERS_NAMED_MAX && list.every(known);
      return fits ? (list as readonly number[]) : undefined;
    },
    wanted: "a subscriber's number such as 17, or a list of them",
    remedy: "Write whole numbers from 0, at most 100 of them.",
    json: {
      anyOf: [
        { type: "integer", minimum: 0, maximum: 9_999_999 },
        {
          type: "array",
          items: { type: "integer", minimum: 0, maximum: 9_999_999 },
          minItems: 1,
          maxItems: SUBSCRIBERS_NAMED_MAX,
        },
      ],
      examples: [17],
    },
  });
}

/** When an offer is sent, as written. */
export type DeliverWritten =
  | { readonly kind: "now" }
  | { readonly kind: "nextIdle" }
  | { readonly kind: "after"; readonly afterMs: number }
  | { readonly kind: "at"; readonly timeOfDayMs: number };

const DELIVER_WORDS: readonly string[] = ["now", "nextIdle"];

/** "now", "nextIdle", { after: 5s } or { at: "08:30" }. */
export function deliveryMoment() {
  return scalar<DeliverWritten>({
    read: (value) => {
      if (typeof value === "string" && DELIVER_WORDS.includes(value)) {
        return { kind: value as "now" | "nextIdle" };
      }
      if (typeof value !== "object" || value === null) return undefined;
      const entries = Object.entries(value as Record<string, unknown>);
      const [key, written] = entries[0] ?? [];
      if (entries.length !== 1 || typeof written !== "string") return undefined;
      const ms = key === "after" ? parseDuration(written) : parseTimeOfDay(written);
      if (ms === undefined) return undefined;
      if (key === "after") return { kind: "after", afterMs: ms };
      return key === "at" ? { kind: "at", timeOfDayMs: ms } : undefined;
    },
    wanted: 'now, nextIdle, { after: 5s } or { at: "08:30" }',
    remedy: "Write one of these four, with a duration or a time of day in quotes.",
    json: {
      anyOf: [
        { enum: DELIVER_WORDS },
        {
          type: "object",
          properties: { after: { type: "string", pattern: DURATION_PATTERN } },
          required: ["after"],
          additionalProperties: false,
        },
        {
          type: "object",
          properties: { at: { type: "string", pattern: TIME_PATTERN } },
          required: ["at"],
          additionalProperties: false,
        },
      ],
      examples: ["now", "nextIdle"],
    },
  });
}
