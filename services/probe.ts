// The probe behind the tap service: frames of a signalling link in, subscriber events out.
import { KairosError } from "../domain/errors.ts";
import type { SubscriberRegistry } from "../domain/identity.ts";
import { byTotalOrder, type SubscriberEvent } from "../domain/subscriber-event.ts";
import type { TappedMessage } from "../signaling/capture.ts";
import { decodeMtp3 } from "../signaling/carriers/mtp3.ts";
import { decodeSccp } from "../signaling/carriers/sccp.ts";
import { decode } from "../signaling/messages/bssap.ts";
import { createTracker, type Tracker, track } from "../signaling/tracker.ts";
import type { EventBatch, FrameBatch, TappedFrame } from "./batches.ts";

const NOTHING = new Uint8Array();

export class Probe {
  readonly #tracker: Tracker;
  readonly #onSkip: (frame: number, reason: string) => void;
  #frame = 0;
  #skipped = 0;

  /** `onSkip` is told the number (from 1) of a frame that cannot be decoded, and why. */
  constructor(registry: SubscriberRegistry, onSkip: (frame: number, reason: string) => void) {
    this.#tracker = createTracker({ registry });
    this.#onSkip = onSkip;
  }

  /** Frames that could not be decoded. */
  get skipped(): number {
    return this.#skipped;
  }

  /** The events that these frames conclude, in total order. */
  read({ number, toMs, frames }: FrameBatch): EventBatch {
    const events: SubscriberEvent[] = [];
    for (const frame of frames) {
      const message = this.#tapped(frame);
      if (message !== undefined) events.push(...track(this.#tracker, message));
    }
    return { number, toMs, events: events.sort(byTotalOrder) };
  }

  #tapped({ timeMs, octets }: TappedFrame): TappedMessage | undefined {
    const frame = ++this.#frame;
    try {
      const unit = decodeMtp3(Uint8Array.from(Buffer.from(octets, "base64")));
      if (unit === undefined) return undefined;
      const { opc, dpc, userData } = unit;
      const sccp = decodeSccp(userData);
      const bssap = "userData" in sccp ? sccp.userData : undefined;
      const head = { frame, timeMs, opc, dpc, sccp };
      return bssap === undefined
        ? { ...head, octets: NOTHING }
        : { ...head, bssap: decode(bssap), octets: bssap };
    } catch (error) {
      if (!(error instanceof KairosError)) throw error;
      this.#skipped++;
      this.#onSkip(frame, error.message);
      return undefined;
    }
  }
}
