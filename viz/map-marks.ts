// The moments on the map: which are alive, which are joined, drawn each frame on their canvas.
import type { Point } from "../domain/scene.ts";
import { type Donut, donutRadius, gather } from "./aggregation.ts";
import { ageMarks, answerMark, createMarks, fireMark, isFresh, type Mark } from "./marks.ts";
import { drawMarks } from "./marks-layer.ts";
import { type Box, boxAround, toScreen, type View } from "./projection.ts";
import type { Session } from "./session.ts";
import { fontFamily } from "./theme.ts";

/** Half side of the room kept free around a fresh mark, px. */
const MARK_ROOM = 9;

export class MapMarks {
  readonly #canvas: HTMLCanvasElement;
  readonly #session: Session;
  readonly #marks = createMarks();
  #donuts: readonly Donut[] = [];
  #singles: readonly Mark[] = [];

  constructor(canvas: HTMLCanvasElement, session: Session) {
    this.#canvas = canvas;
    this.#session = session;
    session.on("moment", (moment) => fireMark(this.#marks, moment, performance.now()));
    session.on("outcome", ({ id, outcome }) => {
      const moment = session.moment(id);
      if (moment !== undefined) answerMark(this.#marks, moment, outcome, performance.now());
    });
  }

  /** All that are alive, joined or hidden ones too, oldest first. */
  get live(): readonly Mark[] {
    return this.#marks.live;
  }

  get singles(): readonly Mark[] {
    return this.#singles;
  }

  get donuts(): readonly Donut[] {
    return this.#donuts;
  }

  /** Ages, joins and draws; true when donuts came or went. */
  frame(view: View, ratio: number, nowMs: number): boolean {
    const before = keysOf(this.#donuts);
    ageMarks(this.#marks, nowMs);
    this.#gather(view, nowMs);
    this.#draw(view, ratio, nowMs);
    return keysOf(this.#donuts) !== before;
  }

  /** Places in px that a leader should not cross. */
  spots(view: View, nowMs: number): (readonly [number, number])[] {
    return [...this.#fresh(nowMs), ...this.#donuts].map(({ at }) => toScreen(view, at));
  }

  /** Boxes in px that no callout may cover. */
  boxes(view: View, nowMs: number): Box[] {
    return [
      ...this.#fresh(nowMs).map(({ at }) => boxAround(toScreen(view, at), MARK_ROOM)),
      ...this.donutBoxes(view),
    ];
  }

  donutBoxes(view: View): Box[] {
    return this.#donuts.map(({ at, ids }) =>
      boxAround(toScreen(view, at), donutRadius(ids.length)),
    );
  }

  #fresh(nowMs: number): Mark[] {
    return this.#singles.filter((mark) => isFresh(mark, nowMs));
  }

  #gather(view: View, nowMs: number): void {
    const shown = this.#marks.live
      .filter(({ moment }) => this.#session.isShown(moment.campaign))
      .map((mark) => ({
        mark,
        id: mark.id,
        at: mark.at,
        campaign: mark.moment.campaign,
        held: mark.moment.decision === "suppressed",
        fresh: isFresh(mark, nowMs),
      }));
    const { singles, donuts } = gather(shown, view.k, this.#donuts);
    this.#donuts = donuts;
    this.#singles = singles.map(({ mark }) => mark);
  }

  #draw(view: View, ratio: number, nowMs: number): void {
    const { look, highlight } = this.#session;
    const pointed: Point | undefined = this.#session.moment(highlight)?.seenAt;
    drawMarks(this.#canvas, {
      view,
      ratio,
      nowMs,
      palette: look.palette,
      still: look.still,
      font: fontFamily(look.language),
      singles: this.#singles,
      donuts: this.#donuts,
      complaints: this.#marks.complaints.filter(({ moment }) =>
        this.#session.isShown(moment.campaign),
      ),
      highlight: pointed === undefined ? undefined : { at: pointed },
    });
  }
}

function keysOf(donuts: readonly Donut[]): string {
  return donuts.map(({ key }) => key).join();
}
