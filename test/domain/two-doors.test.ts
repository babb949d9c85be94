// Tap and feeds in one stream: total order, the tap first of a moment, each subscriber counted anew.
import fc from "fast-check";
import { expect, test } from "vitest";
import { byTotalOrder, type SubscriberEvent } from "../../domain/subscriber-event.ts";
import { TwoDoors } from "../../domain/two-doors.ts";

const heads = fc.array(fc.tuple(fc.nat(20), fc.nat(3)), { maxLength: 30 });

function eventsOf(source: "tap" | "feed", list: readonly (readonly [number, number])[]) {
  const next = new Map<number, number>();
  return list
    .toSorted((a, b) => a[0] - b[0] || a[1] - b[1])
    .map(([timeMs, subscriber]) => {
      const sequence = next.get(subscriber) ?? 0;
      next.set(subscriber, sequence + 1);
      const head = { timeMs, subscriber, sequence, source, cause: {}, lac: 0, ci: 0 };
      return { ...head, type: "power.turnedOff", own: sequence } as unknown as SubscriberEvent;
    });
}

test("windows of both doors merge into the order of all, however the time is cut", () => {
  fc.assert(
    fc.property(heads, heads, fc.nat(21), (tap, feed, cutMs) => {
      const [taps, feeds] = [eventsOf("tap", tap), eventsOf("feed", feed)];
      const doors = new TwoDoors();
      const before = ({ timeMs }: SubscriberEvent): boolean => timeMs < cutMs;
      const after = (event: SubscriberEvent): boolean => !before(event);
      const merged = [
        ...doors.merge(taps.filter(before), feeds.filter(before)),
        ...doors.merge(taps.filter(after), feeds.filter(after)),
      ];
      expect(merged).toEqual(new TwoDoors().merge(taps, feeds));
      expect(merged.toSorted(byTotalOrder)).toEqual(merged);
      for (const own of Map.groupBy(merged, ({ subscriber }) => subscriber).values()) {
        expect(own.map(({ sequence }) => sequence)).toEqual(own.map((_, index) => index));
        for (const source of ["tap", "feed"]) {
          const numbers = own
            .filter((event) => event.source === source)
            .map((event) => Reflect.get(event, "own"));
          expect(numbers).toEqual(numbers.map((_, index) => index));
        }
        for (const [index, event] of own.entries()) {
          const next = own[index + 1];
          if (next?.timeMs !== event.timeMs) continue;
          expect([event.source, next.source]).not.toEqual(["feed", "tap"]);
        }
      }
    }),
  );
});
