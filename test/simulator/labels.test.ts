// Labels: the truth behind a frame, as the generator knows it and nobody behind the tap may.
import { describe, expect, test } from "vitest";
import { parseToken } from "../../domain/identity.ts";
import { HOUR_MS } from "../../domain/time.ts";
import { createLabels } from "../../simulator/labels.ts";
import { createTraffic } from "../../simulator/traffic.ts";
import { exampleScenario } from "./example-scenario.ts";

const SCENARIO = exampleScenario();
const TRAFFIC = createTraffic(SCENARIO, { seed: "labels", subscribers: 300 });
const EVENTS = TRAFFIC.events(0, 12 * HOUR_MS);
const NAMES = SCENARIO.campaigns.map(({ name }) => name);
const labelOf = createLabels(TRAFFIC, NAMES);

describe("a label", () => {
  const labels = EVENTS.map((event, index) => labelOf({ ...event, event }, { line: index + 1 }));

  test("names the subscriber by index and token, never by digits", () => {
    expect(labels.length).toBeGreaterThan(1_000);
    for (const { subscriber, token } of labels) {
      expect(TRAFFIC.directory.ofImsi(parseToken(token!)!)).toBe(subscriber);
    }
    const text = JSON.stringify(labels);
    for (let subscriber = 0; subscriber < TRAFFIC.subscribers; subscriber++) {
      const { imsiOf, digitsOf } = TRAFFIC.directory;
      expect(text.includes(imsiOf(subscriber)) || text.includes(digitsOf(subscriber))).toBe(false);
    }
  });

  test("holds the place where the person really is, to a metre, and the nearest cell", () => {
    const { width, height } = TRAFFIC.world.map;
    for (const { timeMs, subscriber, position, cell } of labels) {
      const [x, y] = TRAFFIC.track(subscriber!, timeMs).at(-1)!.at;
      expect(Math.abs(position!.x - x)).toBeLessThan(0.00051);
      expect(Math.abs(position!.y - y)).toBeLessThan(0.00051);
      expect(x >= 0 && x <= width && y >= 0 && y <= height).toBe(true);
      const served = TRAFFIC.world.cellAt(x, y);
      expect(cell).toEqual({
        lac: TRAFFIC.world.cells.lac[served],
        ci: TRAFFIC.world.cells.ci[served],
      });
    }
  });

  test("agrees with what is drawn of everybody at that time", () => {
    const atMs = 8 * HOUR_MS;
    const frame = TRAFFIC.people(atMs);
    const { width, height } = TRAFFIC.world.map;
    for (let subscriber = 0; subscriber < TRAFFIC.subscribers; subscriber++) {
      const { position } = labelOf({ timeMs: atMs, subscriber }, { frame: 1 });
      expect(Math.abs((frame.x[subscriber]! / 65_535) * width - position!.x)).toBeLessThan(0.01);
      expect(Math.abs((frame.y[subscriber]! / 65_535) * height - position!.y)).toBeLessThan(0.01);
    }
  });

  test("shows that the network mostly uses the nearest cell, and not always", () => {
    const seen = EVENTS.map((event, index) => ({ event, cell: labels[index]!.cell! })).filter(
      ({ event }) => event.type === "location.updated",
    );
    const same = seen.filter(({ event, cell }) => event.lac === cell.lac && event.ci === cell.ci);
    expect(same.length / seen.length).toBeGreaterThan(0.5);
    expect(same.length / seen.length).toBeLessThan(0.99);
  });

  test("holds a need for every campaign, of its hour, none alike", () => {
    const needs = new Map<number, object>();
    for (const { subscriber, need, timeMs } of labels) {
      expect(Object.keys(need!)).toEqual(NAMES);
      for (const [campaign, name] of NAMES.entries()) {
        const exact = TRAFFIC.responses.needOf({ subscriber: subscriber!, campaign, timeMs });
        expect(Math.abs(need![name]! - exact)).toBeLessThan(0.000051);
      }
      needs.set(subscriber!, need!);
    }
    expect(new Set([...needs.values()].map((need) => JSON.stringify(need))).size).toBe(needs.size);
  });

  test("of a frame without a subscriber has its time and procedure alone", () => {
    const reset = { timeMs: 5, procedure: "reset" };
    expect(labelOf(reset, { frame: 3 })).toEqual({ frame: 3, ...reset });
  });

  test("has no place where nobody knows one", () => {
    const { world, directory, responses } = TRAFFIC;
    const placeless = createLabels({ world, directory, responses }, NAMES);
    const { position: _position, cell: _cell, ...rest } = labels[7]!;
    expect(placeless({ ...EVENTS[7]!, event: EVENTS[7]! }, { line: 8 })).toEqual(rest);
  });
});
