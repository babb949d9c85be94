// What lies on the map: breadcrumb, note, key and zoom buttons, and the boxes that they take.
import type { Settlement } from "../domain/scene.ts";
import { html, setText, svg } from "./dom.ts";
import { createLegend } from "./legend.ts";
import type { MapView } from "./map-view.ts";
import { type Box, bandOf, toWorld, type View } from "./projection.ts";
import type { Session } from "./session.ts";
import { WORDS } from "./words.ts";

/** Factor of one press on a zoom button. */
export const ZOOM_STEP = 1.5;
/** Panels on the map that names and callouts keep clear of. */
const ON_MAP = ".breadcrumb, .legend, .zoom, .lower-third, .phone";
/** How far the middle of the view may be from a city to be called by its name, km. */
const NEAR_KM = 22;

export function createMapControls(host: HTMLElement, session: Session, map: MapView): void {
  const province = html("button", { type: "button" });
  const arrow = html("span", { class: "faint" }, "›");
  const city = html("span", { class: "city" });
  const note = html("p", { class: "map-note" });
  const breadcrumb = html(
    "nav",
    { class: "breadcrumb", "data-testid": "breadcrumb" },
    html("div", {}, province, arrow, city),
    note,
  );
  province.addEventListener("click", () => map.zooming.home());
  const zoomIn = zoomButton("M10,16h12M16,10v12", () => map.zoomBy(ZOOM_STEP));
  const zoomOut = zoomButton("M10,16h12", () => map.zoomBy(1 / ZOOM_STEP));
  const buttons = html("div", { class: "zoom" }, zoomIn, zoomOut);
  const legend = createLegend(session);
  host.append(breadcrumb, legend.node, buttons);

  const follow = (view: View): void => {
    legend.scale(view);
    const near = bandOf(view.k) === 0 ? undefined : nearestCity(session, view);
    arrow.hidden = near === undefined;
    city.hidden = near === undefined;
    province.classList.toggle("on", near === undefined);
    if (near !== undefined) setText(city, session.say(near.name));
  };
  const relabel = (): void => {
    const words = WORDS[session.look.language];
    setText(province, session.say(session.scene.world.name));
    zoomIn.setAttribute("aria-label", words.zoomIn);
    zoomOut.setAttribute("aria-label", words.zoomOut);
    host.setAttribute("aria-label", words.map(session.say(session.scene.world.name)));
    setText(note, words.trackKey);
    note.hidden = session.selection === undefined;
    follow(map.zooming.view);
  };
  map.onMove(follow);
  map.reserve(() =>
    [...host.children].flatMap((node) =>
      node instanceof HTMLElement && node.matches(ON_MAP) ? boxOf(node, host) : [],
    ),
  );
  session.on("look", relabel);
  session.on("selection", relabel);
  relabel();
}

function zoomButton(d: string, act: () => void): HTMLButtonElement {
  const node = html(
    "button",
    { type: "button" },
    svg(
      "svg",
      { width: 32, height: 32, "aria-hidden": "true" },
      svg("path", { d, fill: "none", stroke: "currentColor", "stroke-width": 1.4 }),
    ),
  );
  node.addEventListener("click", act);
  return node;
}

function nearestCity(session: Session, view: View): Settlement | undefined {
  const [x, y] = toWorld(view, view.width / 2, view.height / 2);
  let nearest: Settlement | undefined;
  let least = NEAR_KM;
  for (const settlement of session.scene.world.settlements) {
    if (settlement.rank > 1) continue;
    const distance = Math.hypot(settlement.at[0] - x, settlement.at[1] - y);
    if (distance < least) {
      least = distance;
      nearest = settlement;
    }
  }
  return nearest;
}

function boxOf(node: HTMLElement, host: HTMLElement): Box[] {
  if (node.offsetParent === null) return [];
  const outer = host.getBoundingClientRect();
  const inner = node.getBoundingClientRect();
  return [
    [
      inner.left - outer.left - 4,
      inner.top - outer.top - 4,
      inner.right - outer.left + 4,
      inner.bottom - outer.top + 4,
    ],
  ];
}
