// Call control: from SETUP to the first release message, each event once per call.
import { NO_TOKEN } from "../../domain/identity.ts";
import {
  carrierPrefixOf,
  otherParty,
  type SignalledNumber,
  serviceOf,
} from "../../domain/number-plan.ts";
import type { DtapMessage } from "../messages/dtap.ts";
import {
  CALL_CAUSE,
  isRefusal,
  PROGRESS_DESCRIPTION,
  type ProgressIndicator,
} from "../messages/dtap-elements.ts";
import type { Direction } from "../messages/sms.ts";
import { conclude, concludeAttempt } from "./attribution.ts";
import type { Call, Connection } from "./connection.ts";
import type { Links } from "./links.ts";
import { hashOctets, isRepeated, KEY_REPEAT_MS } from "./repeats.ts";

type CallMessage = Extract<DtapMessage, { protocol: "callControl" }>;
type SetUp = Extract<CallMessage, { message: "setup" | "emergencySetup" }>;

/** Calls of one connection: TI values 0–6 from either side. */
const CALLS_MAX = 14;
/** Keys of one call that are remembered, for menus. */
const KEYS_MAX = 64;
const NOBODY: SignalledNumber = { digits: "" };

export function onCallControl(
  links: Links,
  connection: Connection,
  message: CallMessage,
  direction: Direction,
): void {
  switch (message.message) {
    case "setup":
    case "emergencySetup":
      onSetUp(links, connection, message, direction);
      break;
    case "alerting":
    case "callProceeding":
    case "progress":
    case "connect":
    case "connectAcknowledge": {
      const call = callOf(connection, message, direction);
      if (call !== undefined) onProgress(links, connection, call, message, direction);
      break;
    }
    case "startDtmf": {
      const call = direction === "up" ? callOf(connection, message, direction) : undefined;
      if (call !== undefined) onKey(links, connection, call, message.keypadFacility);
      break;
    }
    case "disconnect":
    case "release":
    case "releaseComplete": {
      const call = callOf(connection, message, direction);
      if (call === undefined) break;
      if (message.message === "disconnect") {
        announce(links, connection, call, message.progressIndicator, direction);
      }
      const cause = message.cause?.value ?? CALL_CAUSE.normalUnspecified;
      release(links, connection, call, cause, direction === "up");
      break;
    }
  }
}

/** A connection ended, not by a handover: its calls are over, whatever the network said. */
export function releaseCalls(links: Links, connection: Connection): void {
  for (const call of connection.calls) {
    release(links, connection, call, CALL_CAUSE.interworkingUnspecified, false);
  }
}

/** Calls go on on another connection, as far as there is room; those beyond are over. */
export function moveCalls(links: Links, target: Connection, source: Connection): void {
  const all = [...source.calls, ...target.calls];
  source.calls = [];
  target.calls = all.slice(0, CALLS_MAX);
  for (const call of all.slice(CALLS_MAX)) {
    release(links, target, call, CALL_CAUSE.interworkingUnspecified, false);
  }
}

function onSetUp(links: Links, connection: Connection, message: SetUp, direction: Direction): void {
  const opening = hashOctets(links.octets);
  const before = callOf(connection, message, direction);
  if (before?.opening === opening) {
    links.counts.repeated++;
    return;
  }
  if (isRepeated(links, connection) || connection.closing) return;
  // The transaction has a new call: the end of the one before was lost.
  if (before !== undefined) {
    release(links, connection, before, CALL_CAUSE.interworkingUnspecified, false);
  }
  if (connection.calls.length >= CALLS_MAX) return;
  const originated = direction === "up";
  const signalled = signalledNumber(message, originated);
  const party = otherParty(links.numbers, links.tokenise, signalled);
  const call: Call = {
    transaction: transactionOf(message, direction),
    opening,
    direction: originated ? "originated" : "terminated",
    party,
    menu: party.number !== "" && serviceOf(links.numbers, party.number)?.menu === true,
    setUpMs: links.timeMs,
    alerted: false,
    answered: false,
    announced: false,
    keys: "",
  };
  connection.calls = [...connection.calls, call];
  const { lac, ci } = connection;
  const carrierPrefix = originated ? carrierPrefixOf(links.numbers, signalled.digits) : "";
  const type = "call.setUp";
  conclude(links, connection, {
    type,
    lac,
    ci,
    direction: call.direction,
    ...party,
    carrierPrefix,
  });
}

