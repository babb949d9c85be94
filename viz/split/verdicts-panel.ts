// Beneath the two maps: when messages came, and the rates of both halves with their intervals.
import { formatDuration } from "../../domain/time.ts";
import type { Interval } from "../../metrics/statistics.ts";
import { html, setText } from "../dom.ts";
import type { Session } from "../session.ts";
import type { HalfCounts } from "./half-message.ts";
import type { Offsets } from "./need-offsets.ts";
import { drawOffsets } from "./offset-histogram.ts";
import { SPLIT_WORDS, type SplitWords } from "./split-words.ts";
import { drawBars } from "./verdict-bars.ts";
import { acceptance, complaining, complaintKind, type Kind, lift, liftKind } from "./verdicts.ts";

/** What one half has come to. */
export interface HalfState {
  readonly counts: HalfCounts;
  readonly offsets: Offsets;
}

export interface VerdictsPanel {
  draw(blast: HalfState, triggered: HalfState): void;
}

interface Block {
  readonly node: HTMLElement;
  readonly title: HTMLElement;
  readonly tag: HTMLElement;
  readonly picture: HTMLElement;
  readonly note: HTMLElement;
}

/** Per point of a percentage, and per 100,000 messages. */
const percent = (value: number): string => `${(100 * value).toFixed(2)} %`;
const points = (value: number): string =>
  `${value < 0 ? "−" : "+"}${Math.abs(100 * value).toFixed(2)}`;
const perHundredThousand = (value: number): string => (1e5 * value).toFixed(1);

export function createVerdictsPanel(host: HTMLElement, session: Session): VerdictsPanel {
  const [when, orders, lifts, complaints] = [block(), block(), block(), block()];
  host.append(when.node, orders.node, lifts.node, complaints.node);
  return {
    draw(blast, triggered) {
      const { look } = session;
      const words = SPLIT_WORDS[look.language];
      const { palette } = look;
      const colours = { blast: palette.ink3, triggered: palette.ink };
      const bars = (
        to: Block,
        of: (counts: HalfCounts) => Interval | undefined,
        say: (value: number) => string,
      ): void => {
        const rows = (
          [
            ["blast", blast],
            ["triggered", triggered],
          ] as const
        ).map(([side, { counts }]) => {
          const interval = of(counts);
          const text = interval === undefined ? "–" : say(interval.estimate);
          return { label: words[side], interval, text, colour: colours[side] };
        });
        const drawn = drawBars(rows, to.picture.clientWidth, look);
        to.picture.replaceChildren(drawn);
      };
      label(when, words.whenItCame, "emergent", noteOf(blast.offsets, words), words);
      const off = (offsets: Offsets): string =>
        offsets.medianMs === undefined ? "–" : formatDuration(offsets.medianMs, look.language);
      when.picture.replaceChildren(
        drawOffsets(
          {
            blast: blast.offsets,
            triggered: triggered.offsets,
            colours,
            words: {
              blast: words.offBlast(off(blast.offsets)),
              triggered: words.offTriggered(off(triggered.offsets)),
              early: words.early("12"),
              late: words.late("12"),
              moment: words.theMoment,
            },
          },
          { width: when.picture.clientWidth, height: when.picture.clientHeight },
          look,
        ),
      );
      label(orders, words.accepted, "calibrated", words.bars, words);
      bars(orders, acceptance, percent);
      label(lifts, words.liftTitle, liftKind(triggered.counts), words.points, words);
      bars(lifts, lift, points);
      const kind = complaintKind(blast.counts, triggered.counts);
      label(complaints, words.complaintsTitle, kind, words.needsMany, words);
      bars(complaints, complaining, perHundredThousand);
    },
  };
}

function noteOf({ count, without }: Offsets, words: SplitWords): string {
  const share = without / Math.max(1, count + without);
  return words.neverHad(`${Math.round(100 * share)} %`);
}

function block(): Block {
  const [title, tag] = [html("span"), html("span", { class: "kind" })];
  const picture = html("div", { class: "verdict-picture" });
  const note = html("p", { class: "verdict-note" });
  const heading = html("h3", { class: "verdict-heading" }, title, tag);
  return {
    node: html("section", { class: "verdict" }, heading, picture, note),
    title,
    tag,
    picture,
    note,
  };
}

function label(
  { title, tag, note }: Block,
  text: string,
  kind: Kind,
  say: string,
  words: SplitWords,
): void {
  setText(title, text);
  setText(note, say);
  setText(tag, words[kind]);
  const why = {
    calibrated: words.calibratedWhy,
    emergent: words.emergentWhy,
    tooFew: words.tooFewWhy,
  };
  tag.title = kind === "noControl" ? "" : why[kind];
}
