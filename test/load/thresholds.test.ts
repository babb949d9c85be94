// Thresholds in one line each, and the errors that say what is known.
import { describe, expect, test } from "vitest";
import { judge, parseThreshold } from "../../metrics/thresholds.ts";

describe("a threshold", () => {
  test.each([
    ["latency.p99 < 50ms", "latency.p99", "<", 50],
    ["offer.p99.9<0.2s", "offer.p99.9", "<", 200],
    ["lateness.max <= 500us", "lateness.max", "<=", 0.5],
    ["unsent == 0", "unsent", "==", 0],
    ["rate > 100k/s", "rate", ">", 100_000],
    ["knee >= 1.5M", "knee", ">=", 1_500_000],
    ["triggers != 0", "triggers", "!=", 0],
  ])("is read from %s", (text, metric, operator, limit) => {
    expect(parseThreshold(text)).toEqual({ text, metric, operator, limit });
  });

  test.each([
    ["latency.p99", 'a line such as "latency.p99 < 50ms"'],
    ["latency.p99 < fast", 'a line such as "latency.p99 < 50ms"'],
    ["latency < 50ms", "latency. and one of p50, p90"],
    ["latency.p98 < 50ms", "Known are latency, offer, lateness with .p50 .p90 .p99 .p99.9 .p99.99"],
    ["speed > 3", "rate, knee (/s) and unsent, triggers, offers, events"],
    ["latency.p99 < 50", "got no unit, expected a time"],
    ["latency.p99 < 50k", "got k, expected a time"],
    ["unsent == 0ms", "expected a count"],
    ["rate > 5ms", "expected events per second"],
  ])("is refused when it is %s", (text, wanted) => {
    expect(() => parseThreshold(text)).toThrow(wanted);
  });

  test.each([
    ["latency.p99 < 50ms", 49.9, true],
    ["latency.p99 < 50ms", 50, false],
    ["unsent == 0", 0, true],
    ["rate > 100k/s", 99_999, false],
  ])("%s judges %d: %s", (text, measured, kept) => {
    expect(judge(parseThreshold(text), measured)).toEqual({ threshold: text, measured, kept });
  });

  test("is missed by what was not measured, and by what is in doubt", () => {
    const threshold = parseThreshold("latency.p99 < 50ms");
    expect(judge(threshold, undefined)).toMatchObject({ kept: false });
    expect(judge(threshold, 10, "the tool fell behind")).toMatchObject({
      kept: false,
      reason: "the tool fell behind",
    });
    expect(judge(threshold, 60, "the tool fell behind")).not.toHaveProperty("reason");
  });
});