function signalledNumber(message: SetUp, originated: boolean): SignalledNumber {
  if (message.message === "emergencySetup") return NOBODY;
  return (originated ? message.calledPartyBcdNumber : message.callingPartyBcdNumber) ?? NOBODY;
}

/** CONNECT ACKNOWLEDGE tells of a CONNECT that the tap missed; ALERTING after it is out of order. */
function onProgress(
  links: Links,
  connection: Connection,
  call: Call,
  message: Extract<
    CallMessage,
    { message: "alerting" | "callProceeding" | "progress" | "connect" | "connectAcknowledge" }
  >,
  direction: Direction,
): void {
  const { lac, ci } = connection;
  if ("progressIndicator" in message) {
    announce(links, connection, call, message.progressIndicator, direction);
  }
  if (message.message === "alerting" && !call.alerted && !call.answered) {
    call.alerted = true;
    conclude(links, connection, { type: "call.alerted", lac, ci });
  } else if (
    (message.message === "connect" || message.message === "connectAcknowledge") &&
    !call.answered
  ) {
    call.answered = true;
    conclude(links, connection, { type: "call.answered", lac, ci });
  }
}

/** The phone is told, once per call, that what it hears is no ring-back tone or person. */
function announce(
  links: Links,
  connection: Connection,
  call: Call,
  progress: ProgressIndicator | Uint8Array | undefined,
  direction: Direction,
): void {
  if (direction !== "down" || call.announced) return;
  if (progress === undefined || progress instanceof Uint8Array) return;
  const { description } = progress;
  const { notEndToEnd, inBandInformation } = PROGRESS_DESCRIPTION;
  if (description !== notEndToEnd && description !== inBandInformation) return;
  call.announced = true;
  const { lac, ci } = connection;
  conclude(links, connection, { type: "announcement.heard", lac, ci, description });
}

function onKey(links: Links, connection: Connection, call: Call, key: string): void {
  if (!call.alerted && !call.answered) return;
  if (isRepeated(links, connection, KEY_REPEAT_MS)) return;
  if (call.menu && call.keys.length < KEYS_MAX) call.keys += key;
  const { lac, ci } = connection;
  const phase = call.answered ? "talking" : "ringing";
  const { number } = call.party;
  conclude(links, connection, { type: "key.pressed", lac, ci, phase, number, path: call.keys });
}

function release(
  links: Links,
  connection: Connection,
  call: Call,
  cause24008: number,
  byPhone: boolean,
): void {
  connection.calls = connection.calls.filter((other) => other !== call);
  const { lac, ci } = connection;
  conclude(links, connection, { type: "call.released", lac, ci, cause24008 });
  if (call.answered) return;
  const { alerted, party, setUpMs } = call;
  if (call.direction === "originated") {
    if (party.peer === NO_TOKEN) return;
    concludeAttempt(links, connection, { number: party.peer, setUpMs, alerted, cause24008 });
    return;
  }
  const why = isRefusal(cause24008) && byPhone ? "rejected" : "noAnswer";
  if (why === "noAnswer" && !alerted) return;
  conclude(links, connection, { type: "call.missed", lac, ci, why, ...party });
}

function callOf(
  connection: Connection,
  message: CallMessage,
  direction: Direction,
): Call | undefined {
  const { calls } = connection;
  if (calls.length === 0) return undefined;
  const transaction = transactionOf(message, direction);
  for (const call of calls) if (call.transaction === transaction) return call;
  return undefined;
}

/** Flag 0 = the sender allocated the identifier, so both directions name the same transaction. */
export function transactionOf(
  message: { readonly transactionIdentifier: number; readonly transactionFlag?: true },
  direction: Direction,
): number {
  const byPhone = (direction === "up") !== (message.transactionFlag === true);
  return message.transactionIdentifier * 2 + (byPhone ? 1 : 0);
}
