// The map: stacks its layers and keeps them in step with zoom, stream and reader.
import type { Point } from "../domain/scene.ts";
import { drawBase } from "./base-layer.ts";
import { CalloutLayer, type Surroundings } from "./callout-layer.ts";
import { html, svg } from "./dom.ts";
import { DotsLayer } from "./dots-layer.ts";
import { createGeometry, type Geometry } from "./geometry.ts";
import type { InspectionFeed } from "./inspection-feed.ts";
import { createLabelLayer, type LabelLayer } from "./label-layer.ts";
import { LightBuffer } from "./light-buffer.ts";
import { MapMarks } from "./map-marks.ts";
import type { Mark } from "./marks.ts";
import { nearestPerson, placeOf, progress } from "./people.ts";
import { drawPeople } from "./people-layer.ts";
import { type Box, boxAround, inView, toScreen, toWorld, type View } from "./projection.ts";
import { shadeRelief } from "./relief.ts";
import { createSelectionLayer, type SelectionLayer } from "./selection-layer.ts";
import type { Session } from "./session.ts";
import { createTargets, type Targets } from "./targets.ts";
import { fontFamily } from "./theme.ts";
import { createZooming, type Zooming } from "./zooming.ts";

/** How near a click must come to a person, px. */
const REACH_PX = 14;
/** Device pixels per CSS pixel at most: beyond it people cost more than they show. */
const RATIO_MAX = 2;
/** Half side of the room kept free around the selected person, px. */
const SELECTION_ROOM = 22;
/** Time between two pictures of people for readers who asked for stillness, ms. */
const STILL_PEOPLE_MS = 1_000;
/** Factor and limit (px per km) of the flight into a donut. */
const DONUT_ZOOM = { factor: 2.6, scaleMax: 120 } as const;

export interface MapOptions {
  /** Whether sentences stand beside their marks; by default they do. */
  readonly callouts?: boolean;
  /** Whether a pick of a person is taken; by default it is. */
  readonly picks?: boolean;
}

export class MapView {
  readonly zooming: Zooming;
  readonly #host: HTMLElement;
  readonly #session: Session;
  readonly #inspections: InspectionFeed;
  readonly #geometry: Geometry;
  readonly #base = html("canvas", { class: "base" });
  readonly #crowd = html("canvas", { class: "people" });
  readonly #dots: DotsLayer;
  readonly #glow = html("canvas", { class: "marks" });
  readonly #overlay = svg("svg", { class: "overlay" });
  readonly #light = new LightBuffer(this.#crowd);
  readonly #marks: MapMarks;
  readonly #selection: SelectionLayer;
  readonly #labels: LabelLayer;
  readonly #callouts: CalloutLayer;
  readonly #targets: Targets;
  readonly #listeners: ((view: View) => void)[] = [];
  readonly #restListeners: (() => void)[] = [];
  readonly #speaks: boolean;
  #reserved: () => readonly Box[] = () => [];
  /** The view that the base bitmap was drawn for. */
  #drawn: View | undefined;
  #relief: HTMLCanvasElement | undefined;
  #moved = true;
  #ratio = 1;
  #peopleVersion = -1;
  #peopleAtMs = 0;

