// The live stream to the maps: people as binary deltas, the latest wins, a slow viewer gets fewer.
import { encodePeople, type PeopleFrame, type StreamMessage } from "../domain/map-frame.ts";

/** What the stream needs of a WebSocket. */
export interface Receiver {
  /** Octets accepted by send() that the network has not taken yet. */
  readonly bufferedAmount: number;
  send(message: Uint8Array | string): void;
  terminate(): void;
}

/** A viewer with more octets waiting than this is sent nothing until they have gone. */
const BUFFERED_MAX = 1_048_576;
/** Octets that wait for all viewers together; when there are more, the slowest is cut off. */
export const WAITING_MAX = 268_435_456;
/** People frames that a viewer may miss in a row before it is cut off: a minute's worth. */
const MISSED_MAX = 240;
/** Viewers at one time; more are turned away. */
export const VIEWERS_MAX = 100;

const MISSED = JSON.stringify({ kind: "missed" } satisfies StreamMessage);

interface Viewer {
  /** The people as this viewer last got them. */
  sent: PeopleFrame | undefined;
  missed: number;
  /** Whether messages were not sent, so that it has to read the history again. */
  behind: boolean;
}

/**
 * Fans out to any number of viewers. What waits for one is limited by {@link BUFFERED_MAX} and a
 * frame, what waits for all, once it has been sent, by {@link WAITING_MAX}.
 */
export class Stream {
  readonly #waitingMax: number;
  readonly #viewers = new Map<Receiver, Viewer>();
  #latest: PeopleFrame | undefined;

  constructor(waitingMax = WAITING_MAX) {
    this.#waitingMax = waitingMax;
  }

  /** Adds a viewer and sends it everybody's place; false when there are too many. */
  attach(receiver: Receiver): boolean {
    if (this.#viewers.size >= VIEWERS_MAX) return false;
    this.#viewers.set(receiver, { sent: this.#latest, missed: 0, behind: false });
    if (this.#latest !== undefined) receiver.send(encodePeople(this.#latest));
    this.#makeRoom();
    return true;
  }

  detach(receiver: Receiver): void {
    this.#viewers.delete(receiver);
  }

  get viewers(): number {
    return this.#viewers.size;
  }

  /** Octets that wait for all viewers. */
  get waiting(): number {
    let octets = 0;
    for (const { bufferedAmount } of this.#viewers.keys()) octets += bufferedAmount;
    return octets;
  }

  /**
   * Sends each message as a text frame. A viewer that lags misses them; once it has caught up it is
   * told so, and reads /api/history.
   */
  tell(messages: readonly StreamMessage[]): void {
    if (this.#viewers.size === 0 || messages.length === 0) return;
    const texts = messages.map((message) => JSON.stringify(message));
    for (const [receiver, viewer] of this.#viewers) {
      if (receiver.bufferedAmount > BUFFERED_MAX) {
        viewer.behind = true;
        continue;
      }
      if (viewer.behind) receiver.send(MISSED);
      viewer.behind = false;
      for (const text of texts) receiver.send(text);
    }
    this.#makeRoom();
  }

  /** Sends what changed since the frame that each viewer got last; frames must not change later. */
  people(frame: PeopleFrame): void {
    this.#latest = frame;
    const packed = new Map<PeopleFrame | undefined, Uint8Array>();
    for (const [receiver, viewer] of this.#viewers) {
      if (receiver.bufferedAmount > BUFFERED_MAX) {
        if (++viewer.missed > MISSED_MAX) this.#cutOff(receiver);
        continue;
      }
      let octets = packed.get(viewer.sent);
      if (octets === undefined) {
        octets = encodePeople(frame, viewer.sent);
        packed.set(viewer.sent, octets);
      }
      receiver.send(octets);
      viewer.sent = frame;
      viewer.missed = 0;
    }
    this.#makeRoom();
  }

  /** Cuts the slowest viewers off until what waits for the others is little enough. */
  #makeRoom(): void {
    let waiting = this.waiting;
    while (waiting > this.#waitingMax) {
      const [slowest] = [...this.#viewers.keys()].sort(
        (a, b) => b.bufferedAmount - a.bufferedAmount,
      );
      waiting -= slowest!.bufferedAmount;
      this.#cutOff(slowest!);
    }
  }

  #cutOff(receiver: Receiver): void {
    this.detach(receiver);
    receiver.terminate();
  }
}
