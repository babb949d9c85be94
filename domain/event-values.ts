// The fields of events as numbers that machines compare: no text is kept for each of their events.
import { feedValueCode } from "./feed-digest.ts";
import { type FeedEvent, type FeedEventType, feedShapeOf, isFeedEvent } from "./feed-events.ts";
import type { SubscriberEvent } from "./subscriber-event.ts";
import { tapValuesOf } from "./tap-values.ts";

/** What an event's own fields are as codes, in the order of the vocabulary; 0 for what it lacks. */
export interface EventValues {
  /** Of feed events: when it happened; 0 on those of the tap. */
  readonly happenedMs: number;
  readonly firstValue: number;
  readonly secondValue: number;
  readonly thirdValue: number;
  readonly fourthValue: number;
}

export const VALUE_NAMES = ["firstValue", "secondValue", "thirdValue", "fourthValue"] as const;
export type ValueName = (typeof VALUE_NAMES)[number];

export function valuesOf(event: SubscriberEvent): EventValues {
  if (isFeedEvent(event)) return feedValuesOf(event);
  return { happenedMs: 0, ...tapValuesOf(event) };
}

/** The other party is none of them: its codes are those of the tap's. */
function feedValuesOf(event: FeedEvent): EventValues {
  const codes = Object.entries(feedShapeOf(event.type).fields).map(([name, field]) =>
    feedValueCode(field, event[name as keyof FeedEvent]),
  );
  const [firstValue = 0, secondValue = 0, thirdValue = 0, fourthValue = 0] = codes;
  return { happenedMs: event.happenedMs, firstValue, secondValue, thirdValue, fourthValue };
}

/** Where a feed event's field stands among the values; undefined for a field that it lacks. */
export function valueOfField(type: FeedEventType, field: string): ValueName | undefined {
  return VALUE_NAMES[Object.keys(feedShapeOf(type).fields).indexOf(field)];
}
