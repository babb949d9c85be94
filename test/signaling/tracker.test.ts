// The tracker: the captures' story, and ladders for what happens when networks are unkind.
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { formatToken, NO_TOKEN, type SubscriberRegistry } from "../../domain/identity.ts";
import { InterningRegistry } from "../../domain/interning-registry.ts";
import { EMPTY_PLAN } from "../../domain/number-plan.ts";
import { LINK_TYPE, readPackets, writePcap } from "../../signaling/carriers/pcap.ts";
import type { BssapMessage } from "../../signaling/messages/bssap.ts";
import type { DtapMessage } from "../../signaling/messages/dtap.ts";
import { ussdRequest } from "../../signaling/messages/facility.ts";
import {
  BSC_A,
  BSC_B,
  captureOctets,
  Line,
  MSC,
  pcapOf,
  type Transfer,
  unitdata,
} from "./frames.ts";
import {
  accept,
  acknowledged,
  address,
  CC,
  cell,
  clearCommand,
  commonId,
  detach,
  ending,
  imsi,
  initial,
  MM,
  PLMN,
  reallocationComplete,
  refused as relayRefused,
  SS,
  said,
  service,
  setup,
  submit,
  tmsi,
  updating,
} from "./tracking/messages.ts";
import { ANN, BEN, imsiToken, NUMBERS, story, tell, tokenText } from "./tracking/telling.ts";

const alerting = said("alerting");
const connect = said("connect");
const disconnect = (value: number) => ending("disconnect", value);
const refused = (value: number) => ending("disconnect", value, true);

/** A whole location update: CR, CC, ACCEPT, [TMSI REALLOCATION COMPLETE], release. */
function update(
  line: Line,
  request: DtapMessage,
  answer: DtapMessage,
  place: { readonly lac: number; readonly ci: number } = { lac: 1, ci: 11 },
): Transfer[] {
  return [
    ...line.open(initial(request, place.lac, place.ci)),
    line.down(answer),
    ...("mobileIdentity" in answer ? [line.up(reallocationComplete)] : []),
    line.down(clearCommand(9)),
    ...line.close(),
  ];
}

describe("the captures", () => {
  test.each(["msc-mtp3", "msc-m3ua"] as const)("%s tells the golden story", (capture) => {
    const { story, dropped, unconnected, open } = tell(
      captureOctets(capture),
      new InterningRegistry(),
      EMPTY_PLAN,
    );
    const golden = readFileSync(new URL("../golden/capture-story.txt", import.meta.url), "utf8");
    expect(`${story.join("\n")}\n`).toBe(golden);
    expect({ dropped, unconnected, open }).toEqual({
      dropped: 0,
      unconnected: 0,
      open: 0,
    });
  });

  test("frames of SCCP alone, without point codes, tell the same story", () => {
    const frames = [...readPackets(captureOctets("msc-mtp3"), "x")];
    const sccp = frames.map(({ timeMicros, octets }) => ({
      timeMs: timeMicros / 1000,
      octets: octets.subarray(5),
    }));
    const bare = tell(writePcap(LINK_TYPE.sccp, sccp), new InterningRegistry());
    const whole = tell(captureOctets("msc-mtp3"), new InterningRegistry());
    expect(bare.story).toEqual(whole.story);
  });

  test("the second BSC's leg alone tells what happened there", () => {
    const { story } = tell(captureOctets("bsc-b-sccplite"), new InterningRegistry());
    const first = formatToken(imsiToken("001010000000001"));
    expect(story[0]).toBe(`${first} call.handedOver: from cell 101/1, cell 102/3`);
    expect(story.at(-1)).toBe(`${first} power.turnedOff: cell 102/3`);
  });

  test("events count from 0 for each subscriber, and time never goes back", () => {
    const { events } = tell(captureOctets("msc-mtp3"), new InterningRegistry());
    for (const subscriber of [0, 1]) {
      const own = events.filter((event) => event.subscriber === subscriber);
      expect(own.map(({ sequence }) => sequence)).toEqual(own.map((_, index) => index));
    }
    const times = events.map(({ timeMs }) => timeMs);
    expect(times).toEqual(times.toSorted((a, b) => a - b));
  });
});

