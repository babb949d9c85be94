// Calls as the tap sees them: announcements, keys, missed calls of every kind, lost radio, timers.
import { describe, expect, test } from "vitest";
import { fictionalTokens } from "../../../domain/fictional-tokens.ts";
import type { DtapMessage } from "../../../signaling/messages/dtap.ts";
import { BSC_A, BSC_B, Line, MSC, type Transfer, unitdata } from "../frames.ts";
import {
  accept,
  acknowledged,
  address,
  byOwner,
  called,
  clearCommand,
  clearRequest,
  commonId,
  deliver,
  detach,
  ending,
  handoverAcknowledge,
  handoverCommand,
  handoverComplete,
  handoverRequest,
  handoverRequired,
  imsi,
  initial,
  key,
  paging,
  pagingResponse,
  progress,
  reestablishment,
  reset,
  said,
  service,
  setup,
  tmsi,
  updating,
} from "./messages.ts";
import { ANN, BEN, NUMBERS, story, tokenText } from "./telling.ts";

const line = (reference: number, bss = BSC_A): Line => new Line(bss, MSC, reference);
const calling = (a: Line, digits: string, who = ANN): Transfer[] => [
  ...a.open(initial(service(imsi(who)))),
  a.up(setup(digits)),
];
const beingCalled = (b: Line, from?: string, who = BEN): Transfer[] => [
  ...b.open(initial(pagingResponse(imsi(who)))),
  b.down(called(from)),
];

describe("announcements", () => {
  test("one is heard once per call, in PROGRESS or beside another message, before its event", () => {
    const a = line(1);
    const { story: told, events } = story(
      calling(a, NUMBERS[BEN]),
      a.down(progress(8)),
      a.down(progress(8)),
      a.down(ending("disconnect", 18, true)),
      a.close(),
      calling(line(2), "10086"),
      line(2).down(said("alerting", 1)),
      line(2).close(),
    );
    expect(told.map((each) => each.split(",")[0])).toEqual([
      `Ann call.setUp: to ${tokenText(NUMBERS[BEN])}`,
      "Ann announcement.heard: progress description 8",
      "Ann call.released: cause 18",
      "Ann call.setUp: to 10086",
      "Ann announcement.heard: progress description 1",
      "Ann call.alerted: cell 1/11",
      "Ann call.released: cause 127",
    ]);
    expect(events[1]).toMatchObject({ description: 8, lac: 1, ci: 11 });
  });

  test("another description is none, and what the phone says", () => {
    const a = line(1);
    const said = { ...progress(8), transactionFlag: undefined } as unknown as DtapMessage;
    expect(story(calling(a, "10086"), a.down(progress(2)), a.up(said)).story).toHaveLength(1);
  });

  test("DISCONNECT with a tone is heard, then released", () => {
    const a = line(1);
    const { events } = story(
      calling(a, "10086"),
      a.down({
        ...ending("disconnect", 1, true),
        progressIndicator: { codingStandard: 3, location: 2, description: 8 },
      } as DtapMessage),
    );
    expect(events.map(({ type }) => type)).toEqual([
      "call.setUp",
      "announcement.heard",
      "call.released",
    ]);
  });
});

describe("keys", () => {
  test("pressed in a menu they make its path, ringing or talking; else they are only pressed", () => {
    const [a, b] = [line(1), line(2)];
    const { story: told } = story(
      calling(a, "10086"),
      a.up(key("5")),
      a.down(said("alerting")),
      a.up(key("1")),
      a.down(said("connect")),
      a.up(key("2", 1)),
      a.up(key("#")),
      a.close(),
      calling(b, "95588"),
      b.down(said("connect")),
      b.up(key("7")),
    );
    expect(told.filter((each) => each.includes("key"))).toEqual([
      "Ann key.pressed: ringing, menu 10086 1, cell 1/11",
      "Ann key.pressed: talking, menu 10086 12, cell 1/11",
      "Ann key.pressed: talking, menu 10086 12#, cell 1/11",
      "Ann key.pressed: talking, cell 1/11",
    ]);
  });

  test("a key twice is two keys, though the frames are alike", () => {
    const a = line(1);
    const { story: told } = story(
      calling(a, "10086"),
      a.down(said("connect")),
      a.up(key("1")),
      200,
      a.up(key("1")),
    );
    expect(told.at(-1)).toBe("Ann key.pressed: talking, menu 10086 11, cell 1/11");
  });
});

