// Calls from SETUP to the cleared connection, seen at either phone (3GPP TS 24.008 §5).
import type {
  AnnouncementHeard,
  CallAlerted,
  CallAnswered,
  CallReleased,
  CallSetUp,
  KeyPressed,
} from "../../domain/subscriber-event.ts";
import type { BssapMessage } from "../../signaling/messages/bssap.ts";
import { CALL_CAUSE, isRefusal, numberChanged } from "../../signaling/messages/dtap-elements.ts";
import { type CallCause, CM_SERVICE_TYPE } from "../../signaling/messages/dtap-tables.ts";
import type { Direction } from "../../signaling/messages/sms.ts";
import { clear, keySequenceOf, MM, open, request, respond, secure } from "./connection.ts";
import { areaOf, type CallAtHand, type Step } from "./context.ts";
import {
  algorithmOf,
  BEARER_FROM_NETWORK,
  BEARER_FROM_PHONE,
  bscOf,
  CHANNEL_TYPE,
  CHOSEN_CODEC,
  CHOSEN_SPEECH_VERSION,
  CLASSMARK_2,
  CODECS,
  callIdentifierOf,
  circuitOf,
  isOverIp,
  SPEECH_ON_FULL_RATE,
  transportAddressOf,
} from "./radio.ts";
import { GAP, type Gap, type Mark } from "./rungs.ts";
import type { Variants } from "./variants.ts";

const CC = { layer: "dtap", protocol: "callControl", transactionIdentifier: 0 } as const;
/** From the side that did not allocate the transaction identifier (24.007 §11.2.3.1.3). */
const ANSWERING = { ...CC, transactionFlag: true } as const;
/**
 * How long an answered call waits for its phone after the radio is lost, ms: the phone looks for a
 * cell, and tries for T3230 (assumed; the tracker's own).
 */
export const REESTABLISHMENT_MS = 10_000;
/** Until the phone has found another channel (assumed). */
const SEARCH: Gap = [900, 2_500];

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
  const { rungs, event, context, variants } = step;
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
    rungs.down(GAP.machine, { ...ANSWERING, message: "callProceeding" });
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
    rungs.up(GAP.radio, { ...ANSWERING, message: "callConfirmed" });
  }
  assign(step, variants);
}

/** A traffic channel, on a circuit or over IP (48.008 §3.1.1). */
function assign({ rungs, event, word }: Step, variants: Variants): void {
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
  const said = { ...ANSWERING, message } as const;
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
  const head = context.direction === "originated" ? ANSWERING : CC;
  rungs.down(GAP.machine, { ...head, message: "progress", progressIndicator }, "event");
}

/** A key held down and let go, 24.008 §5.5.7. */
export function press({ rungs, event, context }: Step<KeyPressed>): void {
  const keypadFacility = context.spoken.keyOf(event);
  const originated = context.direction === "originated";
  const [fromPhone, fromNetwork] = originated ? [CC, ANSWERING] : [ANSWERING, CC];
  rungs.up(GAP.fast, { ...fromPhone, message: "startDtmf", keypadFacility }, "event");
  rungs.down(GAP.machine, { ...fromNetwork, message: "startDtmfAcknowledge", keypadFacility });
  rungs.up(KEY_HELD, { ...fromPhone, message: "stopDtmf" });
  rungs.down(GAP.machine, { ...fromNetwork, message: "stopDtmfAcknowledge" });
}

/** The end of a call and of its connection (24.008 §5.4). */
export function release(step: Step<CallReleased>, call: CallAtHand): void {
  const { event, variants } = step;
  if (event.cause24008 === CALL_CAUSE.interworkingUnspecified) {
    loseRadio(step, call.answered ? "before" : "event");
    return;
  }
  if (variants.reestablished) {
    loseRadio(step);
    reestablish(step, call);
  }
  hangUp(step, call);
  clear(step);
}

/** DISCONNECT, RELEASE and RELEASE COMPLETE, or only the last two, or the last. */
function hangUp({ rungs, event, variants }: Step<CallReleased>, call: CallAtHand): void {
  const byPhone = isByPhone(event.cause24008, call);
  const cause = causeOf(event.cause24008, { byPhone, told: variants.newNumberTold });
  const [first, second] = byPhone ? (["up", "down"] as const) : (["down", "up"] as const);
  const answer = byPhone ? GAP.machine : GAP.fast;
  const flagOf = (way: Direction) =>
    (way === "up") === (call.direction === "originated") ? CC : ANSWERING;
  const say = (gap: Gap, way: Direction, bssap: BssapMessage, mark?: Mark): void =>
    rungs.add(gap, { direction: way, sccp: "DT1", bssap }, mark);
  // A call that was answered is always disconnected first.
  const message = call.answered ? "disconnect" : variants.release;
  say(GAP.fast, first, { ...flagOf(first), message, cause }, "event");
  if (message === "disconnect") {
    say(answer, second, { ...flagOf(second), message: "release", cause });
    say(GAP.fast, first, { ...flagOf(first), message: "releaseComplete" });
  } else if (message === "release") {
    say(answer, second, { ...flagOf(second), message: "releaseComplete" });
  }
}

/** Who says so first: the phone that hangs up or refuses, else the network. */
function isByPhone(cause: number, call: CallAtHand): boolean {
  const originated = call.direction === "originated";
  if (cause === CALL_CAUSE.normalClearing) return call.answered ? call.hangsUp : originated;
  return isRefusal(cause) && !originated && !call.answered;
}

function causeOf(
  value: number,
  { byPhone, told }: { readonly byPhone: boolean; readonly told: boolean },
): CallCause {
  const location = byPhone ? BY_USER : BY_NETWORK;
  return value === CALL_CAUSE.numberChanged && told
    ? numberChanged(location, NEW_NUMBER)
    : { value, location };
}

/** The radio is lost, and the phone cannot be told: its connection ends (48.008 §3.1.9.2). */
function loseRadio({ rungs }: Step<CallReleased>, mark?: Mark): void {
  const cause = RADIO_INTERFACE_FAILURE;
  rungs.up(GAP.fast, { layer: "bssmap", message: "clearRequest", cause });
  rungs.down(GAP.machine, { layer: "bssmap", message: "clearCommand", cause });
  rungs.up(GAP.fast, { layer: "bssmap", message: "clearComplete" });
  rungs.add(GAP.machine, { direction: "down", sccp: "RLSD" }, mark);
  rungs.add(GAP.machine, { direction: "up", sccp: "RLC" });
}

/** CM RE-ESTABLISHMENT REQUEST on a new connection, on which the call goes on (24.008 §4.5.1.6). */
function reestablish(step: Step<CallReleased>, call: CallAtHand): void {
  const { rungs, party, event } = step;
  const request = {
    ...MM,
    message: "cmReestablishmentRequest",
    cipheringKeySequenceNumber: keySequenceOf(step),
    mobileStationClassmark2: CLASSMARK_2,
    mobileIdentity: { type: "tmsi", tmsi: party.tmsi },
    locationAreaIdentification: areaOf(party, event.lac),
  } as const;
  rungs.path++;
  open(step, request, { gap: SEARCH });
  const plain = { ...step.variants, tmsiCommand: false };
  secure({ ...step, variants: plain });
  if (!plain.ciphered) rungs.down(GAP.register, { ...MM, message: "cmServiceAccept" });
  assign(step, { ...call.variants, assignmentFails: false });
}
