// Our decoder and tshark read the same in every BSSAP frame, captured or of our own making.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { decodedLine } from "../../signaling/decoded-line.ts";
import {
  BSC_A,
  CAPTURES,
  captureOctets,
  capturePath,
  Line,
  MSC,
  messagesIn,
  pcapOf,
  unitdata,
} from "./frames.ts";
import { OWN_BSSMAP } from "./own-bssmap.ts";
import { OWN_DTAP } from "./own-dtap.ts";
import { OWN_MESSAGES } from "./own-messages.ts";
import {
  type Frame,
  faultsOf,
  fromFrame,
  fromLine,
  hasBssap,
  pushOf,
  tsharkFrames,
} from "./tshark.ts";

describe.each(CAPTURES)("%s", (name) => {
  const lines = messagesIn(captureOctets(name)).flatMap((message) => decodedLine(message) ?? []);
  const frames = tsharkFrames(capturePath(name)).filter(hasBssap);

  test("tshark finds BSSAP in the frames where we do", () => {
    expect(frames.length).toBeGreaterThan(60);
    expect(lines.map(({ frame }) => frame)).toEqual(
      frames.map((frame) => Number(frame["frame.number"][0])),
    );
  });

  test("types, identities, cells, areas, causes, numbers and texts are the same", () => {
    expect(lines.map(fromLine)).toEqual(frames.map(fromFrame));
  });
});

describe("what the captures lack, encoded by us", () => {
  const own = { ...OWN_MESSAGES, ...OWN_BSSMAP, ...OWN_DTAP };
  const names = Object.keys(own);
  const messages = Object.values(own);
  const line = new Line(BSC_A, MSC, 5);
  const octets = pcapOf(
    messages.map((message) => {
      if (message.message === "paging") return unitdata(MSC, BSC_A, message);
      if (message.message === "completeLayer3Information") return line.open(message)[0]!;
      return isDown(message) ? line.down(message) : line.up(message);
    }),
  );
  let folder = "";
  let frames: Frame[] = [];

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "kairos-oracle-"));
    writeFileSync(join(folder, "own.pcap"), octets);
    frames = tsharkFrames(join(folder, "own.pcap"));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test("our own decoder gives the messages back", () => {
    expect(messagesIn(octets).map(({ bssap }) => bssap)).toEqual(messages);
  });

  test("tshark puts a push in parts together, and reads what we said", () => {
    const last = tsharkFrames(join(folder, "own.pcap"), true)[
      names.findLastIndex((name) => name.startsWith("MMS notification"))
    ]!;
    expect(faultsOf(last)).toEqual([]);
    expect(pushOf(last)).toBe("mmsNotification");
  });

  test.each(names.map((name, index) => [name, index] as const))("%s", (_, index) => {
    const frame = frames[index]!;
    expect(hasBssap(frame)).toBe(true);
    expect(faultsOf(frame)).toEqual([]);
    const [expected] = messagesIn(octets)
      .filter((message) => message.frame === index + 1)
      .map((message) => fromLine(decodedLine(message)!));
    expect(fromFrame(frame)).toEqual(expected);
  });
});

const DOWN: ReadonlySet<string> = new Set([
  "commonId",
  "locationUpdatingAccept",
  "tmsiReallocationCommand",
  "identityRequest",
  "authenticationRequest",
  "cipherModeCommand",
]);

function isDown(message: (typeof OWN_MESSAGES)[string]): boolean {
  if (message.message === "cpData") {
    return "direction" in message.cpUserData && message.cpUserData.direction === "down";
  }
  return DOWN.has(message.message);
}
