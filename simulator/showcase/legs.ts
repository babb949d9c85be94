// One phone's side of a call in the showcase, from SETUP to release.
import type { SignalledNumber } from "../../domain/number-plan.ts";
import { serviceOf } from "../../domain/number-plan.ts";
import type { CallDirection } from "../../domain/subscriber-event.ts";
import { isRefusal } from "../../signaling/messages/dtap-elements.ts";
import type { Forced } from "../procedures.ts";
import type { CellPlace, Player } from "./players.ts";
import type { Stage } from "./stage.ts";

/** Times count in ms from the stage's now. */
export class Leg {
  readonly #stage: Stage;
  readonly #player: Player;
  readonly #direction: CallDirection;
  readonly #number: SignalledNumber;
  #rang = false;
  #answered = false;
  #keys = "";

  constructor(stage: Stage, player: Player, direction: CallDirection, number: SignalledNumber) {
    this.#stage = stage;
    this.#player = player;
    this.#direction = direction;
    this.#number = number;
  }

  setUp(afterMs: number, forced?: Forced, handset = false): this {
    const stage = this.#stage;
    if (handset) stage.tellHandset(this.#player, afterMs);
    const originated = this.#direction === "originated";
    stage.tell(
      this.#player,
      {
        type: "call.setUp",
        direction: this.#direction,
        ...stage.partyOf(this.#number),
        carrierPrefix: originated ? stage.prefixOf(this.#number) : "",
      },
      { afterMs, said: { number: this.#number }, ...(forced && { forced }) },
    );
    return this;
  }

  alerted(afterMs: number): this {
    this.#rang = true;
    this.#stage.tell(this.#player, { type: "call.alerted" }, { afterMs });
    return this;
  }

  answered(afterMs: number): this {
    this.#answered = true;
    this.#stage.tell(this.#player, { type: "call.answered" }, { afterMs });
    return this;
  }

  announced(afterMs: number, description: 1 | 8): this {
    this.#stage.tell(this.#player, { type: "announcement.heard", description }, { afterMs });
    return this;
  }

  /** Keys one after the other, `everyMs` apart. */
  pressed(afterMs: number, keys: string, everyMs = 900): this {
    const { number } = this.#stage.partyOf(this.#number);
    const menu = number !== "" && serviceOf(this.#stage.numbers, number)?.menu === true;
    for (const [index, key] of [...keys].entries()) {
      this.#keys += key;
      const phase = this.#answered ? "talking" : "ringing";
      const path = menu ? this.#keys : "";
      this.#stage.tell(
        this.#player,
        { type: "key.pressed", phase, number, path },
        { afterMs: afterMs + index * everyMs, said: { key } },
      );
    }
    return this;
  }

  /** The phone shows its handset in the middle of the call. */
  showed(afterMs: number): this {
    this.#stage.tellHandset(this.#player, afterMs, 0);
    return this;
  }

  handedOver(afterMs: number, to: CellPlace, forced?: Forced): this {
    const from = this.#player.at;
    this.#player.at = to;
    this.#stage.tell(
      this.#player,
      { type: "call.handedOver", fromLac: from.lac, fromCi: from.ci },
      { afterMs, ...(forced && { forced }) },
    );
    return this;
  }

  /** A call that was not taken here was missed. */
  released(afterMs: number, cause24008: number, forced?: Forced): void {
    const stage = this.#stage;
    stage.tell(
      this.#player,
      { type: "call.released", cause24008 },
      { afterMs, ...(forced && { forced }) },
    );
    if (this.#direction === "originated" || this.#answered) return;
    const why = isRefusal(cause24008) ? "rejected" : this.#rang ? "noAnswer" : undefined;
    if (why === undefined) return;
    const party = stage.partyOf(this.#number);
    stage.tell(this.#player, { type: "call.missed", why, ...party }, { afterMs });
  }
}
