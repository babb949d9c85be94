// What a load is sent to. Targets take ticks without being waited for, and tell what comes of them.
import type { Tick } from "./tick.ts";

/** What an owner says of a block, as far as a load measures it. */
export interface Returned {
  readonly partition: number;
  /** End of the block in the network's time. */
  readonly toMs: number;
  readonly events: number;
  readonly decisions: readonly {
    readonly kind: "offered" | "suppressed";
    readonly trigger: { readonly timeMs: number };
  }[];
}

/** What a target tells, whenever it happens. */
export interface TargetEars {
  /** So many events are safely there. */
  confirmed(events: number): void;
  /** So many events will never be. */
  failed(events: number, error: Error): void;
  returned(returned: Returned): void;
}

export interface Target {
  /** What it is, for the report: "nats://127.0.0.1:4222". */
  readonly name: string;
  /** Whether decisions come back. */
  readonly returns: boolean;
  /** Whether ticks are sent when they are intended, or as fast as the target takes them. */
  readonly paced: boolean;
  /** Hands a tick over; false when there is no room for it now. */
  offer(tick: Tick): boolean;
  /** Resolves when there may be room again. */
  room(): Promise<void>;
  /** Rejects when the target is lost for good. */
  readonly failure: Promise<never>;
  close(): Promise<void>;
}

export type OpenTarget = (ears: TargetEars) => Promise<Target>;
