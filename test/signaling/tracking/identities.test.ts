// Who is on a connection: TMSIs of several exchanges and networks, late IMSIs, references used again.
import { describe, expect, test } from "vitest";
import { fictionalTokens } from "../../../domain/fictional-tokens.ts";
import type { SubscriberRegistry } from "../../../domain/identity.ts";
import { InterningRegistry } from "../../../domain/interning-registry.ts";
import { createTracker, track } from "../../../signaling/tracker.ts";
import { introductionOf } from "../../../signaling/tracking/introduction.ts";
import { BSC_A, BSC_B, Line, MSC, messagesIn, type Transfer, unitdata } from "../frames.ts";
import {
  accept,
  clearCommand,
  commonId,
  detach,
  ending,
  identityRequest,
  identityResponse,
  imsi,
  initial,
  paging,
  reallocation,
  reallocationComplete,
  said,
  service,
  setup,
  tmsi,
  updating,
} from "./messages.ts";
import { ANN, BEN, imsiToken, NumberedRegistry, pcapOfStory, story, tell } from "./telling.ts";

const OTHER_MSC = 285;
const OTHER_BSC = 286;
const line = (reference: number, bss = BSC_A): Line => new Line(bss, MSC, reference);
/** A line to the other exchange, whose lower end is no constant of `Line`. */
const abroad = (reference: number): Line => new Line(OTHER_BSC, OTHER_MSC, reference);

function attach(a: Line, who: string, value: number, down = MSC): Transfer[] {
  return [
    ...a.open(initial(updating("imsiAttach", imsi(who), 0xfffe))),
    a.send(down, accept(1, tmsi(value))),
    a.send(down === MSC ? BSC_A : OTHER_BSC, reallocationComplete),
    ...(down === MSC ? a.close() : []),
  ];
}

describe("a TMSI", () => {
  test("of another exchange with the same location area code is somebody else", () => {
    const { story: told } = story(
      attach(line(1), ANN, 7),
      attach(abroad(2), BEN, 7, OTHER_MSC),
      line(3).open(initial(detach(tmsi(7)))),
      abroad(4).open(initial(detach(tmsi(7)))),
    );
    expect(told.slice(2)).toEqual([
      "Ann power.turnedOff: cell 1/11",
      "Ben power.turnedOff: cell 1/11",
    ]);
  });

  test("in the old location area of another network says nothing, whatever its numbers", () => {
    const a = line(3);
    const foreign = { mcc: "460", mnc: "01" };
    const told = story(
      attach(line(1), ANN, 7),
      a.open(initial(updating("normal", tmsi(7), 1, foreign), 2, 21)),
      a.down(identityRequest(1)),
      a.up(identityResponse(imsi(BEN))),
      a.down(accept(2)),
      line(4).open(initial(detach(tmsi(7)))),
    );
    expect(told.story.slice(1)).toEqual([
      "Ben location.updated: normal, LAC 1 → 2, cell 2/21",
      "Ann power.turnedOff: cell 1/11",
    ]);
  });

  test("that the network did not accept stays its owner's", () => {
    const a = line(2);
    const { story: told } = story(
      attach(line(1), ANN, 7),
      // Ben was away for long: his TMSI was given to Ann.
      a.open(initial(updating("normal", tmsi(7), 1))),
      a.down(identityRequest(1)),
      a.up(identityResponse(imsi(BEN))),
      a.down(accept(1, tmsi(8))),
      a.up(reallocationComplete),
      a.close(),
      line(3).open(initial(detach(tmsi(7)))),
      line(4).open(initial(detach(tmsi(8)))),
    );
    expect(told.slice(1)).toEqual([
      "Ben location.updated: normal, cell 1/11",
      "Ann power.turnedOff: cell 1/11",
      "Ben power.turnedOff: cell 1/11",
    ]);
  });

  test("given to somebody whose IMSI is not known is nobody else's any more", () => {
    const a = line(2);
    const told = story(
      attach(line(1), ANN, 7),
      a.open(initial(updating("normal", tmsi(99), 5), 1, 11)),
      a.down(accept(1, tmsi(7))),
      a.up(reallocationComplete),
      a.close(),
      line(3).open(initial(detach(tmsi(7)))),
      line(3).close(),
    );
    expect(told.story).toHaveLength(1);
    expect(told.unattributed.map(({ type }) => type)).toEqual([
      "location.updated",
      "power.turnedOff",
    ]);
  });

  test("is kept in the new location area when LOCATION UPDATING ACCEPT gives no other", () => {
    const a = line(2, BSC_B);
    const { story: told } = story(
      attach(line(1), ANN, 7),
      a.open(initial(updating("normal", tmsi(7), 1), 2, 21)),
      a.down(accept(2)),
      a.close(),
      line(3, BSC_B).open(initial(detach(tmsi(7)), 2, 21)),
      line(4).open(initial(detach(tmsi(7)), 1, 11)),
    );
    expect(told.slice(1)).toEqual([
      "Ann location.updated: normal, LAC 1 → 2, cell 2/21",
      "Ann power.turnedOff: cell 2/21",
    ]);
  });

  test("taken away by an answer with the IMSI is nobody's", () => {
    const a = line(2);
    const told = story(
      attach(line(1), ANN, 7),
      a.open(initial(updating("periodic", tmsi(7), 1))),
      a.down(accept(1, imsi(ANN))),
      a.close(),
      line(3).open(initial(detach(tmsi(7)))),
      line(3).close(),
    );
    expect(told.story).toHaveLength(2);
    expect(told.dropped).toBe(1);
  });

  test("of TMSI REALLOCATION is learnt even when the IMSI comes after it", () => {
    const a = line(1);
    const { story: told } = story(
      a.open(initial(service(tmsi(99)))),
      a.down(reallocation(1, tmsi(7))),
      a.down(commonId(ANN)),
      a.up(reallocationComplete),
      a.close(),
      line(2).open(initial(detach(tmsi(7)))),
    );
    expect(told).toEqual(["Ann power.turnedOff: cell 1/11"]);
  });
});

