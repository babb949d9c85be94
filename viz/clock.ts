// Time: play and pause, the clock, the speeds, and the real speed when the machine lags.
import type { ClockCommand } from "../domain/map-frame.ts";
import { civilDate, dayOf, formatClock } from "../domain/time.ts";
import { html, setText, svg } from "./dom.ts";
import { commandClock } from "./gateway.ts";
import type { Session } from "./session.ts";
import { WORDS } from "./words.ts";

export const SPEEDS = [1, 10, 60, 300, 600] as const;
/** Below this share of the asked speed the real one is shown. */
const LAGGING = 0.9;

export class ClockPanel {
  readonly #session: Session;
  readonly #icon = svg("path");
  readonly #play = html(
    "button",
    { class: "play", type: "button", "data-testid": "play" },
    svg("svg", { width: 12, height: 12, "aria-hidden": "true" }, this.#icon),
  );
  readonly #clock = html("time", { class: "clock", "data-testid": "clock" }, "--:--:--");
  readonly #date = html("span");
  readonly #day = html("span");
  readonly #real = html("output", { class: "real", "data-testid": "real-speed", hidden: "" });
  readonly #speeds = SPEEDS.map((speed) => ({
    speed,
    node: html("button", { type: "button", "data-testid": `speed-${speed}` }, `${speed}×`),
  }));
  #paused = false;
  readonly #command: (command: ClockCommand) => Promise<void>;
  #ordersUnderWay = 0;

  /** `command` reaches the clock: the gateway's by default. */
  constructor(host: HTMLElement, session: Session, command = commandClock) {
    this.#session = session;
    this.#command = command;
    const buttons = this.#speeds.map(({ node }) => node);
    host.append(
      html(
        "div",
        { class: "now" },
        this.#play,
        this.#clock,
        html("span", { class: "date" }, this.#date, this.#day),
      ),
      html("div", { class: "speeds", role: "group" }, ...buttons, this.#real),
    );
    for (const { speed, node } of this.#speeds) {
      node.addEventListener("click", () => this.setSpeed(speed));
    }
    this.#play.addEventListener("click", () => this.toggle());
    session.on("tick", (tick) => {
      // A tick from before an order under way would show the old state once more.
      if (this.#ordersUnderWay === 0) {
        this.#press(tick.speed);
        this.#showPaused(tick.paused);
      }
      this.#showReal();
    });
    session.on("look", () => this.#relabel());
    this.#relabel();
  }

  /** Plays or pauses; the button shows it at once, a tick after the answer confirms it. */
  toggle(): void {
    this.#showPaused(!this.#paused);
    this.#order({ paused: this.#paused });
  }

  setSpeed(speed: number): void {
    this.#press(speed);
    this.#order({ speed });
  }

  /** Brings clock and date up to now; called every animation frame. */
  frame(nowMs: number): void {
    const timeMs = this.#session.timeAt(nowMs);
    if (timeMs === undefined) return;
    setText(this.#clock, formatClock(timeMs));
    const words = WORDS[this.#session.look.language];
    const { start, days } = this.#session.scene;
    const today = dayOf(timeMs);
    const date = civilDate(start, today);
    if (date !== undefined) {
      setText(this.#date, words.date(words.weekdays[date.weekday]!, date.day, date.month));
    }
    setText(this.#day, words.day(today + 1, Math.max(days, today + 1)));
  }

  #order(command: ClockCommand): void {
    this.#ordersUnderWay++;
    this.#command(command)
      // Nobody answered: the plate of the lost connection says so, the buttons show the last tick.
      .catch(() => undefined)
      .finally(() => {
        this.#ordersUnderWay--;
      });
  }

  #press(current: number): void {
    for (const { speed, node } of this.#speeds) {
      node.setAttribute("aria-pressed", String(speed === current));
    }
  }

  #showPaused(paused: boolean): void {
    this.#paused = paused;
    const words = WORDS[this.#session.look.language];
    this.#icon.setAttribute("d", paused ? "M2,1l9,5-9,5z" : "M2,1h3v10H2zM7,1h3v10H7z");
    this.#play.setAttribute("aria-label", paused ? words.play : words.pause);
    this.#play.dataset["paused"] = String(paused);
  }

  #showReal(): void {
    const { tick, look } = this.#session;
    const words = WORDS[look.language];
    const lags = tick !== undefined && !tick.paused && tick.realSpeed < LAGGING * tick.speed;
    this.#real.hidden = !lags;
    if (!lags) return;
    const digits = tick.realSpeed < 10 ? 1 : 0;
    setText(this.#real, words.runsAt(tick.realSpeed.toFixed(digits)));
    this.#real.title = words.runsAtWhy;
  }

  #relabel(): void {
    const words = WORDS[this.#session.look.language];
    for (const { speed, node } of this.#speeds) {
      node.setAttribute("aria-label", words.speed(String(speed)));
    }
    this.#showPaused(this.#paused);
    this.#showReal();
  }
}
