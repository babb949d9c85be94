// Triggers about places, habits and handsets against stories in which they must fire, or must not.
import { describe, expect, test } from "vitest";
import { CAPABILITY } from "../../domain/directory.ts";
import type { TriggerParameters } from "../../domain/trigger.ts";
import { firings, parametersWritten as of } from "./firings.ts";
import { type Line, min, s } from "./stories.ts";

type Case = readonly [
  title: string,
  parameters: TriggerParameters,
  lines: readonly Line[],
  expected: readonly unknown[],
];

const h = (hours: number): number => min(60 * hours);
const run = (title: string, cases: readonly Case[]): void => {
  describe(title, () => {
    test.each(cases)("%s", (_title, parameters, lines, expected) => {
      expect(firings(parameters, lines)).toEqual(expected);
    });
  });
};

const mall = { zone: 3, zoneKind: "mall", zoneName: "Plaza" };
const otherMall = { ...mall, zone: 4, zoneName: "Arcade" };
const entered = (zone: number) => ({ name: "area.entered", zone });
const inMall = of("area.entered", { zone: "mall" });
run("area.entered", [
  [
    "at the first sighting of the day",
    inMall,
    [
      [h(9), "location.updated", mall],
      [h(10), "call.setUp", mall],
    ],
    [[h(9), entered(3)]],
  ],
  [
    "again on the next day",
    inMall,
    [
      [h(23), "location.updated", mall],
      [h(24), "location.updated", mall],
    ],
    [
      [h(23), entered(3)],
      [h(24), entered(3)],
    ],
  ],
  [
    "each zone for itself, to and fro once",
    inMall,
    [
      [0, "call.setUp", mall],
      [1, "call.setUp", otherMall],
      [2, "call.setUp", mall],
    ],
    [
      [0, entered(3)],
      [1, entered(4)],
    ],
  ],
  ["not by a regular", inMall, [[0, "call.setUp", { ...mall, regular: true }]], []],
  [
    "by a regular who is meant",
    of("area.entered", { zone: "mall", notRegular: false }),
    [[0, "call.setUp", { ...mall, regular: true }]],
    [[0, entered(3)]],
  ],
  ["not elsewhere", inMall, [[0, "call.setUp", { zone: 1, zoneKind: "station" }]], []],
  [
    "only in the places that are named",
    of("area.entered", { zone: "mall", places: ["Arcade"] }),
    [
      [0, "call.setUp", mall],
      [1, "call.setUp", otherMall],
    ],
    [[1, entered(4)]],
  ],
]);

const show = of("area.dwelled", {
  zone: "mall",
  minimumStay: "20m",
  during: { from: "19:00", to: "22:00" },
  places: ["Plaza"],
});
const dwelled = (stayMs: number) => ({ name: "area.dwelled", zone: 3, stayMs });
run("area.dwelled, during hours and in places by name", [
  [
    "proved within the hours",
    show,
    [
      [h(19), "location.updated", mall],
      [h(19) + min(20), "call.setUp", mall],
    ],
    [[h(19) + min(20), dwelled(min(20))]],
  ],
  [
    "a stay that began before is proved once they begin",
    show,
    [
      [h(18), "location.updated", mall],
      [h(18) + min(30), "call.setUp", mall],
      [h(19), "call.setUp", mall],
    ],
    [[h(19), dwelled(h(1))]],
  ],
  [
    "not when they are over",
    show,
    [
      [h(22) - min(10), "location.updated", mall],
      [h(22) + min(10), "call.setUp", mall],
    ],
    [],
  ],
  [
    "not at another place",
    show,
    [
      [h(19), "location.updated", otherMall],
      [h(20), "call.setUp", otherMall],
    ],
    [],
  ],
]);

const missed = (why: string, calls: number) => ({ name: "call.missed", why, calls });
const thrice = of("call.missed", { why: ["noAnswer", "rejected"], count: 3, within: "7d" });
const missedAt = (timeMs: number, why: string): Line => [timeMs, "call.missed", { why }];
run("call.missed", [
  ["any one", of("call.missed"), [missedAt(0, "off")], [[0, missed("off", 1)]]],
  ["not for another reason", of("call.missed", { why: ["rejected"] }), [missedAt(0, "off")], []],
  [
    "the third within a week",
    thrice,
    [missedAt(0, "noAnswer"), missedAt(h(1), "rejected"), missedAt(h(168), "noAnswer")],
    [[h(168), missed("noAnswer", 3)]],
  ],
  [
    "not a moment later",
    thrice,
    [missedAt(0, "noAnswer"), missedAt(h(1), "rejected"), missedAt(h(168) + 1, "noAnswer")],
    [],
  ],
  [
    "others do not count",
    thrice,
    [missedAt(0, "off"), missedAt(1, "off"), missedAt(2, "rejected")],
    [],
  ],
]);

