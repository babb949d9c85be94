// The legs of a day's calls and messages, in flat columns; what each person takes part in.
import { EMPTY_ROW, grown } from "./columns.ts";

/** What a leg is for its owner. */
export const LEG = { originated: 1, terminated: 2, missed: 3, sent: 4, received: 5 } as const;
export type LegKind = (typeof LEG)[keyof typeof LEG];

/**
 * Time that a transaction may need before its first event (paging, CM SERVICE REQUEST, an SMS until
 * RP-ACK) and after its last one (release of the connection), ms. Legs keep this distance.
 */
export const LEAD_MS = 5_000;
export const TAIL_MS = 4_500;

/** One leg as it is written; times are ms of the day, 0 for what did not happen. */
export interface Leg {
  kind: LegKind;
  peer: number;
  /** The same number on both legs of a call or message. */
  id: number;
  /** SETUP on this leg; RP-ACK of a sent message; when a received one is first tried. */
  startMs: number;
  alertMs: number;
  answerMs: number;
  releaseMs: number;
  /** 3GPP TS 24.008 §10.5.4.11. */
  cause: number;
  /** Span that the phone is taken for, the same on both legs. */
  fromMs: number;
  toMs: number;
}

/** Legs of many subscribers for one day, 40 octets each, appended subscriber by subscriber. */
export class Legs {
  declare count: number;
  declare kind: Uint8Array;
  declare peer: Uint32Array;
  declare id: Uint32Array;
  declare startMs: Uint32Array;
  declare alertMs: Uint32Array;
  declare answerMs: Uint32Array;
  declare releaseMs: Uint32Array;
  declare cause: Uint8Array;
  declare fromMs: Int32Array;
  declare toMs: Int32Array;
  declare readonly offset: Uint32Array;
  declare readonly length: Uint16Array;

  constructor(subscribers: number) {
    const capacity = Math.max(64, subscribers * 8);
    this.count = 0;
    this.kind = new Uint8Array(capacity);
    this.peer = new Uint32Array(capacity);
    this.id = new Uint32Array(capacity);
    this.startMs = new Uint32Array(capacity);
    this.alertMs = new Uint32Array(capacity);
    this.answerMs = new Uint32Array(capacity);
    this.releaseMs = new Uint32Array(capacity);
    this.cause = new Uint8Array(capacity);
    this.fromMs = new Int32Array(capacity);
    this.toMs = new Int32Array(capacity);
    this.offset = new Uint32Array(subscribers).fill(EMPTY_ROW);
    this.length = new Uint16Array(subscribers);
  }

  /** Writes all legs of a subscriber, which must be in order of `fromMs`. */
  write(subscriber: number, legs: readonly Leg[], count: number): void {
    while (this.count + count > this.kind.length) this.#grow();
    this.offset[subscriber] = this.count;
    this.length[subscriber] = count;
    for (let index = 0; index < count; index++) {
      const leg = legs[index]!;
      const row = this.count++;
      this.kind[row] = leg.kind;
      this.peer[row] = leg.peer;
      this.id[row] = leg.id;
      this.startMs[row] = leg.startMs;
      this.alertMs[row] = leg.alertMs;
      this.answerMs[row] = leg.answerMs;
      this.releaseMs[row] = leg.releaseMs;
      this.cause[row] = leg.cause;
      this.fromMs[row] = leg.fromMs;
      this.toMs[row] = leg.toMs;
    }
  }

  #grow(): void {
    this.kind = grown(this.kind);
    this.peer = grown(this.peer);
    this.id = grown(this.id);
    this.startMs = grown(this.startMs);
    this.alertMs = grown(this.alertMs);
    this.answerMs = grown(this.answerMs);
    this.releaseMs = grown(this.releaseMs);
    this.cause = grown(this.cause);
    this.fromMs = grown(this.fromMs);
    this.toMs = grown(this.toMs);
  }
}
