// The probe behind the tap service: frames of a signalling link in, subscriber events out.
import { type ErrorCode, KairosError } from "../domain/errors.ts";
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
  /** Whether a link is joined in its course: the first batch may begin at any time. */
  readonly joins?: boolean;
  /** Told the number (from 1) of a frame that cannot be decoded, why, and of which kind that is. */
  onSkip(frame: number, reason: string, code: ErrorCode): void;
}

export class Probe {
  readonly #tracker: Tracker;
  readonly #tap: Tap;
  readonly #doors = new TwoDoors();
  #frame = 0;
  #skipped = 0;
  /** Undefined until the first batch of a link that is joined. */
  #last: EventBatch | undefined;

  constructor({ registry, numbers, tokenise, joins = false, onSkip }: ProbeOptions) {
    this.#last = joins ? undefined : { fromMs: 0, toMs: 0, events: [] };
    this.#tracker = createTracker({ registry, numbers, tokenise });
    this.#tap = createTap((frame, reason, code) => {
      this.#skipped++;
      onSkip(frame, reason, code);
    });
  }

  /** Faults found in frames, each of which is passed over. */
  get skipped(): number {
    return this.#skipped;
  }

  /**
   * Events that these frames, or time until the batch's end, conclude, and those of feeds, in total
   * order. The last batch may come again, and leads to the same.
   *
   * @throws KairosError batch.out-of-order for one that does not begin where the last one ended
   */
  read({ fromMs, toMs, frames, feeds = [] }: FrameBatch): EventBatch {
    const last = this.#last;
    if (fromMs === last?.fromMs && toMs === last.toMs) return last;
    if (last !== undefined && fromMs !== last.toMs) throw outOfOrder(fromMs, last.toMs);
    const events: SubscriberEvent[] = [];
    for (const { timeMs, octets } of frames) {
      const unit = Uint8Array.from(Buffer.from(octets, "base64"));
      for (const message of this.#tap.read(LINK_TYPE.mtp3, timeMs, ++this.#frame, unit)) {
        for (const event of track(this.#tracker, message)) events.push(event);
      }
    }
    // What is due at the very end belongs to the next batch, as the frames of that moment do.
    for (const event of advance(this.#tracker, toMs - 1)) events.push(event);
    const merged = this.#doors.merge(events.sort(byTotalOrder), feeds);
    this.#last = { fromMs, toMs, events: merged };
    return this.#last;
  }
}

function outOfOrder(fromMs: number, endMs: number): KairosError {
  return new KairosError("batch.out-of-order", {
    place: "probe",
    got: `frames from ${fromMs} ms`,
    wanted: `those from ${endMs} ms`,
    remedy: "Start traffic and tap anew together: a probe has to hear a link from its beginning.",
  });
}