const night = of("call.made", {
  hours: { from: "23:00", to: "07:00" },
  minimumTalk: "5m",
  count: 2,
  within: "14d",
});
const talk = (fromMs: number, talkMs: number): Line[] => [
  [fromMs, "call.setUp"],
  [fromMs + s(5), "call.alerted"],
  [fromMs + s(10), "call.answered"],
  [fromMs + s(10) + talkMs, "call.released"],
];
const made = { name: "call.made", calls: 2, talkMs: min(5) };
run("call.made", [
  [
    "the second of a night",
    night,
    [...talk(h(23), min(5)), ...talk(h(30), min(5))],
    [[h(30) + s(10) + min(5), made]],
  ],
  ["not by day", night, [...talk(h(23), min(5)), ...talk(h(31), min(5))], []],
  ["not when one was short", night, [...talk(h(23), min(5) - 1), ...talk(h(24), min(5))], []],
  [
    "not when the first is a fortnight ago",
    night,
    [...talk(h(23), min(5)), ...talk(h(23 + 336) + 1, min(5))],
    [],
  ],
  [
    "a talk over the end of the hours counts by its beginning",
    of("call.made", { hours: { from: "23:00", to: "07:00" }, minimumTalk: "5m" }),
    talk(h(7) - 1, min(5)),
    [[h(7) - 1 + s(10) + min(5), { ...made, calls: 1 }]],
  ],
]);

const evening = of("subscriber.idle", { hours: { from: "19:00", to: "22:30" }, at: "home" });
const home = { lac: 1, ci: 9 };
const asleep: Line = [h(3), "location.updated", home];
const idle = (quietMs: number, atHome = true) => ({ name: "subscriber.idle", quietMs, atHome });
run("subscriber.idle", [
  [
    "half an hour after her last message",
    evening,
    [asleep, [h(20), "message.sent", home]],
    [[h(20) + min(30), idle(min(30))]],
  ],
  [
    "not while she texts on",
    evening,
    [asleep, [h(22), "message.sent", home], [h(22) + min(20), "message.sent", home]],
    [],
  ],
  [
    "a message that comes in changes nothing",
    evening,
    [asleep, [h(20), "message.sent", home], [h(20) + min(29), "message.received", home]],
    [[h(20) + min(30), idle(min(30))]],
  ],
  [
    "not in a call",
    evening,
    [asleep, [h(22) - min(5), "call.setUp", home], [h(23), "call.released", home]],
    [],
  ],
  ["not elsewhere", evening, [asleep, [h(20), "message.sent"]], []],
  [
    "elsewhere, if that is meant",
    of("subscriber.idle"),
    [[h(20), "message.sent"]],
    [[h(20) + min(30), idle(min(30), false)]],
  ],
  [
    "quiet since the afternoon: at the next sign of life in the hours",
    evening,
    [
      asleep,
      [h(15), "message.sent", home],
      [h(18), "location.updated", home],
      [h(19), "location.updated", home],
    ],
    [[h(19), idle(h(4))]],
  ],
  [
    "once a day",
    evening,
    [
      asleep,
      [h(19), "message.sent", home],
      [h(21), "message.sent", home],
      [h(45), "message.sent", home],
    ],
    [
      [h(19) + min(30), idle(min(30))],
      [h(45) + min(30), idle(min(30))],
    ],
  ],
  [
    "not when the phone is off",
    evening,
    [asleep, [h(20), "message.sent", home], [h(20) + 1, "power.turnedOff", home]],
    [],
  ],
]);

const silent = of("subscriber.silent", { for: "14d" });
run("subscriber.silent", [
  [
    "at the first sign of life after so long",
    silent,
    [
      [h(1), "message.sent"],
      [h(300), "location.updated"],
      [h(337), "location.updated"],
    ],
    [[h(337), { name: "subscriber.silent", silentMs: h(336) }]],
  ],
  [
    "not a moment sooner",
    silent,
    [
      [h(1), "message.sent"],
      [h(337) - 1, "location.updated"],
    ],
    [],
  ],
  [
    "once, until the phone is used",
    silent,
    [
      [h(336), "location.updated"],
      [h(400), "location.updated"],
    ],
    [[h(336), { name: "subscriber.silent", silentMs: h(336) }]],
  ],
  [
    "a call that comes in breaks the silence",
    silent,
    [
      [h(300), "call.setUp", { direction: "terminated" }],
      [h(400), "location.updated"],
    ],
    [],
  ],
]);

