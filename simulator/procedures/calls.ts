// Calls from SETUP to the cleared connection, seen at either phone (3GPP TS 24.008 §5).
import type {
  AnnouncementHeard,
  CallAlerted,
  CallAnswered,
  CallReleased,
  CallSetUp,
  KeyPressed,
} from "../../domain/subscriber-event.ts";
import { numberChanged } from "../../signaling/messages/dtap-elements.ts";
import { type CallCause, CM_SERVICE_TYPE } from "../../signaling/messages/dtap-tables.ts";
import type { Direction } from "../../signaling/messages/sms.ts";
import { clear, request, respond } from "./connection.ts";
import type { CallAtHand, Step } from "./context.ts";
import {
  algorithmOf,
  BEARER_FROM_NETWORK,
  BEARER_FROM_PHONE,
  bscOf,
  CHANNEL_TYPE,
  CHOSEN_CODEC,
  CHOSEN_SPEECH_VERSION,
  CODECS,
  callIdentifierOf,
  circuitOf,
  isOverIp,
  SPEECH_ON_FULL_RATE,
  transportAddressOf,
} from "./radio.ts";
import { GAP, type Gap } from "./rungs.ts";

export const CC = { layer: "dtap", protocol: "callControl", transactionIdentifier: 0 } as const;

/** Cause values, 24.008 §10.5.4.11. */
export const CAUSE = {
  normalClearing: 16,
  userBusy: 17,
  callRejected: 21,
  numberChanged: 22,
  resourcesUnavailable: 47,
  interworking: 127,
} as const;
/** Locations "user" and "public network serving the local user" (24.008 §10.5.4.11). */
const BY_USER = 0;
const BY_NETWORK = 2;
/** Coding standard "GSM", 24.008 §10.5.4.21. */
const GSM_CODING = 3;
/** Assignment failure: no radio resource available (48.008 §3.2.2.5). */
const NO_RADIO_RESOURCE = 0x21;
/** Clear request: radio interface failure (48.008 §3.2.2.5). */
const RADIO_INTERFACE_FAILURE = 0x01;
/** Number that a changed one gave way to; nobody has it. */
const NEW_NUMBER = { typeOfNumber: 2, numberingPlan: 1, digits: "13800000000" };
/** How long a key is held down (assumed). */
const KEY_HELD: Gap = [60, 240];

export function setUp(step: Step<CallSetUp>): void {
  const { rungs, event, context } = step;
  const { digits, typeOfNumber = 0 } = context.spoken.numberOf(event);
  const number = { typeOfNumber, numberingPlan: 1, digits };
  if (event.direction === "originated") {
    request(step, CM_SERVICE_TYPE.originatedCall);
    rungs.up(
      GAP.radio,
      {
        ...CC,
        message: "setup",
        bearerCapability: BEARER_FROM_PHONE,
        calledPartyBcdNumber: number,
      },
      "event",
    );
    rungs.down(GAP.machine, { ...CC, message: "callProceeding", transactionFlag: true });
  } else {
    respond(step);
    rungs.down(
      GAP.register,
      {
        ...CC,
        message: "setup",
        bearerCapability: BEARER_FROM_NETWORK,
        ...(digits === "" ? {} : { callingPartyBcdNumber: number }),
      },
      "event",
    );
    rungs.up(GAP.radio, { ...CC, message: "callConfirmed", transactionFlag: true });
  }
  assign(step);
}

/** A traffic channel, on a circuit or over IP (48.008 §3.1.1). */
function assign({ rungs, event, variants, word }: Step<CallSetUp>): void {
  const overIp = variants.overIp ?? isOverIp(event.lac);
  const circuit = { circuitIdentityCode: circuitOf(word) };
  rungs.down(GAP.machine, {
    layer: "bssmap",
    message: "assignmentRequest",
    channelType: CHANNEL_TYPE,
    ...(overIp
      ? {
          aoipTransportLayerAddress: transportAddressOf(0, word),
          speechCodecList: CODECS,
          callIdentifier: callIdentifierOf({ word }),
        }
      : circuit),
  });
  if (variants.assignmentFails) {
    const cause = NO_RADIO_RESOURCE;
    rungs.up(GAP.fast, { layer: "bssmap", message: "assignmentFailure", cause });
    return;
  }
  rungs.up(GAP.channel, {
    layer: "bssmap",
    message: "assignmentComplete",
    chosenChannel: SPEECH_ON_FULL_RATE,
    chosenEncryptionAlgorithm: algorithmOf(variants.ciphered),
    speechVersion: CHOSEN_SPEECH_VERSION,
    ...(overIp
      ? {
          aoipTransportLayerAddress: transportAddressOf(1 + bscOf(event.lac), word),
          speechCodec: CHOSEN_CODEC,
        }
      : circuit),
  });
}