describe("power and place", () => {
  test("an update after a detach is a power-on, whatever its type", () => {
    const { story: told } = story(
      update(new Line(BSC_A, MSC, 1), updating("imsiAttach", imsi(ANN), 0xfffe), accept(1)),
      new Line(BSC_A, MSC, 2).open(initial(detach(imsi(ANN)), 1, 12)),
      update(new Line(BSC_B, MSC, 3), updating("normal", imsi(ANN), 1), accept(2), {
        lac: 2,
        ci: 21,
      }),
      update(new Line(BSC_A, MSC, 4), updating("normal", imsi(ANN), 2), accept(1)),
      update(new Line(BSC_A, MSC, 5), updating("periodic", imsi(ANN), 1), accept(1)),
    );
    expect(told).toEqual([
      "Ann power.turnedOn: cell 1/11",
      "Ann power.turnedOff: cell 1/12",
      "Ann power.turnedOn: last known in LAC 1, cell 2/21",
      "Ann location.updated: normal, LAC 2 → 1, cell 1/11",
      "Ann location.updated: periodic, cell 1/11",
    ]);
  });

  test("an update after a detach stays a power-on when the network asks for the IMEI in it", () => {
    const line = new Line(BSC_B, MSC, 3);
    const { story: told } = story(
      update(new Line(BSC_A, MSC, 1), updating("imsiAttach", imsi(ANN), 0xfffe), accept(1)),
      new Line(BSC_A, MSC, 2).open(initial(detach(imsi(ANN)))),
      line.open(initial(updating("normal", imsi(ANN), 1), 2, 21)),
      line.up({
        ...MM,
        message: "identityResponse",
        mobileIdentity: { type: "imei", digits: "353456780123450" },
      }),
      line.down(accept(2)),
      line.close(),
    );
    expect(told.map((line) => line.split(":")[0])).toEqual([
      "Ann power.turnedOn",
      "Ann power.turnedOff",
      "Ann handset.seen",
      "Ann power.turnedOn",
    ]);
  });

  test("a rejected update is no update, even when an accept follows on the connection", () => {
    const line = new Line(BSC_A, MSC, 1);
    const { story: told } = story(
      line.open(initial(updating("normal", imsi(ANN), 2))),
      line.down({ ...MM, message: "locationUpdatingReject", rejectCause: 22 }),
      line.down(accept(1)),
      line.close(),
    );
    expect(told).toEqual([]);
  });

  test("a handset is seen in IDENTITY RESPONSE and in CIPHER MODE COMPLETE", () => {
    const line = new Line(BSC_A, MSC, 1);
    const { events } = story(
      line.open(initial(service(imsi(ANN)))),
      line.up({
        ...MM,
        message: "identityResponse",
        mobileIdentity: { type: "imei", digits: "353456780123450" },
      }),
      line.up({
        layer: "bssmap",
        message: "cipherModeComplete",
        layer3MessageContents: {
          layer: "dtap",
          protocol: "radioResource",
          message: "cipheringModeComplete",
          mobileIdentity: { type: "imeisv", digits: "0134567801234599" },
        },
      }),
    );
    expect(events).toMatchObject([
      { type: "handset.seen", tac: 35345678, lac: 1, ci: 11 },
      { type: "handset.seen", tac: 1345678 },
    ]);
  });
});

