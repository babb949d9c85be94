// Takes whoever could be meant out of lines of the log: the last thing before they are written.

/** Digits in a row that could be an IMSI, IMEI or telephone number; a national number has eleven. */
export const DIGITS_MIN = 10;
/** What stands in their place. */
export const COVERED = "··";

const DIGITS = new RegExp(`\\d{${DIGITS_MIN},}`, "g");
/** Fields that hold an identifier whatever it looks like. */
const NAMED =
  /^(msisdn|imsi|imei|imeisv|tmsi|(called|calling|dialled|forwarded)(party)?(number|digits)?)$/i;

/**
 * A line of JSON without any run of {@link DIGITS_MIN} digits or more, in a string, number or key, and
 * without the fields that are named after an identifier. A line that is no JSON is covered as text.
 */
export function redactLine(line: string): string {
  try {
    return `${JSON.stringify(redact(JSON.parse(line)))}\n`;
  } catch {
    return redactText(line);
  }
}

function redactText(text: string): string {
  return text.replace(DIGITS, COVERED);
}

function redact(value: unknown): unknown {
  if (typeof value === "string") return redactText(value);
  if (typeof value === "number") return redactNumber(value);
  if (Array.isArray(value)) return value.map(redact);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [
      redactText(name),
      NAMED.test(name) ? COVERED : redact(inner),
    ]),
  );
}

/** A number is left one unless its digits are covered. */
function redactNumber(value: number): number | string {
  const text = String(value);
  const covered = redactText(text);
  return covered === text ? value : covered;
}
