// Short messages: an RP-DATA counts when the other side acknowledges it, not when it is sent.
import { otherParty, serviceOf } from "../../domain/number-plan.ts";
import type { MessageShape, TEXT_CODINGS } from "../../domain/subscriber-event.ts";
import type { DtapMessage } from "../messages/dtap.ts";
import type { RelayMessage } from "../messages/sms.ts";
import type { TransferAddress, TransferPdu, UserData } from "../messages/tpdu.ts";
import type { Connection, Relay } from "./connections.ts";
import { cellOf } from "./mobility.ts";
import { emit, type Tracker } from "./state.ts";

type ShortMessage = Extract<DtapMessage, { protocol: "shortMessageService" }>;
type Letter = Extract<TransferPdu, { type: "submit" | "deliver" }>;

/** RP-DATA of one connection that wait for their acknowledgement. */
const RELAYS_MAX = 8;

export function onShortMessage(
  tracker: Tracker,
  connection: Connection,
  message: ShortMessage,
): void {
  if (message.message !== "cpData") return;
  const relay = message.cpUserData;
  switch (relay.message) {
    case "rpData":
      awaitAnswer(tracker, connection, relay);
      break;
    case "rpAck": {
      const acknowledged = take(connection, relay);
      if (acknowledged === undefined) break;
      const { party, shape, keyword } = acknowledged;
      const cell = cellOf(connection);
      emit(
        tracker,
        connection,
        acknowledged.direction === "up"
          ? { type: "message.sent", ...party, ...shape, keyword, ...cell }
          : { type: "message.received", ...party, ...shape, ...cell },
      );
      break;
    }
    case "rpError":
      take(connection, relay);
      break;
    default:
      break;
  }
}

/** Notes a SUBMIT or DELIVER; status reports and the like are no messages of people. */
function awaitAnswer(
  tracker: Tracker,
  connection: Connection,
  data: Extract<RelayMessage, { message: "rpData" }>,
): void {
  const { direction, reference, userData } = data;
  if (userData.type !== "submit" && userData.type !== "deliver") return;
  const address =
    userData.type === "submit" ? userData.destinationAddress : userData.originatingAddress;
  const party = otherParty(tracker.numbers, tracker.tokenise, signalled(address));
  const shape = shapeOf(tracker, userData);
  const text = userData.userData.text ?? "";
  const service = party.number === "" ? undefined : serviceOf(tracker.numbers, party.number);
  const keyword = direction === "up" ? (service?.keywords[text.trim().toUpperCase()] ?? "") : "";
  const others = connection.relays.filter(
    (relay) => relay.direction !== direction || relay.reference !== reference,
  );
  const relay = { direction, reference, party, shape, keyword };
  connection.relays = [...others.slice(1 - RELAYS_MAX), relay];
}

function signalled({ address, typeOfNumber }: TransferAddress) {
  return { digits: address, typeOfNumber };
}

function shapeOf({ tokenise }: Tracker, { dataCodingScheme, userData }: Letter): MessageShape {
  const text = userData.text ?? hexOf(userData.octets);
  const length = userData.text?.length ?? userData.octets?.length ?? 0;
  const coding = userData.text === undefined ? "octets" : codingOf(dataCodingScheme);
  return { body: tokenise("body", text), length, coding, ...partOf(userData) };
}

function hexOf(octets: Uint8Array | undefined): string {
  return Array.from(octets ?? [], (octet) => octet.toString(16).padStart(2, "0")).join("");
}

/** 3GPP TS 23.038 §4: UCS2 in group 14, or by bits 4 and 3 of a general scheme. */
function codingOf(scheme: number): (typeof TEXT_CODINGS)[number] {
  const ucs2 = scheme >>> 4 === 0xe || (scheme < 0x80 && ((scheme >>> 2) & 3) === 2);
  return ucs2 ? "ucs2" : "gsm7";
}

/** Concatenation, 3GPP TS 23.040 §9.2.3.24.1 and .8: reference of 8 or 16 bits. */
function partOf({ header }: UserData): { readonly part: number; readonly parts: number } {
  for (let at = 0; header !== undefined && at + 1 < header.length; at += 2 + header[at + 1]!) {
    const [name, length] = [header[at]!, header[at + 1]!];
    const after = at + 2 + length;
    const concatenated = (name === 0 && length === 3) || (name === 8 && length === 4);
    if (!concatenated || after > header.length) continue;
    const [parts, part] = [header[after - 2]!, header[after - 1]!];
    if (part >= 1 && part <= parts) return { part, parts };
  }
  return { part: 1, parts: 1 };
}

/** The RP-DATA that an acknowledgement or error answers: same reference, other direction. */
function take(connection: Connection, answer: RelayMessage): Relay | undefined {
  const found = connection.relays.find(
    (relay) => relay.direction !== answer.direction && relay.reference === answer.reference,
  );
  if (found !== undefined) {
    connection.relays = connection.relays.filter((relay) => relay !== found);
  }
  return found;
}