  constructor(
    host: HTMLElement,
    session: Session,
    inspections: InspectionFeed,
    { callouts = true, picks = true }: MapOptions = {},
  ) {
    this.#host = host;
    this.#session = session;
    this.#inspections = inspections;
    this.#geometry = createGeometry(session.scene.world);
    const layer = (name: string): SVGGElement =>
      this.#overlay.appendChild(svg("g", { class: name }));
    this.#selection = createSelectionLayer(layer("selection"), this.#geometry);
    this.#labels = createLabelLayer(layer("labels"), session.scene.world);
    this.#callouts = new CalloutLayer(layer("callouts"), session, () => this.#yieldLabels());
    this.#marks = new MapMarks(this.#glow, session);
    this.#dots = new DotsLayer(session);
    host.append(this.#base, this.#crowd, this.#dots.node, this.#glow, this.#overlay);
    this.zooming = createZooming(host, {
      extent: session.scene.world,
      isStill: () => session.look.still,
      onMove: (view) => this.#follow(view),
      onRest: () => {
        this.#redraw();
        for (const listener of this.#restListeners) listener();
      },
    });
    this.#targets = createTargets(layer("targets"), {
      point: (id) => session.pointAt(id),
      open: (mark) => session.select(mark.moment.subscriber),
      zoomTo: ({ at }) => {
        const { k } = this.zooming.view;
        this.zooming.fly(at, Math.min(k * DONUT_ZOOM.factor, DONUT_ZOOM.scaleMax));
      },
    });
    this.#speaks = callouts;
    this.#listen(picks);
  }

  /** Small dots that stay: one for each message. */
  addDots(places: readonly { readonly at: Point; readonly campaign: number }[]): void {
    this.#dots.add(places, this.zooming.view, this.#ratio);
  }

  /** Boxes of panels that lie on the map, px; names and callouts keep clear of them. */
  reserve(boxes: () => readonly Box[]): void {
    this.#reserved = boxes;
  }

  onMove(listener: (view: View) => void): void {
    this.#listeners.push(listener);
  }

  onRest(listener: () => void): void {
    this.#restListeners.push(listener);
  }

  /** Draws everything anew for the view as it is, which another map has given. */
  settle(): void {
    this.#redraw();
  }

  /** All marks that are alive, oldest first. */
  get marks(): readonly Mark[] {
    return this.#marks.live;
  }

  /** One person's place on the map element, px. */
  personAt(index: number, nowMs: number): [number, number] {
    return toScreen(this.zooming.view, this.personPlace(index, nowMs));
  }

  /** One person's place in the world, km. */
  personPlace(index: number, nowMs: number): Point {
    const { people, scene, look } = this.#session;
    const [x, y] = placeOf(people, index, look.still ? 1 : progress(people, nowMs));
    return [x * scene.world.width, y * scene.world.height];
  }

  /** Zooms about the selected person if she is in view, else about the middle. */
  zoomBy(factor: number): void {
    const { selection } = this.#session;
    const at = selection === undefined ? undefined : this.personAt(selection, performance.now());
    const seen = at !== undefined && inView(this.zooming.view, ...at);
    this.zooming.by(factor, seen ? at : undefined);
  }

  /** Whether a place (km) is in view. */
  shows(at: Point): boolean {
    return inView(this.zooming.view, ...toScreen(this.zooming.view, at));
  }

  /** Draws all that changed; called every animation frame. */
  frame(nowMs: number): void {
    const { view } = this.zooming;
    const { selection, look } = this.#session;
    this.#framePeople(nowMs);
    if (this.#marks.frame(view, this.#ratio, nowMs)) this.#yieldLabels();
    this.#targets.update(this.#marks.singles, this.#marks.donuts, view, look);
    if (this.#speaks) this.#callouts.step(nowMs, view, () => this.#surroundings());
    this.#selection.ring(selection === undefined ? undefined : this.personAt(selection, nowMs));
    this.#moved = false;
  }

  #listen(picks: boolean): void {
    const session = this.#session;
    this.#dress();
    session.on("look", () => {
      this.#dress();
      this.#callouts.clear();
      this.#redraw();
    });
    session.on("highlight", () => {
      this.#callouts.pin(this.zooming.view, () => this.#surroundings());
    });
    this.#inspections.onChange((inspection) => {
      this.#selection.show(inspection, this.zooming.view, session.look);
      this.#yieldLabels();
    });
    if (picks) this.#host.addEventListener("click", (event) => this.#pick(event));
    new ResizeObserver(() => this.#resize()).observe(this.#host);
  }

