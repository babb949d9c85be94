// The log names nobody: whatever is logged, no line holds the digits of an identifier.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createRoot } from "../../services/log.ts";
import { COVERED, DIGITS_MIN, redactLine } from "../../services/operations/redaction.ts";

const IDENTIFYING = new RegExp(`\\d{${DIGITS_MIN},}`);
const NAMES = ["imsi", "msisdn", "IMEI", "imeisv", "calledNumber", "callingPartyNumber", "tmsi"];

/** What is logged by `act`, line by line. */
function logged(act: (root: ReturnType<typeof createRoot>) => void): string[] {
  const lines: string[] = [];
  const root = createRoot({ write: (line: string) => lines.push(line) });
  root.level = "trace";
  act(root);
  return lines;
}

/** Ten to fifteen digits, alone or in the middle of something. */
const identifier = fc
  .tuple(
    fc.string({ unit: "grapheme" }),
    fc.stringMatching(/^[0-9]{10,15}$/),
    fc.string({ unit: "grapheme" }),
  )
  .map((parts) => parts.join(""));
/** Any JSON with identifiers in strings, keys and numbers. */
const anything = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: "small" },
    identifier,
    fc.integer({ min: 1_000_000_000, max: Number.MAX_SAFE_INTEGER }),
    fc.boolean(),
    fc.array(tie("value"), { maxLength: 4 }),
    fc.dictionary(fc.oneof(identifier, fc.string()), tie("value"), { maxKeys: 4 }),
  ),
})).value;

describe("a line of the log", () => {
  test("holds no run of ten digits, whatever is logged and however", () => {
    fc.assert(
      fc.property(identifier, anything, anything, (text, fields, bindings) => {
        const lines = logged((root) => {
          root.info(text);
          root.warn({ fields }, text);
          root.error(new Error(text, { cause: new Error(text) }));
          root.child({ bindings }).debug({ [text]: fields }, "%s and %o", text, fields);
          root.info(Number.MAX_SAFE_INTEGER);
        });
        expect(lines).toHaveLength(5);
        for (const line of lines) {
          expect(line).not.toMatch(IDENTIFYING);
          expect(JSON.parse(line)).toMatchObject({ name: "kairos" });
        }
      }),
    );
  });

  test.each(NAMES)("holds no field named %s, whatever is in it", (name) => {
    for (const value of ["46000", 46000, ["46000"], { digits: "46000" }]) {
      const [line] = logged((root) => root.info({ inner: { [name]: value } }, "seen"));
      expect(line).not.toContain("46000");
      expect(JSON.parse(line!).inner).toEqual({ [name]: COVERED });
    }
  });

  test("keeps what names nobody: node, partition, sequence, counts, an ISO time", () => {
    const fields = {
      node: "host-77",
      partition: 3,
      sequence: 123_456_789,
      ratio: 0.25,
      none: null,
    };
    const [line] = logged((root) => root.warn(fields, "committed in 12 ms"));
    expect(JSON.parse(line!)).toMatchObject({ ...fields, level: 40, msg: "committed in 12 ms" });
    expect(JSON.parse(line!).time).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
  });

  test("that is no JSON is covered as text", () => {
    expect(redactLine("no JSON of 460001234567890")).toBe(`no JSON of ${COVERED}`);
  });
});
