// The ladder of A-interface messages behind each subscriber event (3GPP TS 24.008, 24.011, 48.008).
import { hashWords } from "../domain/hash.ts";
import type { CallDirection, SubscriberEvent } from "../domain/subscriber-event.ts";
import { civilDate, DAY_MS, dayOf, timeOfDay } from "../domain/time.ts";
import { CM_SERVICE_TYPE, LOCATION_UPDATING_TYPE } from "../signaling/messages/dtap-tables.ts";
import { OPERATION, USSD_GSM_7BIT, ussdRequest } from "../signaling/messages/facility.ts";
import { IDENTITY_TYPE } from "../signaling/messages/mobile-identity.ts";
import { serviceCentreTimeStamp, type TransferAddress } from "../signaling/messages/tpdu.ts";
import { CAUSE } from "./days/talk.ts";
import { CLASSMARK_1, Ladder, NO_KEY, type Party, type WireMessage } from "./ladders.ts";
import { MESSAGE_TEXTS } from "./people-tables.ts";

export type { Party, WireMessage } from "./ladders.ts";

/** The longest time from a ladder's first message to its event, ms. */
export const LADDER_LEAD_MS = 3_000;

export interface LadderContext {
  readonly party: Party;
  /** ISO date of day 0, for time stamps. */
  readonly start: string;
  /** Of the call that alerting, answer, handover and release belong to. */
  readonly direction: CallDirection;
}

/** Speech full rate, 24.008 §10.5.4.5; 48.008 §3.2.2.11. */
const BEARER_SPEECH = Uint8Array.of(0x60, 0x02, 0x00, 0x81);
const CHANNEL_SPEECH = Uint8Array.of(0x01, 0x08, 0x01);
const SERVICE_CENTRE = { typeOfNumber: 1, numberingPlan: 1, digits: "8613800250500" };
const E164 = { typeOfNumber: 0, numberingPlan: 1 };
/** Cause "better cell", 48.008 §3.2.2.5. */
const BETTER_CELL = 0x0c;
/** Location "public network serving the local user" and "user" (24.008 §10.5.4.11). */
const BY_NETWORK = 2;
const BY_USER = 0;
const VALID_FOR_A_DAY = Uint8Array.of(0xa7);
const CHINA_QUARTER_HOURS = 32;

const MM = { layer: "dtap", protocol: "mobilityManagement" } as const;
const CC = { layer: "dtap", protocol: "callControl" } as const;
const SMS = { layer: "dtap", protocol: "shortMessageService" } as const;
const SS = { layer: "dtap", protocol: "supplementaryServices" } as const;

/**
 * The messages of one event in order of time; the one that concludes it has exactly the event's
 * time. A call's events share one connection: its first ladder opens it, its last one ends it, and
 * `handset.seen` falls into a connection that another event opens. `call.missed` has no message of
 * its own: it shows on the caller's leg.
 */
export function ladder(event: SubscriberEvent, context: LadderContext): readonly WireMessage[] {
  const word = hashWords(event.subscriber, event.sequence, event.timeMs % DAY_MS);
  const rungs = new Ladder(context.party, event, word);
  const originated = context.direction === "originated";
  switch (event.type) {
    case "power.turnedOn":
      updateLocation(rungs, event, event.fromLac === event.lac ? "imsiAttach" : "normal");
      break;
    case "location.updated":
      updateLocation(rungs, event, event.updatingType);
      break;
    case "power.turnedOff":
      detach(rungs);
      break;
    case "handset.seen":
      identify(rungs, event);
      break;
    case "call.setUp":
      if (event.direction === "originated") setUpOriginated(rungs, event.number);
      else setUpTerminated(rungs, event.number);
      break;
    case "call.alerted":
      fromCalled(rungs, context.direction, "alerting");
      break;
    case "call.answered":
      fromCalled(rungs, context.direction, "connect");
      rungs.add(60, originated ? "up" : "down", "DT1", {
        ...CC,
        message: "connectAcknowledge",
        transactionIdentifier: 0,
      });
      break;
    case "call.handedOver":
      rungs.up(0, {
        layer: "bssmap",
        message: "handoverPerformed",
        cause: BETTER_CELL,
        cellIdentifier: rungs.cell,
      });
      break;
    case "call.released":
      release(rungs, context, event.cause24008);
      break;
    case "message.sent":
      submit(rungs, event.number, word);
      break;
    case "message.received":
      deliver(rungs, event, context, word);
      break;
    case "ussd.requested":
      query(rungs, event.code, word);
      break;
    case "call.missed":
      break;
  }
  return rungs.messages;
}