describe("a missed call on the called phone's own leg", () => {
  test.each([
    [
      "rang, and the caller gave up",
      (b: Line) => [b.up(said("alerting")), b.down(ending("disconnect", 16))],
      "not answered",
    ],
    [
      "rang, and was refused",
      (b: Line) => [b.up(said("alerting")), b.up(ending("disconnect", 21, true))],
      "rejected",
    ],
    ["was busy at once", (b: Line) => [b.up(ending("releaseComplete", 17, true))], "rejected"],
    [
      "rang, and the network cleared it as busy",
      (b: Line) => [b.up(said("alerting")), b.down(ending("disconnect", 17))],
      "not answered",
    ],
    [
      "rang, and the connection just ended",
      (b: Line) => [b.up(said("alerting")), ...b.close()],
      "not answered",
    ],
  ])("that %s is one", (_, course, why) => {
    const b = line(1);
    const { story: told, events } = story(beingCalled(b, NUMBERS[ANN]), course(b));
    expect(told.at(-1)).toBe(`Ben call.missed: from ${tokenText(NUMBERS[ANN])}, ${why}, cell 1/11`);
    const [released, last] = events.slice(-2);
    expect(last).toMatchObject({ timeMs: released!.timeMs, sequence: released!.sequence + 1 });
  });

  test.each([
    ["never rang", (b: Line) => [b.down(ending("disconnect", 16))]],
    [
      "was answered",
      (b: Line) => [
        b.up(said("alerting")),
        b.up(said("connect")),
        b.up(ending("disconnect", 17, true)),
      ],
    ],
    [
      "was answered by a CONNECT that was lost",
      (b: Line) => [
        b.up(said("alerting")),
        b.down(byOwner("connectAcknowledge")),
        b.down(ending("disconnect", 16)),
      ],
    ],
  ])("that %s is none", (_, course) => {
    const b = line(1);
    const { story: told } = story(beingCalled(b, NUMBERS[ANN]), course(b));
    expect(told.join()).not.toContain("missed");
  });

  test("has the caller of its SETUP, withheld when it shows none", () => {
    const b = line(1);
    const { events } = story(beingCalled(b), b.up(ending("disconnect", 21, true)));
    expect(events.at(-1)).toMatchObject({ peer: 0, numberClass: "withheld", number: "" });
  });
});

describe("a missed call from the caller's leg alone", () => {
  test.each([
    [
      "rang",
      (a: Line) => [a.down(said("alerting")), a.up(ending("disconnect", 16))],
      "not answered",
    ],
    ["was busy", (a: Line) => [a.down(ending("disconnect", 17, true))], "rejected"],
    [
      "rang and was refused",
      (a: Line) => [a.down(said("alerting")), a.down(ending("disconnect", 21, true))],
      "rejected",
    ],
    [
      "rang, and the caller's connection just ended",
      (a: Line) => [a.down(said("alerting")), ...a.close()],
      "not answered",
    ],
  ])("that %s is one of a subscriber who has no leg", (_, course, why) => {
    const a = line(1);
    const { story: told, events } = story(calling(a, NUMBERS[BEN]), course(a));
    expect(told.at(-1)).toBe(`Ben call.missed: from ${tokenText(NUMBERS[ANN])}, ${why}`);
    expect(events.at(-1)).toMatchObject({ numberClass: "onNet", lac: 0, ci: 0, sequence: 0 });
  });

  test.each([
    ["neither rang nor was refused", (a: Line) => [a.down(ending("disconnect", 18, true))]],
    [
      "was answered",
      (a: Line) => [a.down(said("connect")), a.down(ending("disconnect", 17, true))],
    ],
  ])("that %s is none", (_, course) => {
    const a = line(1);
    expect(story(calling(a, NUMBERS[BEN]), course(a)).story.join()).not.toContain("missed");
  });

  test("a leg of the called phone since the SETUP speaks for itself, one before does not", () => {
    const [a, b] = [line(1), line(2, BSC_B)];
    const during = story(
      calling(a, NUMBERS[BEN]),
      beingCalled(b, NUMBERS[ANN]),
      b.down(ending("disconnect", 16)),
      a.down(ending("disconnect", 17, true)),
    );
    expect(during.story.join()).not.toContain("missed");
    const before = story(
      beingCalled(b, NUMBERS[ANN]),
      b.down(ending("disconnect", 16)),
      calling(a, NUMBERS[BEN]),
      a.down(ending("disconnect", 17, true)),
    );
    expect(before.story.at(-1)).toContain("Ben call.missed");
  });

  test("a phone that is off and yet rings is not off: nothing is known", () => {
    const a = line(2);
    const { story: told } = story(
      line(1).open(initial(detach(imsi(BEN)))),
      calling(a, NUMBERS[BEN]),
      a.down(said("alerting")),
      a.up(ending("disconnect", 16)),
    );
    expect(told.join()).not.toContain("missed");
  });

  test("a missed call does not show that the phone is on again", () => {
    const [a, b] = [line(2), line(3)];
    const call = (x: Line): Transfer[] => [
      ...calling(x, NUMBERS[BEN]),
      x.down(ending("disconnect", 18, true)),
      ...x.close(),
    ];
    const { story: told } = story(line(1).open(initial(detach(imsi(BEN)))), call(a), call(b));
    expect(told.filter((each) => each.includes("while off"))).toHaveLength(2);
  });

  test("counts even when nobody knows who called: the caller is withheld", () => {
    const a = line(2);
    const { story: told, dropped } = story(
      line(1).open(initial(detach(imsi(BEN)))),
      a.open(initial(service(tmsi(99)))),
      a.up(setup(NUMBERS[BEN])),
      a.down(ending("disconnect", 18, true)),
      a.close(),
    );
    expect(told.at(-1)).toBe("Ben call.missed: from a withheld number, while off");
    expect(dropped).toBe(2);
  });
});

