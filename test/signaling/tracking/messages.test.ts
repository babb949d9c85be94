// Short messages, pushes, USSD and forwarding: what of them becomes an event, and what of it passes.
import { describe, expect, test } from "vitest";
import { fictionalTokens } from "../../../domain/fictional-tokens.ts";
import type { BssapMessage } from "../../../signaling/messages/bssap.ts";
import {
  activateSs,
  deactivateSs,
  eraseSs,
  type Facility,
  type Invoke,
  interrogateSs,
  registerSs,
  result,
  returnError,
  SS_CODE,
  ussdRequest,
} from "../../../signaling/messages/facility.ts";
import { concatenated } from "../../../signaling/messages/tpdu-concatenated.ts";
import { wapPush } from "../../../signaling/messages/wap-push.ts";
import { BSC_A, Line, MSC, type Transfer } from "../frames.ts";
import { acknowledged, address, deliver, imsi, initial, SS, service, submit } from "./messages.ts";
import { ANN, BEN, NUMBERS, story, tokenText } from "./telling.ts";

const a = new Line(BSC_A, MSC, 1);
const opened = a.open(initial(service(imsi(ANN), 4)));

describe("a short message", () => {
  test("is its shape: token of the text, length, coding", () => {
    const { events } = story(
      opened,
      a.up(submit(1, address(NUMBERS[BEN]), { text: "hello" })),
      a.down(acknowledged("down", 1)),
      a.down(deliver(2, address(NUMBERS[BEN]), { octets: Uint8Array.of(1, 0xab) })),
      a.up(acknowledged("up", 2)),
    );
    const party = {
      peer: fictionalTokens("number", NUMBERS[BEN]),
      numberClass: "onNet",
      number: "",
    };
    expect(events).toMatchObject([
      {
        type: "message.sent",
        ...party,
        body: fictionalTokens("body", "hello"),
        length: 5,
        coding: "gsm7",
        part: 1,
        parts: 1,
        keyword: "",
      },
      {
        type: "message.received",
        ...party,
        body: fictionalTokens("body", "01ab"),
        length: 2,
        coding: "octets",
      },
    ]);
    expect(events[1]).not.toHaveProperty("keyword");
  });

  test("of several parts is as many events, each acknowledged by itself", () => {
    const parts = concatenated("x".repeat(300), 9);
    const { events } = story(
      opened,
      parts.flatMap((userData, index) => [
        a.up(submit(index, address("10010"), userData)),
        a.down(acknowledged("down", index)),
      ]),
    );
    expect(events).toMatchObject([
      { number: "10010", numberClass: "rival", part: 1, parts: 2, length: 153 },
      { part: 2, parts: 2, length: 147 },
    ]);
  });

  test.each([
    ["10086", " ye ", "balance"],
    ["10086", "hello", ""],
    ["10086", "constructor", ""],
    ["10010", "YE", ""],
    [NUMBERS[BEN], "YE", ""],
  ])("to %s with %j asks for %j", (number, text, keyword) => {
    const { events } = story(
      opened,
      a.up(submit(1, address(number), { text })),
      a.down(acknowledged("down", 1)),
    );
    expect(events[0]).toMatchObject({ type: "message.sent", keyword });
  });

  test("from a name has an alphanumeric party", () => {
    const { story: told } = story(
      opened,
      a.down(deliver(1, address("Kairos", 5), { text: "hi" })),
      a.up(acknowledged("up", 1)),
    );
    expect(told).toEqual([`Ann message.received: from sender ${tokenText("Kairos")}, cell 1/11`]);
  });

  test("that is acknowledged twice, or sent again after it was, is one", () => {
    const sent = a.up(submit(1, address("10010"), { text: "once" }));
    const { story: told } = story(
      opened,
      sent,
      100,
      a.down(acknowledged("down", 1)),
      100,
      sent,
      100,
      a.down(acknowledged("down", 1)),
    );
    expect(told).toHaveLength(1);
  });

  test("is acknowledged by the other side only", () => {
    const { story: told } = story(
      opened,
      a.up(submit(1, address("10010"), { text: "mine" })),
      a.up(acknowledged("up", 1)),
    );
    expect(told).toEqual([]);
  });
});

