// The map: stacks its layers, keeps them in step with zoom, stream and reader.

import type { Point } from "../domain/scene.ts";
import { type Donut, donutRadius, gather } from "./aggregation.ts";
import { drawBase } from "./base-layer.ts";
import { createCalloutLayer, type Surroundings } from "./callout-layer.ts";
import { html, svg } from "./dom.ts";
import { createGeometry } from "./geometry.ts";
import type { InspectionFeed } from "./inspection-feed.ts";
import { createLabelLayer } from "./label-layer.ts";
import { LightBuffer } from "./light-buffer.ts";
import { ageMarks, answerMark, createMarks, fireMark, isFresh, type Mark } from "./marks.ts";
import { drawMarks } from "./marks-layer.ts";
import { nearestPerson, placeOf, progress } from "./people.ts";
import { drawPeople } from "./people-layer.ts";
import { type Box, inView, toScreen, toWorld, type View } from "./projection.ts";
import { createSelectionLayer } from "./selection-layer.ts";
import type { Session } from "./session.ts";
import { createTargets } from "./targets.ts";
import { fontFamily } from "./theme.ts";
import { createZooming, type Zooming } from "./zooming.ts";

/** How near a click must come to a person, px. */
const REACH_PX = 14;
/** Device pixels per CSS pixel at most: beyond it people cost more than they show. */
const RATIO_MAX = 2;
/** Half side of the room kept free around a fresh mark, px. */
const MARK_ROOM = 9;
/** The same around the selected person. */
const SELECTION_ROOM = 22;
/** Seconds of reduced motion between two pictures of people. */
const STILL_PEOPLE_MS = 1_000;

export interface MapView {
  readonly zooming: Zooming;
  /** Boxes of panels that lie on the map, px; names and callouts keep clear of them. */
  reserve(boxes: () => readonly Box[]): void;
  onMove(listener: (view: View) => void): void;
  /** Marks and donuts as drawn now. */
  readonly marks: readonly Mark[];
  /** One person's place on the screen, px. */
  personAt(index: number, nowMs: number): [number, number];
  /** Whether a place (km) is in view. */
  shows(at: Point): boolean;
  /** Draws all that changed; called every animation frame. */
  frame(nowMs: number): void;
}

