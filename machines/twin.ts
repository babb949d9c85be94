// The twin: what the network believes about every subscriber, and the triggers that it notices.
import type { AnyActor } from "xstate";
import type { Directory } from "../domain/directory.ts";
import type { KairosError } from "../domain/errors.ts";
import type { EventColumns } from "../domain/event-columns.ts";
import type { SubscriberIndex } from "../domain/identity.ts";
import type { SubscriberEvent } from "../domain/subscriber-event.ts";
import type { Trigger, TriggerParameters } from "../domain/trigger.ts";
import { ColonyTwin } from "./colony-twin.ts";
import type { Slabs } from "./twin-slabs.ts";

export interface TwinOptions {
  readonly directory: Directory;
  /** One colony each; a trigger names its definition by its place in this list. */
  readonly definitions: readonly TriggerParameters[];
  /** Called by `apply` and `advance`, in the order of (time, subscriber, definition). */
  readonly onTrigger?: (trigger: Trigger) => void;
  /** The subscribers whose index is `index` modulo `of`; default: all. */
  readonly shard?: { readonly index: number; readonly of: number };
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

/**
 * Takes events in one of two ways: one by one, as objects, in the order of time (`apply`,
 * `advance`); or windows of columns, in one part or several (`walk`, `endWindow`). The triggers are the same. A twin that has begun in one
 * way throws `colony.misused` for the other. Slabs are those of a twin between two windows.
 */
export interface Twin extends Slabs {
  /** Events must come in the order of time. Triggers by timers due until then fire first. */
  apply(event: SubscriberEvent): void;
  /** Lets time pass without an event. */
  advance(toMs: number): void;
  /**
   * A part of a window, which begins where the last one ended and ends at `toMs`: all events of some
   * subscribers. `columns.subscriber` counts within the shard; nothing is kept of the columns. After
   * an error the twin is of no use any more.
   *
   * @throws colony.misused for an event outside of the window, or one of a subscriber before an
   * earlier one of the same.
   */
  walk(columns: EventColumns, toMs: number): void;
  /** Ends the window: its triggers, in the order in which `apply` and `advance` tell them. */
  endWindow(toMs: number): readonly Trigger[];
  /**
   * Throws `colony.no-such-row` for a subscriber whom neither directory nor events know; so do the
   * next two.
   */
  regions(subscriber: SubscriberIndex): readonly RegionView[];
  /** Undefined before the first event that shows a cell. */
  lastSeen(
    subscriber: SubscriberIndex,
  ): { readonly lac: number; readonly ci: number; readonly timeMs: number } | undefined;
  /**
   * Puts a fresh twin where the one stood whose slabs these are, at the end of the window that ended
   * at `timeMs`. Other slabs among them are passed over.
   *
   * @throws KairosError colony.snapshot-refused for slabs that are missing, damaged, or of another
   * version of a machine without a migration; the twin is then of no use.
   */
  load(slabs: ReadonlyMap<string, Uint8Array>, timeMs: number): void;
  /** Has memory ready for a first {@link changed}, in which it would take longer than all else. */
  prepareCapture(): void;
  /** Bytes of typed arrays in use for subscribers and timers. */
  readonly bytes: number;
  /** The subscriber machine as a genuine XState actor. */
  materialise(subscriber: SubscriberIndex): AnyActor;
}

export function createTwin(options: TwinOptions): Twin {
  return new ColonyTwin(options);
}