describe("TMSI", () => {
  test("a TMSI given in an accepted update names its owner in that location area", () => {
    const { story: told, dropped } = story(
      update(
        new Line(BSC_A, MSC, 1),
        updating("imsiAttach", imsi(ANN), 0xfffe),
        accept(1, tmsi(7)),
      ),
      new Line(BSC_A, MSC, 2).open(initial(detach(tmsi(7)))),
      // The same TMSI in another location area is somebody else.
      new Line(BSC_B, MSC, 3).open(initial(detach(tmsi(7)), 2, 21)),
      new Line(BSC_B, MSC, 3).close(),
    );
    expect(told).toEqual(["Ann power.turnedOn: cell 1/11", "Ann power.turnedOff: cell 1/11"]);
    expect(dropped).toBe(1);
  });

  test("a TMSI that is given to the next subscriber is hers no longer", () => {
    const { story: told } = story(
      update(
        new Line(BSC_A, MSC, 1),
        updating("imsiAttach", imsi(ANN), 0xfffe),
        accept(1, tmsi(7)),
      ),
      update(new Line(BSC_A, MSC, 2), updating("normal", tmsi(7), 1), accept(1, tmsi(8))),
      update(
        new Line(BSC_A, MSC, 3),
        updating("imsiAttach", imsi(BEN), 0xfffe),
        accept(1, tmsi(7)),
      ),
      new Line(BSC_A, MSC, 4).open(initial(detach(tmsi(7)))),
      new Line(BSC_A, MSC, 5).open(initial(detach(tmsi(8)))),
    );
    expect(told.slice(-2)).toEqual([
      "Ben power.turnedOff: cell 1/11",
      "Ann power.turnedOff: cell 1/11",
    ]);
  });

  test("the old TMSI stays valid until the reallocation is complete", () => {
    const command: DtapMessage = {
      ...MM,
      message: "tmsiReallocationCommand",
      locationAreaIdentification: { ...PLMN, lac: 1 },
      mobileIdentity: tmsi(9),
    };
    const lost = new Line(BSC_A, MSC, 2);
    const done = new Line(BSC_A, MSC, 4);
    const { story: told, dropped } = story(
      update(
        new Line(BSC_A, MSC, 1),
        updating("imsiAttach", imsi(ANN), 0xfffe),
        accept(1, tmsi(7)),
      ),
      [...lost.open(initial(service(imsi(ANN)))), lost.down(command), ...lost.close()],
      new Line(BSC_A, MSC, 3).open(initial(detach(tmsi(7)))),
      [
        ...done.open(initial(service(imsi(ANN)))),
        done.down(command),
        done.up(reallocationComplete),
        ...done.close(),
      ],
      new Line(BSC_A, MSC, 5).open(initial(detach(tmsi(9)))),
      new Line(BSC_A, MSC, 6).open(initial(detach(tmsi(7)))),
      new Line(BSC_A, MSC, 6).close(),
    );
    expect(told.filter((line) => line.includes("turnedOff"))).toHaveLength(2);
    expect(dropped).toBe(1);
  });

  test("PAGING pairs IMSI and TMSI", () => {
    const line = new Line(BSC_A, MSC, 1);
    const { story: told } = story(
      unitdata(MSC, BSC_A, {
        layer: "bssmap",
        message: "paging",
        imsi: BEN,
        tmsi: 0xabcd,
        cellIdentifierList: [{ discriminator: "lac", lac: 1 }],
      }),
      line.open(initial(detach(tmsi(0xabcd)))),
    );
    expect(told).toEqual(["Ben power.turnedOff: cell 1/11"]);
  });

  test("events of an unknown TMSI wait for COMMON ID, which also teaches the TMSI", () => {
    const line = new Line(BSC_A, MSC, 1);
    const { events, story: told } = story(
      line.open(initial(service(tmsi(5)))),
      line.up(setup("10086")),
      line.down(commonId(ANN)),
      line.down(alerting),
      new Line(BSC_A, MSC, 2).open(initial(detach(tmsi(5)))),
    );
    expect(told).toEqual([
      "Ann call.setUp: to 10086, cell 1/11",
      "Ann call.alerted: cell 1/11",
      "Ann power.turnedOff: cell 1/11",
    ]);
    // The SETUP was frame 3 and came out with COMMON ID, frame 4, one second later.
    expect(events[0]).toMatchObject({ timeMs: 3000, cause: { frame: 3 }, sequence: 0 });
  });

  test("events of a connection that ends unrevealed are dropped and counted", () => {
    const line = new Line(BSC_A, MSC, 1);
    const told = story(line.open(initial(service(tmsi(5)))), line.up(setup("10086")), line.close());
    expect(told.story).toEqual([]);
    expect(told.dropped).toBe(2); // call.setUp, and call.released by the end of the connection
    expect(told.open).toBe(0);
  });
});

