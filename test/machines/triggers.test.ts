// Each trigger machine against stories in which it must fire, and stories in which it must not.
import { describe, expect, test } from "vitest";
import { CAPABILITY } from "../../domain/directory.ts";
import { KEY_VERSION_MAX, tokenOf } from "../../domain/identity.ts";
import { firings } from "./firings.ts";
import { type Line, min, s } from "./stories.ts";

/** The largest token: the last key version, every bit of the hash set. */
const LARGEST = tokenOf(KEY_VERSION_MAX, 2 ** 48 - 1);

type Case = readonly [title: string, lines: readonly Line[], expected: readonly unknown[]];

describe("handset.changed", () => {
  const settle = min(120);
  const { mms, wap } = CAPABILITY;
  const plain = { tac: 11, handset: 1, capabilities: 0 };
  const withWap = { tac: 22, handset: 1, capabilities: wap };
  const withMms = { tac: 33, handset: 1, capabilities: mms | wap };
  const unlisted = { tac: 44, handset: 1, capabilities: -1 };
  const nullImei = { tac: 0, handset: 0, capabilities: 0 };
  const facts = { name: "handset.changed", fromTac: 11, tac: 33, gained: mms | wap };
  const toMms = [min(10) + settle, { ...facts, sinceMs: settle }];

  test.each<Case>([
    [
      "a plain handset gives way to one with MMS",
      [
        [0, "handset.seen", plain],
        [min(10), "handset.seen", withMms],
      ],
      [toMms],
    ],
    [
      "the new handset is seen again meanwhile",
      [
        [0, "handset.seen", plain],
        [min(10), "handset.seen", withMms],
        [min(60), "handset.seen", withMms],
      ],
      [toMms],
    ],
    [
      "a null IMEI in between changes nothing",
      [
        [0, "handset.seen", plain],
        [min(5), "handset.seen", nullImei],
        [min(10), "handset.seen", withMms],
        [min(11), "handset.seen", nullImei],
      ],
      [toMms],
    ],
    [
      "an unlisted handset before the new one is passed over",
      [
        [0, "handset.seen", plain],
        [min(5), "handset.seen", unlisted],
        [min(10), "handset.seen", withMms],
      ],
      [toMms],
    ],
    [
      "a third handset starts the time anew",
      [
        [0, "handset.seen", plain],
        [min(5), "handset.seen", withWap],
        [min(10), "handset.seen", withMms],
      ],
      [toMms],
    ],
    ["the first handset ever seen", [[0, "handset.seen", withMms]], []],
    [
      "the same handset again",
      [
        [0, "handset.seen", withMms],
        [min(1), "handset.seen", withMms],
      ],
      [],
    ],
    [
      "a change back within the settling time, a loan",
      [
        [0, "handset.seen", plain],
        [min(10), "handset.seen", withMms],
        [min(129), "handset.seen", plain],
      ],
      [],
    ],
    [
      "the owner of an MMS handset takes it back from a plain one",
      [
        [0, "handset.seen", withMms],
        [min(10), "handset.seen", plain],
        [min(60), "handset.seen", withMms],
      ],
      [],
    ],
    [
      "another MMS handset gains nothing",
      [
        [0, "handset.seen", withMms],
        [min(10), "handset.seen", { ...withMms, handset: 2 }],
      ],
      [],
    ],
    [
      "a WAP handset has no MMS",
      [
        [0, "handset.seen", plain],
        [min(10), "handset.seen", withWap],
      ],
      [],
    ],
    [
      "a handset that the TAC table lacks",
      [
        [0, "handset.seen", plain],
        [min(10), "handset.seen", unlisted],
      ],
      [],
    ],
    [
      "an unlisted handset follows the new one within the settling time",
      [
        [0, "handset.seen", plain],
        [min(10), "handset.seen", withMms],
        [min(20), "handset.seen", unlisted],
      ],
      [],
    ],
    [
      "a null IMEI is no first handset",
      [
        [0, "handset.seen", nullImei],
        [min(10), "handset.seen", withMms],
      ],
      [],
    ],
  ])("gains mms: %s", (_title, lines, expected) => {
    const parameters = { name: "handset.changed", gains: "mms", settleMs: settle } as const;
    expect(firings(parameters, lines)).toEqual(expected);
  });

  test("a change back that comes at the very end of the settling time is too late", () => {
    const lines: Line[] = [
      [0, "handset.seen", plain],
      [min(10), "handset.seen", withMms],
      [min(10) + settle, "handset.seen", plain],
    ];
    const parameters = { name: "handset.changed", gains: "mms", settleMs: settle } as const;
    expect(firings(parameters, lines)).toEqual([toMms]);
  });

  test("gains any: another specimen of the same type is a change, by the last bit of its token", () => {
    const parameters = { name: "handset.changed", gains: "any", settleMs: s(30) } as const;
    const lines: Line[] = [
      [0, "handset.seen", { ...withMms, handset: LARGEST }],
      [min(1), "handset.seen", { ...withMms, handset: LARGEST - 1 }],
    ];
    expect(firings(parameters, lines)).toEqual([
      [
        min(1) + s(30),
        { name: "handset.changed", fromTac: 33, tac: 33, gained: 0, sinceMs: s(30) },
      ],
    ]);
  });

  test("gains wap counts what the old handset lacked", () => {
    const parameters = { name: "handset.changed", gains: "wap", settleMs: s(30) } as const;
    const lines: Line[] = [
      [0, "handset.seen", plain],
      [min(1), "handset.seen", withWap],
      [min(9), "handset.seen", withMms],
    ];
    expect(firings(parameters, lines)).toEqual([
      [
        min(1) + s(30),
        { name: "handset.changed", fromTac: 11, tac: 22, gained: wap, sinceMs: s(30) },
      ],
    ]);
  });
});

