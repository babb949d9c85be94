// The split screen: two runs of the same people, in the browser's own workers, under one clock.
import type { Scene } from "../../domain/scene.ts";
import { ClockPanel, SPEEDS } from "../clock.ts";
import { html } from "../dom.ts";
import { readScenario } from "../gateway.ts";
import { createHelp } from "../help.ts";
import { listenToKeys } from "../keys.ts";
import { keepLook, type Look } from "../look.ts";
import { ZOOM_STEP } from "../map-controls.ts";
import { createPlate, type Plate, showError } from "../plate.ts";
import { fontFamily } from "../theme.ts";
import { Timeline } from "../timeline.ts";
import { createTopBar } from "../top-bar.ts";
import { type HalfLink, openHalf } from "./half-link.ts";
import type { HalfReady } from "./half-message.ts";
import { HalfView } from "./half-view.ts";
import { MomentsOfPeople } from "./need-offsets.ts";
import { PairClock } from "./pair-clock.ts";
import { SPLIT_WORDS } from "./split-words.ts";
import { createVerdictsPanel } from "./verdicts-panel.ts";

/** The pair that "Blast vs triggered" shows; `?split=first,second` names another. */
const PAIR = ["jiangsu/ring-back-tone-blast", "jiangsu/ring-back-tone-triggered"] as const;
/** The day begins to be shown when the first commuters are under way, ms. */
const OPENING_MS = 7.5 * 3_600_000;
const SPEED = 300;
/** The verdicts are drawn anew at most this often, ms. */
const VERDICTS_EVERY_MS = 400;

/** What engineers and tests may ask of the split screen. */
export interface SplitSurface {
  /** Goes to a time of the run, ms, at full speed and stands still there. */
  runTo(timeMs: number): void;
  /** The two views' scale and place, which are always the same. */
  views(): readonly { readonly k: number; readonly x: number; readonly y: number }[];
}

declare global {
  interface Window {
    kairosSplit: SplitSurface;
  }
}

/** Opens the screen for `?split=…`; `pair` is what stands there. */
export async function startSplit(app: HTMLElement, look: Look, pair: string): Promise<void> {
  app.classList.add("split", "waiting");
  const plate = createPlate(app.querySelector<HTMLElement>("#map")!);
  try {
    const names = pair.includes(",") ? pair.split(",").slice(0, 2) : PAIR;
    const words = SPLIT_WORDS[look.language];
    plate.show(words.making, words.makingText(names[0]!, names[1]!));
    const links = [openHalf(), openHalf()] as const;
    const halves = await beginBoth(links, names, look);
    app.classList.remove("waiting");
    build(app, links, halves, look, plate);
  } catch (error) {
    showError(plate, look, error);
  }
}

/** Both scenarios, on the first one's seed and people. */
async function beginBoth(
  [blast, triggered]: readonly [HalfLink, HalfLink],
  names: readonly string[],
  look: Look,
): Promise<readonly [HalfReady, HalfReady]> {
  const words = SPLIT_WORDS[look.language];
  const query = new URLSearchParams(location.search);
  const scenarios = await Promise.all(names.map(readScenario));
  scenarios.forEach((scenario, index) => {
    if (scenario === undefined) throw new Error(words.missing(names[index]!));
  });
  const first = scenarios[0] as { readonly seed: string; readonly subscribers: number };
  const common = {
    seed: query.get("seed") ?? first.seed,
    subscribers: Number(query.get("subscribers")) || first.subscribers,
  };
  const both = await Promise.all([
    blast.begin({ scenario: scenarios[0], ...common, tellsMoments: false }),
    triggered.begin({ scenario: scenarios[1], ...common, tellsMoments: true }),
  ]);
  if (both[0].scene.start !== both[1].scene.start) throw new Error(words.unpaired);
  return both;
}

