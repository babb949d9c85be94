// People frames across the broker: arrays in base64, in parts below a message's limit.
import type { PeopleFrame } from "../domain/map-frame.ts";
import type { PeopleMoved } from "./batches.ts";

/** People in one message: 5 octets each, 670 kB in base64, where NATS takes 1 MB by default. */
const PEOPLE_PER_MESSAGE_MAX = 100_000;

/** The messages that carry a frame, in order; octets in this machine's order, little-endian. */
export function packPeople(frame: PeopleFrame): PeopleMoved[] {
  const total = frame.x.length;
  const messages: PeopleMoved[] = [];
  for (let first = 0; first === 0 || first < total; first += PEOPLE_PER_MESSAGE_MAX) {
    const end = Math.min(total, first + PEOPLE_PER_MESSAGE_MAX);
    messages.push({
      timeMs: frame.timeMs,
      first,
      total,
      x: toBase64(frame.x.subarray(first, end)),
      y: toBase64(frame.y.subarray(first, end)),
      state: toBase64(frame.state.subarray(first, end)),
    });
  }
  return messages;
}

/** Puts the parts of a frame together; a part of another time starts a new frame. */
export class PeopleAssembly {
  #frame: PeopleFrame | undefined;

  /** The frame once its last part is in, undefined before. */
  add(message: PeopleMoved): PeopleFrame | undefined {
    const { timeMs, first, total } = message;
    if (first === 0) {
      this.#frame = {
        timeMs,
        x: new Uint16Array(total),
        y: new Uint16Array(total),
        state: new Uint8Array(total),
      };
    }
    const frame = this.#frame;
    if (frame === undefined || frame.timeMs !== timeMs || frame.x.length !== total)
      return undefined;
    const state = fromBase64(message.state);
    frame.x.set(new Uint16Array(fromBase64(message.x).buffer), first);
    frame.y.set(new Uint16Array(fromBase64(message.y).buffer), first);
    frame.state.set(state, first);
    if (first + state.length < total) return undefined;
    this.#frame = undefined;
    return frame;
  }
}

function toBase64(array: Uint16Array | Uint8Array): string {
  return Buffer.from(array.buffer, array.byteOffset, array.byteLength).toString("base64");
}

/** A copy with a buffer of its own: pooled buffers may start at odd offsets. */
function fromBase64(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(Buffer.from(text, "base64"));
}