export function createMapView(
  host: HTMLElement,
  session: Session,
  inspections: InspectionFeed,
): MapView {
  const { scene, people } = session;
  const { world } = scene;
  const geometry = createGeometry(world);
  const base = html("canvas", { class: "base" });
  const crowd = html("canvas", { class: "people" });
  const glow = html("canvas", { class: "marks" });
  const overlay = svg("svg", { class: "overlay" });
  const groups = ["selection", "labels", "callouts", "targets"].map((name) =>
    svg("g", { class: name }),
  ) as [SVGGElement, SVGGElement, SVGGElement, SVGGElement];
  overlay.append(...groups);
  host.append(base, crowd, glow, overlay);

  const light = new LightBuffer(crowd);
  const selection = createSelectionLayer(groups[0], geometry);
  const labels = createLabelLayer(groups[1], world);
  const yieldLabels = (): void =>
    labels.yieldTo([
      ...callouts.boxes,
      ...donuts.map((donut) =>
        room(toScreen(zooming.view, donut.at), donutRadius(donut.ids.length)),
      ),
    ]);
  const callouts = createCalloutLayer(groups[2], yieldLabels);
  const marks = createMarks();
  const listeners: ((view: View) => void)[] = [];
  let reserved: () => readonly Box[] = () => [];
  let drawn: View | undefined;
  let donuts: readonly Donut[] = [];
  let singles: readonly Mark[] = [];
  let peopleVersion = -1;
  let peopleAtMs = 0;
  let moved = true;
  let ratio = 1;

  const zooming = createZooming(host, {
    extent: world,
    isStill: () => session.look.still,
    onMove(view) {
      moved = true;
      stretchBase(view);
      labels.move(view);
      callouts.clear();
      selection.show(inspections.current, view, session.look);
      for (const listener of listeners) listener(view);
    },
    onRest: () => redraw(),
  });
  const targets = createTargets(groups[3], {
    point: (id) => session.pointAt(id),
    open: (mark) => session.select(mark.moment.subscriber),
    zoomTo: (donut) => zooming.fly(donut.at, Math.min(zooming.view.k * 2.6, 120)),
  });

  /** Shows the old bitmap where the new view wants it until it is redrawn. */
  const stretchBase = (view: View): void => {
    if (drawn === undefined) return;
    const scale = view.k / drawn.k;
    base.style.transform = `translate(${view.x - drawn.x * scale}px,${view.y - drawn.y * scale}px) scale(${scale})`;
  };
  const redraw = (): void => {
    const { view } = zooming;
    drawBase(base, geometry, view, session.look.palette, ratio);
    base.style.transform = "";
    drawn = view;
    moved = true;
    labels.place(view, session.look, reserved());
    yieldLabels();
    selection.show(inspections.current, view, session.look);
  };
  const relook = (): void => {
    light.colour(session.look.palette);
    overlay.style.fontFamily = fontFamily(session.look.language);
    callouts.clear();
    redraw();
  };
  const surroundings = (): Surroundings => {
    const { view } = zooming;
    const nowMs = performance.now();
    const fresh = singles.filter((mark) => isFresh(mark, nowMs));
    const spots = fresh.map((mark) => toScreen(view, mark.at));
    const rounds = donuts.map((donut) => toScreen(view, donut.at));
    return {
      boxes: [
        ...reserved(),
        ...(session.selection === undefined
          ? []
          : [room(personAt(session.selection, nowMs), SELECTION_ROOM)]),
        ...spots.map((spot) => room(spot, MARK_ROOM)),
        ...rounds.map((spot) => room(spot, 20)),
      ],
      marks: [...spots, ...rounds],
      path: selection.path,
    };
  };

  const resize = (): void => {
    const { clientWidth: width, clientHeight: height } = host;
    if (width === 0 || height === 0) return;
    ratio = Math.min(devicePixelRatio, RATIO_MAX);
    light.resize(width, height, ratio);
    glow.width = Math.round(width * ratio);
    glow.height = Math.round(height * ratio);
    overlay.setAttribute("viewBox", `0 0 ${width} ${height}`);
    zooming.resize({ width, height });
    redraw();
  };
  new ResizeObserver(resize).observe(host);
  light.colour(session.look.palette);
  overlay.style.fontFamily = fontFamily(session.look.language);

  const pin = (): void =>
    callouts.pin(session.moment(session.highlight), zooming.view, session.look, surroundings);
  session.on("look", relook);
  session.on("highlight", pin);
  session.on("moment", (moment) => {
    const nowMs = performance.now();
    if (fireMark(marks, moment, nowMs) !== undefined && session.isShown(moment.campaign)) {
      callouts.propose(moment, nowMs);
    }
  });
  session.on("outcome", ({ id, outcome }) => {
    const moment = session.moment(id);
    if (moment !== undefined) answerMark(marks, moment, outcome, performance.now());
  });
  inspections.onChange((inspection) => {
    selection.show(inspection, zooming.view, session.look);
  });

  host.addEventListener("click", (event) => {
    if (event.target instanceof Element && event.target.closest("button, .target, .plate")) return;
    const { left, top } = host.getBoundingClientRect();
    const { view } = zooming;
    const [x, y] = toWorld(view, event.clientX - left, event.clientY - top);
    const reach = { km: REACH_PX / view.k, width: world.width, height: world.height };
    const share = progress(people, performance.now());
    const person = nearestPerson(people, [x / world.width, y / world.height], reach, share);
    if (person !== undefined) session.select(person);
  });

  const personAt = (index: number, nowMs: number): [number, number] => {
    const [x, y] = placeOf(people, index, session.look.still ? 1 : progress(people, nowMs));
    return toScreen(zooming.view, [x * world.width, y * world.height]);
  };
  const framePeople = (nowMs: number): void => {
    const { still } = session.look;
    const running = nowMs - people.arrivedAt < people.intervalMs + 50;
    const due = still
      ? people.version !== peopleVersion && nowMs - peopleAtMs > STILL_PEOPLE_MS
      : people.version !== peopleVersion || running;
    if (!moved && !due) return;
    drawPeople(light, people, zooming.view, world, nowMs, still);
    peopleVersion = people.version;
    peopleAtMs = nowMs;
  };
  const frameMarks = (nowMs: number): void => {
    ageMarks(marks, nowMs);
    const { view } = zooming;
    const shown = marks.live
      .filter(({ moment }) => session.isShown(moment.campaign))
      .map((mark) => ({
        id: mark.id,
        at: mark.at,
        campaign: mark.moment.campaign,
        fresh: isFresh(mark, nowMs),
        mark,
      }));
    const gathered = gather(shown, view.k, donuts);
    const changed =
      gathered.donuts.map(({ key }) => key).join() !== donuts.map(({ key }) => key).join();
    donuts = gathered.donuts;
    if (changed) yieldLabels();
    singles = gathered.singles.map(({ mark }) => mark);
    const pointed = session.moment(session.highlight)?.seenAt;
    drawMarks(glow, {
      view,
      palette: session.look.palette,
      ratio,
      nowMs,
      still: session.look.still,
      font: fontFamily(session.look.language),
      singles,
      donuts,
      complaints: marks.complaints.filter(({ moment }) => session.isShown(moment.campaign)),
      highlight: pointed === undefined ? undefined : { at: pointed },
    });
    targets.update(singles, donuts, view, session.look);
  };
  return {
    zooming,
    reserve(boxes) {
      reserved = boxes;
    },
    onMove: (listener) => listeners.push(listener),
    get marks() {
      return marks.live;
    },
    personAt,
    shows: (at) => inView(zooming.view, ...toScreen(zooming.view, at)),
    frame(nowMs) {
      framePeople(nowMs);
      frameMarks(nowMs);
      callouts.step(nowMs, zooming.view, session.look, surroundings);
      const { selection: chosen } = session;
      selection.ring(chosen === undefined ? undefined : personAt(chosen, nowMs));
      moved = false;
    },
  };
}

function room([x, y]: readonly [number, number], half: number): Box {
  return [x - half, y - half, x + half, y + half];
}
