// The vocabulary of feeds: one feed for each event, words for people, ids that are nobody's digits.
import { describe, expect, test } from "vitest";
import {
  FEED_EVENT_TYPES,
  FEEDS,
  type FeedEvent,
  feedShapeOf,
  isFeedNameValue,
} from "../../domain/feed-events.ts";
import { describeFeedEvent, FEED_WORDS } from "../../domain/feed-sentence.ts";
import { SUBSCRIBER_EVENT_TYPES, TAP_EVENT_TYPES } from "../../domain/subscriber-event.ts";

/** An event of each kind, with the first value of each choice. */
const oneOfEach = (): FeedEvent[] =>
  FEED_EVENT_TYPES.map((type, sequence) => {
    const { feed, party, fields } = feedShapeOf(type);
    const own = Object.entries(fields).map(([name, field]) => [
      name,
      field.kind === "choice" ? field.choices[0] : field.kind === "quantity" ? 7 : "tone-1",
    ]);
    return {
      type,
      feed,
      source: "feed",
      timeMs: 60_000,
      happenedMs: 0,
      subscriber: 0,
      sequence,
      cause: {},
      lac: 0,
      ci: 0,
      ...(party ? { peer: 5, numberClass: "onNet", number: "" } : {}),
      ...Object.fromEntries(own),
    } as FeedEvent;
  });

describe("the vocabulary of feeds", () => {
  test("stands behind that of the tap, so that codes of old events stay", () => {
    expect(SUBSCRIBER_EVENT_TYPES).toEqual([...TAP_EVENT_TYPES, ...FEED_EVENT_TYPES]);
    expect(TAP_EVENT_TYPES.length).toBe(18);
    expect(new Set(SUBSCRIBER_EVENT_TYPES).size).toBe(SUBSCRIBER_EVENT_TYPES.length);
  });

  test("gives each feed something to say, and each event at most four values", () => {
    const shapes = FEED_EVENT_TYPES.map(feedShapeOf);
    expect(new Set(shapes.map(({ feed }) => feed))).toEqual(new Set(FEEDS));
    for (const { party, fields } of shapes) {
      expect(Object.keys(fields).length + (party ? 1 : 0)).toBeLessThanOrEqual(4);
    }
  });

  test("has no field that stands in the head of a line", () => {
    const head = ["kind", "name", "type", "timeMs", "subscriber", "sequence", "source", "cause"];
    for (const type of FEED_EVENT_TYPES) {
      for (const name of Object.keys(feedShapeOf(type).fields)) expect(head).not.toContain(name);
    }
  });

  test.each(oneOfEach())("$type has words in English and in Chinese", (event) => {
    const { en, zh } = describeFeedEvent(event);
    expect(en).not.toMatch(/undefined|[\u4e00-\u9fff]|\.$/);
    expect(zh).toMatch(/[\u4e00-\u9fff]/);
    expect(zh).not.toMatch(/undefined/);
    expect(FEED_WORDS[event.feed].zh).not.toBe("");
  });

  test.each([
    ["", true],
    ["missedCallAlert", true],
    ["shop-17", true],
    ["2008", true],
    ["13800000002", false],
    ["shop-12345", false],
    ["two words", false],
    ["-", false],
    ["a".repeat(41), false],
  ])("%j as an id: %j", (text, may) => {
    expect(isFeedNameValue(text)).toBe(may);
  });
});
