// Starts the screen: reads the scene, opens the stream, builds map and panels.
import "./style.css";
import { readHistory, readScene } from "./gateway.ts";
import { createInspectionFeed } from "./inspection-feed.ts";
import { firstLook } from "./look.ts";
import { createMapView } from "./map-view.ts";
import { Session } from "./session.ts";
import { openStream } from "./stream.ts";

const session = new Session(await readScene(), firstLook());
const map = createMapView(document.querySelector("#map")!, session, createInspectionFeed(session));
openStream({
  people: (octets) => session.receiveFrame(octets, performance.now()),
  message(message) {
    if (message.kind === "tick") session.receiveTick(message, performance.now());
    else if (message.kind === "moment") session.receiveMoment(message);
    else session.receiveOutcome(message);
  },
  connection(connection) {
    session.connect(connection);
    if (connection.kind === "open") {
      void readHistory().then((history) => session.receiveHistory(history));
    }
  },
});
const step = (nowMs: number): void => {
  map.frame(nowMs);
  requestAnimationFrame(step);
};
requestAnimationFrame(step);
