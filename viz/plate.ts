// One opaque plate in the middle of the map: loading, empty, disconnected, error. The map stays.
import { formatClock } from "../domain/time.ts";
import { html, setText } from "./dom.ts";
import { GatewayError, type Making } from "./gateway.ts";
import type { Look } from "./look.ts";
import type { Session } from "./session.ts";
import { thousands } from "./top-bar.ts";
import { WORDS } from "./words.ts";

export interface Plate {
  show(title: string, text: string): void;
  hide(): void;
}

export function createPlate(host: HTMLElement): Plate {
  const title = html("h2", { class: "plate-title" });
  const text = html("p");
  const node = html("div", { class: "plate", role: "status", "data-testid": "plate" }, title, text);
  node.hidden = true;
  host.append(node);
  return {
    show(newTitle, newText) {
      setText(title, newTitle);
      setText(text, newText);
      node.hidden = false;
    },
    hide() {
      node.hidden = true;
    },
  };
}

/** Before the scene is there; with counts as soon as the gateway gives them. */
export function showMaking(plate: Plate, { language }: Look, making?: Making): void {
  const words = WORDS[language];
  const text =
    making === undefined
      ? words.makingStart
      : words.makingShare(
          making.phase,
          String(Math.floor(making.share * 100)),
          thousands(making.events),
        );
  plate.show(words.making(words.province), text);
}

/** The scene cannot be had. */
export function showError(plate: Plate, { language }: Look, error: unknown): void {
  const words = WORDS[language];
  const message = error instanceof Error ? error.message : String(error);
  const refused = error instanceof GatewayError && error.status > 0;
  plate.show(words.errorTitle, refused ? `${message} ${words.errorRemedy}` : message);
}

/** Keeps the plate true while the session runs; called every animation frame. */
export function framePlate(plate: Plate, host: HTMLElement, session: Session, nowMs: number): void {
  const { language } = session.look;
  const words = WORDS[language];
  const { connection, scene, people } = session;
  host.classList.toggle("disconnected", connection.kind === "lost");
  if (connection.kind === "lost") {
    const wait = words.seconds(Math.max(0, Math.ceil((connection.retryAtMs - nowMs) / 1000)));
    const since = words.seconds(Math.max(1, Math.round((nowMs - connection.sinceMs) / 1000)));
    const time = session.timeAt(nowMs);
    plate.show(
      words.lost(since),
      time === undefined ? words.lostNothing(wait) : words.lostDetail(formatClock(time), wait),
    );
  } else if (scene.subscribers === 0) plate.show(words.emptyTitle, words.emptyPeople);
  else if (scene.campaigns.length === 0) plate.show(words.emptyTitle, words.emptyCampaigns);
  else if (people.timeMs === undefined) {
    const { settlements, cells } = scene.world;
    const cities = settlements.filter(({ rank }) => rank <= 1).length;
    plate.show(
      words.making(session.say(scene.world.name)),
      words.makingPeople(String(cities), thousands(cells.x.length), thousands(scene.subscribers)),
    );
  } else plate.hide();
}
