// The subscriber machine, region by region: what the network may believe after which events.
import { describe, expect, test } from "vitest";
import type { EnrichedEvent } from "../../domain/directory.ts";
import { createColony } from "../../machines/colony.ts";
import { subscriberMachine } from "../../machines/subscriber.ts";
import type { SubscriberContext } from "../../machines/subscriber-context.ts";
import { type Line, min, s, story } from "./stories.ts";

interface Belief {
  readonly value: Record<string, string>;
  readonly context: SubscriberContext;
}

function believed(lines: readonly Line[], untilMs = lines.at(-1)?.[0] ?? 0): Belief {
  const colony = createColony(subscriberMachine, { onEmit: () => {} });
  const row = colony.allocate();
  for (const event of story(...lines)) colony.send(row, event as EnrichedEvent, event.timeMs);
  colony.advance(untilMs);
  const { value, context } = colony.snapshot(row);
  return { value: value as Record<string, string>, context };
}

test("before the first event nothing is known of power and handset", () => {
  expect(believed([]).value).toEqual({
    power: "unknown",
    mobility: "staying",
    calling: "idle",
    messaging: "quiet",
    handset: "unknown",
  });
});

describe("power", () => {
  test.each<[string, readonly Line[], string, number]>([
    ["attach", [[min(1), "power.turnedOn"]], "on", min(1)],
    ["any other sign of life", [[min(2), "message.received"]], "on", min(2)],
    [
      "detach",
      [
        [0, "power.turnedOn"],
        [min(3), "power.turnedOff"],
      ],
      "off",
      min(3),
    ],
    ["a call that met a detached phone", [[min(1), "call.missed"]], "off", min(1)],
    ["a call that rang in vain", [[min(1), "call.missed", { why: "noAnswer" }]], "unknown", 0],
    ["a push that arrived", [[min(1), "push.received"]], "on", min(1)],
    [
      "a missed call while off changes nothing",
      [
        [min(1), "power.turnedOff"],
        [min(2), "call.missed"],
      ],
      "off",
      min(1),
    ],
    [
      "a sign of life after an attach that was not seen",
      [
        [min(1), "power.turnedOff"],
        [min(9), "location.updated"],
      ],
      "on",
      min(9),
    ],
    [
      "further events of a phone that is on change nothing",
      [
        [min(1), "power.turnedOn"],
        [min(2), "call.setUp"],
        [min(3), "location.updated"],
      ],
      "on",
      min(1),
    ],
  ])("%s", (_title, lines, state, sinceMs) => {
    const { value, context } = believed(lines);
    expect([value["power"], context.powerSinceMs]).toEqual([state, sinceMs]);
  });
});

describe("mobility", () => {
  const at = (ci: number): Record<string, unknown> => ({ ci });
  const ride: readonly Line[] = [
    [0, "location.updated", at(1)],
    [min(5), "location.updated", at(2)],
    [min(9), "call.handedOver", at(3)],
  ];

  test.each<[string, readonly Line[], number, string, number]>([
    ["three cells in a quarter of an hour are a journey", ride, min(9), "moving", min(9)],
    [
      "each new cell prolongs it, and it counts from its proof",
      [...ride, [min(17), "location.updated", at(4)]],
      min(26),
      "moving",
      min(9),
    ],
    ["ten minutes without a new cell end it, at that time", ride, min(60), "staying", min(19)],
    [
      "sightings in the same cell do not prolong it",
      [...ride, [min(18), "message.sent", at(3)]],
      min(19),
      "staying",
      min(19),
    ],
    [
      "to and fro between two cells proves nothing",
      [
        [0, "location.updated", at(1)],
        [min(1), "location.updated", at(2)],
        [min(2), "location.updated", at(1)],
        [min(3), "location.updated", at(2)],
      ],
      min(3),
      "staying",
      0,
    ],
    ["two cells prove nothing", ride.slice(0, 2), min(5), "staying", 0],
    [
      "three cells in a longer time prove nothing",
      [ride[0]!, [min(10), "location.updated", at(2)], [min(16), "location.updated", at(3)]],
      min(16),
      "staying",
      0,
    ],
    [
      "the time counts from the last sighting in the first cell",
      [
        [0, "location.updated", at(1)],
        [min(60), "message.sent", at(1)],
        [min(66), "location.updated", at(2)],
        [min(70), "location.updated", at(3)],
      ],
      min(70),
      "moving",
      min(70),
    ],
  ])("%s", (_title, lines, untilMs, state, sinceMs) => {
    const { value, context } = believed(lines, untilMs);
    expect([value["mobility"], context.mobilitySinceMs]).toEqual([state, sinceMs]);
  });

  test("the last sighting is kept, and events without a cell leave it alone", () => {
    const lines: Line[] = [
      [min(1), "power.turnedOn", { lac: 7, ci: 70 }],
      [min(2), "power.turnedOff", { lac: 7, ci: 71 }],
      [min(3), "call.missed"],
      [min(4), "message.received", { lac: 0, ci: 0 }],
    ];
    expect(believed(lines).context).toMatchObject({ lac: 7, ci: 71, seenMs: min(2) });
  });
});

