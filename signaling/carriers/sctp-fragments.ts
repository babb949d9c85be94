// Fragments of SCTP user messages, kept until their message is whole (RFC 9260 §6.9, RFC 8260 §2.2).
import type { OctetReader } from "../octets.ts";

/** Flags of a DATA chunk, RFC 9260 §3.3.1, and of an I-DATA chunk. */
export const DATA_FLAG = { unordered: 4, first: 2, last: 1 } as const;

/** A part of a user message. */
export interface FragmentHead {
  readonly flags: number;
  readonly stream: number;
  /** Number of the message in its stream (I-DATA), −1 without one. */
  readonly message: number;
  /** Consecutive within the message, modulo 2³²: the TSN, or the part's number (I-DATA). */
  readonly number: number;
  /** Payload protocol identifier; counts in the first fragment. */
  readonly payload: number;
}

interface Fragment extends FragmentHead {
  readonly octets: Uint8Array;
}

/** Fragments that wait in one direction of an association, and their octets. */
const FRAGMENTS_MAX = 64;
const OCTETS_MAX = 16_384;

/** Fragments of one direction, in any order and of any streams. */
export class Fragments {
  #waiting: Fragment[] = [];
  #octets = 0;

  /**
   * Adds the rest of the reader as a fragment; gives the message that it completes.
   *
   * @throws KairosError when too much waits: then the oldest fragment is given up
   */
  add(
    reader: OctetReader,
    head: FragmentHead,
  ): { readonly payload: number; readonly octets: Uint8Array } | undefined {
    const fragment = { ...head, octets: reader.rest().slice() };
    this.#waiting.push(fragment);
    this.#octets += fragment.octets.length;
    const parts = this.#messageOf(fragment);
    if (parts !== undefined) {
      this.#waiting = this.#waiting.filter((one) => !parts.includes(one));
      const octets = joined(parts);
      this.#octets -= octets.length;
      return { payload: parts[0]!.payload, octets };
    }
    if (this.#waiting.length > FRAGMENTS_MAX || this.#octets > OCTETS_MAX) {
      const lost = this.#waiting.shift()!;
      this.#octets -= lost.octets.length;
      throw reader.malformed("a fragment of an SCTP message", "the other fragments of it");
    }
    return undefined;
  }

  /** All parts of the fragment's message in order; undefined while one is missing. */
  #messageOf(fragment: Fragment): readonly Fragment[] | undefined {
    let first: Fragment | undefined = fragment;
    while (first !== undefined && (first.flags & DATA_FLAG.first) === 0) {
      first = this.#beside(first, -1);
    }
    if (first === undefined) return undefined;
    const parts = [first];
    for (let part = first; (part.flags & DATA_FLAG.last) === 0; ) {
      const next = this.#beside(part, 1);
      if (next === undefined) return undefined;
      parts.push(next);
      part = next;
    }
    return parts;
  }

  #beside({ flags, stream, message, number }: Fragment, step: 1 | -1): Fragment | undefined {
    const wanted = (number + step) >>> 0;
    return this.#waiting.find(
      (one) =>
        one.number === wanted &&
        one.stream === stream &&
        one.message === message &&
        ((one.flags ^ flags) & DATA_FLAG.unordered) === 0,
    );
  }
}

function joined(parts: readonly Fragment[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, { octets }) => sum + octets.length, 0));
  let at = 0;
  for (const { octets } of parts) {
    whole.set(octets, at);
    at += octets.length;
  }
  return whole;
}