describe("powered.on", () => {
  const parameters = { name: "powered.on", offForMs: min(10), missedCalls: 2 } as const;
  const firing = (at: number, offMs: number, missedCalls: number): readonly unknown[] => [
    at,
    { name: "powered.on", offMs, missedCalls },
  ];

  test.each<Case>([
    [
      "off for 3 h with two missed calls",
      [
        [min(1), "power.turnedOff"],
        [min(30), "call.missed"],
        [min(40), "call.missed"],
        [min(181), "power.turnedOn"],
      ],
      [firing(min(181), min(180), 2)],
    ],
    [
      "off for exactly as long as asked",
      [
        [0, "power.turnedOff"],
        [1, "call.missed"],
        [2, "call.missed"],
        [min(10), "power.turnedOn"],
      ],
      [firing(min(10), min(10), 2)],
    ],
    [
      "too short a time off",
      [
        [0, "power.turnedOff"],
        [1, "call.missed"],
        [2, "call.missed"],
        [min(10) - 1, "power.turnedOn"],
      ],
      [],
    ],
    [
      "one missed call is too few",
      [
        [0, "power.turnedOff"],
        [1, "call.missed"],
        [min(60), "power.turnedOn"],
      ],
      [],
    ],
    [
      "calls missed before the detach do not count",
      [
        [0, "call.missed"],
        [1, "call.missed"],
        [2, "power.turnedOff"],
        [min(60), "power.turnedOn"],
      ],
      [],
    ],
    [
      "calls that rang in vain before the detach was seen do not count",
      [
        [0, "power.turnedOff"],
        [1, "call.missed"],
        [2, "call.missed", { why: "noAnswer", ci: 1 }],
        [3, "call.missed", { why: "rejected" }],
        [min(60), "power.turnedOn"],
      ],
      [],
    ],
    [
      "each time off is counted by itself",
      [
        [0, "power.turnedOff"],
        [1, "call.missed"],
        [min(20), "power.turnedOn"],
        [min(30), "power.turnedOff"],
        [min(31), "call.missed"],
        [min(60), "power.turnedOn"],
      ],
      [],
    ],
    ...(["announcement.heard", "key.pressed", "push.received", "forwarding.set"] as const).map(
      (type): Case => [
        `${type} shows that an attach went unseen`,
        [
          [0, "power.turnedOff"],
          [1, "call.missed"],
          [2, "call.missed"],
          [min(60), type],
          [min(90), "power.turnedOn"],
        ],
        [],
      ],
    ),
    [
      "a page that nobody answers does not",
      [
        [0, "power.turnedOff"],
        [1, "call.missed"],
        [2, "call.missed"],
        [min(30), "paging.unanswered"],
        [min(60), "power.turnedOn"],
      ],
      [firing(min(60), min(60), 2)],
    ],
    [
      "a second detach starts the time off anew",
      [
        [0, "power.turnedOff"],
        [1, "call.missed"],
        [2, "call.missed"],
        [min(60), "power.turnedOff"],
        [min(61), "power.turnedOn"],
      ],
      [],
    ],
    [
      "the identity is asked for just before the attach",
      [
        [0, "power.turnedOff"],
        [1, "call.missed"],
        [2, "call.missed"],
        [min(60) - 1, "handset.seen"],
        [min(60), "power.turnedOn"],
      ],
      [firing(min(60), min(60), 2)],
    ],
    [
      "a call shows that an attach went unseen",
      [
        [0, "power.turnedOff"],
        [1, "call.missed"],
        [2, "call.missed"],
        [min(60), "call.setUp"],
        [min(90), "power.turnedOn"],
      ],
      [],
    ],
    ["the first attach of the day", [[0, "power.turnedOn"]], []],
  ])("%s", (_title, lines, expected) => {
    expect(firings(parameters, lines)).toEqual(expected);
  });
});

