// Short messages and pushes: relay and transfer layer both ways (3GPP TS 24.011 §5, TS 23.040 §3).
import { hashWords } from "../../domain/hash.ts";
import type { MessageReceived, MessageSent, PushReceived } from "../../domain/subscriber-event.ts";
import { CM_SERVICE_TYPE } from "../../signaling/messages/dtap-tables.ts";
import type { Direction, RelayMessage } from "../../signaling/messages/sms.ts";
import {
  CODING,
  TRANSFER_FLAG,
  type TransferAddress,
  type TransferPdu,
  type UserData,
} from "../../signaling/messages/tpdu.ts";
import { concatenationElement, headerOf } from "../../signaling/messages/user-data-header.ts";
import { clear, FIRST, request, respond } from "./connection.ts";
import type { Step } from "./context.ts";
import { timeStamp } from "./mobility.ts";
import { pushedBy } from "./pushes.ts";
import { GAP, type Gap, type Mark } from "./rungs.ts";

const SMS = { layer: "dtap", protocol: "shortMessageService" } as const;
const SERVICE_CENTRE = { typeOfNumber: 1, numberingPlan: 1, digits: "8613800250500" };
const E164 = 1;
const UNKNOWN_PLAN = 0;
const ALPHANUMERIC = 5;
/** TP-VP: one day, 23.040 §9.2.3.12.1. */
const VALID_FOR_A_DAY = Uint8Array.of(0xa7);
/** RP causes, 24.011 §8.2.5.4: temporary failure; protocol error, unspecified. */
const TEMPORARY_FAILURE = 41;
const PROTOCOL_ERROR = 111;
/** TP-ST: received by the recipient (23.040 §9.2.3.15). */
const RECEIVED = 0;
/** SAPI 3 on the main channel, and the cause "not equipped" (48.008 §3.2.2.5, §3.2.2.25). */
const SMS_DLCI = 3;
const NOT_EQUIPPED = 0x25;
/** Until a message that was not taken is tried again (assumed). */
const RETRY: Gap = [250, 600];
const RETRY_PAGING: Gap = [4_000, 9_000];
/** Until the report on a message comes back (assumed). */
const REPORT: Gap = [500, 1_200];

/** One message and its answer, on a transaction of its own. */
interface Exchange {
  readonly direction: Direction;
  readonly transactionIdentifier: number;
  readonly reference: number;
  readonly pdu: TransferPdu;
  /** RP cause of the refusal; 0 = acknowledged. */
  readonly cause: number;
  readonly gap: Gap;
  readonly mark?: Mark;
}

export function submit(step: Step<MessageSent>): void {
  const { variants, word, event, context } = step;
  request(step, CM_SERVICE_TYPE.shortMessage);
  const flags = TRANSFER_FLAG.relativeValidity;
  const report = variants.statusReport ? TRANSFER_FLAG.statusReportRequest : 0;
  const messageReference = word & 0xff;
  const letter = contentOf(step);
  const destinationAddress = addressOf(step);
  const pdu: TransferPdu = {
    type: "submit",
    flags: flags | report | letter.flags,
    messageReference,
    destinationAddress,
    protocolIdentifier: 0,
    dataCodingScheme: letter.dataCodingScheme,
    validityPeriod: VALID_FOR_A_DAY,
    userData: letter.userData,
  };
  const sent = sendTwice(step, { direction: "up", pdu, cause: TEMPORARY_FAILURE });
  if (variants.statusReport) {
    const statusReport: TransferPdu = {
      type: "statusReport",
      flags: TRANSFER_FLAG.noMoreMessages,
      messageReference,
      recipientAddress: destinationAddress,
      serviceCentreTimeStamp: timeStamp(context.start, event.timeMs),
      dischargeTime: timeStamp(context.start, event.timeMs + 1_000),
      status: RECEIVED,
    };
    exchange(step, {
      direction: "down",
      transactionIdentifier: 0,
      reference: sent.reference,
      pdu: statusReport,
      cause: 0,
      gap: REPORT,
    });
  }
  clear(step);
}

export function deliver(step: Step<MessageReceived>): void {
  if (step.variants.sapiRejected) rejectChannel(step);
  respond(step, step.variants.sapiRejected ? RETRY_PAGING : FIRST);
  const { flags, dataCodingScheme, userData } = contentOf(step);
  const pdu = deliverPdu(step, { flags, dataCodingScheme, userData });
  sendTwice(step, { direction: "down", pdu, cause: PROTOCOL_ERROR });
  clear(step);
}

/** A push to the phone's WAP browser; later parts follow on the same connection. */
export function push(step: Step<PushReceived>): void {
  respond(step);
  const parts = pushedBy(step);
  parts.forEach((userData, index) => {
    const pdu = deliverPdu(step, {
      flags: TRANSFER_FLAG.userDataHeader,
      dataCodingScheme: CODING.octets,
      userData,
    });
    exchange(step, {
      direction: "down",
      transactionIdentifier: index,
      reference: (step.word + index) & 0xff,
      pdu,
      cause: 0,
      gap: GAP.register,
      ...(index === 0 ? { mark: "event" } : {}),
    });
  });
  clear(step);
}

