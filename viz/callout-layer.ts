// Holds up to three sentences on the map for six seconds each, newest first, campaigns in turn.
import type { Moment } from "../domain/map-frame.ts";
import {
  balanceLines,
  CALLOUTS_MAX,
  type CalloutPlace,
  calloutSize,
  LINE_HEIGHT,
  type Obstacles,
  placeCallout,
} from "./callouts.ts";
import { svg } from "./dom.ts";
import type { Look } from "./look.ts";
import { textWidth } from "./measure.ts";
import { type Box, inView, toScreen, type View } from "./projection.ts";
import type { Session } from "./session.ts";
import { campaignColour, fontFamily } from "./theme.ts";
import { tied } from "./words.ts";

const HOLD_MS = 6_000;
const FADE_MS = 240;
/** Least time between two new callouts. */
const PAUSE_MS = 1_000;
/** A moment older than this gets no callout any more. */
const LATE_MS = 2_500;
/** After this long without an offer, what was held back may speak. */
const OFFERS_FIRST_MS = 6_000;
/** Moments that wait for a callout. */
const WAITING_MAX = 40;
/** Radius of the ring that a leader starts from, px. */
const RING = 15;

interface Callout {
  readonly moment: Moment;
  readonly node: SVGGElement;
  readonly place: CalloutPlace;
  readonly bornMs: number;
  /** Stays as long as its moment is pointed at. */
  readonly pinned: boolean;
}

interface Waiting {
  readonly moment: Moment;
  readonly sinceMs: number;
}

/** What the map knows about the room that is left. */
export type Surroundings = Pick<Obstacles, "boxes" | "marks" | "path">;

export class CalloutLayer {
  readonly #host: SVGElement;
  readonly #session: Session;
  readonly #onChange: () => void;
  #shown: Callout[] = [];
  #waiting: Waiting[] = [];
  #lastMs = Number.NEGATIVE_INFINITY;
  #lastOfferMs = Number.NEGATIVE_INFINITY;
  #lastCampaign = -1;

  constructor(host: SVGElement, session: Session, onChange: () => void) {
    this.#host = host;
    this.#session = session;
    this.#onChange = onChange;
    session.on("moment", (moment) => this.#propose(moment, performance.now()));
  }

  /** Boxes of the callouts, px. */
  get boxes(): readonly Box[] {
    return this.#shown.map(({ place }) => place.box);
  }

  /** Fades old sentences and adds at most one. */
  step(nowMs: number, view: View, surroundings: () => Surroundings): void {
    this.#drop(({ pinned, bornMs }) => !pinned && nowMs - bornMs > HOLD_MS);
    this.#waiting = this.#waiting.filter(({ sinceMs }) => nowMs - sinceMs < LATE_MS);
    if (nowMs - this.#lastMs < PAUSE_MS || this.#shown.length >= CALLOUTS_MAX) return;
    const next = this.#next(nowMs);
    if (next === undefined) return;
    this.#waiting = this.#waiting.filter(({ moment }) => moment !== next);
    if (!this.#show(next, view, surroundings(), nowMs, false)) return;
    this.#lastMs = nowMs;
    this.#lastCampaign = next.campaign;
  }

  /** Shows the sentence of the moment that is pointed at, as long as it is. */
  pin(view: View, surroundings: () => Surroundings): void {
    const moment = this.#session.moment(this.#session.highlight);
    this.#drop(({ pinned, moment: old }) => pinned && old !== moment);
    if (moment?.seenAt === undefined) return;
    if (this.#shown.some((callout) => callout.moment === moment)) return;
    this.#show(moment, view, surroundings(), performance.now(), true);
  }

  /** Forgets all placements: after a zoom, another language or theme. */
  clear(): void {
    if (this.#shown.length === 0) return;
    for (const { node } of this.#shown) node.remove();
    this.#shown = [];
    this.#onChange();
  }

  #propose(moment: Moment, nowMs: number): void {
    if (moment.seenAt === undefined || !this.#session.isShown(moment.campaign)) return;
    if (moment.decision === "offered") this.#lastOfferMs = nowMs;
    this.#waiting.push({ moment, sinceMs: nowMs });
    if (this.#waiting.length <= WAITING_MAX) return;
    // Room for the new one: what was held back leaves before any offer.
    const held = this.#waiting.findIndex(({ moment: old }) => old.decision === "suppressed");
    this.#waiting.splice(Math.max(0, held), 1);
  }

  /** The newest that may speak: offers first, another campaign than last time if there is one. */
  #next(nowMs: number): Moment | undefined {
    const offersOnly = nowMs - this.#lastOfferMs < OFFERS_FIRST_MS;
    const speakers = this.#waiting
      .map(({ moment }) => moment)
      .filter(({ decision }) => !offersOnly || decision === "offered")
      .reverse();
    return speakers.find(({ campaign }) => campaign !== this.#lastCampaign) ?? speakers[0];
  }

  #show(moment: Moment, view: View, around: Surroundings, nowMs: number, pinned: boolean): boolean {
    const callouts = this.#shown.map(({ place }) => place);
    const built = build(moment, view, this.#session.look, { ...around, view, callouts });
    if (built === undefined) return false;
    this.#host.append(built.node);
    this.#shown.push({ ...built, moment, bornMs: nowMs, pinned });
    this.#onChange();
    return true;
  }

  #drop(isGone: (callout: Callout) => boolean): void {
    const leaving = this.#shown.filter(isGone);
    if (leaving.length === 0) return;
    this.#shown = this.#shown.filter((callout) => !leaving.includes(callout));
    for (const { node } of leaving) {
      node.classList.add("leaving");
      setTimeout(() => node.remove(), FADE_MS);
    }
    this.#onChange();
  }
}

function build(
  moment: Moment,
  view: View,
  look: Look,
  obstacles: Obstacles,
): Pick<Callout, "node" | "place"> | undefined {
  const anchor = toScreen(view, moment.seenAt!);
  if (!inView(view, ...anchor)) return undefined;
  const family = fontFamily(look.language);
  const measure = (text: string): number => textWidth(text, { size: 13, weight: 400 }, family);
  const lines = balanceLines(tied(moment.sentence[look.language]), look.language, measure);
  const size = calloutSize(lines.map(measure));
  const place = placeCallout({ anchor, radius: RING, ...size }, obstacles);
  if (place === undefined) return undefined;
  return { node: nodeOf(moment, place, lines, look), place };
}

function nodeOf(
  moment: Moment,
  { box, leader }: CalloutPlace,
  lines: readonly string[],
  { palette, theme }: Look,
): SVGGElement {
  const colour = campaignColour(palette, moment.campaign);
  const bar = { x: box[0], y: box[1], height: box[3] - box[1] };
  const text = (line: string, index: number): SVGTextElement =>
    svg(
      "text",
      { x: box[0] + 12, y: box[1] + 20 + index * LINE_HEIGHT, "font-size": 13, fill: palette.ink },
      line,
    );
  return svg(
    "g",
    { class: "callout", "data-testid": "callout", "data-moment": moment.id },
    svg("path", {
      d: `M${leader[0].join(",")}L${leader[1].join(",")}`,
      stroke: colour,
      "stroke-width": 1.2,
    }),
    svg("rect", {
      ...bar,
      width: box[2] - box[0],
      rx: 3,
      fill: palette.plate,
      stroke: theme === "light" ? palette.strongLine : "none",
    }),
    svg("rect", { ...bar, width: 2.5, fill: colour }),
    ...lines.map(text),
  );
}
