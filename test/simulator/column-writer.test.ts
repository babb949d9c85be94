// Columns say of every event what the event itself says once the directory has joined it.

import { expect, test } from "vitest";
import { Digest, digestColumns, digestEvent } from "../../domain/digest.ts";
import { enrich, RINGBACK_STATES } from "../../domain/directory.ts";
import { VALUE_NAMES } from "../../domain/event-values.ts";
import { MISSED_WHY, SUBSCRIBER_EVENT_TYPES } from "../../domain/subscriber-event.ts";
import { DAY_MS } from "../../domain/time.ts";
import { ColumnWriter } from "../../simulator/days/column-writer.ts";
import { EventRows, eventOf } from "../../simulator/days/event-rows.ts";
import { FeedNames } from "../../simulator/feed-names.ts";
import { livesOf } from "./lives.ts";

const SHARD = { index: 1, of: 3 };

test("the columns of a shard's day hold its events, and digest to the same", () => {
  const { setting, directory, door, plan, signals, people } = livesOf({ count: 900, shard: SHARD });
  const rows = new EventRows();
  const feedNames = new FeedNames(setting.scenario);
  const names = { cells: setting.world.cells, door, feedNames };
  signals.open(plan, 0, DAY_MS);
  for (const subscriber of people) signals.visit(subscriber, rows);
  const columns = new ColumnWriter(setting, door, SHARD).write(rows);
  const ofEvents = new Digest();
  const types = new Set<string>();
  expect(columns.size).toBe(rows.count);
  expect(columns.size).toBeGreaterThan(40 * people.length);
  for (let row = 0; row < rows.count; row++) {
    const event = enrich(eventOf(rows, row, names), directory);
    digestEvent(ofEvents, event);
    types.add(event.type);
    expect({
      subscriber: columns.subscriber[row]! * SHARD.of + SHARD.index,
      sequence: columns.sequence[row],
      timeMs: columns.timeMs[row],
      type: SUBSCRIBER_EVENT_TYPES[columns.type[row]!],
      lac: columns.lac[row],
      ci: columns.ci[row],
      zone: columns.zone[row],
      regular: columns.regular[row] === 1,
      capabilities: columns.capabilities[row],
      hasRingbackTone: columns.hasRingbackTone[row] === 1,
      peerHasRingbackTone: columns.peerHasRingbackTone[row] === 1,
      ringbackTone: RINGBACK_STATES[columns.hasRingbackTone[row]!],
      values: VALUE_NAMES.map((name) => columns[name][row]),
    }).toEqual({
      subscriber: event.subscriber,
      sequence: event.sequence,
      timeMs: event.timeMs,
      type: event.type,
      lac: event.lac,
      ci: event.ci,
      zone: event.zone,
      regular: event.regular,
      capabilities: event.capabilities,
      hasRingbackTone: event.hasRingbackTone,
      peerHasRingbackTone: event.peerHasRingbackTone,
      ringbackTone: event.ringbackTone,
      values: VALUE_NAMES.map((name) => event[name]),
    });
    if (event.type === "handset.seen") {
      expect([columns.tac[row], columns.handset[row]]).toEqual([event.tac, event.handset]);
    }
    if (event.type === "call.setUp") {
      expect(columns.direction[row]).toBe(event.direction === "originated" ? 0 : 1);
    }
    if (event.type === "call.missed") expect(MISSED_WHY[columns.why[row]!]).toBe(event.why);
  }
  const ofColumns = new Digest();
  digestColumns(ofColumns, columns, SHARD);
  expect(ofColumns.toString()).toBe(ofEvents.toString());
  expect(Digest.parse(ofColumns.toString()).toString()).toBe(ofEvents.toString());
  expect(types.size).toBeGreaterThanOrEqual(28);
});
