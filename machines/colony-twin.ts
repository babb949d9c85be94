// The twin as colonies: one of the subscriber machine, one of each trigger machine.
import type { AnyActor } from "xstate";
import type { Cause } from "../domain/cause.ts";
import { type EnrichedEvent, enrich } from "../domain/directory.ts";
import { KairosError } from "../domain/errors.ts";
import type { EventColumns } from "../domain/event-columns.ts";
import type { SubscriberIndex } from "../domain/identity.ts";
import { SUBSCRIBER_EVENT_TYPES, type SubscriberEvent } from "../domain/subscriber-event.ts";
import type { Trigger } from "../domain/trigger.ts";
import { createColony, createError } from "./colony.ts";
import type { ColumnarColony } from "./columnar/colony.ts";
import { accepting } from "./columnar/definition.ts";
import { prepare } from "./columnar/spare-memory.ts";
import { Windows } from "./columnar/windows.ts";
import { subscriberMachine } from "./subscriber.ts";
import {
  INITIAL_CONTEXT,
  SUBSCRIBER_COLUMNS,
  type SubscriberContext,
} from "./subscriber-context.ts";
import { createTriggerMachine } from "./triggers/catalogue.ts";
import type { TriggerFired } from "./triggers/fired.ts";
import type { RegionView, Twin, TwinOptions } from "./twin.ts";
import { type CapturedSlabs, Counts, changedSlabs, loadSlabs } from "./twin-slabs.ts";
import { windowBatch, type ZoneValues, zoneValues } from "./window-batch.ts";
import {
  type Accepted,
  acceptedOf,
  byOrder,
  type Firing,
  lastPlaceOf,
  type PlacedFiring,
  placed,
  placedAlone,
} from "./window-order.ts";

/** A firing with what its trigger needs of the part in which it came. */
type Noticed = PlacedFiring & Pick<Trigger, "cause" | "lac" | "ci">;

/** The name of slabs of trigger counts. */
const SEQUENCES = "sequences";

type EventColony = ColumnarColony<EnrichedEvent>;

/** Of all twins of the process: their guards and actions then see one and the same event object. */
const WINDOWS = new Windows({
  place: "twin",
  createError,
});

/** Row = place of the subscriber in the shard, in every colony. */
export class ColonyTwin implements Twin {
  readonly #options: TwinOptions;
  readonly #shard: { readonly index: number; readonly of: number };
  readonly #subscribers: ColumnarColony<EnrichedEvent, SubscriberContext>;
  readonly #triggers: readonly EventColony[];
  readonly #accepted: readonly Accepted[];
  readonly #receivers: ReadonlyMap<string, readonly EventColony[]>;
  /** All of them by the names of their slabs. */
  readonly #colonies: ReadonlyMap<string, ColumnarColony<EnrichedEvent>>;
  /** Triggers so far, by row. */
  readonly #sequences: Counts;
  #rows = 0;
  /** The timers' of one instant; or those of a part of a window. */
  readonly #firings: Firing[] = [];
  /** Of the window under way. */
  readonly #noticed: Noticed[] = [];
  readonly #zones: ZoneValues;
  /** End of the last window. */
  #walkedMs = 0;
  #way: "one by one" | "in windows" | undefined;
  /** The event under way; undefined while timers fire. */
  #event: EnrichedEvent | undefined;

