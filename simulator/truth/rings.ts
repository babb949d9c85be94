// Who really hears a friend's ring-back tone, and for how long.
import { DAY_MS } from "../../domain/time.ts";
import type { TriggerParameters } from "../../domain/trigger.ts";
import { TOLERANCE } from "../../metrics/tolerance.ts";
import { ringbackStateOf } from "../account.ts";
import { emptyCall } from "../days/call-fate.ts";
import { LEG } from "../days/legs.ts";
import type { Talk } from "../days/talk.ts";
import { FLAG, type Population } from "../population.ts";
import { type Tell, type Wanted, wantedOf } from "./wanted.ts";

export class Rings {
  readonly #population: Population;
  readonly #wanted: readonly Wanted<"ringback.heard">[];
  readonly #call = emptyCall();

  constructor(
    { population }: { readonly population: Population },
    definitions: readonly TriggerParameters[],
  ) {
    this.#population = population;
    this.#wanted = wantedOf(definitions, "ringback.heard");
  }

  get isWanted(): boolean {
    return this.#wanted.length > 0;
  }

  read(talk: Talk, subscriber: number, day: number, tell: Tell): void {
    const { flags } = this.#population;
    const own = ringbackStateOf(this.#population, subscriber);
    const wanted = this.#wanted.filter(({ caller }) =>
      caller === undefined ? own !== "active" : own === caller,
    );
    if (wanted.length === 0) return;
    const { legs } = talk;
    const { earlyMs, lateMs } = TOLERANCE["ringback.heard"];
    const call = this.#call;
    const dayMs = day * DAY_MS;
    const first = talk.firstRow(subscriber);
    for (let row = first; row < first + legs.length[subscriber]!; row++) {
      if (legs.kindOf(row) !== LEG.originated) continue;
      if ((flags[legs.peerOf(row)]! & FLAG.ringbackTone) === 0) continue;
      talk.call(row, call);
      const endMs = call.answerMs === 0 ? call.releaseMs : call.answerMs;
      for (const { definition, minimumRingMs } of wanted) {
        const dueMs = call.alertMs + minimumRingMs;
        if (call.alertMs === 0 || dueMs > endMs) continue;
        tell(definition, dayMs + dueMs - earlyMs, dayMs + dueMs, dayMs + endMs + lateMs);
      }
    }
  }
}
