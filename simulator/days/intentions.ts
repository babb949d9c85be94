// What a day holds for a phone beside its owner's calls: messages that come, and what she means to do.
import { fraction, hashWords } from "../../domain/hash.ts";
import { DAY_MS, HOUR_MS } from "../../domain/time.ts";
import { draw, PURPOSE, poisson } from "../random.ts";
import { Acts } from "./act-columns.ts";
import { PROCEDURE, PROCEDURE_OF } from "./act-tables.ts";
import { Acting } from "./acts.ts";
import type { DayPlan } from "./day-plan.ts";
import { ERRAND, type Errands } from "./errands.ts";
import { LEG } from "./legs.ts";
import { type OffSpans, powerOf } from "./power.ts";
import { sendersOf } from "./services-in-use.ts";
import type { Setting } from "./setting.ts";
import type { Telling } from "./telling.ts";

/** Messages of service providers (12321 survey of 2010: about 1.7 a day). */
const SERVICE_MESSAGES_PER_DAY = 1.7;
const SERVICE_FROM_MS = 8.5 * HOUR_MS;
const SERVICE_SPAN_MS = 13 * HOUR_MS;

/** Puts them among a person's errands at the beginning of her day. */
export class Intentions {
  readonly #setting: Setting;
  readonly #errands: Errands;
  readonly #telling: Telling;
  readonly #acting: Acting;
  readonly #acts = new Acts();
  /** How many senders of service messages there are. */
  readonly #senders: number;

  constructor(setting: Setting, errands: Errands, telling: Telling) {
    this.#setting = setting;
    this.#errands = errands;
    this.#telling = telling;
    this.#senders = sendersOf(setting.scenario.numbers).length;
    this.#acting = new Acting(setting, (subscriber, day) => powerOf(setting, subscriber, day));
  }

  /**
   * Gathers the errands of a planned day, and tells feeds of what the tap does not see.
   *
   * @param off  when the phone is off on that day
   * @param done  errands of the day before that are done
   */
  gather(
    { subscriber, row: place }: { readonly subscriber: number; readonly row: number },
    { day, talk }: DayPlan,
    off: OffSpans,
    done: number,
  ): void {
    const errands = this.#errands;
    errands.open(place, done);
    const { legs } = talk;
    const first = talk.firstRow(subscriber);
    for (let row = first; row < first + legs.length[subscriber]!; row++) {
      if (legs.kindOf(row) !== LEG.received) continue;
      errands.add(talk.startMs(row), ERRAND.message, legs.peerOf(row));
    }
    this.#addServices(subscriber, day);
    this.#addActs(subscriber, day, off);
    errands.close(place);
  }

  /** Messages of service providers. */
  #addServices(subscriber: number, day: number): void {
    if (this.#senders === 0) return;
    const { key } = this.#setting;
    const entity = hashWords(subscriber, day, 1);
    const count = poisson(SERVICE_MESSAGES_PER_DAY, key, entity, PURPOSE.service, 0);
    for (let item = 0; item < count; item++) {
      const word = draw(key, entity, PURPOSE.service, 1 + item);
      const atMs = Math.round(SERVICE_FROM_MS + fraction(word) * SERVICE_SPAN_MS);
      this.#errands.add(atMs, ERRAND.service, hashWords(word) % this.#senders);
    }
  }

  /** What the person does with services. */
  #addActs(subscriber: number, day: number, off: OffSpans): void {
    const acts = this.#acts;
    this.#acting.actsOf(subscriber, day, off, acts);
    for (let act = 0; act < acts.size; act++) {
      const [kind, atMs] = [acts.kind[act]!, acts.atMs[act]!];
      const [party, a, b] = [acts.party[act]!, acts.a[act]!, acts.b[act]!];
      if (PROCEDURE_OF[kind] === PROCEDURE.none) {
        this.#telling.tell(subscriber, kind, party, a, b, day * DAY_MS + atMs);
      } else {
        this.#errands.add(atMs, ERRAND.act + kind, party, a, b);
      }
    }
  }
}
