// Short messages: an RP-DATA counts when the other side acknowledges it, not when it is sent.
import { type OtherParty, otherParty, serviceOf } from "../../domain/number-plan.ts";
import type { MessageShape } from "../../domain/subscriber-event.ts";
import type { DtapMessage } from "../messages/dtap.ts";
import type { Direction, RelayMessage } from "../messages/sms.ts";
import type { TransferPdu, UserData } from "../messages/tpdu.ts";
import { alphabetOf } from "../messages/tpdu-user-data.ts";
import { concatenationOf, portsOf, userDataHeader } from "../messages/user-data-header.ts";
import { PUSH_PORTS, pushContentOf } from "../messages/wap-push.ts";
import { conclude } from "./attribution.ts";
import { transactionOf } from "./calls.ts";
import type { Connection, Letter, Relay } from "./connection.ts";
import type { Links } from "./links.ts";
import { REPEAT_MS } from "./repeats.ts";

type ShortMessage = Extract<DtapMessage, { protocol: "shortMessageService" }>;
type LetterPdu = Extract<TransferPdu, { type: "submit" | "deliver" }>;
type Answer = Extract<RelayMessage, { message: "rpAck" | "rpError" }>;

/** RP-DATA of one connection that are remembered. */
const RELAYS_MAX = 8;

export function onShortMessage(
  links: Links,
  connection: Connection,
  message: ShortMessage,
  direction: Direction,
): void {
  if (message.message !== "cpData") return;
  const relay = message.cpUserData;
  if (relay.message === "other" || relay.direction !== direction) return;
  const transaction = transactionOf(message, direction);
  switch (relay.message) {
    case "rpData":
      awaitAnswer(links, connection, relay, transaction);
      break;
    case "rpAck": {
      const acknowledged = relayOf(connection, relay, transaction);
      if (acknowledged === undefined) break;
      acknowledged.answeredMs = links.timeMs;
      deliver(links, connection, acknowledged);
      break;
    }
    case "rpError": {
      const refused = relayOf(connection, relay, transaction);
      connection.relays = connection.relays.filter((each) => each !== refused);
      break;
    }
    case "rpSmma":
      break;
  }
}

function deliver(links: Links, connection: Connection, { direction, letter }: Relay): void {
  const { lac, ci } = connection;
  const { party } = letter;
  if (letter.kind === "push") {
    const { content } = letter;
    conclude(links, connection, { type: "push.received", lac, ci, ...party, content });
    return;
  }
  const { shape, keyword } = letter;
  if (direction === "up") {
    conclude(links, connection, { type: "message.sent", lac, ci, ...party, ...shape, keyword });
  } else {
    conclude(links, connection, { type: "message.received", lac, ci, ...party, ...shape });
  }
}

/** Notes a SUBMIT or DELIVER; status reports and the like are no messages of people. */
function awaitAnswer(
  links: Links,
  connection: Connection,
  data: Extract<RelayMessage, { message: "rpData" }>,
  transaction: number,
): void {
  const { direction, reference, userData } = data;
  if (userData.type !== "submit" && userData.type !== "deliver") return;
  const same = connection.relays.find(
    (relay) =>
      relay.direction === direction &&
      relay.transaction === transaction &&
      relay.reference === reference,
  );
  if (same !== undefined && same.answeredMs >= 0 && links.timeMs - same.answeredMs <= REPEAT_MS) {
    links.counts.repeated++;
    return;
  }
  const letter = letterOf(links, userData);
  if (letter === undefined) return;
  connection.relays = [
    ...connection.relays.filter((relay) => relay !== same).slice(1 - RELAYS_MAX),
    { direction, transaction, reference, letter, answeredMs: -1 },
  ];
}

/** Undefined for the later parts of a push, which are no event of their own. */
function letterOf(links: Links, pdu: LetterPdu): Letter | undefined {
  const submitted = pdu.type === "submit";
  const { address, typeOfNumber } = submitted ? pdu.destinationAddress : pdu.originatingAddress;
  const party = otherParty(links.numbers, links.tokenise, { digits: address, typeOfNumber });
  const { header, text } = pdu.userData;
  const elements = header === undefined ? [] : userDataHeader(header);
  const concatenation = concatenationOf(elements);
  const part = concatenation?.part ?? 1;
  if (!submitted && portsOf(elements)?.destination === PUSH_PORTS.destination) {
    if (part > 1) return undefined;
    return { kind: "push", party, content: pushContentOf(pdu.userData) ?? "other" };
  }
  const shape = shapeOf(links, pdu, { part, parts: concatenation?.parts ?? 1 });
  const keyword = submitted && text !== undefined ? keywordOf(links, party, text) : "";
  return { kind: "message", party, shape, keyword };
}

function shapeOf(
  { tokenise }: Links,
  { dataCodingScheme, userData }: LetterPdu,
  which: { readonly part: number; readonly parts: number },
): MessageShape {
  const { text } = userData;
  if (text === undefined) return { ...octetsOf({ tokenise }, userData), ...which };
  const coding = alphabetOf(dataCodingScheme);
  return { body: tokenise("body", text), length: text.length, coding, ...which };
}

function octetsOf({ tokenise }: Pick<Links, "tokenise">, { octets }: UserData) {
  const digits = Array.from(octets ?? [], (octet) => octet.toString(16).padStart(2, "0"));
  return {
    body: tokenise("body", digits.join("")),
    length: digits.length,
    coding: "octets",
  } as const;
}

/** What a text to a listed number asks for, by the id that passes in its place. */
function keywordOf({ numbers }: Links, party: OtherParty, text: string): string {
  const service = party.number === "" ? undefined : serviceOf(numbers, party.number);
  const word = text.trim().toUpperCase();
  return service !== undefined && Object.hasOwn(service.keywords, word)
    ? service.keywords[word]!
    : "";
}

/** The unanswered RP-DATA that this answers: the same reference, from the other side. */
function relayOf(connection: Connection, answer: Answer, transaction: number): Relay | undefined {
  return connection.relays.find(
    (relay) =>
      relay.direction !== answer.direction &&
      relay.transaction === transaction &&
      relay.reference === answer.reference &&
      relay.answeredMs < 0,
  );
}