describe("calls", () => {
  test("a call that never rings at a phone that is off is a missed call of that phone", () => {
    const line = new Line(BSC_A, MSC, 2);
    const { story: told, events } = story(
      new Line(BSC_A, MSC, 1).open(initial(detach(imsi(BEN)), 1, 12)),
      line.open(initial(service(imsi(ANN)))),
      line.up(setup(NUMBERS[BEN])),
      line.down(refused(18)),
      line.close(),
    );
    expect(told).toEqual([
      "Ben power.turnedOff: cell 1/12",
      `Ann call.setUp: to ${tokenText(NUMBERS[BEN])}, cell 1/11`,
      "Ann call.released: cause 18, cell 1/11",
      `Ben call.missed: from ${tokenText(NUMBERS[ANN])}, while off`,
    ]);
    expect(events[3]).toMatchObject({ why: "off", sequence: 1, lac: 0, ci: 0 });
  });

  test.each([
    ["rang", [alerting]],
    ["was answered without ALERTING", [connect]],
  ])("a call that %s is not missed", (_, middle) => {
    const line = new Line(BSC_A, MSC, 2);
    const { story: told } = story(
      new Line(BSC_A, MSC, 1).open(initial(detach(imsi(BEN)))),
      line.open(initial(service(imsi(ANN)))),
      line.up(setup(NUMBERS[BEN])),
      middle.map((message) => line.down(message)),
      line.up(disconnect(16)),
    );
    expect(told.join()).not.toContain("missed");
  });

  test("a call to a phone that is on is not missed while off", () => {
    const line = new Line(BSC_A, MSC, 3);
    const { story: told } = story(
      new Line(BSC_A, MSC, 1).open(initial(detach(imsi(BEN)))),
      update(new Line(BSC_A, MSC, 2), updating("imsiAttach", imsi(BEN), 1), accept(1)),
      line.open(initial(service(imsi(ANN)))),
      line.up(setup(NUMBERS[BEN])),
      line.down(refused(27)),
    );
    expect(told.at(-1)).toBe("Ann call.released: cause 27, cell 1/11");
  });

  test("release, release complete and disconnect of one call release it once", () => {
    const line = new Line(BSC_A, MSC, 1);
    const { story: told } = story(
      line.open(initial(service(imsi(ANN)))),
      line.up(setup("10086")),
      line.down(alerting),
      line.down(alerting),
      line.up(disconnect(16)),
      line.down({ ...CC, message: "release", transactionFlag: true }),
      line.up({ ...CC, message: "releaseComplete" }),
      line.down(clearCommand(9)),
      line.close(),
    );
    expect(told).toEqual([
      "Ann call.setUp: to 10086, cell 1/11",
      "Ann call.alerted: cell 1/11",
      "Ann call.released: cause 16, cell 1/11",
    ]);
  });

  test("a call on a connection that just ends is released with cause 127", () => {
    const line = new Line(BSC_A, MSC, 1);
    const { story: told } = story(
      line.open(initial(service(imsi(ANN)))),
      line.up(setup("10086")),
      line.up({ layer: "bssmap", message: "clearRequest", cause: 1 }),
      line.down(clearCommand(1)),
      line.close(),
    );
    expect(told.at(-1)).toBe("Ann call.released: cause 127, cell 1/11");
  });

  test("RESET ends the connections of that BSC and of no other", () => {
    const a = new Line(BSC_A, MSC, 1);
    const b = new Line(BSC_B, MSC, 1);
    const { story: told } = story(
      a.open(initial(service(imsi(ANN)))),
      a.up(setup("10086")),
      b.open(initial(service(imsi(BEN)), 2, 21)),
      b.up(setup("10010")),
      unitdata(BSC_A, MSC, { layer: "bssmap", message: "reset", cause: 32 }),
      b.down(alerting),
    );
    expect(told.slice(2)).toEqual([
      "Ann call.released: cause 127, cell 1/11",
      "Ben call.alerted: cell 2/21",
    ]);
  });

  test("two calls of one connection are told apart by their transaction", () => {
    const line = new Line(BSC_A, MSC, 1);
    const { story: told } = story(
      line.open(initial(service(imsi(ANN)))),
      line.up(setup("111")),
      line.up({ ...(setup("222") as object), transactionIdentifier: 1 } as DtapMessage),
      line.down({ ...(alerting as object), transactionIdentifier: 1 } as DtapMessage),
      line.down(refused(17)),
      line.up({ ...(disconnect(16) as object), transactionIdentifier: 1 } as DtapMessage),
    );
    expect(told.slice(2)).toEqual([
      "Ann call.alerted: cell 1/11",
      "Ann call.released: cause 17, cell 1/11",
      "Ann call.released: cause 16, cell 1/11",
    ]);
  });
});

