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
import { campaignColour, fontFamily } from "./theme.ts";

const HOLD_MS = 6_000;
const FADE_MS = 240;
/** Least time between two new callouts. */
const PAUSE_MS = 1_000;
/** A moment older than this gets no callout any more. */
const LATE_MS = 2_500;
/** After this long without an offer, what was held back may speak. */
const OFFERS_FIRST_MS = 4_000;
/** Radius of the ring that a leader starts from, px. */
const RING = 15;

interface Callout {
  readonly moment: Moment;
  readonly node: SVGGElement;
  readonly place: CalloutPlace;
  /** Where the mark was when the callout was placed, px. */
  readonly anchor: readonly [number, number];
  readonly bornMs: number;
  readonly pinned: boolean;
}

/** What the map knows about the room that is left. */
export type Surroundings = Pick<Obstacles, "boxes" | "marks" | "path">;

export interface CalloutLayer {
  /** A moment that may get a sentence on the map. */
  propose(moment: Moment, nowMs: number): void;
  /** Fades old sentences and adds at most one. */
  step(nowMs: number, view: View, look: Look, surroundings: () => Surroundings): void;
  /** Shows this moment's sentence as long as it is pointed at. */
  pin(moment: Moment | undefined, view: View, look: Look, surroundings: () => Surroundings): void;
  /** Forgets all placements, after a zoom, another language or theme. */
  clear(): void;
  readonly boxes: readonly Box[];
}

export function createCalloutLayer(host: SVGElement, onChange: () => void): CalloutLayer {
  let shown: Callout[] = [];
  let waiting: { readonly moment: Moment; readonly sinceMs: number }[] = [];
  let lastMs = Number.NEGATIVE_INFINITY;
  let lastOfferMs = Number.NEGATIVE_INFINITY;
  let lastCampaign = -1;

  const drop = (gone: (callout: Callout) => boolean): void => {
    const leaving = shown.filter(gone);
    if (leaving.length === 0) return;
    shown = shown.filter((callout) => !gone(callout));
    for (const { node } of leaving) {
      node.classList.add("leaving");
      setTimeout(() => node.remove(), FADE_MS);
    }
    onChange();
  };
  const show = (
    moment: Moment,
    view: View,
    look: Look,
    around: Surroundings,
    nowMs: number,
    pinned: boolean,
  ): boolean => {
    const callout = build(moment, view, look, {
      ...around,
      view,
      callouts: shown.map((c) => c.place),
    });
    if (callout === undefined) return false;
    host.append(callout.node);
    shown.push({ ...callout, moment, bornMs: nowMs, pinned });
    onChange();
    return true;
  };
  return {
    propose(moment, nowMs) {
      if (moment.seenAt === undefined) return;
      if (moment.decision === "offered") lastOfferMs = nowMs;
      waiting.push({ moment, sinceMs: nowMs });
      if (waiting.length > 40) waiting.shift();
    },
    step(nowMs, view, look, surroundings) {
      drop(({ pinned, bornMs }) => !pinned && nowMs - bornMs > HOLD_MS);
      waiting = waiting.filter(({ sinceMs }) => nowMs - sinceMs < LATE_MS);
      if (nowMs - lastMs < PAUSE_MS || shown.length >= CALLOUTS_MAX || waiting.length === 0) return;
      const offersFirst = nowMs - lastOfferMs < OFFERS_FIRST_MS;
      const speakers = waiting
        .filter(({ moment }) => !offersFirst || moment.decision === "offered")
        .reverse();
      const speaker =
        speakers.find(({ moment }) => moment.campaign !== lastCampaign) ?? speakers[0];
      if (speaker === undefined) return;
      waiting = waiting.filter((other) => other !== speaker);
      if (show(speaker.moment, view, look, surroundings(), nowMs, false)) {
        lastMs = nowMs;
        lastCampaign = speaker.moment.campaign;
      }
    },
    pin(moment, view, look, surroundings) {
      drop(({ pinned, moment: old }) => pinned && old.id !== moment?.id);
      if (moment === undefined || shown.some((callout) => callout.moment.id === moment.id)) return;
      if (moment.seenAt !== undefined) show(moment, view, look, surroundings(), 0, true);
    },
    clear() {
      for (const { node } of shown) node.remove();
      shown = [];
      onChange();
    },
    get boxes() {
      return shown.map(({ place }) => place.box);
    },
  };
}

function build(
  moment: Moment,
  view: View,
  look: Look,
  obstacles: Obstacles,
): Pick<Callout, "node" | "place" | "anchor"> | undefined {
  const anchor = toScreen(view, moment.seenAt!);
  if (!inView(view, ...anchor)) return undefined;
  const { palette, language } = look;
  const family = fontFamily(language);
  const measure = (text: string): number => textWidth(text, { size: 13, weight: 400 }, family);
  const lines = balanceLines(moment.sentence[language], language, measure);
  const place = placeCallout(
    { anchor, radius: RING, ...calloutSize(lines.map(measure)) },
    obstacles,
  );
  if (place === undefined) return undefined;
  const { box, leader } = place;
  const colour = campaignColour(palette, moment.campaign);
  const bar = { x: box[0], y: box[1], height: box[3] - box[1] };
  const node = svg(
    "g",
    { class: "callout", "data-moment": moment.id },
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
      stroke: look.theme === "light" ? palette.strongLine : "none",
    }),
    svg("rect", { ...bar, width: 2.5, fill: colour }),
    ...lines.map((line, index) =>
      svg(
        "text",
        {
          x: box[0] + 12,
          y: box[1] + 20 + index * LINE_HEIGHT,
          "font-size": 13,
          fill: palette.ink,
        },
        line,
      ),
    ),
  );
  return { node, place, anchor };
}
