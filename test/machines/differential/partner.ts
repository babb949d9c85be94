// A genuine XState actor on a simulated clock: what a row of a colony must be equal to.
import {
  type AnyActor,
  type AnyStateMachine,
  createActor,
  type EventObject,
  SimulatedClock,
  type Snapshot,
} from "xstate";
import type { PendingTimer } from "../../../machines/columnar/colony.ts";
import { rearm } from "../../../machines/columnar/snapshots.ts";
import { ENDLESS, type Journal } from "./journal.ts";

/** Timers armed, and fired, in one step before the machine counts as one that never rests. */
const TIMERS_MAX = 500;

/** The definition is not one that XState itself takes or rests with: nothing to compare. */
export class InvalidMachine extends Error {}

export interface PartnerSetting {
  readonly machine: AnyStateMachine;
  readonly journal: Journal;
  readonly slot: number;
  readonly nowMs: number;
}

interface Scheduler {
  schedule(from: unknown, to: unknown, event: EventObject, delayMs: number, id?: string): void;
  cancel(from: unknown, id: string): void;
}

interface System {
  readonly scheduler: Scheduler;
  readonly _snapshot: { readonly _scheduledEvents: Record<string, object> };
}

interface Timeout {
  readonly start: number;
  readonly timeout: number;
}

/** What the scheduler was asked for, by the clock's number of the timeout. */
interface Armed {
  readonly event: EventObject;
  readonly id: string | undefined;
  readonly scheduled: object | undefined;
}

export interface ReplyingEvent extends EventObject {
  readonly reply?: string;
}

export class Partner {
  readonly actor: AnyActor;
  readonly clock: SimulatedClock;
  readonly #armed = new Map<number, Armed>();
  #armings = 0;
  /** False for an actor whose timers were armed before it came here. */
  #knowsTimers = true;