describe("calling", () => {
  const dial: Line = [s(1), "call.setUp"];
  const receive: Line = [s(1), "call.setUp", { direction: "terminated" }];
  const ring: Line = [s(4), "call.alerted"];
  const answer: Line = [s(9), "call.answered"];
  const end: Line = [s(60), "call.released"];

  test.each<[string, readonly Line[], string, number]>([
    ["her own call is dialled", [dial], "dialling", s(1)],
    ["then rings at the other end", [dial, ring], "ringing", s(4)],
    ["then is talked", [dial, ring, answer], "inCall", s(9)],
    ["and ends", [dial, ring, answer, end], "idle", s(60)],
    ["a call to her rings from the start", [receive, ring], "ringing", s(1)],
    ["and is answered", [receive, ring, answer], "inCall", s(9)],
    ["a call that nobody answers ends", [dial, ring, end], "idle", s(60)],
    ["a number that is busy ends it", [dial, end], "idle", s(60)],
    ["a detach ends it", [dial, ring, [s(5), "power.turnedOff"]], "idle", s(5)],
    ["an attach means that a release was lost", [dial, [s(5), "power.turnedOn"]], "idle", s(5)],
    ["a capture that begins with CONNECT", [answer], "inCall", s(9)],
    ["a second call leaves the first", [dial, answer, [s(20), "call.setUp"]], "inCall", s(9)],
  ])("%s", (_title, lines, state, sinceMs) => {
    const { value, context } = believed(lines);
    expect([value["calling"], context.callingSinceMs]).toEqual([state, sinceMs]);
  });
});

describe("messaging", () => {
  test.each<[string, readonly Line[], number, string, number]>([
    ["a message sent", [[s(1), "message.sent"]], s(100), "texting", s(1)],
    [
      "another one prolongs it",
      [
        [s(1), "message.sent"],
        [s(100), "message.sent"],
      ],
      s(200),
      "texting",
      s(100),
    ],
    [
      "two minutes later quiet again, since then",
      [[s(1), "message.sent"]],
      s(500),
      "quiet",
      s(121),
    ],
    ["a message received is none of hers", [[s(1), "message.received"]], s(1), "quiet", 0],
  ])("%s", (_title, lines, untilMs, state, sinceMs) => {
    const { value, context } = believed(lines, untilMs);
    expect([value["messaging"], context.messagingSinceMs]).toEqual([state, sinceMs]);
  });
});

describe("handset", () => {
  const seen = (timeMs: number, capabilities: number, tac = 11): Line => [
    timeMs,
    "handset.seen",
    { capabilities, tac },
  ];
  test.each<[string, readonly Line[], string, number]>([
    ["can only call and text", [seen(s(1), 0)], "plain", s(1)],
    ["has WAP", [seen(s(1), 2)], "wap", s(1)],
    ["has MMS, with or without WAP", [seen(s(1), 1), seen(s(2), 3)], "mms", s(1)],
    ["another one of the same class", [seen(s(1), 3, 11), seen(s(2), 3, 22)], "mms", s(1)],
    ["another one of another class", [seen(s(1), 0, 11), seen(s(2), 2, 22)], "wap", s(2)],
    ["one that the TAC table lacks", [seen(s(1), 3), seen(s(2), -1, 22)], "unknown", s(2)],
  ])("%s", (_title, lines, state, sinceMs) => {
    const { value, context } = believed(lines);
    expect([value["handset"], context.handsetSinceMs]).toEqual([state, sinceMs]);
  });
});