/** Once, or refused first and sent again under another reference. */
function sendTwice(
  step: Step,
  message: { readonly direction: Direction; readonly pdu: TransferPdu; readonly cause: number },
): { readonly reference: number } {
  const fails = step.variants.relayFails;
  const gap = message.direction === "up" ? GAP.radio : GAP.register;
  const reference = step.word & 0xff;
  if (fails) exchange(step, { ...message, transactionIdentifier: 0, reference, gap });
  const last = fails ? (reference + 1) & 0xff : reference;
  exchange(step, {
    ...message,
    transactionIdentifier: fails ? 1 : 0,
    reference: last,
    cause: 0,
    gap: fails ? RETRY : gap,
    mark: "event",
  });
  return { reference: (last + 1) & 0xff };
}

/** CP-DATA with RP-DATA, CP-ACK, and the same with its answer (24.011 §5.2, §6.2). */
function exchange({ rungs }: Step, item: Exchange): void {
  const { direction, transactionIdentifier, reference, pdu, cause, gap, mark } = item;
  const back = direction === "up" ? "down" : "up";
  const there = { ...SMS, transactionIdentifier } as const;
  const answer = { ...there, transactionFlag: true } as const;
  const address =
    direction === "up"
      ? { destinationAddress: SERVICE_CENTRE }
      : { originatorAddress: SERVICE_CENTRE };
  const relay: RelayMessage = {
    message: "rpData",
    direction,
    reference,
    ...address,
    userData: pdu,
  };
  const answered: RelayMessage =
    cause === 0
      ? { message: "rpAck", direction: back, reference }
      : { message: "rpError", direction: back, reference, cause };
  const dt1 = { sccp: "DT1" } as const;
  const acknowledged = direction === "up" ? GAP.machine : GAP.radio;
  const reply = direction === "up" ? GAP.distant : GAP.radio;
  rungs.add(gap, {
    ...dt1,
    direction,
    bssap: { ...there, message: "cpData", cpUserData: relay },
  });
  rungs.add(acknowledged, { ...dt1, direction: back, bssap: { ...answer, message: "cpAck" } });
  rungs.add(
    reply,
    { ...dt1, direction: back, bssap: { ...answer, message: "cpData", cpUserData: answered } },
    mark,
  );
  rungs.add(direction === "up" ? GAP.radio : GAP.machine, {
    ...dt1,
    direction,
    bssap: { ...there, message: "cpAck" },
  });
}

/** A first attempt that fails, as the phone's channel for messages does not come up. */
function rejectChannel(step: Step<MessageReceived>): void {
  const { rungs, word } = step;
  respond(step);
  const { flags, dataCodingScheme, userData } = contentOf(step);
  rungs.down(GAP.register, {
    ...SMS,
    transactionIdentifier: 0,
    message: "cpData",
    cpUserData: {
      message: "rpData",
      direction: "down",
      reference: word & 0xff,
      originatorAddress: SERVICE_CENTRE,
      userData: deliverPdu(step, { flags, dataCodingScheme, userData }),
    },
  });
  rungs.up(GAP.radio, {
    layer: "bssmap",
    message: "sapiNReject",
    dlci: SMS_DLCI,
    cause: NOT_EQUIPPED,
  });
  clear(step);
}

interface Content {
  readonly flags: number;
  readonly dataCodingScheme: number;
  readonly userData: UserData;
}

function deliverPdu(step: Step<MessageReceived | PushReceived>, content: Content): TransferPdu {
  const { event, context } = step;
  return {
    type: "deliver",
    flags: TRANSFER_FLAG.noMoreMessages | content.flags,
    originatingAddress: addressOf(step),
    protocolIdentifier: 0,
    dataCodingScheme: content.dataCodingScheme,
    serviceCentreTimeStamp: timeStamp(context.start, event.timeMs - 3_000),
    userData: content.userData,
  };
}

/** The text of this event's part, with the header that says which part it is. */
function contentOf({ event, context, word }: Step<MessageSent | MessageReceived>): Content {
  const text = context.spoken.textOf(event);
  const body = typeof text === "string" ? { text } : { octets: text };
  const dataCodingScheme = CODING[event.coding];
  if (event.parts === 1) return { flags: 0, dataCodingScheme, userData: body };
  const { part, parts } = event;
  const reference = context.concatenation ?? hashWords(word, parts) & 0xff;
  const header = headerOf([concatenationElement({ reference, part, parts })]);
  return {
    flags: TRANSFER_FLAG.userDataHeader,
    dataCodingScheme,
    userData: { header, ...body },
  };
}

function addressOf({
  event,
  context,
}: Step<MessageSent | MessageReceived | PushReceived>): TransferAddress {
  const { digits, typeOfNumber = 0 } = context.spoken.numberOf(event);
  const numberingPlan = typeOfNumber === ALPHANUMERIC ? UNKNOWN_PLAN : E164;
  return { typeOfNumber, numberingPlan, address: digits };
}
