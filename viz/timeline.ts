// The day as a histogram: triggers by campaign, held back on top, quiet hours hatched, the playhead.
import { line, scaleLinear } from "d3";
import { DAY_MS, formatClock, timeOfDay } from "../domain/time.ts";
import { html, svg } from "./dom.ts";
import type { Session } from "./session.ts";
import { campaignColour, fontFamily } from "./theme.ts";
import { BIN_MS, BINS, stackBins, totalsOf } from "./timeline-bins.ts";
import { thousands } from "./top-bar.ts";
import { WORDS } from "./words.ts";

const MARGIN = { left: 20, right: 24, top: 14, bottom: 24 } as const;
/** The histogram is redrawn at most this often, ms. */
const DRAW_EVERY_MS = 500;
/** Least height of the scale, triggers per bin. */
const SCALE_LEAST = 4;
/** Below this width every sixth hour is named instead of every third. */
const NARROW = 700;

export interface Timeline {
  frame(nowMs: number): void;
}

export function createTimeline(host: HTMLElement, session: Session): Timeline {
  const back = svg("g");
  const bars = svg("g");
  const axis = svg("g");
  const head = svg("path", { class: "playhead-line" });
  const flag = svg("path", { d: "M-5,4h10l-5,7z" });
  const playhead = svg("g", { class: "playhead" }, head, flag);
  const picture = svg(
    "svg",
    { role: "img", "data-testid": "timeline" },
    back,
    bars,
    axis,
    playhead,
  );
  host.append(html("div", { class: "timeline" }, picture));
  let width = 0;
  let height = 0;
  let drawnMs = Number.NEGATIVE_INFINITY;

  const x = (timeMs: number): number =>
    MARGIN.left + (timeMs / DAY_MS) * (width - MARGIN.left - MARGIN.right);
  const bottom = (): number => height - MARGIN.bottom;

  const drawFrame = (): void => {
    const { palette, language } = session.look;
    picture.setAttribute("viewBox", `0 0 ${width} ${height}`);
    picture.style.fontFamily = fontFamily(language);
    back.replaceChildren(...quietHours(session, x, bottom()));
    axis.replaceChildren(...hours(x, width, height, bottom(), session));
    head.setAttribute("d", `M0,6V${bottom() + 5}`);
    head.setAttribute("stroke", palette.ink);
    flag.setAttribute("fill", palette.ink);
  };
  const drawBars = (): void => {
    const { bins, previousBins, look } = session;
    const { palette } = look;
    const totals = totalsOf(bins);
    const most = Math.max(SCALE_LEAST, ...totals, ...(previousBins ? totalsOf(previousBins) : []));
    const y = scaleLinear([0, most * 1.08], [bottom(), MARGIN.top]);
    const layers = stackBins(bins, (campaign) => session.isShown(campaign));
    const barWidth = Math.max(1, x(BIN_MS) - x(0) - 1);
    const nodes: SVGElement[] = layers.map(({ campaign, spans }) => {
      const held = campaign < 0;
      const d = spans.map(
        ({ bin, low, high }) =>
          `M${(x(bin * BIN_MS) + 0.5).toFixed(1)},${y(low).toFixed(1)}h${barWidth.toFixed(1)}V${y(high).toFixed(1)}h${(-barWidth).toFixed(1)}z`,
      );
      return svg("path", {
        d: d.join(""),
        fill: held ? palette.heldBack : campaignColour(palette, campaign),
        opacity: held ? 0.45 : 0.95,
      });
    });
    const yesterday = previousBins === undefined ? undefined : expectation(session, x, y);
    bars.replaceChildren(...nodes, ...(yesterday === undefined ? [] : [yesterday]));
    describe(totals);
  };
  const describe = (totals: Uint32Array): void => {
    const words = WORDS[session.look.language];
    const sum = totals.reduce((all, count) => all + count, 0);
    const held = session.bins.suppressed.reduce((all, count) => all + count, 0);
    const time = formatClock(session.tick?.timeMs ?? 0).slice(0, 5);
    picture.setAttribute("aria-label", words.timeline(time, thousands(sum), thousands(held)));
  };
  const redraw = (): void => {
    drawnMs = Number.NEGATIVE_INFINITY;
    if (width > 0) drawFrame();
  };
  new ResizeObserver(() => {
    width = host.clientWidth;
    height = host.clientHeight;
    redraw();
  }).observe(host);
  session.on("look", redraw);
  session.on("history", redraw);
  session.on("campaigns", redraw);
  return {
    frame(nowMs) {
      if (width === 0) return;
      const timeMs = session.timeAt(nowMs);
      playhead.setAttribute("visibility", timeMs === undefined ? "hidden" : "visible");
      if (timeMs !== undefined) {
        playhead.setAttribute("transform", `translate(${x(timeOfDay(timeMs)).toFixed(2)},0)`);
      }
      if (nowMs - drawnMs < DRAW_EVERY_MS) return;
      drawnMs = nowMs;
      drawBars();
    },
  };
}

/** Yesterday's triggers beyond now, as what may be expected. */
function expectation(
  session: Session,
  x: (timeMs: number) => number,
  y: (count: number) => number,
): SVGElement | undefined {
  const now = timeOfDay(session.tick?.timeMs ?? 0);
  const totals = totalsOf(session.previousBins!);
  const points = Array.from({ length: BINS }, (_, bin) => bin)
    .filter((bin) => bin * BIN_MS > now)
    .map((bin): [number, number] => [x((bin + 0.5) * BIN_MS), y(totals[bin]!)]);
  const d = line()(points);
  if (d === null) return undefined;
  return svg(
    "path",
    { d, fill: "none", stroke: session.look.palette.ink3, "stroke-dasharray": "2 3" },
    svg("title", {}, WORDS[session.look.language].yesterday),
  );
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
  bottom: number,
  session: Session,
): SVGElement[] {
  const { palette } = session.look;
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
