// The true moments of a planned day for each trigger definition: from what people do, never from events.
import type { Shard } from "../../domain/digest.ts";
import type { NumberPlan } from "../../domain/number-plan.ts";
import { DAY_MS } from "../../domain/time.ts";
import type { Expectations } from "../../metrics/scorecard.ts";
import { hasTruth } from "../../metrics/tolerance.ts";
import { Acts } from "../days/act-columns.ts";
import { Acting } from "../days/acts.ts";
import type { DayPlan } from "../days/day-plan.ts";
import { powerOf } from "../days/power.ts";
import type { Setting } from "../days/setting.ts";
import { doingsOf } from "./doings.ts";
import { PhoneUse } from "./phone-use.ts";
import { Phones } from "./phones.ts";
import { Quiet } from "./quiet.ts";
import { Rides } from "./rides.ts";
import { Rings } from "./rings.ts";
import { Stays } from "./stays.ts";
import { Feeding } from "./told.ts";
import type { Tell } from "./wanted.ts";

const ALL: Shard = { index: 0, of: 1 };

/**
 * Knows the moments of every so-many-th person: those that lie in the run. `docs/scorecard.md` says
 * what a moment is.
 */
export class Truth {
  readonly #phones: Phones;
  readonly #stays: Stays;
  readonly #rides: Rides;
  readonly #rings: Rings;
  readonly #feeding: Feeding;
  readonly #use: PhoneUse;
  readonly #quiet: Quiet;
  readonly #acting: Acting;
  readonly #acts = new Acts();
  readonly #numbers: NumberPlan;
  readonly #of: number;
  readonly #endMs: number;
  #subscriber = 0;
  #out!: Expectations;

  /** Moments from the scenario's end on are nobody's to notice. */
  constructor(setting: Setting, { of }: Shard = ALL) {
    const { definitions, days } = setting.scenario;
    const places = Math.ceil(setting.population.count / of);
    this.#of = of;
    this.#endMs = days * DAY_MS;
    this.#phones = new Phones(setting, definitions, places);
    this.#stays = new Stays(setting, definitions, places);
    this.#rides = new Rides(setting, definitions);
    this.#rings = new Rings(setting, definitions);
    this.#feeding = new Feeding(setting, definitions, places);
    this.#numbers = setting.scenario.numbers;
    this.#use = new PhoneUse(definitions.filter(hasTruth));
    this.#quiet = new Quiet(definitions, places);
    this.#acting = new Acting(setting, (subscriber, day) => powerOf(setting, subscriber, day));
  }

  /** Tells of one person's day, planned and settled; days follow one another from the first. */
  read(plan: DayPlan, subscriber: number, out: Expectations): void {
    this.#subscriber = subscriber;
    this.#out = out;
    const { day, talk, waypoints } = plan;
    const place = Math.floor(subscriber / this.#of);
    if (this.#phones.isWanted) this.#phones.read(plan, subscriber, place, this.#tell);
    if (this.#stays.isWanted) this.#stays.read(waypoints, subscriber, place, day, this.#tell);
    if (this.#rides.isWanted) this.#rides.read(plan, subscriber, this.#tell);
    if (this.#rings.isWanted) this.#rings.read(talk, subscriber, day, this.#tell);
    const doesCount = this.#use.isWanted || this.#quiet.isWanted;
    if (!this.#feeding.isWanted && !doesCount) return;
    // Acts and doings are found out once for all that ask.
    const acts = this.#acts;
    this.#acting.actsOf(subscriber, day, plan.powerOf(subscriber), acts);
    if (this.#feeding.isWanted) this.#feeding.read(acts, subscriber, place, day, this.#tell);
    if (!doesCount) return;
    const doings = doingsOf(talk, subscriber, acts, this.#numbers);
    if (this.#use.isWanted) this.#use.read(doings, place, day, this.#tell);
    if (this.#quiet.isWanted) this.#quiet.read(plan, doings, { subscriber, place }, this.#tell);
  }

  readonly #tell: Tell = (definition, fromMs, dueMs, untilMs) => {
    if (dueMs < 0 || dueMs >= this.#endMs) return;
    this.#out.expect(this.#subscriber, definition, fromMs, dueMs, untilMs);
  };
}