function updateLocation(
  rungs: Ladder,
  { fromLac, lac }: { readonly fromLac: number; readonly lac: number },
  type: keyof typeof LOCATION_UPDATING_TYPE,
): void {
  const mobileIdentity = { type: "tmsi", tmsi: rungs.party.tmsi } as const;
  rungs.open(-1_300, {
    ...MM,
    message: "locationUpdatingRequest",
    locationUpdatingType: LOCATION_UPDATING_TYPE[type],
    cipheringKeySequenceNumber: NO_KEY,
    locationAreaIdentification: rungs.areaOf(fromLac),
    mobileStationClassmark1: CLASSMARK_1,
    mobileIdentity,
  });
  rungs.authenticate(-1_180);
  rungs.down(0, {
    ...MM,
    message: "locationUpdatingAccept",
    locationAreaIdentification: rungs.areaOf(lac),
    mobileIdentity,
  });
  rungs.up(150, { ...MM, message: "tmsiReallocationComplete" });
  rungs.clear(220);
}

/** With its IMSI: the tap may have begun after the phone was given its TMSI. */
function detach(rungs: Ladder): void {
  rungs.open(0, {
    ...MM,
    message: "imsiDetachIndication",
    mobileStationClassmark1: CLASSMARK_1,
    mobileIdentity: { type: "imsi", digits: rungs.party.imsi },
  });
  rungs.clear(120);
}

function identify(
  rungs: Ladder,
  { tac, serial }: { readonly tac: number; readonly serial: number },
): void {
  rungs.down(-180, { ...MM, message: "identityRequest", identityType: IDENTITY_TYPE.imeisv });
  const digits = `${String(tac).padStart(8, "0")}${String(serial).padStart(6, "0")}01`;
  rungs.up(0, { ...MM, message: "identityResponse", mobileIdentity: { type: "imeisv", digits } });
}

function setUpOriginated(rungs: Ladder, number: string): void {
  rungs.request(-1_300, CM_SERVICE_TYPE.originatedCall);
  rungs.up(0, {
    ...CC,
    message: "setup",
    transactionIdentifier: 0,
    bearerCapability: BEARER_SPEECH,
    calledPartyBcdNumber: { ...E164, digits: number },
  });
  rungs.down(60, {
    ...CC,
    message: "callProceeding",
    transactionIdentifier: 0,
    transactionFlag: true,
  });
  assign(rungs, 150);
}

function setUpTerminated(rungs: Ladder, number: string): void {
  rungs.respond(-1_500);
  const callingPartyBcdNumber = { ...E164, digits: number };
  rungs.down(0, {
    ...CC,
    message: "setup",
    transactionIdentifier: 0,
    bearerCapability: BEARER_SPEECH,
    callingPartyBcdNumber,
  });
  rungs.up(150, {
    ...CC,
    message: "callConfirmed",
    transactionIdentifier: 0,
    transactionFlag: true,
  });
  assign(rungs, 200);
}

/** A traffic channel, in 350 ms. */
function assign(rungs: Ladder, offsetMs: number): void {
  const circuitIdentityCode = rungs.party.tmsi & 0x1fff;
  rungs.down(offsetMs, {
    layer: "bssmap",
    message: "assignmentRequest",
    channelType: CHANNEL_SPEECH,
    circuitIdentityCode,
  });
  rungs.up(offsetMs + 350, { layer: "bssmap", message: "assignmentComplete", circuitIdentityCode });
}

/** What the called phone says comes down to the caller, who allocated the transaction; up otherwise. */
function fromCalled(
  rungs: Ladder,
  direction: CallDirection,
  message: "alerting" | "connect",
): void {
  const said = { ...CC, message, transactionIdentifier: 0, transactionFlag: true } as const;
  if (direction === "originated") rungs.down(0, said);
  else rungs.up(0, said);
}

/** Normal clearing comes from the caller, user busy from the called party, the rest from the network. */
function release(rungs: Ladder, { direction }: LadderContext, value: number): void {
  const originated = direction === "originated";
  const byPhone =
    value === CAUSE.normalClearing ? originated : value === CAUSE.userBusy && !originated;
  const cause = { value, location: byPhone ? BY_USER : BY_NETWORK };
  const head = { ...CC, transactionIdentifier: 0 } as const;
  const first = byPhone ? "up" : "down";
  const second = byPhone ? "down" : "up";
  const flag = (way: "up" | "down"): { readonly transactionFlag?: true } =>
    (way === "up") === originated ? {} : { transactionFlag: true };
  rungs.add(0, first, "DT1", { ...head, ...flag(first), message: "disconnect", cause });
  rungs.add(60, second, "DT1", { ...head, ...flag(second), message: "release", cause });
  rungs.add(130, first, "DT1", { ...head, ...flag(first), message: "releaseComplete" });
  rungs.clear(200);
}

