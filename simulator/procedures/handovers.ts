// Handovers: a notice afterwards inside a BSS, a second connection between two (48.008 §3.1.5).
import { hashWords } from "../../domain/hash.ts";
import type { CallHandedOver } from "../../domain/subscriber-event.ts";
import { encodeHandoverCommand } from "../../signaling/messages/rr.ts";
import { FULL_RATE } from "../../signaling/messages/rr-tables.ts";
import { clear } from "./connection.ts";
import { type CallAtHand, cellOf, type Step } from "./context.ts";
import {
  algorithmOf,
  bscOf,
  CHANNEL_TYPE,
  CHOSEN_CODEC,
  CHOSEN_SPEECH_VERSION,
  CLASSMARK_2,
  CODECS,
  CURRENT_FULL_RATE,
  callIdentifierOf,
  circuitOf,
  encryptionOf,
  isOverIp,
  keyOf,
  SPEECH_ON_FULL_RATE,
  transportAddressOf,
} from "./radio.ts";
import { GAP, type Gap } from "./rungs.ts";

/** Causes of 48.008 §3.2.2.5. */
const CAUSE = {
  betterCell: 0x0c,
  handoverSuccessful: 0x0b,
  reversionToOldChannel: 0x0a,
  noRadioResource: 0x21,
} as const;
/** RR causes, 44.018 §10.5.2.31: normal event; abnormal release, timer expired. */
const NORMAL_EVENT = 0;
const TIMER_EXPIRED = 3;
/** Carriers of GSM 900, 45.005 §2; power control level 5, 44.018 §10.5.2.28a. */
const GSM_900_CARRIERS = 124;
const POWER_COMMAND = 5;
/** Between an attempt that failed and the next (assumed). */
const RETRY: Gap = [600, 1_100];
/** The target BSC looks for a channel. */
const ALLOCATE: Gap = [40, 110];

export function isBetweenBscs({ fromLac, lac }: CallHandedOver): boolean {
  return bscOf(fromLac) !== bscOf(lac);
}

export function handOver(step: Step<CallHandedOver>, call: CallAtHand): void {
  const { rungs, party, event, variants } = step;
  if (!isBetweenBscs(event)) {
    rungs.up(
      GAP.fast,
      {
        layer: "bssmap",
        message: "handoverPerformed",
        cause: CAUSE.betterCell,
        cellIdentifier: cellOf(party, event),
      },
      "event",
    );
    return;
  }
  const failure = variants.handoverFails;
  if (failure !== "none") {
    require(step, GAP.fast);
    if (failure === "rejected") refuse(step);
    else if (failure === "atTarget") failAtTarget(step, call);
    else revert(step, call);
  }
  succeed(step, call, failure === "none" ? GAP.fast : RETRY);
}

function require({ rungs, party, event }: Step<CallHandedOver>, gap: Gap): void {
  rungs.up(gap, {
    layer: "bssmap",
    message: "handoverRequired",
    cause: CAUSE.betterCell,
    responseRequest: true,
    cellIdentifierList: [cellOf(party, event)],
    currentChannelType1: CURRENT_FULL_RATE,
    speechVersion: CHOSEN_SPEECH_VERSION,
  });
}

/** HANDOVER REQUIRED REJECT, 48.008 §3.1.5.1.2. */
function refuse({ rungs }: Step<CallHandedOver>): void {
  const cause = CAUSE.noRadioResource;
  rungs.down(GAP.machine, { layer: "bssmap", message: "handoverRequiredReject", cause });
}

/** The target has no channel: HANDOVER FAILURE, 48.008 §3.1.5.2.2. */
function failAtTarget(step: Step<CallHandedOver>, call: CallAtHand): void {
  const { rungs } = step;
  onTarget(step, 1, () => {
    ask(step, call);
    const cause = CAUSE.noRadioResource;
    rungs.up(ALLOCATE, { layer: "bssmap", message: "handoverFailure", cause });
  });
  refuse(step);
  onTarget(step, 1, () => {
    rungs.add(GAP.machine, { direction: "down", sccp: "RLSD" });
    rungs.add(GAP.machine, { direction: "up", sccp: "RLC" });
  });
}

/** The phone comes back to its old channel: HANDOVER FAILURE there, 48.008 §3.1.5.3.2. */
function revert(step: Step<CallHandedOver>, call: CallAtHand): void {
  const { rungs } = step;
  command(step, call, 1);
  rungs.up(GAP.channel, {
    layer: "bssmap",
    message: "handoverFailure",
    cause: CAUSE.reversionToOldChannel,
    rrCause: TIMER_EXPIRED,
  });
  onTarget(step, 1, () => clear(step, CAUSE.reversionToOldChannel));
}