describe("area.dwelled", () => {
  const station = { zone: 3, zoneKind: "station", ci: 30 };
  const otherStation = { zone: 4, zoneKind: "station", ci: 40 };
  const mall = { zone: 5, zoneKind: "mall", ci: 50 };
  const elsewhere = { ci: 60 };
  const parameters = {
    name: "area.dwelled",
    zone: "station",
    minimumStayMs: min(20),
    maximumGapMs: min(66),
    notRegular: true,
  } as const;
  const firing = (at: number, stayMs: number, zone = 3): readonly unknown[] => [
    at,
    { name: "area.dwelled", zone, stayMs },
  ];

  test.each<Case>([
    [
      "fires at the sighting that proves the stay, not before",
      [
        [min(1), "location.updated", station],
        [min(20), "message.sent", station],
        [min(26), "call.setUp", station],
      ],
      [firing(min(26), min(25))],
    ],
    [
      "fires once per stay",
      [
        [0, "location.updated", station],
        [min(20), "message.sent", station],
        [min(30), "message.sent", station],
        [min(90), "message.sent", station],
      ],
      [firing(min(20), min(20))],
    ],
    [
      "another cell of the same zone is the same stay",
      [
        [0, "location.updated", station],
        [min(25), "message.sent", { ...station, ci: 31 }],
      ],
      [firing(min(25), min(25))],
    ],
    [
      "a second stay fires again",
      [
        [0, "location.updated", station],
        [min(20), "message.sent", station],
        [min(30), "location.updated", elsewhere],
        [min(40), "location.updated", station],
        [min(60), "message.sent", station],
      ],
      [firing(min(20), min(20)), firing(min(60), min(20))],
    ],
    [
      "a sighting elsewhere ends the stay",
      [
        [0, "location.updated", station],
        [min(10), "location.updated", elsewhere],
        [min(15), "location.updated", station],
        [min(30), "message.sent", station],
      ],
      [],
    ],
    [
      "a gap longer than allowed starts the stay anew",
      [
        [0, "location.updated", station],
        [min(67), "location.updated", station],
        [min(80), "message.sent", station],
      ],
      [],
    ],
    [
      "another place of the same kind is another stay",
      [
        [0, "location.updated", station],
        [min(15), "location.updated", otherStation],
        [min(30), "message.sent", otherStation],
        [min(35), "message.sent", otherStation],
      ],
      [firing(min(35), min(20), 4)],
    ],
    [
      "a place of another kind",
      [
        [0, "location.updated", mall],
        [min(30), "message.sent", mall],
      ],
      [],
    ],
    [
      "a regular of the place",
      [
        [0, "location.updated", { ...station, regular: true }],
        [min(30), "message.sent", { ...station, regular: true }],
      ],
      [],
    ],
    [
      "the detach ends the stay and is no moment for an offer",
      [
        [0, "location.updated", station],
        [min(30), "power.turnedOff", station],
        [min(31), "power.turnedOn", station],
      ],
      [],
    ],
    [
      "a call missed while off shows no place",
      [
        [0, "location.updated", station],
        [min(30), "call.missed"],
      ],
      [],
    ],
    [
      "an event without a cell neither proves nor ends a stay",
      [
        [0, "location.updated", station],
        [min(10), "message.received", { lac: 0, ci: 0 }],
        [min(25), "message.received", station],
      ],
      [firing(min(25), min(25))],
    ],
  ])("%s", (_title, lines, expected) => {
    expect(firings(parameters, lines)).toEqual(expected);
  });

  test("regulars count when the campaign wants them", () => {
    const lines: Line[] = [
      [0, "location.updated", { ...station, regular: true }],
      [min(30), "message.sent", { ...station, regular: true }],
    ];
    expect(firings({ ...parameters, notRegular: false }, lines)).toEqual([
      firing(min(30), min(30)),
    ]);
  });
});

