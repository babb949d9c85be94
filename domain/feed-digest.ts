// The two words that stand for a feed event's fields in digests, of an event or of coded values.
import { type FeedEvent, type FeedField, feedShapeOf } from "./feed-events.ts";
import { hashText, hashWords } from "./hash.ts";

/** A field's value as one u32: the place of a choice, the hash of a name, a quantity modulo 2³². */
export function feedValueCode(field: FeedField, value: unknown): number {
  if (field.kind === "choice") return field.choices.indexOf(value as string);
  if (field.kind === "quantity") return (value as number) >>> 0;
  return value === "" ? 0 : hashText(value as string);
}

/** First word: when it happened, and the first two of the event's values (0 for none). */
export function feedFirstWord(happenedMs: number, first: number, second: number): number {
  const high = Math.floor(happenedMs / 4294967296);
  return hashWords(happenedMs - high * 4294967296, high, first, second);
}

/** Second word: the third and the fourth value. */
export function feedSecondWord(third: number, fourth: number): number {
  return hashWords(third, fourth);
}

/**
 * Both words of an event.
 *
 * @param party  word of the other party where the event names one; it counts as the first value
 */
export function feedWords(event: FeedEvent, party: number): readonly [number, number] {
  const shape = feedShapeOf(event.type);
  const values = shape.party ? [party] : [];
  for (const [name, field] of Object.entries(shape.fields)) {
    values.push(feedValueCode(field, event[name as keyof FeedEvent]));
  }
  const [first = 0, second = 0, third = 0, fourth = 0] = values;
  return [feedFirstWord(event.happenedMs, first, second), feedSecondWord(third, fourth)];
}