/** ALERTING or CONNECT: what the called phone says comes down to the caller. */
export function fromCalled(
  { rungs, context }: Step<CallAlerted | CallAnswered>,
  message: "alerting" | "connect",
): void {
  const down = context.direction === "originated";
  const said = { ...CC, message, transactionFlag: true } as const;
  if (down) rungs.down(GAP.machine, said, "event");
  else rungs.up(GAP.radio, said, "event");
  if (message === "alerting") return;
  const acknowledge = { ...CC, message: "connectAcknowledge" } as const;
  if (down) rungs.up(GAP.fast, acknowledge);
  else rungs.down(GAP.machine, acknowledge);
}

/** PROGRESS with what there is to hear, 24.008 §5.5.1. */
export function announce({ rungs, event, context }: Step<AnnouncementHeard>): void {
  const { description } = event;
  const progressIndicator = { codingStandard: GSM_CODING, location: BY_NETWORK, description };
  const flag = context.direction === "originated" ? ({ transactionFlag: true } as const) : {};
  rungs.down(GAP.machine, { ...CC, ...flag, message: "progress", progressIndicator }, "event");
}

/** A key held down and let go, 24.008 §5.5.7. */
export function press({ rungs, event, context }: Step<KeyPressed>): void {
  const keypadFacility = context.spoken.keyOf(event);
  const originated = context.direction === "originated";
  const fromPhone = originated ? CC : ({ ...CC, transactionFlag: true } as const);
  const fromNetwork = originated ? ({ ...CC, transactionFlag: true } as const) : CC;
  rungs.up(GAP.fast, { ...fromPhone, message: "startDtmf", keypadFacility }, "event");
  rungs.down(GAP.machine, { ...fromNetwork, message: "startDtmfAcknowledge", keypadFacility });
  rungs.up(KEY_HELD, { ...fromPhone, message: "stopDtmf" });
  rungs.down(GAP.machine, { ...fromNetwork, message: "stopDtmfAcknowledge" });
}

/** The end of a call and of its connection (24.008 §5.4). */
export function release(step: Step<CallReleased>, call: CallAtHand): void {
  const { rungs, event, variants } = step;
  if (event.cause24008 === CAUSE.interworking) {
    loseRadio(step);
    return;
  }
  const byPhone = isByPhone(event.cause24008, call);
  const originated = call.direction === "originated";
  const cause = causeOf(step, byPhone);
  const say = (
    gap: Gap,
    way: Direction,
    said:
      | { readonly message: "disconnect"; readonly cause: CallCause }
      | { readonly message: "release" | "releaseComplete"; readonly cause?: CallCause },
    mark?: "event",
  ): void => {
    const flag = (way === "up") === originated ? {} : ({ transactionFlag: true } as const);
    const bssap = { ...CC, ...flag, ...said };
    rungs.add(gap, { direction: way, sccp: "DT1", bssap }, mark);
  };
  const [first, second] = byPhone ? (["up", "down"] as const) : (["down", "up"] as const);
  const answer = byPhone ? GAP.machine : GAP.fast;
  // A call that was answered is always disconnected first.
  const form = call.answered ? "disconnect" : variants.release;
  say(GAP.fast, first, { message: form, cause }, "event");
  if (form === "disconnect") {
    say(answer, second, { message: "release", cause });
    say(GAP.fast, first, { message: "releaseComplete" });
  } else if (form === "release") {
    say(answer, second, { message: "releaseComplete" });
  }
  clear(step);
}

/** Who says so first: the phone that hangs up or refuses, else the network. */
function isByPhone(cause: number, call: CallAtHand): boolean {
  const originated = call.direction === "originated";
  switch (cause) {
    case CAUSE.normalClearing:
      return call.answered ? call.hangsUp : originated;
    case CAUSE.userBusy:
    case CAUSE.callRejected:
      return !originated && !call.answered;
    default:
      return false;
  }
}

function causeOf({ event, variants }: Step<CallReleased>, byPhone: boolean): CallCause {
  const location = byPhone ? BY_USER : BY_NETWORK;
  const value = event.cause24008;
  return value === CAUSE.numberChanged && variants.newNumberTold
    ? numberChanged(location, NEW_NUMBER)
    : { value, location };
}

/** The radio is lost, and nobody can be told: the connection's end is the call's (48.008 §3.1.9.2). */
function loseRadio(step: Step<CallReleased>): void {
  const { rungs } = step;
  const cause = RADIO_INTERFACE_FAILURE;
  rungs.up(GAP.fast, { layer: "bssmap", message: "clearRequest", cause });
  rungs.down(GAP.machine, { layer: "bssmap", message: "clearCommand", cause });
  rungs.up(GAP.fast, { layer: "bssmap", message: "clearComplete" });
  rungs.add(GAP.machine, { direction: "down", sccp: "RLSD" }, "event");
  rungs.add(GAP.machine, { direction: "up", sccp: "RLC" });
}