function build(
  app: HTMLElement,
  links: readonly [HalfLink, HalfLink],
  ready: readonly [HalfReady, HalfReady],
  look: Look,
  plate: Plate,
): void {
  const hosts = (["blast", "triggered"] as const).map((side) =>
    app.appendChild(html("div", { class: `half map ${side}`, tabindex: -1 })),
  );
  const verdictsCell = app.appendChild(
    html("div", { class: "verdicts", "data-testid": "verdicts" }),
  );
  const blast = new HalfView(hosts[0]!, "blast", ready[0], look);
  const triggered = new HalfView(hosts[1]!, "triggered", ready[1], look);
  const views = [blast, triggered];
  keepTogether(blast, triggered);
  const lead = triggered.session;
  const help = createHelp(lead);
  createTopBar(app.querySelector("header")!, lead, () => help.toggle(), "split");
  const verdicts = createVerdictsPanel(verdictsCell, lead);
  const moments = new MomentsOfPeople();
  let verdictsMs = Number.NEGATIVE_INFINITY;
  const draw = (): void => {
    verdictsMs = performance.now();
    verdicts.draw(blast, triggered);
  };
  const clock = new PairClock(
    {
      now: () => performance.now(),
      wait: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
      async advance(toMs) {
        const windows = await Promise.all(links.map((link) => link.advance(toMs)));
        const nowMs = performance.now();
        moments.add(windows[1]!.moments);
        views.forEach((view, index) => {
          view.receive(windows[index]!, moments, nowMs);
        });
      },
      onStep(state) {
        const nowMs = performance.now();
        for (const view of views) view.tick(state, nowMs);
        if (state.paused || nowMs - verdictsMs > VERDICTS_EVERY_MS) draw();
      },
    },
    { endMs: daysOf(ready) * 86_400_000, speed: SPEED },
  );
  const footer = app.querySelector("footer")!;
  const panel = new ClockPanel(
    footer.appendChild(html("div", { class: "time" })),
    lead,
    async (command) => clock.command(command),
  );
  const timeline = new Timeline(footer.appendChild(html("div", { class: "timeline-cell" })), lead);
  lead.on("look", (worn) => {
    keepLook(worn);
    document.body.style.fontFamily = fontFamily(worn.language);
    blast.session.dressAs(worn);
    draw();
  });
  bindKeys(triggered, panel, help);
  new ResizeObserver(draw).observe(verdictsCell);
  window.kairosSplit = {
    runTo: (timeMs) => clock.runTo(timeMs),
    views: () => views.map(({ map }) => map.zooming.view),
  };
  clock.runTo(OPENING_MS, true);
  const step = (nowMs: number): void => {
    for (const { map } of views) map.frame(nowMs);
    panel.frame(nowMs);
    timeline.frame(nowMs);
    requestAnimationFrame(step);
  };
  requestAnimationFrame(step);
  void clock.run(new AbortController().signal).catch((error: unknown) => {
    app.classList.add("waiting");
    showError(plate, lead.look, error);
  });
}

function daysOf(ready: readonly HalfReady[]): number {
  const days = (scene: Scene): number => scene.days;
  return Math.min(...ready.map(({ scene }) => days(scene)));
}

/** One zoom for both maps: whichever moves takes the other along. */
function keepTogether(first: HalfView, second: HalfView): void {
  const follow = (leader: HalfView, follower: HalfView): void => {
    leader.map.onMove((view) => {
      // While the window changes its size each map finds its own place.
      const { width, height } = follower.map.zooming.view;
      const alike = Math.abs(width - view.width) < 2 && Math.abs(height - view.height) < 2;
      if (alike) follower.map.zooming.adopt(view);
    });
    leader.map.onRest(() => follower.map.settle());
  };
  follow(first, second);
  follow(second, first);
}

function bindKeys(lead: HalfView, clock: ClockPanel, help: ReturnType<typeof createHelp>): void {
  const { session, map } = lead;
  const capital = session.scene.world.settlements.find(({ rank }) => rank === 0);
  const nothing = (): void => {};
  listenToKeys({
    play: () => clock.toggle(),
    speed: (index) => clock.setSpeed(SPEEDS[index]!),
    step: nothing,
    zoom: (direction) => map.zoomBy(direction > 0 ? ZOOM_STEP : 1 / ZOOM_STEP),
    pan: (columns, rows) => map.zooming.pan(columns, rows),
    province: () => map.zooming.home(),
    capital: () => capital !== undefined && map.zooming.fly(capital.at, 26),
    inspect: nothing,
    back: () => help.isOpen && help.toggle(),
    theme: () => session.wear(session.look.theme === "dark" ? "light" : "dark"),
    language: () => session.speak(session.look.language === "en" ? "zh" : "en"),
    wall: nothing,
    funnel: nothing,
    help: () => help.toggle(),
  });
}