describe("a connection", () => {
  test("whose COMMON ID names another subscriber than its IMSI has passed to that one", () => {
    const a = line(1);
    const { story: told } = story(
      a.open(initial(service(imsi(ANN)))),
      a.up(setup("10086")),
      // RLSD, RLC and the next CR with these references are lost.
      a.down(commonId(BEN)),
      a.up(setup("10010")),
      a.up(ending("disconnect", 16)),
    );
    expect(told).toEqual([
      "Ann call.setUp: to 10086, cell 1/11",
      "Ann call.released: cause 127, cell 1/11",
      "Ben call.setUp: to rival 10010",
      "Ben call.released: cause 16",
    ]);
  });

  test("whose CR is lost is followed from its CC, and is nobody's until COMMON ID", () => {
    const a = line(1);
    const [, cc] = a.open(initial(service(imsi(ANN))));
    const told = story(
      cc!,
      a.up(setup("10086")),
      a.down(commonId(ANN)),
      a.down(said("alerting")),
      a.up(ending("disconnect", 16)),
      a.down(clearCommand(9)),
      a.close(),
    );
    expect(told.story).toEqual([
      "Ann call.setUp: to 10086",
      "Ann call.alerted",
      "Ann call.released: cause 16",
    ]);
    expect(told.open).toBe(0);
  });

  test("whose CC comes before its CR has both references", () => {
    const a = line(1);
    const [cr, cc] = a.open(initial(service(imsi(ANN))));
    const told = story(cc!, 500, cr!, a.up(setup("10086")), a.down(said("alerting")), a.close());
    expect(told.story).toHaveLength(3);
    expect(told.story[0]).toBe("Ann call.setUp: to 10086, cell 1/11");
    expect(told.unconnected).toBe(0);
  });

  test("that a CC confirms anew is another one: the CR between was lost", () => {
    const [a, again] = [line(1), line(1)];
    const [, cc] = again.open(initial(service(imsi(BEN))));
    const other = { ...cc!, sccp: { ...cc!.sccp, slr: 0x800077 } as Transfer["sccp"] };
    const told = story(a.open(initial(service(imsi(ANN)))), a.up(setup("10086")), other);
    expect(told.story.at(-1)).toBe("Ann call.released: cause 127, cell 1/11");
    expect(told.open).toBe(1);
  });

  test("of a CR that is refused, and seen twice, is one", () => {
    const [cr] = line(1).open(initial(detach(imsi(ANN))));
    const refusal: Transfer = { opc: MSC, dpc: BSC_A, sccp: { type: "CREF", dlr: 1, cause: 3 } };
    const told = story(cr!, 100, refusal, 100, cr!);
    expect(told.story).toEqual(["Ann power.turnedOff: cell 1/11"]);
    expect(told.tracker.counts.repeated).toBe(1);
    expect(story(cr!, refusal, 5_000, cr!).story).toHaveLength(2);
  });
});

