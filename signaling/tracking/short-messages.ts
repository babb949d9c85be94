// Short messages: an RP-DATA counts when the other side acknowledges it, not when it is sent.
import type { DtapMessage } from "../messages/dtap.ts";
import type { RelayMessage } from "../messages/sms.ts";
import type { Connection, Relay } from "./connections.ts";
import { cellOf } from "./mobility.ts";
import { emit, type Tracker } from "./state.ts";

type ShortMessage = Extract<DtapMessage, { protocol: "shortMessageService" }>;

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
      awaitAnswer(connection, relay);
      break;
    case "rpAck": {
      const acknowledged = take(connection, relay);
      if (acknowledged === undefined) break;
      const type = acknowledged.direction === "up" ? "message.sent" : "message.received";
      const { number } = acknowledged;
      emit(tracker, connection, { type, number, ...cellOf(connection) });
      break;
    }
    case "rpError":
      take(connection, relay);
      break;
    case "rpSmma":
      break;
  }
}

/** Notes a SUBMIT or DELIVER; status reports and the like are no messages of people. */
function awaitAnswer(
  connection: Connection,
  data: Extract<RelayMessage, { message: "rpData" }>,
): void {
  const { direction, reference, userData } = data;
  const number =
    userData.type === "submit"
      ? userData.destinationAddress.address
      : userData.type === "deliver"
        ? userData.originatingAddress.address
        : undefined;
  if (number === undefined) return;
  const others = connection.relays.filter(
    (relay) => relay.direction !== direction || relay.reference !== reference,
  );
  connection.relays = [...others.slice(1 - RELAYS_MAX), { direction, reference, number }];
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
