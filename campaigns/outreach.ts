// What is done about triggers, wherever they come from: decided, offered, and answered.
import type { Decision } from "../domain/decision.ts";
import type { Outcome } from "../domain/offer.ts";
import type { Trigger } from "../domain/trigger.ts";
import type { Slabs } from "../machines/twin-slabs.ts";
import { createDelivery } from "./delivery.ts";
import { createDesk, type Desk } from "./desk.ts";

/** Desk and delivery as one: what came of earlier offers binds later decisions. */
export interface Outreach extends Slabs, Pick<Desk, "pause" | "isPaused" | "optOut"> {
  /** Decides a trigger; they come in the order of time. Outcomes until then are told before. */
  decide(trigger: Trigger): Decision;
  /** Lets everything happen that is due ≤ toMs. */
  advance(toMs: number): void;
  /** Offers that have not ended. */
  readonly pending: number;
  /**
   * Puts a fresh one where the one stood at `timeMs` whose slabs these are; other slabs are passed
   * over.
   *
   * @throws KairosError colony.snapshot-refused for damaged ones, or of another version
   */
  load(slabs: ReadonlyMap<string, Uint8Array>, timeMs: number): void;
}

/** Of the subscribers that `desk.shard` has; `onOutcome` is called in the order of time. */
export function createOutreach({
  onOutcome,
  responses,
  ...desk
}: Parameters<typeof createDesk>[0] &
  Pick<Parameters<typeof createDelivery>[0], "responses"> & {
    onOutcome(outcome: Outcome): void;
  }): Outreach {
  const atDesk = createDesk(desk);
  const delivery = createDelivery({
    book: desk.book,
    responses,
    onOutcome(outcome) {
      onOutcome(outcome);
      atDesk.record(outcome);
    },
  });
  return {
    decide(trigger) {
      delivery.advance(trigger.timeMs);
      const decision = atDesk.decide(trigger);
      if (decision.kind === "offered") delivery.offer(decision);
      return decision;
    },
    advance: (toMs) => delivery.advance(toMs),
    pause: (campaign, isPaused) => atDesk.pause(campaign, isPaused),
    isPaused: (campaign) => atDesk.isPaused(campaign),
    optOut: (subscriber) => atDesk.optOut(subscriber),
    get pending() {
      return delivery.pending;
    },
    changed: () => new Map([...atDesk.changed(), ...delivery.changed()]),
    committed() {
      atDesk.committed();
      delivery.committed();
    },
    load(slabs, timeMs) {
      atDesk.load(slabs);
      delivery.load(slabs, timeMs);
    },
  };
}
