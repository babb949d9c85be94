// The probe behind the tap service: frames of a signalling link in, subscriber events out.
import type { SubscriberRegistry, Tokenise } from "../domain/identity.ts";
import type { NumberPlan } from "../domain/number-plan.ts";
import { byTotalOrder, type SubscriberEvent } from "../domain/subscriber-event.ts";
import { TwoDoors } from "../domain/two-doors.ts";
import { LINK_TYPE } from "../signaling/carriers/pcap.ts";
import { createTap, type Tap } from "../signaling/tapped-message.ts";
import { advance, createTracker, type Tracker, track } from "../signaling/tracker.ts";
import type { EventBatch, FrameBatch } from "./batches.ts";

/** The door that the probe's events pass, and who is known behind it. */
export interface ProbeOptions {
  readonly registry: SubscriberRegistry;
  readonly numbers: NumberPlan;
  readonly tokenise: Tokenise;
  /** Told the number (from 1) of a frame that cannot be decoded, and why. */
  onSkip(frame: number, reason: string): void;
}

export class Probe {
  readonly #tracker: Tracker;
  readonly #tap: Tap;
  readonly #doors = new TwoDoors();
  #frame = 0;
  #skipped = 0;

  constructor({ registry, numbers, tokenise, onSkip }: ProbeOptions) {
    this.#tracker = createTracker({ registry, numbers, tokenise });
    this.#tap = createTap((frame, reason) => {
      this.#skipped++;
      onSkip(frame, reason);
    });
  }

  /** Faults found in frames, each of which is passed over. */
  get skipped(): number {
    return this.#skipped;
  }

  /** Events that these frames, or time until the batch's end, conclude, and those of feeds, in total order. */
  read({ number, toMs, frames, feeds = [] }: FrameBatch): EventBatch {
    const events: SubscriberEvent[] = [];
    for (const { timeMs, octets } of frames) {
      const unit = Uint8Array.from(Buffer.from(octets, "base64"));
      for (const message of this.#tap.read(LINK_TYPE.mtp3, timeMs, ++this.#frame, unit)) {
        for (const event of track(this.#tracker, message)) events.push(event);
      }
    }
    // What is due at the very end belongs to the next batch, as the frames of that moment do.
    for (const event of advance(this.#tracker, toMs - 1)) events.push(event);
    return { number, toMs, events: this.#doors.merge(events.sort(byTotalOrder), feeds) };
  }
}
