// Follows one person through the day: she stays in view, and the address can be handed on.
import type { MapView } from "./map-view.ts";
import { toScreen } from "./projection.ts";
import type { Session } from "./session.ts";

/** Scale from which one sees where she goes, px per km. */
const SCALE = 26;
/** The middle part of the view in which she may move about before the map moves after her. */
const ROOM = 0.5;
/** Time between two flights after her, ms. */
const PAUSE_MS = 1_200;
/** In the address: `?follow=` with a subscriber's index, a campaign's name, or the story alone. */
const KEY = "follow";

export interface Following {
  /** Moves the map after her; called every animation frame. */
  frame(nowMs: number): void;
}

export function createFollowing(session: Session, map: MapView): Following {
  let flownMs = Number.NEGATIVE_INFINITY;
  session.on("following", (follows) => {
    const query = new URLSearchParams(location.search);
    query.delete(KEY);
    if (follows) query.set(KEY, String(session.selection));
    history.replaceState(null, "", `${location.pathname}?${query.toString()}`);
    flownMs = Number.NEGATIVE_INFINITY;
  });
  const asked = new URLSearchParams(location.search).get(KEY);
  const go = (person: number | undefined): void => {
    if (person === undefined) return;
    session.select(person);
    session.follow(true);
  };
  if (asked !== null) go(personOf(asked, session));
  awaitFirst(session, asked, go);
  return {
    frame(nowMs) {
      const { selection, follows, people } = session;
      if (!follows || selection === undefined || people.timeMs === undefined) return;
      if (nowMs - flownMs < PAUSE_MS) return;
      const { view } = map.zooming;
      const place = map.personPlace(selection, nowMs);
      const [x, y] = toScreen(view, place);
      const far =
        Math.abs(x - view.width / 2) > (ROOM * view.width) / 2 ||
        Math.abs(y - view.height / 2) > (ROOM * view.height) / 2;
      const first = flownMs === Number.NEGATIVE_INFINITY && view.k < SCALE;
      if (!far && !first) return;
      flownMs = nowMs;
      map.zooming.fly(place, first ? SCALE : view.k);
    },
  };
}

/** Named a campaign: whoever it makes an offer to first is followed from then on. */
function awaitFirst(session: Session, asked: string | null, go: (person: number) => void): void {
  let wanted = session.scene.campaigns.findIndex(({ name }) => name === asked);
  const look = (): void => {
    const first = session.moments.find(
      ({ campaign, decision }) => campaign === wanted && decision === "offered",
    );
    if (wanted < 0 || first === undefined) return;
    wanted = -1;
    go(first.subscriber);
  };
  session.on("history", look);
  session.on("moment", look);
}

/** A number that is a subscriber's, or whom the scenario tells of when none is said. */
function personOf(asked: string, { scene }: Session): number | undefined {
  const person = asked === "" ? scene.story : Number(asked);
  if (person === undefined || !Number.isInteger(person)) return undefined;
  return person >= 0 && person < scene.subscribers ? person : undefined;
}
