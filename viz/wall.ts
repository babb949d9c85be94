// Wall mode: no rail, no key; the newest sentence as a lower third, readable at three metres.
import type { Moment } from "../domain/map-frame.ts";
import { html, setText } from "./dom.ts";
import { glyphIcon } from "./glyphs.ts";
import type { Session } from "./session.ts";

/** A sentence stands at least this long, ms. */
const HOLD_MS = 4_000;

export interface Wall {
  toggle(): void;
  readonly isOn: boolean;
  frame(nowMs: number): void;
}

export function createWall(app: HTMLElement, host: HTMLElement, session: Session): Wall {
  const glyph = html("span");
  const sentence = html("span");
  const third = html("p", { class: "lower-third", "data-testid": "lower-third" }, glyph, sentence);
  third.hidden = true;
  host.append(third);
  let newest: Moment | undefined;
  let shown: Moment | undefined;
  let shownMs = Number.NEGATIVE_INFINITY;
  const draw = (): void => {
    if (shown === undefined) return;
    const hollow = shown.decision === "suppressed";
    glyph.replaceChildren(
      glyphIcon(session.look.palette, shown.campaign, { size: 28, ...(hollow ? { hollow } : {}) }),
    );
    setText(sentence, session.say(shown.sentence));
  };
  session.on("moment", (moment) => {
    if (session.isShown(moment.campaign)) newest = moment;
  });
  session.on("look", draw);
  const wall = {
    isOn: false,
    toggle() {
      wall.isOn = !wall.isOn;
      app.classList.toggle("wall", wall.isOn);
      third.hidden = !wall.isOn || shown === undefined;
    },
    frame(nowMs: number) {
      if (!wall.isOn || newest === undefined || newest === shown) return;
      if (nowMs - shownMs < HOLD_MS) return;
      shown = newest;
      shownMs = nowMs;
      third.hidden = false;
      draw();
    },
  };
  return wall;
}
