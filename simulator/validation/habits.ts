// Row C16: whether people keep their own daily pattern of calls and messages.
import type { SubscriberEvent } from "../../domain/subscriber-event.ts";
import { DAY_MS } from "../../domain/time.ts";
import type { Findings } from "./findings.ts";
import { hourOfDay, type Span } from "./span.ts";
import { jensenShannon, sharesOf } from "./statistics/relations.ts";

/** Acts in each half of the run that a person must have. */
const ACTS_MIN = 100;
/** Other people that each person is compared with. */
const OTHERS = 25;

/** Two hourly counts a person, one for each half of the run: 96 octets. */
export class Habits {
  readonly #span: Span;
  readonly #counts: Uint16Array;

  constructor(span: Span) {
    this.#span = span;
    this.#counts = new Uint16Array(span.people * 48);
  }

  take(event: SubscriberEvent): void {
    const own =
      event.type === "message.sent" ||
      (event.type === "call.setUp" && event.direction === "originated");
    if (!own) return;
    const half = event.timeMs < (this.#span.days * DAY_MS) / 2 ? 0 : 1;
    this.#counts[event.subscriber * 48 + half * 24 + hourOfDay(event.timeMs)]!++;
  }

  findings(): Findings {
    const halves = Array.from({ length: this.#span.people }, (_, person) =>
      [0, 24].map((from) => this.#counts.subarray(person * 48 + from, person * 48 + from + 24)),
    );
    const shapes = halves
      .filter((pair) => pair.every((hours) => sum(hours) >= ACTS_MIN))
      .map((pair) => pair.map(sharesOf));
    let [smaller, own, others] = [0, 0, 0];
    shapes.forEach(([first, second], person) => {
      const self = jensenShannon(first!, second!);
      let reference = 0;
      for (let turn = 1; turn <= OTHERS; turn++) {
        const other = shapes[(person + turn * 97) % shapes.length]!;
        reference += jensenShannon(first!, other[1]!) / OTHERS;
      }
      own += self / shapes.length;
      others += reference / shapes.length;
      if (self < reference) smaller++;
    });
    return {
      values: { C16: smaller / shapes.length, C16b: own, C16c: others },
      plots: {},
    };
  }
}

function sum(values: Uint16Array): number {
  return values.reduce((total, value) => total + value, 0);
}