describe("cells.changedRapidly", () => {
  const at = (ci: number): Record<string, unknown> => ({ ci });
  const parameters = {
    name: "cells.changedRapidly",
    cells: 3,
    withinMs: min(15),
    andMessageWithinMs: 0,
  } as const;
  const firing = (
    timeMs: number,
    cells: number,
    withinMs: number,
    messageSent = false,
  ): unknown[] => [timeMs, { name: "cells.changedRapidly", cells, withinMs, messageSent }];

  test.each<Case>([
    [
      "three cells in 9 min",
      [
        [0, "location.updated", at(1)],
        [min(4), "location.updated", at(2)],
        [min(9), "call.handedOver", at(3)],
      ],
      [firing(min(9), 3, min(9))],
    ],
    [
      "the time counts from the last sighting in the first cell",
      [
        [0, "location.updated", at(1)],
        [min(60), "message.sent", at(1)],
        [min(65), "location.updated", at(2)],
        [min(70), "location.updated", at(3)],
      ],
      [firing(min(70), 3, min(10))],
    ],
    [
      "fires once on a long ride, whatever its length",
      [
        [0, "location.updated", at(1)],
        [min(5), "location.updated", at(2)],
        [min(10), "location.updated", at(3)],
        [min(20), "location.updated", at(4)],
        [min(30), "location.updated", at(5)],
        [min(40), "location.updated", at(6)],
      ],
      [firing(min(10), 3, min(10))],
    ],
    [
      "is ready again after a quiet time",
      [
        [0, "location.updated", at(1)],
        [min(5), "location.updated", at(2)],
        [min(10), "location.updated", at(3)],
        [min(60), "location.updated", at(4)],
        [min(62), "location.updated", at(5)],
        [min(64), "location.updated", at(6)],
      ],
      [firing(min(10), 3, min(10)), firing(min(64), 3, min(4))],
    ],
    [
      "to and fro between two cells is quiet",
      [
        [0, "location.updated", at(1)],
        [min(5), "location.updated", at(2)],
        [min(10), "location.updated", at(3)],
        [min(14), "location.updated", at(2)],
        [min(18), "location.updated", at(3)],
        [min(22), "location.updated", at(2)],
        [min(26), "location.updated", at(3)],
        [min(30), "location.updated", at(4)],
        [min(31), "location.updated", at(5)],
      ],
      [firing(min(10), 3, min(10)), firing(min(30), 3, min(8))],
    ],
    [
      "A-B-A-B is the radio changing its mind",
      [
        [0, "location.updated", at(1)],
        [min(1), "location.updated", at(2)],
        [min(2), "location.updated", at(1)],
        [min(3), "location.updated", at(2)],
        [min(4), "location.updated", at(1)],
      ],
      [],
    ],
    [
      "A-B-A-C are two cells",
      [
        [0, "location.updated", at(1)],
        [min(1), "location.updated", at(2)],
        [min(2), "location.updated", at(1)],
        [min(3), "location.updated", at(3)],
      ],
      [],
    ],
    [
      "three cells in too long a time",
      [
        [0, "location.updated", at(1)],
        [min(8), "location.updated", at(2)],
        [min(16), "location.updated", at(3)],
      ],
      [],
    ],
    [
      "a flight: off between the cells",
      [
        [0, "location.updated", at(1)],
        [min(1), "location.updated", at(2)],
        [min(2), "power.turnedOff", at(2)],
        [min(10), "power.turnedOn", at(3)],
      ],
      [],
    ],
    [
      "an event without a cell is no cell",
      [
        [0, "location.updated", at(1)],
        [min(1), "location.updated", at(2)],
        [min(2), "message.received", { lac: 0, ci: 0 }],
      ],
      [],
    ],
  ])("%s", (_title, lines, expected) => {
    expect(firings(parameters, lines)).toEqual(expected);
  });

  test.each<Case>([
    [
      "the message follows in time",
      [
        [0, "location.updated", at(1)],
        [min(5), "location.updated", at(2)],
        [min(10), "location.updated", at(3)],
        [min(14), "message.sent", at(3)],
      ],
      [firing(min(14), 3, min(10), true)],
    ],
    [
      "the message itself shows the third cell",
      [
        [0, "location.updated", at(1)],
        [min(5), "location.updated", at(2)],
        [min(10), "message.sent", at(3)],
      ],
      [firing(min(10), 3, min(10), true)],
    ],
    [
      "further cells keep the moment open",
      [
        [0, "location.updated", at(1)],
        [min(5), "location.updated", at(2)],
        [min(10), "location.updated", at(3)],
        [min(14), "location.updated", at(4)],
        [min(18), "message.sent", at(4)],
      ],
      [firing(min(18), 4, min(14), true)],
    ],
    [
      "the message comes too late",
      [
        [0, "location.updated", at(1)],
        [min(5), "location.updated", at(2)],
        [min(10), "location.updated", at(3)],
        [min(15), "message.sent", at(3)],
      ],
      [],
    ],
    [
      "the message comes before the ride is proved",
      [
        [0, "location.updated", at(1)],
        [min(5), "location.updated", at(2)],
        [min(9), "message.sent", at(2)],
        [min(10), "location.updated", at(3)],
      ],
      [],
    ],
    [
      "a message received is not one sent",
      [
        [0, "location.updated", at(1)],
        [min(5), "location.updated", at(2)],
        [min(10), "location.updated", at(3)],
        [min(11), "message.received", at(3)],
      ],
      [],
    ],
  ])("and a message: %s", (_title, lines, expected) => {
    expect(firings({ ...parameters, andMessageWithinMs: min(5) }, lines)).toEqual(expected);
  });

  test("many cells can be asked for", () => {
    const lines = Array.from(
      { length: 40 },
      (_, index): Line => [s(index), "call.handedOver", at(index + 1)],
    );
    expect(firings({ ...parameters, cells: 40 }, lines)).toEqual([firing(s(39), 40, s(39))]);
    expect(firings({ ...parameters, cells: 41 }, lines)).toEqual([]);
  });
});

