// The day as a histogram: triggers by campaign, held back on top, quiet hours hatched, the playhead.
import { line, scaleLinear } from "d3";
import { DAY_MS, formatClock, timeOfDay } from "../domain/time.ts";
import { html, svg } from "./dom.ts";
import type { Session } from "./session.ts";
import { campaignColour, fontFamily } from "./theme.ts";
import { BIN_MS, BINS, type Layer, stackBins, totalsOf } from "./timeline-bins.ts";
import { thousands } from "./top-bar.ts";
import { WORDS } from "./words.ts";

const MARGIN = { left: 20, right: 24, top: 14, bottom: 24 } as const;
/** The histogram is redrawn at most this often, ms. */
const DRAW_EVERY_MS = 500;
/** Least height of the scale, triggers per bin. */
const SCALE_LEAST = 4;
/** Below this width every sixth hour is named instead of every third. */
const NARROW = 700;

export class Timeline {
  readonly #host: HTMLElement;
  readonly #session: Session;
  readonly #back = svg("g");
  readonly #bars = svg("g");
  readonly #axis = svg("g");
  readonly #head = svg("path", { class: "playhead-line" });
  readonly #flag = svg("path", { d: "M-5,4h10l-5,7z" });
  readonly #playhead = svg("g", {}, this.#head, this.#flag);
  readonly #picture = svg(
    "svg",
    { role: "img", "data-testid": "timeline" },
    this.#back,
    this.#bars,
    this.#axis,
    this.#playhead,
  );
  #width = 0;
  #height = 0;
  #drawnMs = Number.NEGATIVE_INFINITY;

  constructor(host: HTMLElement, session: Session) {
    this.#host = host;
    this.#session = session;
    host.append(html("div", { class: "timeline" }, this.#picture));
    new ResizeObserver(() => this.#redraw()).observe(host);
    for (const topic of ["look", "history", "campaigns"] as const) {
      session.on(topic, () => this.#redraw());
    }
  }

  /** Moves the playhead and now and then redraws the bars; called every animation frame. */
  frame(nowMs: number): void {
    if (this.#width === 0) return;
    const timeMs = this.#session.timeAt(nowMs);
    this.#playhead.setAttribute("visibility", timeMs === undefined ? "hidden" : "visible");
    if (timeMs !== undefined) {
      const x = this.#x(timeOfDay(timeMs)).toFixed(2);
      this.#playhead.setAttribute("transform", `translate(${x},0)`);
    }
    if (nowMs - this.#drawnMs < DRAW_EVERY_MS) return;
    this.#drawnMs = nowMs;
    this.#drawBars();
  }

  /** Left edge of a time of day, px. */
  #x(timeMs: number): number {
    return MARGIN.left + (timeMs / DAY_MS) * (this.#width - MARGIN.left - MARGIN.right);
  }

  #redraw(): void {
    this.#width = this.#host.clientWidth;
    this.#height = this.#host.clientHeight;
    this.#drawnMs = Number.NEGATIVE_INFINITY;
    if (this.#width === 0) return;
    const { palette, language } = this.#session.look;
    const x = (timeMs: number): number => this.#x(timeMs);
    const bottom = this.#height - MARGIN.bottom;
    this.#picture.setAttribute("viewBox", `0 0 ${this.#width} ${this.#height}`);
    this.#picture.style.fontFamily = fontFamily(language);
    this.#back.replaceChildren(...quietHours(this.#session, x, bottom));
    this.#axis.replaceChildren(...hours(x, this.#width, this.#height, this.#session));
    this.#head.setAttribute("d", `M0,6V${bottom + 5}`);
    this.#head.setAttribute("stroke", palette.ink);
    this.#flag.setAttribute("fill", palette.ink);
  }

  #drawBars(): void {
    const { bins, previousBins, look } = this.#session;
    const { palette } = look;
    const totals = totalsOf(bins);
    const before = previousBins === undefined ? [] : [...totalsOf(previousBins)];
    const most = Math.max(SCALE_LEAST, ...totals, ...before);
    const y = scaleLinear([0, most * 1.08], [this.#height - MARGIN.bottom, MARGIN.top]);
    const x = (timeMs: number): number => this.#x(timeMs);
    const width = Math.max(1, x(BIN_MS) - x(0) - 1);
    const layers = stackBins(bins, (campaign) => this.#session.isShown(campaign));
    const bars = layers.map(({ campaign, spans }): SVGElement => {
      const held = campaign < 0;
      const bar = ({ bin, low, high }: Layer["spans"][number]): string =>
        `M${(x(bin * BIN_MS) + 0.5).toFixed(1)},${y(low).toFixed(1)}h${width.toFixed(1)}` +
        `V${y(high).toFixed(1)}h${(-width).toFixed(1)}z`;
      return svg("path", {
        d: spans.map(bar).join(""),
        fill: held ? palette.heldBack : campaignColour(palette, campaign),
        opacity: held ? 0.45 : 0.95,
      });
    });
    this.#bars.replaceChildren(...bars, ...expectation(this.#session, x, y));
    this.#describe(totals);
  }

  #describe(totals: Uint32Array): void {
    const { bins, look, tick } = this.#session;
    const sum = (counts: Uint32Array): string =>
      thousands(counts.reduce((all, count) => all + count, 0));
    const time = formatClock(tick?.timeMs ?? 0).slice(0, 5);
    const text = WORDS[look.language].timeline(time, sum(totals), sum(bins.suppressed));
    this.#picture.setAttribute("aria-label", text);
  }
}

/** Yesterday's triggers beyond now, as what may be expected; nothing on the first day. */
function expectation(
  session: Session,
  x: (timeMs: number) => number,
  y: (count: number) => number,
): SVGElement[] {
  const { previousBins, tick, look } = session;
  if (previousBins === undefined || tick === undefined) return [];
  const totals = totalsOf(previousBins);
  const points = Array.from({ length: BINS }, (_, bin) => bin)
    .filter((bin) => bin * BIN_MS > timeOfDay(tick.timeMs))
    .map((bin): [number, number] => [x((bin + 0.5) * BIN_MS), y(totals[bin]!)]);
  const path = svg(
    "path",
    {
      d: line()(points) ?? "",
      fill: "none",
      stroke: look.palette.ink3,
      "stroke-dasharray": "2 3",
    },
    svg("title", {}, WORDS[look.language].yesterday),
  );
  return [path];
}

function quietHours(session: Session, x: (timeMs: number) => number, bottom: number): SVGElement[] {
  const { fromMs, toMs } = session.scene.quietHours;
  const { palette, language, theme } = session.look;
  if (fromMs === toMs) return [];
  const spans =
    fromMs > toMs
      ? ([
          [0, toMs],
          [fromMs, DAY_MS],
        ] as const)
      : ([[fromMs, toMs]] as const);
  const hatch = svg(
    "pattern",
    {
      id: "quiet",
      width: 6,
      height: 6,
      patternUnits: "userSpaceOnUse",
      patternTransform: "rotate(45)",
    },
    svg("path", { d: "M0,0V6", stroke: palette.strongLine, "stroke-width": 1.2 }),
  );
  const rectangles = spans
    .filter(([from, to]) => to > from)
    .map(([from, to]) =>
      svg("rect", {
        x: x(from),
        y: MARGIN.top - 4,
        width: x(to) - x(from),
        height: bottom - MARGIN.top + 4,
        fill: "url(#quiet)",
        opacity: theme === "dark" ? 0.9 : 0.8,
      }),
    );
  const name = svg(
    "text",
    {
      x: x(spans[0]![0]) + 6,
      y: MARGIN.top + 8,
      "font-size": language === "zh" ? 12 : 11,
      fill: palette.ink3,
      "paint-order": "stroke",
      stroke: palette.panel,
      "stroke-width": 4,
    },
    WORDS[language].quietHours,
  );
  return [svg("defs", {}, hatch), ...rectangles, name];
}

function hours(
  x: (timeMs: number) => number,
  width: number,
  height: number,
  session: Session,
): SVGElement[] {
  const { palette } = session.look;
  const bottom = height - MARGIN.bottom;
  const step = width < NARROW ? 6 : 3;
  const nodes: SVGElement[] = [
    svg("path", { d: `M${x(0)},${bottom + 0.5}H${x(DAY_MS)}`, stroke: palette.strongLine }),
  ];
  for (let hour = 0; hour <= 24; hour += step) {
    const at = x((hour / 24) * DAY_MS);
    nodes.push(
      svg("path", { d: `M${at},${bottom}v4`, stroke: palette.strongLine }),
      svg(
        "text",
        {
          x: at,
          y: height - 7,
          "font-size": 11,
          fill: palette.ink3,
          "text-anchor": hour === 0 ? "start" : hour === 24 ? "end" : "middle",
        },
        `${String(hour).padStart(2, "0")}:00`,
      ),
    );
  }
  return nodes;
}