  constructor(options: TwinOptions) {
    this.#options = options;
    this.#zones = zoneValues(options.directory.zones);
    const { onFailure } = options;
    this.#shard = options.shard ?? { index: 0, of: 1 };
    const capacity = this.#known;
    this.#sequences = new Counts(capacity);
    const common = {
      capacity,
      ...(onFailure && { onFailure: (_row: number, e: Error) => onFailure(e as KairosError) }),
    };
    this.#subscribers = createColony(subscriberMachine, {
      ...common,
      columns: SUBSCRIBER_COLUMNS,
      onEmit: () => {},
    });
    this.#triggers = options.definitions.map((parameters, definition) => {
      const { machine, ...declared } = createTriggerMachine(parameters);
      const colony: EventColony = createColony(machine, {
        ...common,
        ...declared,
        onEmit: (row, { facts, cause }: TriggerFired, timeMs) => {
          const { place } = colony;
          this.#fire({ definition, row, timeMs, facts, cause, place });
        },
      }) as EventColony;
      return colony;
    });
    this.#accepted = this.#triggers.map(({ accepts }) => acceptedOf(accepts));
    const colonies: readonly EventColony[] = [this.#subscribers as EventColony, ...this.#triggers];
    this.#colonies = new Map(
      colonies.map((colony, place) => [
        place === 0 ? "subscriber" : `trigger-${place - 1}`,
        colony,
      ]),
    );
    this.#receivers = new Map(
      SUBSCRIBER_EVENT_TYPES.map((type) => [
        type,
        colonies.filter((colony) => accepting(colony.accepts, type)),
      ]),
    );
  }

  apply(event: SubscriberEvent): void {
    this.#goOn("one by one");
    const row = this.#rowOf(event.subscriber);
    this.#grow(row);
    this.advance(event.timeMs);
    const enriched = enrich(event, this.#options.directory);
    this.#event = enriched;
    try {
      for (const colony of this.#receivers.get(event.type) ?? []) {
        colony.send(row, enriched, event.timeMs);
      }
    } finally {
      this.#event = undefined;
    }
  }

  advance(toMs: number): void {
    this.#goOn("one by one");
    this.#subscribers.advance(toMs);
    for (let dueMs = this.#nextDueMs(); dueMs <= toMs; dueMs = this.#nextDueMs()) {
      for (const colony of this.#triggers) colony.advance(dueMs);
      this.#report();
    }
  }

  walk(columns: EventColumns, toMs: number): void {
    this.#goOn("in windows");
    const batch = windowBatch(columns, this.#zones);
    const window = WINDOWS.of(batch, this.#walkedMs, toMs);
    this.#grow(greatest(columns));
    for (const colony of this.#triggers) colony.walkWindow(window);
    for (const firing of this.#firings.splice(0)) {
      const one = placed(firing, columns, this.#accepted);
      const cause = firing.cause ?? (one.isTimer ? {} : { event: columns.sequence[one.after]! });
      const isLost = this.#subscribers.quarantine.has(firing.row);
      const place = isLost ? -1 : lastPlaceOf(one, columns);
      // Before this window she was where the subscriber machine, which is yet to walk it, knows her.
      const { lac, ci } =
        place < 0
          ? this.#subscribers.snapshot(firing.row).context
          : { lac: columns.lac[place]!, ci: columns.ci[place]! };
      this.#noticed.push({ ...one, cause, lac, ci });
    }
    this.#subscribers.walkWindow(window);
  }

  endWindow(toMs: number): readonly Trigger[] {
    this.#goOn("in windows");
    for (const colony of this.#triggers) colony.advance(toMs);
    for (const firing of this.#firings.splice(0)) {
      const { lac, ci } = this.#subscribers.snapshot(firing.row).context;
      this.#noticed.push({ ...placedAlone(firing), cause: firing.cause ?? {}, lac, ci });
    }
    this.#subscribers.advance(toMs);
    this.#walkedMs = toMs;
    const noticed = this.#noticed.splice(0).sort(byOrder);
    return noticed.map((firing) => this.#triggerOf(firing, firing.cause, firing));
  }

  regions(subscriber: SubscriberIndex): readonly RegionView[] {
    const row = this.#reach(subscriber);
    const { value, context } = this.#subscribers.snapshot(row);
    const active = value as Record<string, string>;
    return Object.entries(subscriberMachine.states).map(([region, node]) => ({
      region,
      states: Object.keys(node.states),
      active: active[region]!,
      sinceMs: context[`${region}SinceMs` as keyof SubscriberContext],
    }));
  }

  lastSeen(
    subscriber: SubscriberIndex,
  ): { readonly lac: number; readonly ci: number; readonly timeMs: number } | undefined {
    const row = this.#reach(subscriber);
    const { lac, ci, seenMs } = this.#subscribers.snapshot(row).context;
    return lac === INITIAL_CONTEXT.lac && ci === INITIAL_CONTEXT.ci
      ? undefined
      : { lac, ci, timeMs: seenMs };
  }

  get bytes(): number {
    let sum = this.#sequences.values.byteLength;
    for (const colony of this.#colonies.values()) sum += colony.bytes;
    return sum;
  }

  prepareCapture(): void {
    const colonies = [...this.#colonies.values()].map(({ bytesCaptured }) => bytesCaptured);
    prepare([this.#sequences.values.byteLength, ...colonies]);
  }

  changed(): CapturedSlabs {
    const parts = new Map<string, Counts | EventColony>([[SEQUENCES, this.#sequences]]);
    for (const [name, colony] of this.#colonies) parts.set(name, colony);
    return changedSlabs(parts, this.#rows);
  }

  committed(): void {
    this.#sequences.changes.keep();
    for (const colony of this.#colonies.values()) colony.changes.keep();
  }

  load(slabs: ReadonlyMap<string, Uint8Array>, timeMs: number): void {
    this.#goOn("in windows");
    this.#rows = loadSlabs(slabs, [SEQUENCES, this.#sequences], this.#colonies);
    // Every timer that was due by then has fired.
    for (const colony of this.#colonies.values()) colony.advance(timeMs);
    this.#walkedMs = timeMs;
  }

  materialise(subscriber: SubscriberIndex): AnyActor {
    const row = this.#reach(subscriber);
    return this.#subscribers.materialise(row);
  }

  #nextDueMs(): number {
    let dueMs = Number.POSITIVE_INFINITY;
    for (const colony of this.#triggers) dueMs = Math.min(dueMs, colony.nextDueMs);
    return dueMs;
  }

  #fire(firing: Firing): void {
    const event = this.#event;
    if (event === undefined) {
      this.#firings.push(firing);
      return;
    }
    const { frame } = event.cause;
    const present =
      frame === undefined ? { event: event.sequence } : { event: event.sequence, frame };
    this.#tell(firing, firing.cause ?? present);
  }

  /**
   * Triggers of one instant, in the order of subscribers; the sort is stable, so definitions keep
   * theirs.
   */
  #report(): void {
    if (this.#firings.length === 0) return;
    const firings = this.#firings.splice(0);
    firings.sort((a, b) => a.row - b.row || a.definition - b.definition);
    for (const firing of firings) this.#tell(firing, firing.cause ?? {});
  }

  #tell(firing: Firing, cause: Cause): void {
    const { context } = this.#subscribers.snapshot(firing.row);
    this.#options.onTrigger?.(this.#triggerOf(firing, cause, context));
  }

  #triggerOf(
    { timeMs, row, definition, facts }: Firing,
    cause: Cause,
    { lac, ci }: Pick<SubscriberContext, "lac" | "ci">,
  ): Trigger {
    const subscriber = row * this.#shard.of + this.#shard.index;
    const sequence = this.#sequences.next(row);
    return { timeMs, subscriber, sequence, definition, facts, lac, ci, cause };
  }

  #goOn(way: "one by one" | "in windows"): void {
    this.#way ??= way;
    if (this.#way === way) return;
    throw new KairosError("colony.misused", {
      place: "twin",
      got: `events ${way}`,
      wanted: `events ${this.#way}, as it has begun`,
      remedy: "Use either walk, or apply and advance. Make a twin for each.",
    });
  }

  /** Subscribers of the shard whom the directory knows. */
  get #known(): number {
    const { index, of } = this.#shard;
    return Math.max(0, Math.ceil((this.#options.directory.subscribers - index) / of));
  }

  /** Throws for a subscriber who is none, or of another shard. */
  #rowOf(subscriber: SubscriberIndex): number {
    const { index, of } = this.#shard;
    const row = (subscriber - index) / of;
    if (!Number.isInteger(row) || row < 0) throw unknownSubscriber(subscriber);
    return row;
  }

  /** The row of a subscriber whom directory or events know. */
  #reach(subscriber: SubscriberIndex): number {
    const row = this.#rowOf(subscriber);
    if (row >= this.#rows && row >= this.#known) throw unknownSubscriber(subscriber);
    this.#grow(row);
    return row;
  }

  #grow(row: number): void {
    if (row < this.#rows) return;
    for (const colony of this.#colonies.values()) {
      for (let made = this.#rows; made <= row; made++) colony.allocate();
    }
    for (let made = this.#rows; made <= row; made++) this.#sequences.changes.mark(made);
    this.#rows = row + 1;
    this.#sequences.reserve(this.#rows);
  }
}

/** Of the subscribers, −1 for none. */
function greatest({ size, subscriber }: EventColumns): number {
  let found = -1;
  for (let place = 0; place < size; place++) {
    if (subscriber[place]! > found) found = subscriber[place]!;
  }
  return found;
}

function unknownSubscriber(subscriber: SubscriberIndex): KairosError {
  return new KairosError("colony.no-such-row", {
    place: "twin",
    got: `subscriber ${subscriber}`,
    wanted: "the index of a subscriber whom the directory or an event has named",
    remedy: "Take indices from the directory, from 0 to its number of subscribers minus 1.",
  });
}
