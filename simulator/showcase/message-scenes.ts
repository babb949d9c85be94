// Scenes of short messages and pushes: one part and several, both ways, every alphabet and failure.

import type { SignalledNumber } from "../../domain/number-plan.ts";
import { PUSH_CONTENTS } from "../../domain/subscriber-event.ts";
import { SECOND_MS } from "../../domain/time.ts";
import type { UserData } from "../../signaling/messages/tpdu.ts";
import { concatenated } from "../../signaling/messages/tpdu-concatenated.ts";
import type { Forced } from "../procedures.ts";
import { CHANGED_NUMBERS, numbersOf } from "./directory-tables.ts";
import { PLAIN, SECURE } from "./forms.ts";
import type { Pair, Player } from "./players.ts";
import { PAUSE_MS, type Stage } from "./stage.ts";

/** Between the parts of one message. */
const PART_MS = 8 * SECOND_MS;
/** From the sender's acknowledgement to the recipient's. */
const TRANSIT_MS = 5 * SECOND_MS;

interface Letter {
  readonly number: SignalledNumber;
  readonly text: string | Uint8Array;
  readonly forced?: Forced;
  /** Shows the handset in the same connection. */
  readonly handset?: boolean;
}

/** A message from the player, in as many parts as it needs. */
export function send(stage: Stage, player: Player, letter: Letter): void {
  write(stage, player, { ...letter, type: "message.sent" });
  stage.pass(PAUSE_MS);
}

export function receive(stage: Stage, player: Player, letter: Letter): void {
  write(stage, player, { ...letter, type: "message.received" });
  stage.pass(PAUSE_MS);
}

function write(
  stage: Stage,
  player: Player,
  letter: Letter & { readonly type: "message.sent" | "message.received"; readonly fromMs?: number },
): void {
  const { type, number, text, forced, handset = false, fromMs = 0 } = letter;
  const party = stage.partyOf(number);
  const parts = partsOf(text);
  for (const [index, part] of parts.entries()) {
    const afterMs = fromMs + index * PART_MS;
    const shape = { ...stage.shapeOf(part), part: index + 1, parts: parts.length };
    if (handset && index === 0) stage.tellHandset(player, afterMs);
    stage.tell(
      player,
      type === "message.sent"
        ? { type, ...party, ...shape, keyword: stage.keywordOf(party, part) }
        : { type, ...party, ...shape },
      { afterMs, said: { number, text: part }, ...(forced && { forced }) },
    );
  }
  stage.pass((parts.length - 1) * PART_MS);
}

function partsOf(text: string | Uint8Array): readonly (string | Uint8Array)[] {
  if (typeof text !== "string") return [text];
  return concatenated(text, 0).map(({ text: part = "" }: UserData) => part);
}

/** From one to the other, seen at both phones. */
function pass(stage: Stage, { first, second }: Pair, text: string, forced: Forced = PLAIN): void {
  write(stage, first, { type: "message.sent", number: { digits: second.digits }, text, forced });
  write(stage, second, {
    type: "message.received",
    number: { digits: `86${first.digits}`, typeOfNumber: 1 },
    text,
    fromMs: TRANSIT_MS,
    forced,
  });
  stage.pass(PAUSE_MS);
}

const LONG =
  "We are at the lake since Friday and it rains every day, but the children do not mind at all. " +
  "Yesterday we took the boat to the island, saw two herons and lost an umbrella. ";
const LONG_CHINESE =
  "我们周五就到湖边了，天天下雨，不过孩子们一点也不在乎。昨天我们坐船去了岛上，看见两只苍鹭，还丢了一把伞。" +
  "明天打算去爬山，要是天晴的话。妈妈问你什么时候有空，一起过来住几天吧。";

/** Messages between two people. */
export function messages(stage: Stage, pair: Pair): void {
  pass(stage, pair, "See you at seven.");
  pass(stage, pair, "七点见。", SECURE);
  pass(stage, pair, "Price: 20 € [ok] {yes} ^_^ ~ | \\", { ...PLAIN, tmsiCommand: true });
  pass(stage, pair, LONG + LONG, { ...PLAIN, authenticated: true });
  pass(stage, pair, LONG_CHINESE);
  pass(stage, pair, "", { ...PLAIN, statusReport: true, commonId: false });
  pass(stage, pair, "Call me when you are free.", { ...SECURE, relayFails: true });
  pass(stage, pair, "Are you there?", { ...PLAIN, sapiRejected: true, pagedByImsi: true });
  send(stage, pair.first, {
    number: { digits: pair.second.digits },
    text: Uint8Array.of(0x00, 0x7f, 0x80, 0xff, 0x31, 0x33),
    forced: { ...PLAIN, handset: "imeisv" },
    handset: true,
  });
}

/** Messages to and from numbers that are no subscribers. */
export function serviceMessages(stage: Stage, { first: player }: Pair): void {
  const { keyword, service, rival, partner } = numbersOf(stage.numbers);
  send(stage, player, { number: { digits: keyword.number }, text: keyword.text, forced: PLAIN });
  send(stage, player, { number: { digits: keyword.number }, text: "something else" });
  send(stage, player, { number: { digits: rival }, text: keyword.text });
  receive(stage, player, { number: { digits: service }, text: "Your gift is waiting." });
  receive(stage, player, {
    number: { digits: partner },
    text: Uint8Array.of(0x01, 0x02, 0x03),
    forced: SECURE,
  });
  receive(stage, player, { number: { digits: "Kairos", typeOfNumber: 5 }, text: "Hello!" });
  receive(stage, player, { number: { digits: "", typeOfNumber: 0 }, text: "Guess who." });
  for (const number of CHANGED_NUMBERS.slice(0, 2)) {
    receive(stage, player, { number, text: "Wrong number?" });
  }
}

/** Pushes of every content, in one part and in several. */
export function pushes(stage: Stage, { first: player }: Pair): void {
  const { service } = numbersOf(stage.numbers);
  const number = { digits: service };
  for (const content of PUSH_CONTENTS) {
    for (const pushInParts of content === "other" ? [false] : [false, true]) {
      stage.tell(
        player,
        { type: "push.received", content, ...stage.partyOf(number) },
        { said: { number }, forced: { ...(pushInParts ? SECURE : PLAIN), pushInParts } },
      );
      stage.pass(PAUSE_MS);
    }
  }
}
