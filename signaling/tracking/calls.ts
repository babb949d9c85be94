// Call control and USSD: from SETUP to the first release message, each event once per call.
import { NO_TOKEN } from "../../domain/identity.ts";
import { carrierPrefixOf, otherParty } from "../../domain/number-plan.ts";
import type { DtapMessage } from "../messages/dtap.ts";
import { OPERATION } from "../messages/facility.ts";
import type { Direction } from "../messages/sms.ts";
import type { Call, Connection } from "./connections.ts";
import { cellOf } from "./mobility.ts";
import { emit, type Tracker } from "./state.ts";

type CallMessage = Extract<DtapMessage, { protocol: "callControl" }>;
type ServiceMessage = Extract<DtapMessage, { protocol: "supplementaryServices" }>;

/** Calls of one connection: TI values 0–6 from either side. */
const CALLS_MAX = 14;
/** Cause 31 "normal, unspecified": the release message names no cause (TS 24.008 §10.5.4.11). */
const NORMAL_UNSPECIFIED = 31;
/** Cause 127 "interworking, unspecified": the connection ended before any release message. */
const INTERWORKING_UNSPECIFIED = 127;

export function onCallControl(
  tracker: Tracker,
  connection: Connection,
  message: CallMessage,
  direction: Direction,
): void {
  switch (message.message) {
    case "setup":
    case "emergencySetup":
      onSetUp(tracker, connection, message, direction);
      break;
    case "alerting": {
      const call = callOf(connection, message, direction);
      if (call === undefined || call.alerted) break;
      call.alerted = true;
      emit(tracker, connection, { type: "call.alerted", ...cellOf(connection) });
      break;
    }
    case "connect": {
      const call = callOf(connection, message, direction);
      if (call === undefined || call.answered) break;
      call.answered = true;
      emit(tracker, connection, { type: "call.answered", ...cellOf(connection) });
      break;
    }
    case "disconnect":
    case "release":
    case "releaseComplete": {
      const call = callOf(connection, message, direction);
      const cause = message.cause?.value ?? NORMAL_UNSPECIFIED;
      if (call !== undefined) release(tracker, connection, call, cause);
      break;
    }
  }
}

/** REGISTER from the phone with processUnstructuredSS-Request. */
export function onSupplementaryService(
  tracker: Tracker,
  connection: Connection,
  message: ServiceMessage,
  direction: Direction,
): void {
  if (message.message !== "register" || direction !== "up") return;
  const { facility } = message;
  if (facility?.component !== "invoke" || !("ussd" in facility)) return;
  if (facility.operation !== OPERATION.processUnstructuredSsRequest) return;
  const { text } = facility.ussd;
  emit(tracker, connection, {
    type: "ussd.requested",
    code: tracker.numbers.codes.includes(text) ? text : "",
    ...cellOf(connection),
  });
}

/** A connection ended, not by a handover: its calls are over, whatever the network said. */
export function releaseOpenCalls(tracker: Tracker, connection: Connection): void {
  for (const call of [...connection.calls]) {
    release(tracker, connection, call, INTERWORKING_UNSPECIFIED);
  }
}

function onSetUp(
  tracker: Tracker,
  connection: Connection,
  message: Extract<CallMessage, { message: "setup" | "emergencySetup" }>,
  direction: Direction,
): void {
  if (callOf(connection, message, direction) !== undefined) return;
  if (connection.calls.length >= CALLS_MAX) return;
  const originated = direction === "up";
  const party =
    message.message === "emergencySetup"
      ? undefined
      : originated
        ? message.calledPartyBcdNumber
        : message.callingPartyBcdNumber;
  const signalled = party ?? { digits: "" };
  const other = otherParty(tracker.numbers, tracker.tokenise, signalled);
  const call: Call = {
    transaction: transactionOf(message, direction),
    direction: originated ? "originated" : "terminated",
    peer: other.peer,
    alerted: false,
    answered: false,
  };
  connection.calls.push(call);
  const { direction: way } = call;
  const carrierPrefix = originated ? carrierPrefixOf(tracker.numbers, signalled.digits) : "";
  const cell = cellOf(connection);
  emit(tracker, connection, {
    type: "call.setUp",
    direction: way,
    ...other,
    carrierPrefix,
    ...cell,
  });
}

function release(tracker: Tracker, connection: Connection, call: Call, cause24008: number): void {
  connection.calls.splice(connection.calls.indexOf(call), 1);
  const event = { type: "call.released" as const, cause24008, ...cellOf(connection) };
  const rang = call.alerted || call.answered || call.direction === "terminated";
  emit(tracker, connection, event, rang || call.peer === NO_TOKEN ? undefined : call.peer);
}

function callOf(
  connection: Connection,
  message: CallMessage,
  direction: Direction,
): Call | undefined {
  const transaction = transactionOf(message, direction);
  return connection.calls.find((call) => call.transaction === transaction);
}

/** Flag 0 = the sender allocated the identifier, so both directions name the same transaction. */
function transactionOf(message: CallMessage, direction: Direction): number {
  const byPhone = (direction === "up") !== (message.transactionFlag === true);
  return message.transactionIdentifier * 2 + (byPhone ? 1 : 0);
}