describe("the other party", () => {
  test("a carrier prefix is told apart from the number behind it", () => {
    const { events } = story(calling(line(1), `12593${NUMBERS[BEN]}`));
    expect(events[0]).toMatchObject({
      carrierPrefix: "12593",
      peer: fictionalTokens("number", NUMBERS[BEN]),
      numberClass: "onNet",
      number: "",
    });
  });

  test("an emergency call has none", () => {
    const a = line(1);
    const { events } = story(
      a.open(initial(service(imsi(ANN), 2))),
      a.up({
        layer: "dtap",
        protocol: "callControl",
        transactionIdentifier: 0,
        message: "emergencySetup",
      }),
    );
    expect(events[0]).toMatchObject({ type: "call.setUp", numberClass: "withheld" });
  });
});

describe("lost radio", () => {
  const talking = (a: Line): Transfer[] => [
    ...calling(a, "10086"),
    a.down(said("connect")),
    a.up(clearRequest(1)),
    a.down(clearCommand(1)),
    ...a.close(),
  ];

  test("a call that is re-established goes on, and ends on the new connection", () => {
    const back = line(2, BSC_B);
    const told = story(
      talking(line(1)),
      back.open(initial(reestablishment(imsi(ANN)), 1, 12)),
      back.up(ending("disconnect", 16)),
      back.close(),
    );
    expect(told.story.slice(2)).toEqual(["Ann call.released: cause 16, cell 1/12"]);
    expect(told.later(60_000)).toEqual([]);
  });

  test("so does one whose phone is back before the network has noticed", () => {
    const [a, back] = [line(1), line(2, BSC_B)];
    const told = story(
      calling(a, "10086"),
      a.down(said("connect")),
      back.open(initial(reestablishment(tmsi(4)), 1, 12)),
      a.up(clearRequest(1)),
      a.down(clearCommand(1)),
      a.close(),
      back.down(commonId(ANN)),
      back.up(ending("disconnect", 16)),
    );
    expect(told.story.slice(2)).toEqual(["Ann call.released: cause 16, cell 1/12"]);
  });

  test("a phone that does not come back has ended its call 10 s after the connection", () => {
    const told = story(talking(line(1)));
    expect(told.story).toHaveLength(2);
    expect(told.later(8_999)).toEqual([]);
    expect(told.later(1)).toEqual(["Ann call.released: cause 127, cell 1/11"]);
  });

  test("a call that was not answered ends with its connection", () => {
    const a = line(1);
    const told = story(calling(a, "10086"), a.up(clearRequest(1)), a.close());
    expect(told.story.at(-1)).toBe("Ann call.released: cause 127, cell 1/11");
  });
});

