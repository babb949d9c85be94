// The lists of a scenario: who of a segment is put on them, and when.
import { inSegment } from "../../campaigns/segment.ts";
import { fraction, hashText } from "../../domain/hash.ts";
import { profileOf } from "../directory.ts";
import { draw, PURPOSE } from "../random.ts";
import { type Acts, NOBODY } from "./act-columns.ts";
import { ACT, LISTS } from "./act-tables.ts";
import type { Setting } from "./setting.ts";

export class ScenarioLists {
  readonly #setting: Setting;
  readonly #words: readonly number[];

  constructor(setting: Setting) {
    this.#setting = setting;
    this.#words = (setting.scenario.lists ?? []).map(({ name }) => hashText(name));
  }

  /** Adds to her acts of a day the lists that take her; records are read on days of lists alone. */
  add(subscriber: number, day: number, out: Acts): void {
    const { scenario } = this.#setting;
    for (const [place, list] of (scenario.lists ?? []).entries()) {
      if (list.day !== day || !this.isOn(subscriber, place)) continue;
      out.push(ACT.listLoaded, list.atMs, NOBODY, LISTS.length + place, day);
    }
  }

  /** @param place  among the scenario's lists */
  isOn(subscriber: number, place: number): boolean {
    const { key, scenario } = this.#setting;
    const { who, share } = scenario.lists![place]!;
    const drawn = fraction(draw(key, subscriber, PURPOSE.listShare, this.#words[place]!));
    return drawn < share && inSegment(who, profileOf(this.#setting, subscriber));
  }
}
