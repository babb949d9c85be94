// Why, just now: the newest sentence large, the ones before it below, each tied to its mark.
import type { Moment } from "../domain/map-frame.ts";
import { formatClock } from "../domain/time.ts";
import { html, setText } from "./dom.ts";
import { addToFeed, EMPTY_FEED, type FeedLine, pastFeed, perMinute } from "./feed-groups.ts";
import { glyphIcon } from "./glyphs.ts";
import type { Session } from "./session.ts";
import { thousands } from "./top-bar.ts";
import { outcomeWord, ruleWord, WORDS } from "./words.ts";

/** The feed is drawn at most this often, ms. */
const DRAW_EVERY_MS = 350;
/** One announcement to screen readers at most this often, ms. */
const ANNOUNCE_EVERY_MS = 5_000;

export interface FeedPanel {
  /** Moves the pointed-at moment one line older (+1) or newer (−1). */
  stepHighlight(step: number): void;
  /** Draws what changed; called every animation frame. */
  frame(nowMs: number): void;
}

export function createFeed(host: HTMLElement, session: Session): FeedPanel {
  const heading = html("span");
  const rate = html("span", { "data-testid": "rate" });
  const list = html("ol", { class: "feed", "data-testid": "feed" });
  const nothing = html("p", { class: "nothing" });
  const spoken = html("p", { class: "spoken", "aria-live": "polite" });
  host.append(html("h2", { class: "heading" }, heading, rate), nothing, list, spoken);

  let feed = EMPTY_FEED;
  let dirty = true;
  let drawnMs = 0;
  let spokenMs = 0;
  let spokenId = "";
  const startedMs = performance.now();
  const nodes = new Map<string, LineNode>();

  const take = (moment: Moment, nowMs: number): void => {
    feed = addToFeed(feed, moment, nowMs);
    dirty = true;
  };
  const draw = (nowMs: number): void => {
    const words = WORDS[session.look.language];
    const visible = feed.lines.filter(({ moment }) => session.isShown(moment.campaign));
    nothing.hidden = visible.length > 0;
    setText(nothing, words.noTrigger);
    setText(rate, words.perMinute(thousands(perMinute(feed, nowMs, startedMs))));
    const keep = new Set(visible.map(({ moment }) => moment.id));
    for (const [id, { node }] of nodes) {
      if (keep.has(id)) continue;
      node.remove();
      nodes.delete(id);
    }
    visible.forEach((line, index) => {
      const known = nodes.get(line.moment.id) ?? createLine(line.moment, session);
      nodes.set(line.moment.id, known);
      known.show(line, index === 0);
      if (list.children[index] !== known.node) list.insertBefore(known.node, list.children[index]!);
    });
    markHighlight();
  };
  const markHighlight = (): void => {
    for (const line of feed.lines) {
      const pointed = session.highlight !== undefined && line.ids.includes(session.highlight);
      nodes.get(line.moment.id)?.node.classList.toggle("pointed", pointed);
    }
  };
  const announce = (nowMs: number): void => {
    const newest = feed.lines[0]?.moment;
    if (newest === undefined || newest.id === spokenId) return;
    if (nowMs - spokenMs < ANNOUNCE_EVERY_MS) return;
    [spokenMs, spokenId] = [nowMs, newest.id];
    setText(spoken, session.say(newest.sentence));
  };
  const relabel = (): void => {
    setText(heading, WORDS[session.look.language].why);
    for (const { node } of nodes.values()) node.remove();
    nodes.clear();
    dirty = true;
  };
  session.on("moment", (moment) => take(moment, performance.now()));
  session.on("history", () => {
    if (feed.lines.length > 0) return;
    feed = pastFeed(session.moments);
    dirty = true;
  });
  session.on("outcome", () => {
    dirty = true;
  });
  session.on("campaigns", () => {
    dirty = true;
  });
  session.on("highlight", markHighlight);
  session.on("look", relabel);
  relabel();
  return {
    stepHighlight(step) {
      const ids = feed.lines.map(({ moment }) => moment.id);
      const at = feed.lines.findIndex(({ ids: all }) => all.includes(session.highlight ?? ""));
      const next = at < 0 ? 0 : Math.min(Math.max(at + step, 0), ids.length - 1);
      const id = ids[next];
      if (id === undefined) return;
      session.pointAt(id);
      nodes.get(id)?.node.scrollIntoView({ block: "nearest" });
    },
    frame(nowMs) {
      if (nowMs - drawnMs < (dirty ? DRAW_EVERY_MS : 2_000)) return;
      drawnMs = nowMs;
      dirty = false;
      draw(nowMs);
      announce(nowMs);
    },
  };
}

interface LineNode {
  readonly node: HTMLLIElement;
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
  setText(sentence, moment.sentence[language]);
  button.addEventListener("pointerenter", () => session.pointAt(moment.id));
  button.addEventListener("pointerleave", () => session.pointAt(undefined));
  button.addEventListener("focus", () => session.pointAt(moment.id));
  button.addEventListener("blur", () => session.pointAt(undefined));
  button.addEventListener("click", () => session.select(moment.subscriber));
  return {
    node,
    show(line, lead) {
      node.classList.toggle("lead", lead);
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
