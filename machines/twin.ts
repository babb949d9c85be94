// The twin: what the network believes about every subscriber, and the triggers that it notices.
import type { AnyActor } from "xstate";
import type { Cause } from "../domain/cause.ts";
import { type Directory, type EnrichedEvent, enrich } from "../domain/directory.ts";
import { KairosError } from "../domain/errors.ts";
import type { SubscriberIndex } from "../domain/identity.ts";
import { SUBSCRIBER_EVENT_TYPES, type SubscriberEvent } from "../domain/subscriber-event.ts";
import type { Trigger, TriggerFacts, TriggerParameters } from "../domain/trigger.ts";
import { createColony } from "./colony.ts";
import type { Colony } from "./columnar/colony.ts";
import { accepting } from "./columnar/definition.ts";
import { subscriberMachine } from "./subscriber.ts";
import {
  INITIAL_CONTEXT,
  SUBSCRIBER_COLUMNS,
  type SubscriberContext,
} from "./subscriber-context.ts";
import { createTriggerMachine } from "./triggers/catalogue.ts";
import type { TriggerFired } from "./triggers/fired.ts";

export interface TwinOptions {
  readonly directory: Directory;
  /** One colony each; a trigger names its definition by its place in this list. */
  readonly definitions: readonly TriggerParameters[];
  /** Called in the order of (time, subscriber, definition). */
  onTrigger(trigger: Trigger): void;
  /**
   * Takes the error of a subscriber's machine that fails; it is then left out. Without it the
   * error is thrown.
   */
  readonly onFailure?: (error: KairosError) => void;
}

/** A region of the subscriber machine, as the inspector shows it. */
export interface RegionView {
  readonly region: string;
  /** In the order of the definition. */
  readonly states: readonly string[];
  readonly active: string;
  /** When the active state was entered; 0 when that was before the first event. */
  readonly sinceMs: number;
}

export interface Twin {
  /** Events must come in the order of time. Triggers by timers due until then fire first. */
  apply(event: SubscriberEvent): void;
  /** Lets time pass without an event. */
  advance(toMs: number): void;
  /**
   * Throws `colony.no-such-row` for a subscriber whom neither directory nor events know; so do the
   * next two.
   */
  regions(subscriber: SubscriberIndex): readonly RegionView[];
  /** Undefined before the first event that shows a cell. */
  lastSeen(
    subscriber: SubscriberIndex,
  ): { readonly lac: number; readonly ci: number; readonly timeMs: number } | undefined;
  /** The subscriber machine as a genuine XState actor. */
  materialise(subscriber: SubscriberIndex): AnyActor;
}

export function createTwin(options: TwinOptions): Twin {
  return new ColonyTwin(options);
}

type EventColony = Colony<EnrichedEvent>;

/** A timer's trigger, kept until all that fire at the same instant are known. */
interface Firing {
  readonly definition: number;
  readonly subscriber: SubscriberIndex;
  readonly timeMs: number;
  readonly facts: TriggerFacts;
  readonly cause: Cause;
}

/** Row = subscriber index, in every colony. */
class ColonyTwin implements Twin {
  readonly #options: TwinOptions;
  readonly #subscribers: Colony<EnrichedEvent, SubscriberContext>;
  readonly #triggers: readonly EventColony[];
  readonly #receivers: ReadonlyMap<string, readonly EventColony[]>;
  /** Triggers so far, by subscriber; its length is the number of rows. */
  readonly #sequences: number[] = [];
  readonly #firings: Firing[] = [];
  /** The event under way; undefined while timers fire. */
  #event: EnrichedEvent | undefined;