  #dress(): void {
    const { palette, language, theme } = this.#session.look;
    this.#relief = shadeRelief(this.#session.scene.world.relief, theme);
    this.#light.colour(palette);
    this.#overlay.style.fontFamily = fontFamily(language);
  }

  #resize(): void {
    const { clientWidth: width, clientHeight: height } = this.#host;
    if (width === 0 || height === 0) return;
    this.#ratio = Math.min(devicePixelRatio, RATIO_MAX);
    this.#light.resize(width, height, this.#ratio);
    this.#glow.width = Math.round(width * this.#ratio);
    this.#glow.height = Math.round(height * this.#ratio);
    this.#overlay.setAttribute("viewBox", `0 0 ${width} ${height}`);
    this.zooming.resize({ width, height });
    this.#redraw();
  }

  /** While the view moves: the old bitmap is stretched, names are carried along. */
  #follow(view: View): void {
    this.#moved = true;
    if (this.#drawn !== undefined) {
      const scale = view.k / this.#drawn.k;
      const [x, y] = [view.x - this.#drawn.x * scale, view.y - this.#drawn.y * scale];
      this.#base.style.transform = `translate(${x}px,${y}px) scale(${scale})`;
    }
    this.#dots.draw(view, this.#ratio);
    this.#labels.move(view);
    this.#callouts.clear();
    this.#selection.show(this.#inspections.current, view, this.#session.look);
    for (const listener of this.#listeners) listener(view);
  }

  /** When the view rests: everything is drawn anew for it. */
  #redraw(): void {
    const { view } = this.zooming;
    const { look } = this.#session;
    drawBase(this.#base, this.#geometry, view, look.palette, this.#ratio, this.#relief);
    this.#base.style.transform = "";
    this.#drawn = view;
    this.#moved = true;
    this.#dots.draw(view, this.#ratio);
    this.#labels.place(view, look, this.#reserved());
    this.#selection.show(this.#inspections.current, view, look);
    this.#yieldLabels();
  }

  #yieldLabels(): void {
    const { boxes, names } = this.#selection;
    const donuts = this.#marks.donutBoxes(this.zooming.view);
    this.#labels.yieldTo([...this.#callouts.boxes, ...donuts, ...boxes], names);
  }

  #surroundings(): Surroundings {
    const { view } = this.zooming;
    const { selection } = this.#session;
    const nowMs = performance.now();
    const chosen =
      selection === undefined ? [] : [boxAround(this.personAt(selection, nowMs), SELECTION_ROOM)];
    return {
      boxes: [...this.#reserved(), ...chosen, ...this.#marks.boxes(view, nowMs)],
      marks: this.#marks.spots(view, nowMs),
      path: this.#selection.path,
    };
  }

  /** A click beside all marks selects the nearest person. */
  #pick(event: MouseEvent): void {
    if (event.target instanceof Element && event.target.closest("button, .target, .plate")) return;
    const { left, top } = this.#host.getBoundingClientRect();
    const { width, height } = this.#session.scene.world;
    const { view } = this.zooming;
    const { people } = this.#session;
    const [x, y] = toWorld(view, event.clientX - left, event.clientY - top);
    const person = nearestPerson(
      people,
      [x / width, y / height],
      { km: REACH_PX / view.k, width, height },
      progress(people, performance.now()),
    );
    if (person !== undefined) this.#session.select(person);
  }

  #framePeople(nowMs: number): void {
    const { people, look, scene } = this.#session;
    const news = people.version !== this.#peopleVersion;
    const due = look.still
      ? news && nowMs - this.#peopleAtMs > STILL_PEOPLE_MS
      : news || nowMs - people.arrivedAt < people.intervalMs + 50;
    if (!this.#moved && !due) return;
    drawPeople(this.#light, people, this.zooming.view, scene.world, nowMs, look.still);
    this.#peopleVersion = people.version;
    this.#peopleAtMs = nowMs;
  }
}
