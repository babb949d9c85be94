// Why, just now: the newest sentence large, the ones before it below, each tied to its mark.
import type { Moment } from "../domain/map-frame.ts";
import { formatClock } from "../domain/time.ts";
import { html, setText } from "./dom.ts";
import {
  addPast,
  addToFeed,
  EMPTY_FEED,
  type Feed,
  type FeedLine,
  isBusy,
  perMinute,
} from "./feed-groups.ts";
import { glyphIcon } from "./glyphs.ts";
import type { Session } from "./session.ts";
import { outcomeWord, ruleWord } from "./terms.ts";
import { thousands } from "./top-bar.ts";
import { tied, WORDS } from "./words.ts";

/** The feed is drawn at most this often, ms; when busy, as often as a sentence can be read. */
const DRAW_EVERY_MS = { calm: 350, busy: 2_400 } as const;
/** Without news only the rate is brought up to date this often, ms. */
const RATE_EVERY_MS = 2_000;
/** One announcement to screen readers at most this often, ms. */
const ANNOUNCE_EVERY_MS = 5_000;

export class FeedPanel {
  readonly #session: Session;
  readonly #rate: HTMLElement;
  readonly #list = html("ol", { class: "feed", "data-testid": "feed" });
  readonly #nothing = html("p", { class: "nothing" });
  readonly #spoken = html("p", { class: "spoken", "aria-live": "polite" });
  readonly #nodes = new Map<string, LineNode>();
  #feed: Feed = EMPTY_FEED;
  #dirty = true;
  #drawnMs = Number.NEGATIVE_INFINITY;
  #spokenMs = Number.NEGATIVE_INFINITY;
  #spokenId = "";

  constructor(host: HTMLElement, rate: HTMLElement, session: Session) {
    this.#session = session;
    this.#rate = rate;
    host.append(this.#nothing, this.#list, this.#spoken);
    session.on("moment", (moment) => {
      this.#feed = addToFeed(this.#feed, moment, performance.now());
      this.#dirty = true;
    });
    session.on("history", () => {
      this.#feed = addPast(this.#feed, session.moments);
      this.#dirty = true;
    });
    for (const topic of ["outcome", "campaigns"] as const) {
      session.on(topic, () => {
        this.#dirty = true;
      });
    }
    session.on("highlight", () => this.#markHighlight());
    session.on("look", () => this.#relabel());
    this.#relabel();
  }

  /** Puts the focus one line older (+1) or newer (−1): Enter then opens that person. */
  stepHighlight(step: 1 | -1): void {
    const { lines } = this.#feed;
    const { highlight } = this.#session;
    const at = lines.findIndex(({ ids }) => highlight !== undefined && ids.includes(highlight));
    const line = lines[at < 0 ? 0 : Math.min(Math.max(at + step, 0), lines.length - 1)];
    if (line === undefined) return;
    this.#nodes.get(line.moment.id)?.focus();
  }

  /** Draws what changed; called every animation frame. */
  frame(nowMs: number): void {
    const pace = isBusy(this.#feed, nowMs) ? DRAW_EVERY_MS.busy : DRAW_EVERY_MS.calm;
    if (nowMs - this.#drawnMs < (this.#dirty ? pace : RATE_EVERY_MS)) return;
    this.#drawnMs = nowMs;
    this.#dirty = false;
    this.#draw(nowMs);
    this.#announce(nowMs);
  }

  #draw(nowMs: number): void {
    const words = WORDS[this.#session.look.language];
    const lines = this.#feed.lines.filter(({ moment }) => this.#session.isShown(moment.campaign));
    this.#nothing.hidden = lines.length > 0;
    setText(this.#nothing, words.noTrigger);
    const rate = perMinute(this.#session.moments, this.#session.timeAt(nowMs) ?? 0);
    setText(this.#rate, words.perMinute(rate < 10 ? rate.toFixed(1) : thousands(Math.round(rate))));
    const kept = new Set(lines.map(({ moment }) => moment.id));
    for (const [id, { node }] of this.#nodes) {
      if (kept.has(id)) continue;
      node.remove();
      this.#nodes.delete(id);
    }
    lines.forEach((line, index) => {
      const known = this.#nodes.get(line.moment.id) ?? createLine(line.moment, this.#session);
      this.#nodes.set(line.moment.id, known);
      known.show(line, index === 0);
      const there = this.#list.children[index] ?? null;
      if (there !== known.node) this.#list.insertBefore(known.node, there);
    });
    this.#markHighlight();
  }

  #markHighlight(): void {
    const { highlight } = this.#session;
    for (const { moment, ids } of this.#feed.lines) {
      const pointed = highlight !== undefined && ids.includes(highlight);
      this.#nodes.get(moment.id)?.node.classList.toggle("pointed", pointed);
    }
  }

  #announce(nowMs: number): void {
    const newest = this.#feed.lines[0]?.moment;
    if (newest === undefined || newest.id === this.#spokenId) return;
    if (nowMs - this.#spokenMs < ANNOUNCE_EVERY_MS) return;
    this.#spokenMs = nowMs;
    this.#spokenId = newest.id;
    setText(this.#spoken, this.#session.say(newest.sentence));
  }

  #relabel(): void {
    for (const { node } of this.#nodes.values()) node.remove();
    this.#nodes.clear();
    this.#draw(performance.now());
  }
}

interface LineNode {
  readonly node: HTMLLIElement;
  /** Puts the focus on the line, which points at its moment. */
  focus(): void;
  show(line: FeedLine, lead: boolean): void;
}

function createLine(moment: Moment, session: Session): LineNode {
  const { language, palette } = session.look;
  const held = moment.decision === "suppressed";
  const sentence = html("span", { class: "sentence" });
  const outcome = html("span", { class: "outcome" });
  const more = html("span", { class: "more" });
  const button = html(
    "button",
    { type: "button", class: "line-button" },
    glyphIcon(palette, moment.campaign, held ? { hollow: true } : {}),
    html(
      "span",
      {},
      sentence,
      html("span", { class: "meta" }, html("span", {}, formatClock(moment.timeMs)), outcome, more),
    ),
  );
  const node = html("li", { class: held ? "line held" : "line", "data-moment": moment.id }, button);
  setText(sentence, tied(moment.sentence[language]));
  button.addEventListener("pointerenter", () => session.pointAt(moment.id));
  button.addEventListener("pointerleave", () => session.pointAt(undefined));
  button.addEventListener("focus", () => session.pointAt(moment.id));
  button.addEventListener("blur", () => session.pointAt(undefined));
  button.addEventListener("click", () => session.select(moment.subscriber));
  return {
    node,
    focus: () => button.focus(),
    show(line, lead) {
      node.classList.toggle("lead", lead);
      // One stop for Tab: N and P walk on from here.
      button.tabIndex = lead ? 0 : -1;
      node.dataset["testid"] = lead ? "feed-lead" : "feed-line";
      const words = WORDS[language];
      setText(outcome, outcomeOf(moment, session));
      setText(more, line.ids.length > 1 ? words.andMore(thousands(line.ids.length - 1)) : "");
    },
  };
}

function outcomeOf(moment: Moment, session: Session): string {
  const { language } = session.look;
  const words = WORDS[language];
  if (moment.decision === "suppressed") {
    return `${words.notSent} · ${ruleWord(moment.rule ?? "", language)}`;
  }
  const outcome = session.outcomes.get(moment.id);
  if (outcome === undefined || outcome === "delivered") return words.offered;
  return outcomeWord(outcome, language);
}