  private constructor(actor: AnyActor, { journal, slot }: PartnerSetting) {
    this.actor = actor;
    this.clock = actor.clock as SimulatedClock;
    // A stopped actor leaves timeouts behind, which do nothing but warn.
    const stop = (): void => {
      for (const number of this.#timeouts().keys()) this.clock.clearTimeout(number);
    };
    actor.subscribe({ error: stop, complete: stop });
    actor.on("*", (emitted: ReplyingEvent) => {
      journal.note(slot, ["emits", this.clock.now(), emitted]);
      if (emitted.reply === undefined || !journal.maySend(slot)) return;
      actor.send({ type: emitted.reply, k: 4 } as EventObject);
    });
    this.#watchTimers();
  }

  static started(setting: PartnerSetting, input: unknown): Partner {
    const clock = new SimulatedClock();
    clock.set(setting.nowMs);
    const logger = loggerOf(setting.journal, setting.slot);
    const partner = new Partner(
      createActor(setting.machine, { input, clock, logger } as never) as AnyActor,
      setting,
    );
    partner.actor.start();
    return partner;
  }

  /** What an XState user gets who keeps a snapshot and arms the timers again. */
  static restored(
    setting: PartnerSetting,
    snapshot: unknown,
    timers: readonly PendingTimer[],
  ): Partner {
    const clock = new SimulatedClock();
    clock.set(setting.nowMs);
    const logger = loggerOf(setting.journal, setting.slot);
    const options = { snapshot: structuredClone(snapshot) as Snapshot<unknown>, clock, logger };
    const partner = new Partner(
      createActor(setting.machine, options as never) as AnyActor,
      setting,
    );
    partner.actor.start();
    if (partner.status === "active") rearm(partner.actor, timers, setting.nowMs);
    return partner;
  }

  /** An actor that somebody else has made and started. */
  static adopted(actor: AnyActor, setting: PartnerSetting): Partner {
    const partner = new Partner(actor, setting);
    partner.#knowsTimers = false;
    const { _actorScope: scope } = actor as unknown as { _actorScope: { logger: unknown } };
    scope.logger = loggerOf(setting.journal, setting.slot);
    return partner;
  }

  get status(): string {
    return this.actor.getSnapshot().status;
  }

  get error(): unknown {
    return this.actor.getSnapshot().error;
  }

  get nextDueMs(): number {
    if (this.status !== "active") return Number.POSITIVE_INFINITY;
    let next = Number.POSITIVE_INFINITY;
    for (const { start, timeout } of this.#timeouts().values()) {
      next = Math.min(next, start + timeout);
    }
    return next;
  }

  send(event: EventObject): void {
    if (this.status === "active") this.actor.send(event);
    this.#checkRest();
  }

  /**
   * XState's SimulatedClock is no discrete-event clock: it must be led from timer to timer. Of
   * timers due at one time it fires that with the lower number first, the one armed first.
   */
  lead(toMs: number): void {
    for (let fired = 0; this.status === "active"; fired++) {
      const dueMs = this.nextDueMs;
      if (dueMs > toMs) break;
      if (fired === TIMERS_MAX) throw new InvalidMachine("timers without end");
      this.clock.set(Math.max(dueMs, this.clock.now()));
    }
    this.clock.set(toMs);
    this.#checkRest();
  }

  /** The persisted snapshot; for an actor that has failed, as it was before. */
  persisted(): Record<string, unknown> {
    const persisted = this.actor.getPersistedSnapshot() as unknown as Record<string, unknown>;
    if (persisted["status"] !== "error") return persisted;
    return { ...persisted, status: "active", error: undefined };
  }

  /** In the order in which they will fire. Events and ids are unknown to an adopted actor. */
  timers(): readonly (PendingTimer & { readonly isKnown: boolean })[] {
    if (this.status !== "active") return [];
    const { _snapshot } = this.actor.system as unknown as System;
    return [...this.#timeouts()]
      .map(([number, { start, timeout }]) => ({ number, dueMs: start + timeout }))
      .sort((a, b) => a.dueMs - b.dueMs || a.number - b.number)
      .map(({ number, dueMs }) => {
        const armed = this.#armed.get(number);
        const key = `${this.actor.sessionId}.${armed?.id}`;
        return {
          dueMs,
          event: armed?.event ?? { type: "unknown" },
          id: armed?.id ?? "",
          cancellable:
            armed?.id !== undefined && _snapshot._scheduledEvents[key] === armed.scheduled,
          isKnown: this.#knowsTimers || armed !== undefined,
        };
      });
  }

  /** Names of the timers that `cancel` would find: all that XState itself tells. */
  cancellableIds(): readonly string[] {
    if (this.status !== "active") return [];
    const { _snapshot } = this.actor.system as unknown as System;
    const scheduled = Object.values(_snapshot._scheduledEvents) as { readonly id: string }[];
    // Timers without a name get eleven random characters or so of XState.
    return scheduled.map(({ id }) => id).filter((id) => /^(t\d$|xstate\.)/.test(id));
  }

  #checkRest(): void {
    this.#armings = 0;
    // XState takes what is thrown while a timer is armed for an error of the machine.
    if (this.error instanceof InvalidMachine) throw this.error;
    if (String(this.error).includes(ENDLESS)) throw new InvalidMachine(ENDLESS);
  }

  #timeouts(): Map<number, Timeout> {
    return (this.clock as unknown as { timeouts: Map<number, Timeout> }).timeouts;
  }

  /** Only looks on: every call goes to XState's own scheduler. */
  #watchTimers(): void {
    const { scheduler, _snapshot } = this.actor.system as unknown as System;
    const schedule = scheduler.schedule;
    scheduler.schedule = (from, to, event, delayMs, id) => {
      if (++this.#armings > TIMERS_MAX) throw new InvalidMachine("timers without end");
      const number = (this.clock as unknown as { _id: number })._id;
      schedule(from, to, event, delayMs, id);
      const scheduled = _snapshot._scheduledEvents[`${this.actor.sessionId}.${id}`];
      this.#armed.set(number, { event, id, scheduled: id === undefined ? undefined : scheduled });
    };
  }
}

export function loggerOf(journal: Journal, slot: number): (...said: unknown[]) => void {
  return (...said) => {
    const [value, label] = said.length > 1 ? [said[1], said[0]] : [said[0], undefined];
    journal.note(slot, ["logs", copied(value), label]);
  };
}

/** What is logged may change later: the context of a row of a colony is a view. */
function copied(value: unknown): unknown {
  return value === undefined ? undefined : JSON.parse(JSON.stringify(value));
}