describe("ringback.heard", () => {
  const parameters = { name: "ringback.heard", minimumRingMs: s(6) } as const;
  const toFriend = { peerHasRingbackTone: true };
  const firing = (at: number, ringMs: number): readonly unknown[] => [
    at,
    { name: "ringback.heard", ringMs },
  ];

  test.each<Case>([
    [
      "heard for 11 s until the friend answers",
      [
        [0, "call.setUp", toFriend],
        [s(3), "call.alerted"],
        [s(14), "call.answered"],
        [s(90), "call.released"],
      ],
      [firing(s(14), s(11))],
    ],
    [
      "heard until the caller gives up",
      [
        [0, "call.setUp", toFriend],
        [s(3), "call.alerted"],
        [s(33), "call.released", { cause24008: 16 }],
      ],
      [firing(s(33), s(30))],
    ],
    [
      "heard for exactly as long as asked",
      [
        [0, "call.setUp", toFriend],
        [s(3), "call.alerted"],
        [s(9), "call.answered"],
      ],
      [firing(s(9), s(6))],
    ],
    [
      "answered too soon",
      [
        [0, "call.setUp", toFriend],
        [s(3), "call.alerted"],
        [s(9) - 1, "call.answered"],
        [s(60), "call.released"],
      ],
      [],
    ],
    [
      "the caller has a tone of her own",
      [
        [0, "call.setUp", { ...toFriend, hasRingbackTone: true }],
        [s(3), "call.alerted"],
        [s(33), "call.released"],
      ],
      [],
    ],
    [
      "the friend has none, or is unknown",
      [
        [0, "call.setUp"],
        [s(3), "call.alerted"],
        [s(33), "call.released"],
      ],
      [],
    ],
    [
      "a call that comes in",
      [
        [0, "call.setUp", { ...toFriend, direction: "terminated" }],
        [s(3), "call.alerted"],
        [s(33), "call.released"],
      ],
      [],
    ],
    [
      "the friend is off: no ALERTING, only an announcement",
      [
        [0, "call.setUp", toFriend],
        [s(33), "call.released"],
      ],
      [],
    ],
    [
      "a second call to somebody without a tone replaces the first",
      [
        [0, "call.setUp", toFriend],
        [s(3), "call.alerted"],
        [s(4), "call.setUp"],
        [s(7), "call.alerted"],
        [s(33), "call.released"],
      ],
      [],
    ],
    [
      "a call that comes in meanwhile changes nothing",
      [
        [0, "call.setUp", toFriend],
        [s(3), "call.alerted"],
        [s(4), "call.setUp", { direction: "terminated" }],
        [s(13), "call.answered"],
      ],
      [firing(s(13), s(10))],
    ],
  ])("%s", (_title, lines, expected) => {
    expect(firings(parameters, lines)).toEqual(expected);
  });
});
