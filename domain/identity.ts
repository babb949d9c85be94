// Who a subscriber is: a dense index inside Kairos, an IMSI and a number outside it.

/** Row of a subscriber, 0 ≤ index < 2³²; dense, so that state lives in arrays. */
export type SubscriberIndex = number;

/** 6 to 15 digits, MCC first (3GPP TS 23.003 §2.2). */
export type Imsi = string;

/** Directory number as dialled digits, without separators; international numbers without the "+". */
export type DirectoryNumber = string;

/** Finds subscribers by what the network calls them; −1 means unknown. */
export interface SubscriberRegistry {
  /** The index of this IMSI; a registry of an open population allocates one, a closed one answers −1. */
  ofImsi(imsi: Imsi): SubscriberIndex;
  /** The index of the subscriber who owns this number, −1 when nobody known does. */
  ofNumber(number: DirectoryNumber): SubscriberIndex;
  /** The name to print: the IMSI, or the token that stands for it. */
  nameOf(subscriber: SubscriberIndex): string;
}

/** A registry that gives every new IMSI (or token) the next index: for captures and event files. */
export class InterningRegistry implements SubscriberRegistry {
  readonly #indices = new Map<string, SubscriberIndex>();
  readonly #names: string[] = [];

  ofImsi(imsi: Imsi): SubscriberIndex {
    const known = this.#indices.get(imsi);
    if (known !== undefined) return known;
    const index = this.#names.length;
    this.#indices.set(imsi, index);
    this.#names.push(imsi);
    return index;
  }

  ofNumber(_number: DirectoryNumber): SubscriberIndex {
    return -1;
  }

  nameOf(subscriber: SubscriberIndex): string {
    return this.#names[subscriber] ?? `#${subscriber}`;
  }

  get size(): number {
    return this.#names.length;
  }
}