  constructor(options: TwinOptions) {
    this.#options = options;
    const { onFailure } = options;
    const common = {
      capacity: options.directory.subscribers,
      ...(onFailure && { onFailure: (_row: number, e: Error) => onFailure(e as KairosError) }),
    };
    this.#subscribers = createColony(subscriberMachine, {
      ...common,
      columns: SUBSCRIBER_COLUMNS,
      onEmit: () => {},
    });
    this.#triggers = options.definitions.map((parameters, definition) => {
      const { machine, columns } = createTriggerMachine(parameters);
      return createColony(machine, {
        ...common,
        columns,
        onEmit: (row, { facts, cause }: TriggerFired, timeMs) =>
          this.#fire(definition, row, facts, cause, timeMs),
      }) as EventColony;
    });
    const colonies: readonly EventColony[] = [this.#subscribers as EventColony, ...this.#triggers];
    this.#receivers = new Map(
      SUBSCRIBER_EVENT_TYPES.map((type) => [
        type,
        colonies.filter((colony) => accepting(colony.accepts, type)),
      ]),
    );
  }

  apply(event: SubscriberEvent): void {
    this.#grow(event.subscriber);
    this.advance(event.timeMs);
    const enriched = enrich(event, this.#options.directory);
    this.#event = enriched;
    try {
      for (const colony of this.#receivers.get(event.type) ?? []) {
        colony.send(event.subscriber, enriched, event.timeMs);
      }
    } finally {
      this.#event = undefined;
    }
  }

  advance(toMs: number): void {
    this.#subscribers.advance(toMs);
    for (let dueMs = this.#nextDueMs(); dueMs <= toMs; dueMs = this.#nextDueMs()) {
      for (const colony of this.#triggers) colony.advance(dueMs);
      this.#report();
    }
  }

  regions(subscriber: SubscriberIndex): readonly RegionView[] {
    this.#reach(subscriber);
    const { value, context } = this.#subscribers.snapshot(subscriber);
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
    this.#reach(subscriber);
    const { lac, ci, seenMs } = this.#subscribers.snapshot(subscriber).context;
    return lac === INITIAL_CONTEXT.lac && ci === INITIAL_CONTEXT.ci
      ? undefined
      : { lac, ci, timeMs: seenMs };
  }

  materialise(subscriber: SubscriberIndex): AnyActor {
    this.#reach(subscriber);
    return this.#subscribers.materialise(subscriber);
  }

  #nextDueMs(): number {
    let dueMs = Number.POSITIVE_INFINITY;
    for (const colony of this.#triggers) dueMs = Math.min(dueMs, colony.nextDueMs);
    return dueMs;
  }

  #fire(
    definition: number,
    subscriber: SubscriberIndex,
    facts: TriggerFacts,
    cause: Cause | undefined,
    timeMs: number,
  ): void {
    const event = this.#event;
    if (event === undefined) {
      this.#firings.push({ definition, subscriber, timeMs, facts, cause: cause ?? {} });
      return;
    }
    const { frame } = event.cause;
    const present =
      frame === undefined ? { event: event.sequence } : { event: event.sequence, frame };
    this.#tell({ definition, subscriber, timeMs, facts, cause: cause ?? present });
  }

  /**
   * Triggers of one instant, in the order of subscribers; the sort is stable, so definitions keep
   * theirs.
   */
  #report(): void {
    if (this.#firings.length === 0) return;
    const firings = this.#firings.splice(0);
    firings.sort((a, b) => a.subscriber - b.subscriber || a.definition - b.definition);
    for (const firing of firings) this.#tell(firing);
  }

  #tell({ definition, subscriber, timeMs, facts, cause }: Firing): void {
    const { lac, ci } = this.#subscribers.snapshot(subscriber).context;
    const sequence = this.#sequences[subscriber]!++;
    this.#options.onTrigger({
      timeMs,
      subscriber,
      sequence,
      definition,
      facts,
      lac,
      ci,
      cause,
    });
  }

  #reach(subscriber: SubscriberIndex): void {
    if (
      subscriber >= this.#sequences.length &&
      !(subscriber < this.#options.directory.subscribers)
    ) {
      throw unknownSubscriber(subscriber);
    }
    this.#grow(subscriber);
  }

  #grow(subscriber: SubscriberIndex): void {
    if (subscriber < this.#sequences.length) return;
    if (!Number.isInteger(subscriber) || subscriber < 0) throw unknownSubscriber(subscriber);
    while (this.#sequences.length <= subscriber) {
      this.#subscribers.allocate();
      for (const colony of this.#triggers) colony.allocate();
      this.#sequences.push(0);
    }
  }
}

function unknownSubscriber(subscriber: SubscriberIndex): KairosError {
  return new KairosError("colony.no-such-row", {
    place: "twin",
    got: `subscriber ${subscriber}`,
    wanted: "the index of a subscriber whom the directory or an event has named",
    remedy: "Take indices from the directory, from 0 to its number of subscribers minus 1.",
  });
}