describe("time", () => {
  test("a connection that falls silent is over after 20 min, and its call with it", () => {
    const a = line(1);
    const told = story(calling(a, "10086"), a.down(said("connect")));
    expect(told.later(20 * 60_000 - 1)).toEqual([]);
    expect(told.later(1)).toEqual(["Ann call.released: cause 127, cell 1/11"]);
    expect(told.tracker.links.connections.size).toBe(0);
    expect(told.tracker.counts.timedOut).toBe(1);
  });

  test("an inactivity test keeps it alive", () => {
    const a = line(1);
    const it: Transfer = {
      opc: MSC,
      dpc: BSC_A,
      sccp: { type: "IT", dlr: 1, slr: 0x800001, protocolClass: 2, sequencing: 0, credit: 0 },
    };
    const told = story(calling(a, "10086"), 19 * 60_000, it, 19 * 60_000, it);
    expect(told.story).toHaveLength(1);
    expect(told.open).toBe(1);
  });

  test("RLSD ends the call, and what was sent before it is still understood until RLC", () => {
    const a = line(1);
    const [rlsd, rlc] = a.close();
    const told = story(
      a.open(initial(service(tmsi(7)))),
      a.up(setup("10086")),
      rlsd!,
      a.down(commonId(ANN)),
      rlc!,
    );
    expect(told.story).toEqual([
      "Ann call.setUp: to 10086, cell 1/11",
      "Ann call.released: cause 127, cell 1/11",
    ]);
    expect(told.dropped).toBe(0);
  });

  test("a connection without RLC is gone 10 s after RLSD", () => {
    const a = line(1);
    const told = story(a.open(initial(service(imsi(ANN)))), a.close()[0]!);
    expect(told.open).toBe(1);
    told.later(10_000);
    expect(told.tracker.links.connections.size).toBe(0);
  });

  test("RESET ends every call of that BSC, and both parties' legs", () => {
    const [a, b] = [line(1), line(2)];
    const told = story(
      calling(a, "10086"),
      beingCalled(b, "10086"),
      b.up(said("alerting")),
      unitdata(MSC, BSC_A, reset),
    );
    expect(told.story.slice(-3)).toEqual([
      "Ann call.released: cause 127, cell 1/11",
      "Ben call.released: cause 127, cell 1/11",
      "Ben call.missed: from 10086, not answered, cell 1/11",
    ]);
    expect(told.tracker.links.connections.size).toBe(0);
  });
});

describe("handovers that the tap sees in part", () => {
  const octets = Uint8Array.of(6, 0x2b, 1, 2, 3);
  const inCall = (a: Line): Transfer[] => [...calling(a, "10086"), a.down(said("connect"))];

  test("to an exchange that is not tapped: clearing the old connection ends no call", () => {
    const a = line(1);
    const told = story(
      inCall(a),
      a.up(handoverRequired),
      a.down(handoverCommand(octets)),
      a.down(clearCommand(0x0b)),
      a.close(),
    );
    expect(told.story).toHaveLength(2);
    expect(told.tracker.counts.handedAway).toBe(1);
    expect(told.later(60 * 60_000)).toEqual([]);
  });

  test("whose HANDOVER COMPLETE is lost is complete when the old connection is cleared", () => {
    const [a, target] = [line(1), new Line(MSC, BSC_B, 3)];
    const told = story(
      inCall(a),
      a.up(handoverRequired),
      target.open(handoverRequest({ lac: 1, ci: 11 }, { lac: 2, ci: 21 }, { imsi: ANN })),
      target.up(handoverAcknowledge(octets)),
      a.down(handoverCommand(octets)),
      a.down(clearCommand(0x0b)),
      a.close(),
      target.up(ending("disconnect", 16)),
    );
    expect(told.story.slice(2)).toEqual([
      "Ann call.handedOver: from cell 1/11, cell 2/21",
      "Ann call.released: cause 16, cell 2/21",
    ]);
  });

  test("that never completes is forgotten after 30 s, and its call is where it was", () => {
    const [a, target] = [line(1), new Line(MSC, BSC_B, 3)];
    const told = story(
      inCall(a),
      a.up(handoverRequired),
      target.open(handoverRequest({ lac: 1, ci: 11 }, { lac: 2, ci: 21 }, { imsi: ANN })),
      40_000,
      target.up(handoverComplete),
      a.up(ending("disconnect", 16)),
    );
    expect(told.story.slice(2)).toEqual(["Ann call.released: cause 16, cell 1/11"]);
  });

  test("to a connection that was somebody else's begins it anew", () => {
    const [a, target] = [line(1), new Line(MSC, BSC_B, 3)];
    const told = story(
      inCall(a),
      a.up(handoverRequired),
      target.open(initial(service(imsi(BEN), 2), 2, 21)),
      target.down(handoverRequest({ lac: 1, ci: 11 }, { lac: 2, ci: 21 }, { imsi: ANN })),
      target.up(handoverComplete),
    );
    expect(told.story.slice(2)).toEqual(["Ann call.handedOver: from cell 1/11, cell 2/21"]);
  });

  test("are not guessed: two calls with one Call Identifier are not told apart", () => {
    const [a, b, target] = [line(1), line(2), new Line(MSC, BSC_B, 3)];
    const assign = (x: Line): Transfer =>
      x.down({
        layer: "bssmap",
        message: "assignmentRequest",
        channelType: Uint8Array.of(1, 10, 1),
        callIdentifier: 5,
      });
    const told = story(
      inCall(a),
      calling(b, "10086", BEN),
      [assign(a), assign(b), a.up(handoverRequired), b.up(handoverRequired)],
      target.open(handoverRequest({ lac: 1, ci: 11 }, { lac: 2, ci: 21 }, { callIdentifier: 5 })),
      target.up(handoverComplete),
      target.close(),
    );
    expect(told.story.join()).not.toContain("handedOver");
    expect(told.unattributed.map(({ type }) => type)).toEqual(["call.handedOver"]);
  });
});

