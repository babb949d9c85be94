// Numbers for subscribers as they appear: millions of them in typed arrays, for an open population.
import {
  formatToken,
  type Introduction,
  NO_TOKEN,
  type SubscriberIndex,
  type SubscriberRegistry,
  type Token,
} from "./identity.ts";
import { TokenTable } from "./token-table.ts";

/** Rows at first; they double. */
const ROWS_MIN = 64;
/** Subscribers that are told apart; more than any network has. Those beyond count as foreign. */
export const SUBSCRIBERS_MAX = 100_000_000;
/** Different home networks and home areas; those beyond are not told apart, and said as "". */
const TEXTS_MAX = 65_535;

/** A registry that gives every new token the next index: for captures and event files. */
export class InterningRegistry implements SubscriberRegistry {
  readonly #indices = new TokenTable();
  readonly #plmns = new Texts();
  readonly #areas = new Texts();
  #tokens = new Float64Array(ROWS_MIN);
  /** Tokens of introductions, {@link NO_TOKEN} for subscribers whom nobody introduced. */
  #partitions = new Float64Array(ROWS_MIN);
  #homePlmns = new Uint16Array(ROWS_MIN);
  #homeAreas = new Uint16Array(ROWS_MIN);
  readonly #max: number;
  #size = 0;

  constructor(max = SUBSCRIBERS_MAX) {
    this.#max = max;
  }

  ofImsi(imsi: Token, introduce?: () => Introduction): SubscriberIndex {
    const known = this.#indices.get(imsi);
    if (known >= 0 || this.#size >= this.#max) return known;
    const index = this.#size++;
    if (index === this.#tokens.length) this.#grow();
    this.#indices.set(imsi, index);
    this.#tokens[index] = imsi;
    if (introduce !== undefined) {
      const { homePlmn, homeArea, partition } = introduce();
      this.#partitions[index] = partition;
      this.#homePlmns[index] = this.#plmns.idOf(homePlmn);
      this.#homeAreas[index] = this.#areas.idOf(homeArea);
    }
    return index;
  }

  ofNumber(_number: Token): SubscriberIndex {
    return -1;
  }

  numberOf(_subscriber: SubscriberIndex): Token {
    return NO_TOKEN;
  }

  nameOf(subscriber: SubscriberIndex): string {
    return subscriber < this.#size ? formatToken(this.#tokens[subscriber]!) : `#${subscriber}`;
  }

  /** What the tap said of a subscriber when it first appeared. */
  introductionOf(subscriber: SubscriberIndex): Introduction | undefined {
    const partition = this.#partitions[subscriber] ?? NO_TOKEN;
    if (subscriber >= this.#size || partition === NO_TOKEN) return undefined;
    return {
      homePlmn: this.#plmns.textOf(this.#homePlmns[subscriber]!),
      homeArea: this.#areas.textOf(this.#homeAreas[subscriber]!),
      partition,
    };
  }

  get size(): number {
    return this.#size;
  }

  #grow(): void {
    const rows = this.#tokens.length * 2;
    const grown = <A extends Float64Array | Uint16Array>(column: A, wider: A): A => {
      wider.set(column);
      return wider;
    };
    this.#tokens = grown(this.#tokens, new Float64Array(rows));
    this.#partitions = grown(this.#partitions, new Float64Array(rows));
    this.#homePlmns = grown(this.#homePlmns, new Uint16Array(rows));
    this.#homeAreas = grown(this.#homeAreas, new Uint16Array(rows));
  }
}

/** Texts that are said often, each kept once; 0 stands for "". */
class Texts {
  readonly #ids = new Map<string, number>([["", 0]]);
  readonly #texts: string[] = [""];

  idOf(text: string): number {
    const known = this.#ids.get(text);
    if (known !== undefined) return known;
    if (this.#texts.length > TEXTS_MAX) return 0;
    this.#ids.set(text, this.#texts.length);
    this.#texts.push(text);
    return this.#texts.length - 1;
  }

  textOf(id: number): string {
    return this.#texts[id]!;
  }
}