function submit(rungs: Ladder, number: string, word: number): void {
  rungs.request(-2_900, CM_SERVICE_TYPE.shortMessage);
  const reference = word & 0xff;
  const down = { ...SMS, transactionIdentifier: 0, transactionFlag: true } as const;
  const up = { ...SMS, transactionIdentifier: 0 } as const;
  rungs.up(-2_000, {
    ...up,
    message: "cpData",
    cpUserData: {
      message: "rpData",
      direction: "up",
      reference,
      destinationAddress: SERVICE_CENTRE,
      userData: {
        type: "submit",
        flags: RELATIVE_VALIDITY,
        messageReference: reference,
        destinationAddress: addressOf(number),
        protocolIdentifier: 0,
        dataCodingScheme: 0,
        validityPeriod: VALID_FOR_A_DAY,
        userData: { text: textOf(word) },
      },
    },
  });
  rungs.down(-1_900, { ...down, message: "cpAck" });
  rungs.down(0, {
    ...down,
    message: "cpData",
    cpUserData: { message: "rpAck", direction: "down", reference },
  });
  rungs.up(120, { ...up, message: "cpAck" });
  rungs.clear(220);
}

const RELATIVE_VALIDITY = 0x10;
const NO_MORE_MESSAGES = 0x04;

function deliver(
  rungs: Ladder,
  event: { readonly timeMs: number; readonly number: string },
  { start }: LadderContext,
  word: number,
): void {
  rungs.respond(-2_950);
  const reference = word & 0xff;
  const down = { ...SMS, transactionIdentifier: 0 } as const;
  const up = { ...SMS, transactionIdentifier: 0, transactionFlag: true } as const;
  rungs.down(-1_700, {
    ...down,
    message: "cpData",
    cpUserData: {
      message: "rpData",
      direction: "down",
      reference,
      originatorAddress: SERVICE_CENTRE,
      userData: {
        type: "deliver",
        flags: NO_MORE_MESSAGES,
        originatingAddress: addressOf(event.number),
        protocolIdentifier: 0,
        dataCodingScheme: 0,
        serviceCentreTimeStamp: timeStamp(start, event.timeMs - 2_950),
        userData: { text: textOf(word) },
      },
    },
  });
  rungs.up(-1_500, { ...up, message: "cpAck" });
  rungs.up(0, {
    ...up,
    message: "cpData",
    cpUserData: { message: "rpAck", direction: "up", reference },
  });
  rungs.down(90, { ...down, message: "cpAck" });
  rungs.clear(180);
}

function query(rungs: Ladder, code: string, word: number): void {
  rungs.request(-880, CM_SERVICE_TYPE.supplementaryService);
  rungs.up(0, {
    ...SS,
    message: "register",
    transactionIdentifier: 0,
    facility: ussdRequest(code),
    ssVersion: Uint8Array.of(0),
  });
  const text = `Balance ${word % 200}.${String(word % 97).padStart(2, "0")} yuan`;
  rungs.down(1_500, {
    ...SS,
    message: "releaseComplete",
    transactionIdentifier: 0,
    transactionFlag: true,
    facility: {
      component: "returnResultLast",
      invokeId: 1,
      operation: OPERATION.processUnstructuredSsRequest,
      ussd: { dataCodingScheme: USSD_GSM_7BIT, text },
    },
  });
  rungs.clear(1_600);
}

function addressOf(address: string): TransferAddress {
  return { ...E164, address };
}

function textOf(word: number): string {
  return MESSAGE_TEXTS[word % MESSAGE_TEXTS.length]!;
}

/** TP-SCTS in China standard time. */
function timeStamp(start: string, timeMs: number): Uint8Array {
  const { year, month, day } = civilDate(start, dayOf(timeMs))!;
  const seconds = Math.floor(timeOfDay(timeMs) / 1000);
  return serviceCentreTimeStamp({
    year,
    month,
    day,
    hour: Math.floor(seconds / 3600),
    minute: Math.floor(seconds / 60) % 60,
    second: seconds % 60,
    quarterHours: CHINA_QUARTER_HOURS,
  });
}
