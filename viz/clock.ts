// Time: play and pause, the clock, the speeds, and the real speed when the machine lags.
import { civilDate, dayOf, formatClock } from "../domain/time.ts";
import { html, setText, svg } from "./dom.ts";
import { commandClock } from "./gateway.ts";
import type { Session } from "./session.ts";
import { WORDS } from "./words.ts";

export const SPEEDS = [1, 10, 60, 300, 600] as const;
/** Below this share of the asked speed the real one is shown. */
const LAGGING = 0.9;

export interface ClockPanel {
  toggle(): void;
  setSpeed(speed: number): void;
  frame(nowMs: number): void;
}

export function createClock(host: HTMLElement, session: Session): ClockPanel {
  const icon = svg("path");
  const play = html(
    "button",
    { class: "play", type: "button", "data-testid": "play" },
    svg("svg", { width: 12, height: 12, "aria-hidden": "true" }, icon),
  );
  const clock = html("time", { class: "clock", "data-testid": "clock" }, "--:--:--");
  const date = html("span");
  const day = html("span");
  const real = html("output", { class: "real", "data-testid": "real-speed", hidden: "" });
  const speeds = SPEEDS.map((speed) => {
    const node = html("button", { type: "button", "data-testid": `speed-${speed}` }, `${speed}×`);
    node.addEventListener("click", () => setSpeed(speed));
    return { speed, node };
  });
  host.append(
    html("div", { class: "now" }, play, clock, html("span", { class: "date" }, date, day)),
    html("div", { class: "speeds", role: "group" }, ...speeds.map(({ node }) => node), real),
  );

  const command = (order: Parameters<typeof commandClock>[0]): void => {
    commandClock(order).catch(() => {
      // Nobody answered: the plate of the lost connection says so, the buttons show the last tick.
    });
  };
  const setSpeed = (speed: number): void => {
    press(speed);
    command({ speed });
  };
  const toggle = (): void => {
    const paused = session.tick?.paused ?? false;
    showPaused(!paused);
    command({ paused: !paused });
  };
  const press = (current: number): void => {
    for (const { speed, node } of speeds) {
      node.setAttribute("aria-pressed", String(speed === current));
    }
  };
  const showPaused = (paused: boolean): void => {
    const words = WORDS[session.look.language];
    icon.setAttribute("d", paused ? "M2,1l9,5-9,5z" : "M2,1h3v10H2zM7,1h3v10H7z");
    play.setAttribute("aria-label", paused ? words.play : words.pause);
    play.dataset["paused"] = String(paused);
  };
  const showReal = (): void => {
    const { tick } = session;
    const words = WORDS[session.look.language];
    const lags = tick !== undefined && !tick.paused && tick.realSpeed < LAGGING * tick.speed;
    real.hidden = !lags;
    if (!lags) return;
    const speed =
      tick.realSpeed < 10 ? tick.realSpeed.toFixed(1) : String(Math.round(tick.realSpeed));
    setText(real, words.runsAt(speed));
    real.title = words.runsAtWhy;
  };
  const showDay = (timeMs: number): void => {
    const words = WORDS[session.look.language];
    const today = dayOf(timeMs);
    const civil = civilDate(session.scene.start, today);
    if (civil !== undefined) {
      setText(date, words.date(words.weekdays[civil.weekday]!, civil.day, civil.month));
    }
    setText(day, words.day(today + 1, Math.max(session.scene.days, today + 1)));
  };
  const relabel = (): void => {
    const words = WORDS[session.look.language];
    for (const { speed, node } of speeds)
      node.setAttribute("aria-label", words.speed(String(speed)));
    showPaused(session.tick?.paused ?? false);
    showReal();
  };
  play.addEventListener("click", toggle);
  session.on("tick", (tick) => {
    press(tick.speed);
    showPaused(tick.paused);
    showReal();
  });
  session.on("look", relabel);
  relabel();
  return {
    toggle,
    setSpeed,
    frame(nowMs) {
      const timeMs = session.timeAt(nowMs);
      if (timeMs === undefined) return;
      setText(clock, formatClock(timeMs));
      showDay(timeMs);
    },
  };
}
