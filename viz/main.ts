// Starts the screen: reads the scene, opens the stream, builds map and panels.
import "./style/base.css";
import "./style/top-bar.css";
import "./style/map.css";
import "./style/rail.css";
import "./style/funnel.css";
import "./style/inspector.css";
import "./style/phone.css";
import "./style/time.css";
import "./style/help.css";
import "./style/token.css";
import "./style/layout.css";
import "./style/split.css";
import type { Scene } from "../domain/scene.ts";
import { ClockPanel, SPEEDS } from "./clock.ts";
import { html } from "./dom.ts";
import { createFollowing } from "./following.ts";
import { GatewayError, readHistory, readScene } from "./gateway.ts";
import { createHelp, type Help } from "./help.ts";
import { createInspectionFeed } from "./inspection-feed.ts";
import { listenToKeys } from "./keys.ts";
import { firstLook, keepLook, type Look } from "./look.ts";
import { createMapControls, ZOOM_STEP } from "./map-controls.ts";
import { MapView } from "./map-view.ts";
import { createPhone } from "./phone.ts";
import { createPlate, framePlate, type Plate, showError, showMaking } from "./plate.ts";
import { createRail, type Rail } from "./rail.ts";
import { Session } from "./session.ts";
import { startSplit } from "./split/split-page.ts";
import { openStream } from "./stream.ts";
import { createSurface } from "./surface.ts";
import { fontFamily } from "./theme.ts";
import { Timeline } from "./timeline.ts";
import { createTopBar } from "./top-bar.ts";
import { createWall, type Wall } from "./wall.ts";

/** Time between two attempts to read the scene, ms. */
const RETRY_MS = 500;
/** Scale of the flight to the capital, px per km. */
const CAPITAL_SCALE = 26;
/** Frames whose cost is remembered. */
const COSTS_KEPT = 120;

const app = document.querySelector<HTMLElement>("#app")!;
const host = document.querySelector<HTMLElement>("#map")!;

async function start(): Promise<void> {
  const look = firstLook();
  dress(look);
  const pair = new URLSearchParams(location.search).get("split");
  if (pair !== null) {
    await startSplit(app, look, pair);
    return;
  }
  const plate = createPlate(host);
  const scene = await sceneOf(plate, look);
  plate.hide();
  build(new Session(scene, look), plate);
}

/** Asks until the gateway has made its world; other refusals are shown and asked again. */
async function sceneOf(plate: Plate, look: Look): Promise<Scene> {
  showMaking(plate, look);
  for (;;) {
    try {
      return await readScene();
    } catch (error) {
      if (error instanceof GatewayError && error.status === 202) {
        showMaking(plate, look, error.making);
      } else showError(plate, look, error);
      await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
    }
  }
}

function dress(look: Look): void {
  keepLook(look);
  document.body.style.fontFamily = fontFamily(look.language);
}

function build(session: Session, plate: Plate): void {
  const inspections = createInspectionFeed(session);
  const map = new MapView(host, session, inspections);
  createMapControls(host, session, map);
  const help = createHelp(session);
  createTopBar(document.querySelector("header")!, session, () => help.toggle());
  const rail = createRail(document.querySelector("aside")!, session, inspections);
  const footer = document.querySelector("footer")!;
  const clock = new ClockPanel(footer.appendChild(html("div", { class: "time" })), session);
  const timeline = new Timeline(
    footer.appendChild(html("div", { class: "timeline-cell" })),
    session,
  );
  const wall = createWall(app, host, session);
  session.on("look", dress);
  session.on("selection", (subscriber) => {
    if (subscriber === undefined || session.people.timeMs === undefined) return;
    const at = map.personPlace(subscriber, performance.now());
    if (!map.shows(at)) map.zooming.fly(at);
  });
  bindKeys(session, map, clock, rail, help, wall);
  createPhone(host, session, inspections);
  const following = createFollowing(session, map);
  connect(session);

  const costs: number[] = [];
  window.kairos = createSurface(host, session, map, costs);
  const step = (nowMs: number): void => {
    const began = performance.now();
    map.frame(nowMs);
    following.frame(nowMs);
    clock.frame(nowMs);
    timeline.frame(nowMs);
    rail.frame(nowMs);
    wall.frame(nowMs);
    framePlate(plate, host, session, nowMs);
    costs.push(performance.now() - began);
    if (costs.length > COSTS_KEPT) costs.shift();
    requestAnimationFrame(step);
  };
  requestAnimationFrame(step);
}

function bindKeys(
  session: Session,
  map: MapView,
  clock: ClockPanel,
  rail: Rail,
  help: Help,
  wall: Wall,
): void {
  const { settlements } = session.scene.world;
  const capital = settlements.find(({ rank }) => rank === 0);
  listenToKeys({
    play: () => clock.toggle(),
    speed: (index) => clock.setSpeed(SPEEDS[index]!),
    step: (direction) => {
      rail.feed.stepHighlight(direction === 1 ? -1 : 1);
      const at = session.moment(session.highlight)?.seenAt;
      if (at !== undefined && !map.shows(at)) map.zooming.fly(at);
    },
    zoom: (direction) => map.zoomBy(direction > 0 ? ZOOM_STEP : 1 / ZOOM_STEP),
    pan: (columns, rows) => map.zooming.pan(columns, rows),
    province: () => map.zooming.home(),
    capital: () => capital !== undefined && map.zooming.fly(capital.at, CAPITAL_SCALE),
    inspect: () => {
      const moment = session.moment(session.highlight);
      if (moment !== undefined) session.select(moment.subscriber);
    },
    back: () => {
      if (help.isOpen) help.toggle();
      else if (session.selection !== undefined) session.select(undefined);
      else if (session.highlight !== undefined) session.pointAt(undefined);
      else if (wall.isOn) wall.toggle();
    },
    theme: () => session.wear(session.look.theme === "dark" ? "light" : "dark"),
    language: () => session.speak(session.look.language === "en" ? "zh" : "en"),
    wall: () => wall.toggle(),
    help: () => help.toggle(),
    funnel: () => rail.toggleFunnel(),
  });
}

function connect(session: Session): void {
  let opened = false;
  openStream({
    people: (octets) => session.receiveFrame(octets, performance.now()),
    message(message) {
      if (message.kind === "tick") session.receiveTick(message, performance.now());
      else if (message.kind === "moment") session.receiveMoment(message);
      else if (message.kind === "outcome") session.receiveOutcome(message);
      else {
        session.miss();
        void catchUp(session, false);
      }
    },
    connection(connection) {
      session.connect(connection);
      if (connection.kind !== "open") return;
      void catchUp(session, opened);
      opened = true;
    },
  });
}

/** Reads the past; after a gap it first looks whether the gateway still shows the same world. */
async function catchUp(session: Session, again: boolean): Promise<void> {
  try {
    if (again) {
      const { scenario, seed, subscribers } = await readScene();
      const { scene } = session;
      const same =
        scenario === scene.scenario && seed === scene.seed && subscribers === scene.subscribers;
      if (!same) location.reload();
    }
    session.receiveHistory(await readHistory());
  } catch {
    // The stream will close too, and its return brings us here again.
  }
}

void start();