/** Up to HANDOVER COMPLETE, which concludes, and the end of the old connection. */
function succeed(step: Step<CallHandedOver>, call: CallAtHand, gap: Gap): void {
  const { rungs, variants } = step;
  const path = variants.handoverFails === "none" || variants.handoverFails === "rejected" ? 1 : 2;
  require(step, gap);
  command(step, call, path);
  onTarget(step, path, () => {
    rungs.up(GAP.fast, { layer: "bssmap", message: "handoverDetect" });
  });
  rungs.down(GAP.machine, { layer: "bssmap", message: "handoverSucceeded" });
  onTarget(step, path, () => {
    const complete = {
      layer: "bssmap",
      message: "handoverComplete",
      rrCause: NORMAL_EVENT,
    } as const;
    rungs.up(GAP.fast, complete, "event");
  });
  clear(step, CAUSE.handoverSuccessful);
}

/** Puts messages on the connection with the target BSC. */
function onTarget({ rungs, event }: Step<CallHandedOver>, path: number, put: () => void): void {
  const before = { path: rungs.path, lac: rungs.lac };
  rungs.path = path;
  rungs.lac = event.lac;
  put();
  rungs.path = before.path;
  rungs.lac = before.lac;
}

/** HANDOVER REQUEST up to HANDOVER COMMAND, which says what the target's acknowledgement said. */
function command(step: Step<CallHandedOver>, call: CallAtHand, path: number): void {
  const { rungs, party, event, word } = step;
  const layer3InformationOctets = radioCommand(hashWords(word, path));
  onTarget(step, path, () => {
    ask(step, call);
    const overIp = call.variants.overIp ?? isOverIp(event.lac);
    rungs.up(ALLOCATE, {
      layer: "bssmap",
      message: "handoverRequestAcknowledge",
      layer3InformationOctets,
      chosenChannel: SPEECH_ON_FULL_RATE,
      chosenEncryptionAlgorithm: algorithmOf(call.variants.ciphered),
      speechVersion: CHOSEN_SPEECH_VERSION,
      ...(overIp
        ? {
            aoipTransportLayerAddress: transportAddressOf(1 + bscOf(event.lac), word),
            speechCodec: CHOSEN_CODEC,
          }
        : {}),
    });
  });
  rungs.down(GAP.machine, {
    layer: "bssmap",
    message: "handoverCommand",
    layer3InformationOctets,
    ...((word & 1) === 0 ? {} : { cellIdentifier: cellOf(party, event) }),
  });
}

/** HANDOVER REQUEST in a connection request of the MSC (48.008 §3.2.1.8), and its confirmation. */
function ask(step: Step<CallHandedOver>, call: CallAtHand): void {
  const { rungs, party, event, variants, word } = step;
  const { handoverJoin } = variants;
  const overIp = call.variants.overIp ?? isOverIp(event.lac);
  const key = call.variants.ciphered ? keyOf({ ...call, party }) : undefined;
  const { fromLac: lac, fromCi: ci } = event;
  rungs.add(GAP.register, {
    direction: "down",
    sccp: "CR",
    bssap: {
      layer: "bssmap",
      message: "handoverRequest",
      channelType: CHANNEL_TYPE,
      encryptionInformation: encryptionOf(key),
      classmarkInformationType2: CLASSMARK_2,
      cellIdentifierServing: cellOf(party, { lac, ci }),
      ...(overIp ? {} : { circuitIdentityCode: circuitOf(word) }),
      cellIdentifierTarget: cellOf(party, event),
      cause: CAUSE.betterCell,
      speechVersion: CHOSEN_SPEECH_VERSION,
      chosenEncryptionAlgorithm: algorithmOf(call.variants.ciphered),
      ...(handoverJoin === "imsi" ? { imsi: party.imsi } : {}),
      ...(overIp
        ? { aoipTransportLayerAddress: transportAddressOf(0, word), speechCodecList: CODECS }
        : {}),
      ...(handoverJoin === "callIdentifier" || (overIp && handoverJoin === "imsi")
        ? { callIdentifier: callIdentifierOf(call) }
        : {}),
    },
  });
  rungs.add(GAP.machine, { direction: "up", sccp: "CC" });
}

/** The target's channel as the phone is told, 44.018 §9.1.15. */
function radioCommand(word: number): Uint8Array {
  const arfcn = 1 + (word % GSM_900_CARRIERS);
  return encodeHandoverCommand({
    cellDescription: { ncc: (word >>> 8) & 7, bcc: (word >>> 11) & 7, bcchArfcn: arfcn },
    channelDescription: {
      typeAndOffset: FULL_RATE,
      timeslot: (word >>> 14) & 7,
      trainingSequence: (word >>> 11) & 7,
      arfcn,
    },
    handoverReference: word >>> 24,
    powerCommandAndAccessType: POWER_COMMAND,
  });
}