describe("handover between two BSCs", () => {
  const command = Uint8Array.of(6, 0x2b, 1, 2, 3);
  const other = Uint8Array.of(6, 0x2b, 9, 9, 9);
  const required: BssapMessage = {
    layer: "bssmap",
    message: "handoverRequired",
    cause: 12,
    cellIdentifierList: [cell(2, 21)],
  };
  const request = (clue: object = {}): BssapMessage =>
    ({
      layer: "bssmap",
      message: "handoverRequest",
      channelType: Uint8Array.of(1, 10, 1),
      encryptionInformation: Uint8Array.of(1),
      classmarkInformationType1: 0x33,
      cellIdentifierServing: cell(1, 11),
      cellIdentifierTarget: cell(2, 21),
      ...clue,
    }) as BssapMessage;
  const acknowledge: BssapMessage = {
    layer: "bssmap",
    message: "handoverRequestAcknowledge",
    layer3InformationOctets: command,
  };
  const commandTo = (octets: Uint8Array): BssapMessage => ({
    layer: "bssmap",
    message: "handoverCommand",
    layer3InformationOctets: octets,
    cellIdentifier: { discriminator: "cgi", mcc: "000", mnc: "00", lac: 0, ci: 0 },
  });
  const complete: BssapMessage = { layer: "bssmap", message: "handoverComplete" };

  function inCall(line: Line, who: string): Transfer[] {
    return [
      ...line.open(initial(service(imsi(who)))),
      line.up(setup("10086")),
      line.down({
        layer: "bssmap",
        message: "assignmentRequest",
        channelType: Uint8Array.of(1, 10, 1),
        callIdentifier: who === ANN ? 77 : 78,
      }),
      line.down(alerting),
    ];
  }

  test.each([
    ["IMSI", { imsi: ANN }, command],
    ["Call Identifier", { callIdentifier: 77 }, other],
    ["identical Layer 3 Information", {}, command],
  ])("is joined by %s: the call goes on and ends on the new connection", (_, clue, sent) => {
    const bystander = new Line(BSC_A, MSC, 1);
    const old = new Line(BSC_A, MSC, 2);
    const target = new Line(MSC, BSC_B, 3);
    const { story: told, open } = story(
      inCall(bystander, BEN),
      inCall(old, ANN),
      old.up(required),
      bystander.up(required),
      target.open(request(clue)),
      target.up(acknowledge),
      old.down(commandTo(sent)),
      target.up(complete),
      old.down(clearCommand(0)),
      old.close(),
      target.up(disconnect(16)),
      target.close(),
      bystander.close(),
    );
    expect(told.slice(4)).toEqual([
      "Ann call.handedOver: from cell 1/11, cell 2/21",
      "Ann call.released: cause 16, cell 2/21",
      "Ben call.released: cause 127, cell 1/11",
    ]);
    expect(open).toBe(0);
  });

  test("that fails leaves the call where it was, and the target's release ends nothing", () => {
    const old = new Line(BSC_A, MSC, 1);
    const target = new Line(MSC, BSC_B, 2);
    const { story: told } = story(
      inCall(old, ANN),
      old.up(required),
      target.open(request({ imsi: ANN })),
      target.up(acknowledge),
      old.down(commandTo(command)),
      old.up({ layer: "bssmap", message: "handoverFailure", cause: 0 }),
      old.down({ layer: "bssmap", message: "handoverRequiredReject", cause: 33 }),
      target.close(),
      old.up({
        layer: "bssmap",
        message: "handoverPerformed",
        cause: 12,
        cellIdentifier: { discriminator: "ci", ci: 12 },
      }),
      old.up(disconnect(16)),
    );
    expect(told.slice(2)).toEqual([
      "Ann call.handedOver: from cell 1/11, cell 1/12",
      "Ann call.released: cause 16, cell 1/12",
    ]);
  });
});

