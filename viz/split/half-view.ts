// One half of the split: its map, its title above and its counters below.
import type { Tick } from "../../domain/map-frame.ts";
import { html, setText } from "../dom.ts";
import type { InspectionFeed } from "../inspection-feed.ts";
import { MapView } from "../map-view.ts";
import { Session } from "../session.ts";
import { thousands } from "../top-bar.ts";
import type { HalfCounts, HalfOffer, HalfReady, HalfWindow } from "./half-message.ts";
import { type MomentsOfPeople, Offsets } from "./need-offsets.ts";
import type { ClockState } from "./pair-clock.ts";
import { SPLIT_WORDS } from "./split-words.ts";
import { complaintKind, type Kind, lift, liftKind } from "./verdicts.ts";

export type Side = "blast" | "triggered";

/** Nobody is inspected here: the run is the browser's own. */
const NOBODY: InspectionFeed = { current: undefined, failed: false, onChange: () => {} };

const NOTHING: HalfCounts = {
  offered: 0,
  suppressed: 0,
  delivered: 0,
  accepted: 0,
  complained: 0,
  offeredByCampaign: [],
  treated: { people: 0, converted: 0 },
  control: { people: 0, converted: 0 },
};

const COUNTERS = ["messages", "conversions", "complaints", "lift"] as const;
type Counter = (typeof COUNTERS)[number];
type CounterNodes = readonly [value: HTMLElement, label: HTMLElement, kind: HTMLElement];

export class HalfView {
  readonly session: Session;
  readonly map: MapView;
  readonly offsets = new Offsets();
  counts = NOTHING;
  readonly #side: Side;
  readonly #offers = new Map<string, HalfOffer>();
  readonly #title = html("h2", { class: "half-title" });
  readonly #subtitle = html("p", { class: "half-subtitle" });
  readonly #counters: Record<Counter, CounterNodes>;

  constructor(host: HTMLElement, side: Side, ready: HalfReady, look: Session["look"]) {
    this.#side = side;
    this.session = new Session(ready.scene, look);
    this.map = new MapView(host, this.session, NOBODY, { callouts: false, picks: false });
    const counter = (name: Counter): CounterNodes => [
      html("span", { class: "half-value", "data-testid": `${side}-${name}` }, "–"),
      html("span", { class: "half-label" }),
      html("span", { class: "kind" }),
    ];
    this.#counters = {
      messages: counter("messages"),
      conversions: counter("conversions"),
      complaints: counter("complaints"),
      lift: counter("lift"),
    };
    const head = html("div", { class: "half-head" }, this.#title, this.#subtitle);
    const counters = html(
      "div",
      { class: "half-counters" },
      ...COUNTERS.map((name) => html("div", {}, ...this.#counters[name])),
    );
    host.append(head, counters);
    host.dataset["testid"] = `half-${side}`;
    this.map.reserve(() =>
      [head, counters].map(({ offsetLeft: x, offsetTop: y, offsetWidth: w, offsetHeight: h }) => [
        x - 8,
        y - 8,
        x + w + 8,
        y + h + 8,
      ]),
    );
    this.session.connect({ kind: "open" });
    this.session.on("look", () => this.#relabel());
    this.#relabel();
  }

  /** Takes a window that was lived through; the clock's state comes with {@link tick}. */
  receive(window: HalfWindow, moments: MomentsOfPeople, nowMs: number): void {
    this.session.receiveFrame(window.people, nowMs);
    this.counts = window.counts;
    for (const offer of window.offers) {
      this.#offers.set(offer.id, offer);
      if (this.#side === "triggered") this.#fire(offer);
    }
    this.map.addDots(window.offers);
    for (const { id, kind, subscriber, timeMs } of window.outcomes) {
      const offer = this.#offers.get(id);
      if (kind === "delivered") this.offsets.add(moments.offset(subscriber, timeMs));
      if (offer === undefined || (kind !== "accepted" && kind !== "complained")) continue;
      if (kind === "accepted" && this.#side === "blast") continue;
      this.#fire(offer);
      this.session.receiveOutcome({ kind: "outcome", id, outcome: kind, timeMs });
    }
    this.#count();
  }

  tick(state: ClockState, nowMs: number): void {
    const { counts } = this;
    const tick: Tick = {
      kind: "tick",
      ...state,
      eventsPerSecond: 0,
      counters: {
        ...{ events: 0, declined: 0, expired: 0, held: 0, reminded: 0, expiredWhileHeld: 0 },
        ...{ triggers: counts.offered + counts.suppressed, delivered: counts.delivered },
        ...{ offered: counts.offered, suppressed: counts.suppressed },
        ...{ accepted: counts.accepted, complained: counts.complained },
      },
      offeredByCampaign: counts.offeredByCampaign,
      byCampaign: [],
    };
    this.session.receiveTick(tick, nowMs);
  }

  #fire({ id, timeMs, subscriber, campaign, at }: HalfOffer): void {
    this.session.receiveMoment({
      kind: "moment",
      id,
      timeMs,
      subscriber,
      campaign,
      trigger: "",
      decision: "offered",
      sentence: { en: "", zh: "" },
      seenAt: at,
    });
  }

  #count(): void {
    const { counts } = this;
    const words = SPLIT_WORDS[this.session.look.language];
    const lifted = lift(counts);
    const sign = lifted !== undefined && lifted.estimate < 0 ? "−" : "+";
    const show = (name: Counter, value: string, kind: Kind): void => {
      const [number, , tag] = this.#counters[name];
      setText(number, value);
      setText(tag, words[kind]);
      tag.hidden = this.session.tick === undefined;
    };
    show("messages", thousands(counts.offered), "emergent");
    show("conversions", thousands(counts.accepted), "calibrated");
    show("complaints", thousands(counts.complained), complaintKind(counts));
    const value = lifted && `${sign}${Math.abs(100 * lifted.estimate).toFixed(2)}`;
    show("lift", value ?? "–", liftKind(counts));
  }

  #relabel(): void {
    const words = SPLIT_WORDS[this.session.look.language];
    setText(this.#title, words[this.#side]);
    setText(this.#subtitle, this.session.say(this.session.scene.title));
    for (const name of COUNTERS) setText(this.#counters[name][1], words[name]);
    this.#count();
  }
}