describe("events without a subscriber", () => {
  test("are given to those who ask, counted by type, and labelled with their frame", () => {
    const a = line(1);
    const told = story(a.open(initial(service(tmsi(5)))), a.up(setup("10086")), a.close());
    expect(told.tracker.counts.droppedByType).toEqual({ "call.setUp": 1, "call.released": 1 });
    expect(told.unattributed).toMatchObject([
      { type: "call.setUp", subscriber: -1, number: "10086", cause: { frame: 3 }, lac: 1 },
      { type: "call.released", subscriber: -1, cause: { frame: 4 } },
    ]);
  });

  test("of subscribers outside a closed registry are among them, at once", () => {
    const closed: SubscriberRegistry = {
      ofImsi: () => -1,
      ofNumber: () => -1,
      numberOf: () => 0,
      nameOf: String,
    };
    const octets = pcapOfStory([line(1).open(initial(detach(imsi(ANN))))]);
    expect(tell(octets, closed).unattributed.map(({ type }) => type)).toEqual(["power.turnedOff"]);
  });
});

describe("an introduction", () => {
  test.each([
    ["460001230000001", undefined, "46000", "1230"],
    ["310410123456789", undefined, "310410", "1234"],
    ["460021230000001", "460021", "460021", "2300"],
    ["26201123", undefined, "26201", ""],
  ])("of %s in network %s is %s, area %s", (digits, serving, homePlmn, homeArea) => {
    const partition = fictionalTokens("partition", digits);
    expect(introductionOf(digits, serving, fictionalTokens)).toEqual({
      homePlmn,
      homeArea,
      partition,
    });
  });

  test("is given once, for a new subscriber, and knows the serving network's code", () => {
    const asked: string[] = [];
    class Asking extends InterningRegistry {
      override ofImsi(...[token, introduce]: Parameters<InterningRegistry["ofImsi"]>): number {
        return super.ofImsi(token, () => {
          const introduction = introduce!();
          asked.push(introduction.homePlmn);
          return introduction;
        });
      }
    }
    const octets = pcapOfStory([attach(line(1), ANN, 7), line(2).open(initial(detach(tmsi(7))))]);
    tell(octets, new Asking());
    expect(asked).toEqual(["46000"]);
  });
});

test("no digits of people stay in the tracker when a message is over", () => {
  const a = line(1);
  const octets = pcapOfStory([
    a.open(initial(service(imsi(ANN)))),
    a.up(setup("13911112222")),
    a.up(identityResponse({ type: "imei", digits: "353456780123450" })),
    unitdata(MSC, BSC_A, paging(BEN, 1, 7)),
  ]);
  const registry = new NumberedRegistry();
  const tracker = createTracker({ registry, tokenise: fictionalTokens });
  for (const message of messagesIn(octets)) track(tracker, message);
  expect(registry.ofImsi(imsiToken(ANN))).toBe(0);
  const seen = new Set<unknown>();
  const texts: string[] = [];
  const visit = (value: unknown): void => {
    if (typeof value === "string") texts.push(value);
    if (typeof value !== "object" || value === null || seen.has(value)) return;
    seen.add(value);
    if (ArrayBuffer.isView(value)) return;
    const items = value instanceof Map || value instanceof Set ? value : Object.values(value);
    for (const item of items) visit(item);
  };
  const connection = tracker.links.connections.oldest!;
  visit(connection);
  visit(tracker);
  expect(connection.calls).toHaveLength(1);
  expect(seen.has(connection.calls[0])).toBe(true);
  expect(texts.filter((text) => /\d{5}/.test(text))).toEqual([]);
  expect(tracker.links.octets).toHaveLength(0);
});