const key = (path: string, phase = "talking") => ({ number: "10086", path, phase });
const pressed = (number: string, path: string) => ({ name: "keys.pressed", number, path });
const bill = of("keys.pressed", { number: "10086", path: "12", phase: "talking" });
run("keys.pressed", [
  [
    "the whole path",
    bill,
    [
      [1, "key.pressed", key("1")],
      [2, "key.pressed", key("12")],
      [3, "key.pressed", key("123")],
    ],
    [[2, pressed("10086", "12")]],
  ],
  ["not at another number", bill, [[2, "key.pressed", { ...key("12"), number: "12580" }]], []],
  ["not while it rings", bill, [[2, "key.pressed", key("12", "ringing")]], []],
  [
    "the first key of each call",
    of("keys.pressed"),
    [
      [0, "call.setUp"],
      [1, "key.pressed", key("1")],
      [2, "key.pressed", key("12")],
      [9, "call.setUp"],
      [10, "key.pressed", key("3")],
    ],
    [
      [1, pressed("", "")],
      [10, pressed("", "")],
    ],
  ],
  ["not where no menu is listed", of("keys.pressed"), [[1, "key.pressed"]], []],
]);

const away = of("forwarding.set", { condition: "unconditional", to: "offNet" });
const forwarded = (offNet: boolean) => ({ name: "forwarding.set", offNet });
run("forwarding.set", [
  [
    "to another operator",
    away,
    [[0, "forwarding.set", { numberClass: "offNet" }]],
    [[0, forwarded(true)]],
  ],
  ["not within the network", away, [[0, "forwarding.set"]], []],
  [
    "not on another condition",
    away,
    [[0, "forwarding.set", { numberClass: "offNet", condition: "busy" }]],
    [],
  ],
  [
    "all conditions include it",
    away,
    [[0, "forwarding.set", { numberClass: "offNet", condition: "all" }]],
    [[0, forwarded(true)]],
  ],
  [
    "not when it is switched off",
    away,
    [[0, "forwarding.set", { numberClass: "offNet", active: false }]],
    [],
  ],
  [
    "anywhere, if that is meant",
    of("forwarding.set"),
    [[0, "forwarding.set"]],
    [[0, forwarded(false)]],
  ],
]);

const often = of("powered.on", { offsIn30d: 2 });
const offAndOn = (fromMs: number): Line[] => [
  [fromMs, "power.turnedOff"],
  [fromMs + min(10), "power.turnedOn"],
];
const on = { name: "powered.on", offMs: min(10), missedCalls: 0 };
run("powered.on, for phones that are often off", [
  [
    "the second time in thirty days",
    often,
    [...offAndOn(0), ...offAndOn(h(100))],
    [[h(100) + min(10), on]],
  ],
  [
    "and each time after it",
    often,
    [...offAndOn(0), ...offAndOn(h(1)), ...offAndOn(h(2))],
    [
      [h(1) + min(10), on],
      [h(2) + min(10), on],
    ],
  ],
  ["not after longer", often, [...offAndOn(0), ...offAndOn(h(720))], []],
]);

const rings: Line[] = [
  [0, "call.setUp", { peerHasRingbackTone: true }],
  [s(4), "call.alerted"],
  [s(14), "call.answered"],
];
const ringing = (tone: string): Line[] => [
  [
    0,
    "call.setUp",
    { peerHasRingbackTone: true, ringbackTone: tone, hasRingbackTone: tone === "active" },
  ],
  ...rings.slice(1),
];
const heard = (caller: string) => [[s(14), { name: "ringback.heard", ringMs: s(10), caller }]];
run("ringback.heard, by the caller's own tone", [
  ["dormant", of("ringback.heard", { caller: "dormant" }), ringing("dormant"), heard("dormant")],
  ["none is not dormant", of("ringback.heard", { caller: "dormant" }), ringing("none"), []],
  ["active", of("ringback.heard", { caller: "active" }), ringing("active"), heard("active")],
  ["dormant is not none", of("ringback.heard", { caller: "none" }), ringing("dormant"), []],
  [
    "by default none in use",
    of("ringback.heard"),
    ringing("dormant"),
    [[s(14), { name: "ringback.heard", ringMs: s(10) }]],
  ],
]);

const { wap, threeG, fourG } = CAPABILITY;
const seen = (handset: number, capabilities: number) => ({
  tac: 10 + handset,
  handset,
  capabilities,
});
const gains = (name: string) => of("handset.changed", { gains: name, settle: "1h" });
const changed = (gained: number) => [
  [h(2), { name: "handset.changed", fromTac: 11, tac: 12, gained, sinceMs: h(1) }],
];
run("handset.changed, by generation", [
  [
    "gains 4G",
    gains("fourG"),
    [
      [0, "handset.seen", seen(1, wap)],
      [h(1), "handset.seen", seen(2, wap | fourG)],
    ],
    changed(fourG),
  ],
  [
    "3G is no 4G",
    gains("fourG"),
    [
      [0, "handset.seen", seen(1, wap)],
      [h(1), "handset.seen", seen(2, wap | threeG)],
    ],
    [],
  ],
  [
    "gains 3G",
    gains("threeG"),
    [
      [0, "handset.seen", seen(1, wap)],
      [h(1), "handset.seen", seen(2, wap | threeG)],
    ],
    changed(threeG),
  ],
]);