describe("paging", () => {
  const page = (bss = BSC_A): Transfer => unitdata(MSC, bss, paging(BEN, 1, 7));

  test("that nobody answers is told 10 s after its last repeat", () => {
    const told = story(page(), 5_000, page());
    expect(told.later(9_999)).toEqual([]);
    expect(told.later(1)).toEqual(["Ben paging.unanswered"]);
    expect(told.later(60_000)).toEqual([]);
  });

  test("comes out with the first message at or after that time, and has its own time", () => {
    const { events } = story(page(), 60_000, line(1).open(initial(detach(imsi(ANN)))));
    expect(events[0]).toMatchObject({
      type: "paging.unanswered",
      timeMs: 10_000,
      lac: 0,
      ci: 0,
      cause: { frame: 1 },
    });
  });

  test("is answered on any BSC, by TMSI or IMSI, at once or before the end", () => {
    const b = line(1, BSC_B);
    expect(
      story(page(), page(BSC_B), b.open(initial(pagingResponse(tmsi(7))))).later(60_000),
    ).toEqual([]);
    const late = story(page(), 8_000, b.open(initial(pagingResponse(imsi(BEN)))));
    expect(late.later(60_000)).toEqual([]);
  });

  test("is answered by a connection whose IMSI comes later, if it was opened since", () => {
    const b = line(1);
    const after = story(page(), b.open(initial(service(tmsi(99)))), b.down(commonId(BEN)));
    expect(after.later(60_000)).toEqual([]);
    const before = story(b.open(initial(service(tmsi(99)))), page(), b.down(commonId(BEN)));
    expect(before.later(60_000)).toEqual(["Ben paging.unanswered"]);
  });

  test("does not show that a phone is on", () => {
    const told = story(line(1).open(initial(detach(imsi(BEN)))), page(), 30_000, [
      ...line(2).open(initial(updating("normal", imsi(BEN), 2))),
      line(2).down(accept(1)),
    ]);
    expect(told.story.slice(1)).toEqual([
      "Ben paging.unanswered",
      "Ben power.turnedOn: last known in LAC 2, cell 1/11",
    ]);
  });
});

test("a short message in a call is on its connection, and no other", () => {
  const a = line(1);
  const { story: told } = story(
    calling(a, "10086"),
    a.down(said("connect")),
    a.down(deliver(9, address(NUMBERS[BEN]), { text: "in a call" })),
    a.up(acknowledged("up", 9)),
    a.up(ending("disconnect", 16)),
  );
  expect(told.map((each) => each.split(":")[0])).toEqual([
    "Ann call.setUp",
    "Ann call.answered",
    "Ann message.received",
    "Ann call.released",
  ]);
});