describe("a push", () => {
  const push = (content: "mmsNotification" | "serviceIndication"): Transfer[] =>
    wapPush(
      content === "mmsNotification"
        ? {
            content,
            reference: 5,
            transactionId: "T1",
            sizeOctets: 20_000,
            expiresInSeconds: 86_400,
            location: `http://mmsc.example/${"x".repeat(120)}`,
          }
        : { content, reference: 6, url: "http://wap.example", text: "news" },
    ).flatMap((userData, index) => [
      a.down(deliver(index, address("10086"), userData)),
      a.up(acknowledged("up", index)),
    ]);

  test("is one event, whatever its parts, and no message", () => {
    const told = story(opened, push("mmsNotification"));
    expect(push("mmsNotification").length).toBeGreaterThan(2);
    expect(told.story).toEqual(["Ann push.received: from 10086, mmsNotification, cell 1/11"]);
    expect(story(opened, push("serviceIndication")).story).toEqual([
      "Ann push.received: from 10086, serviceIndication, cell 1/11",
    ]);
  });
});

describe("USSD", () => {
  test.each([
    ["*139#", "*139#"],
    ["*100*123456#", ""],
  ])("%s is requested as %j", (text, code) => {
    const { events } = story(
      opened,
      a.up({ ...SS, message: "register", facility: ussdRequest(text) }),
    );
    expect(events).toMatchObject([{ type: "ussd.requested", code }]);
  });
});

describe("call forwarding", () => {
  const forwardedTo = { typeOfNumber: 0, numberingPlan: 1, digits: NUMBERS[BEN] };
  const register = (facility: Facility): Transfer => a.up({ ...SS, message: "register", facility });
  const answer = (message: "facility" | "releaseComplete", facility: Facility): Transfer =>
    a.down({ ...SS, transactionFlag: true, message, facility } as BssapMessage);
  const cfu = registerSs({ ssCode: SS_CODE.cfu, forwardedTo });
  const ben = { peer: fictionalTokens("number", NUMBERS[BEN]), numberClass: "onNet", number: "" };
  const nobody = { peer: 0, numberClass: "withheld", number: "" };

  test.each<[string, Invoke, object]>([
    ["registered", cfu, { condition: "unconditional", active: true, ...ben }],
    ["activated", activateSs(SS_CODE.cfb), { condition: "busy", active: true, ...nobody }],
    [
      "deactivated",
      deactivateSs(SS_CODE.cfnry),
      { condition: "noReply", active: false, ...nobody },
    ],
    ["erased", eraseSs(SS_CODE.cfnrc), { condition: "notReachable", active: false, ...nobody }],
    ["of all", eraseSs(SS_CODE.allForwardingSs), { condition: "all", active: false }],
    [
      "of all conditions",
      activateSs(SS_CODE.allConditionalForwardingSs),
      { condition: "allConditional", active: true },
    ],
  ])("%s is set when the network confirms it", (_, invoke, expected) => {
    const { events } = story(opened, register(invoke), answer("releaseComplete", result(invoke)));
    expect(events).toMatchObject([{ type: "forwarding.set", ...expected, timeMs: 3_000 }]);
    expect(story(opened, register(invoke), answer("facility", result(invoke))).events).toHaveLength(
      1,
    );
  });

  test.each<[string, readonly Transfer[]]>([
    ["not confirmed", [register(cfu)]],
    ["refused", [register(cfu), answer("releaseComplete", returnError(cfu, 17))]],
    [
      "confirmed for another invoke",
      [register(cfu), answer("releaseComplete", result({ invokeId: 9, operation: 10 }))],
    ],
    [
      "only asked about",
      [
        register(interrogateSs(SS_CODE.cfu)),
        answer("releaseComplete", result(interrogateSs(SS_CODE.cfu))),
      ],
    ],
    [
      "of call waiting",
      [register(activateSs(SS_CODE.cw)), answer("releaseComplete", result(activateSs(SS_CODE.cw)))],
    ],
    [
      "confirmed when the transaction was over",
      [
        register(cfu),
        a.down({ ...SS, transactionFlag: true, message: "releaseComplete" }),
        answer("facility", result(cfu)),
      ],
    ],
  ])("%s is not set", (_, transfers) => {
    expect(story(opened, transfers).events).toEqual([]);
  });

  test("several of one message are each confirmed by their own invoke", () => {
    const two = activateSs(SS_CODE.cfb, 2);
    const { events } = story(
      opened,
      register({ component: "several", components: [cfu, two] }),
      answer("facility", result(two)),
      answer("releaseComplete", result(cfu)),
    );
    expect(events).toMatchObject([{ condition: "busy" }, { condition: "unconditional" }]);
  });
});