describe("messages and services", () => {
  test("USSD and SMS ride one connection; a refused SMS is not sent", () => {
    const line = new Line(BSC_A, MSC, 1);
    const { story: told } = story(
      line.open(initial(service(imsi(ANN)))),
      line.up({ ...SS, message: "register", facility: ussdRequest("*139#") }),
      line.up(submit(1, address("111"), { text: "hello" })),
      line.down(relayRefused("down", 1)),
      line.up(submit(2, address("222"), { text: "hello" })),
      line.up(submit(2, address("222"), { text: "hello" })),
      line.down(acknowledged("down", 1)),
      line.down(acknowledged("down", 2)),
      line.down(acknowledged("down", 2)),
    );
    expect(told).toEqual([
      "Ann ussd.requested: *139#, cell 1/11",
      `Ann message.sent: to short code ${tokenText("222")}, cell 1/11`,
    ]);
  });
});

describe("a tap that misses things", () => {
  test("messages on a connection whose beginning was not seen are counted, not guessed", () => {
    const line = new Line(BSC_A, MSC, 1);
    const { story: told, unconnected } = story(
      line.up(setup("10086")),
      line.down(commonId(ANN)),
      new Line(BSC_A, MSC, 2).open(initial(service(imsi(ANN)))),
    );
    expect(told).toEqual([]);
    expect(unconnected).toBe(2);
  });

  test("a reference that is used again ends the connection that had it", () => {
    const line = new Line(BSC_A, MSC, 1);
    const { story: told } = story(
      line.open(initial(service(imsi(ANN)))),
      line.up(setup("10086")),
      line.open(initial(service(imsi(BEN)))),
      line.down(alerting),
      line.up(setup("10010")),
    );
    expect(told).toEqual([
      "Ann call.setUp: to 10086, cell 1/11",
      "Ann call.released: cause 127, cell 1/11",
      "Ben call.setUp: to rival 10010, cell 1/11",
    ]);
  });

  test("a subscriber outside a closed registry yields nothing", () => {
    const closed: SubscriberRegistry = {
      ofImsi: () => -1,
      ofNumber: () => -1,
      numberOf: () => NO_TOKEN,
      nameOf: String,
    };
    const octets = pcapOf(new Line(BSC_A, MSC, 1).open(initial(detach(imsi(ANN)))));
    expect(tell(octets, closed)).toMatchObject({ story: [], dropped: 1 });
  });
});
