// Subscriber events of a window as columns: what the machines read of many events, without objects.

/**
 * Position i of each column is one event, enriched from the directory. Each subscriber's events
 * stand together, in the order of (timeMs, sequence); the subscribers come in any order. Only the
 * first `size` positions count; the columns are reused for the next window, so nobody keeps them.
 * A column whose field the event's type does not have holds 0 there (−1 for zone and capabilities).
 */
export interface EventColumns {
  size: number;
  /** Place of the subscriber among those of the shard. */
  readonly subscriber: Uint32Array;
  readonly sequence: Uint32Array;
  /** ms since the scenario's start, integers. */
  readonly timeMs: Float64Array;
  /** Place in SUBSCRIBER_EVENT_TYPES. */
  readonly type: Uint8Array;
  /** Both 0 when the event shows no cell. */
  readonly lac: Uint16Array;
  readonly ci: Uint16Array;
  /** −1 for none. */
  readonly zone: Int16Array;
  /** 1 when the subscriber is a regular of the zone. */
  readonly regular: Uint8Array;
  /** handset.seen: CAPABILITY bits, −1 when the TAC table lacks it; −1 on other events. */
  readonly capabilities: Int8Array;
  /** handset.seen. */
  readonly tac: Uint32Array;
  /** handset.seen: token. */
  readonly handset: Float64Array;
  /** call.setUp: 0 originated, 1 terminated. */
  readonly direction: Uint8Array;
  /** call.missed: place in MISSED_WHY. */
  readonly why: Uint8Array;
  /** This subscriber's ring-back tone: place in RINGBACK_STATES. 1 when the other party has one. */
  readonly hasRingbackTone: Uint8Array;
  readonly peerHasRingbackTone: Uint8Array;
  /** Of feed events: when it happened; 0 on those of the tap. */
  readonly happenedMs: Float64Array;
  /** Codes of the event's own fields (domain/event-values.ts). */
  readonly firstValue: Uint32Array;
  readonly secondValue: Uint32Array;
  readonly thirdValue: Uint32Array;
  readonly fourthValue: Uint32Array;
  /** The last two words of the event's digest (domain/digest.ts): they stand for its own fields. */
  readonly firstWord: Uint32Array;
  readonly secondWord: Uint32Array;
}

type Column = Exclude<keyof EventColumns, "size">;

/** The arrays of {@link EventColumns}, in the order in which they are written down. */
export const COLUMN_ARRAYS = {
  subscriber: Uint32Array,
  sequence: Uint32Array,
  timeMs: Float64Array,
  type: Uint8Array,
  lac: Uint16Array,
  ci: Uint16Array,
  zone: Int16Array,
  regular: Uint8Array,
  capabilities: Int8Array,
  tac: Uint32Array,
  handset: Float64Array,
  direction: Uint8Array,
  why: Uint8Array,
  hasRingbackTone: Uint8Array,
  peerHasRingbackTone: Uint8Array,
  firstWord: Uint32Array,
  secondWord: Uint32Array,
  happenedMs: Float64Array,
  firstValue: Uint32Array,
  secondValue: Uint32Array,
  thirdValue: Uint32Array,
  fourthValue: Uint32Array,
} as const satisfies {
  readonly [Name in Column]: new (
    length: number,
  ) => EventColumns[Name];
};

/** Columns with room for so many events, and none in them yet: all values are 0. */
export function roomForEvents(events: number): EventColumns {
  const arrays = Object.entries(COLUMN_ARRAYS).map(([name, Of]) => [name, new Of(events)]);
  return { size: 0, ...Object.fromEntries(arrays) };
}
