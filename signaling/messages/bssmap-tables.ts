// BSSMAP by table: information elements of 3GPP TS 48.008 §3.2.2 and messages of §3.2.1.

import { type DtapMessage, layer3Message } from "./dtap.ts";
import {
  type Codec,
  flag,
  fourOctets,
  fourOctetsLittleEndian,
  octet,
  octets,
  type Row,
  twoOctets,
} from "./elements.ts";
import { cellIdentifier, cellIdentifierList } from "./location.ts";
import { imsi, mobileIdentity } from "./mobile-identity.ts";

interface Element<T> {
  readonly tag: number;
  readonly format: "TV" | "TLV" | "T";
  /** Octets of the value of a TV element. */
  readonly length: number;
  readonly codec: Codec<T>;
  readonly clause: string;
}

function tlv<T>(tag: number, codec: Codec<T>, clause: string): Element<T> {
  return { tag, format: "TLV", length: 0, codec, clause };
}

function tv<T>(tag: number, length: number, codec: Codec<T>, clause: string): Element<T> {
  return { tag, format: "TV", length, codec, clause };
}

function t(tag: number, clause: string): Element<true> {
  return { tag, format: "T", length: 0, codec: flag, clause };
}

/** Cause, §3.2.2.5: 0–127, or both octets as one number ≥ 0x8000 when the first is extended. */
const cause: Codec<number> = {
  read(reader) {
    const first = reader.u8();
    return first < 0x80 ? first : (first << 8) | reader.u8();
  },
  write(writer, value) {
    if (value > 0xff) writer.u16(value);
    else writer.u8(value);
  },
};

const layer3: Codec<DtapMessage> = layer3Message;

/** Information elements, 3GPP TS 48.008 §3.2.2, by identifier. */
export const INFORMATION_ELEMENTS = {
  circuitIdentityCode: tv(0x01, 2, twoOctets, "3.2.2.2"),
  resourceAvailable: tv(0x03, 20, octets, "3.2.2.4"),
  cause: tlv(0x04, cause, "3.2.2.5"),
  cellIdentifier: tlv(0x05, cellIdentifier, "3.2.2.17"),
  /** HANDOVER REQUEST has two: where the phone is, and where it shall go. */
  cellIdentifierServing: tlv(0x05, cellIdentifier, "3.2.2.17"),
  cellIdentifierTarget: tlv(0x05, cellIdentifier, "3.2.2.17"),
  priority: tlv(0x06, octets, "3.2.2.18"),
  layer3HeaderInformation: tlv(0x07, octets, "3.2.2.9"),
  imsi: tlv(0x08, imsi, "3.2.2.6"),
  tmsi: tlv(0x09, fourOctets, "3.2.2.7"),
  encryptionInformation: tlv(0x0a, octets, "3.2.2.10"),
  channelType: tlv(0x0b, octets, "3.2.2.11"),
  periodicity: tv(0x0c, 1, octet, "3.2.2.12"),
  extendedResourceIndicator: tv(0x0d, 1, octet, "3.2.2.13"),
  numberOfMss: tv(0x0e, 1, octet, "3.2.2.8"),
  classmarkInformationType2: tlv(0x12, octets, "3.2.2.19"),
  classmarkInformationType3: tlv(0x13, octets, "3.2.2.20"),
  interferenceBandToBeUsed: tv(0x14, 1, octet, "3.2.2.21"),
  rrCause: tv(0x15, 1, octet, "3.2.2.22"),
  layer3Information: tlv(0x17, layer3, "3.2.2.24"),
  /** In the handover messages it is a radio interface message that the MSC only passes on. */
  layer3InformationOctets: tlv(0x17, octets, "3.2.2.24"),
  dlci: tv(0x18, 1, octet, "3.2.2.25"),
  downlinkDtxFlag: tv(0x19, 1, octet, "3.2.2.26"),
  cellIdentifierList: tlv(0x1a, cellIdentifierList, "3.2.2.27"),
  responseRequest: t(0x1b, "3.2.2.28"),
  resourceIndicationMethod: tv(0x1c, 1, octet, "3.2.2.29"),
  classmarkInformationType1: tv(0x1d, 1, octet, "3.2.2.30"),
  circuitIdentityCodeList: tlv(0x1e, octets, "3.2.2.31"),
  diagnostic: tlv(0x1f, octets, "3.2.2.32"),
  layer3MessageContents: tlv(0x20, layer3, "3.2.2.35"),
  chosenChannel: tv(0x21, 1, octet, "3.2.2.33"),
  totalResourceAccessible: tv(0x22, 4, octets, "3.2.2.14"),
  cipherResponseMode: tv(0x23, 1, octet, "3.2.2.34"),
  channelNeeded: tv(0x24, 1, octet, "3.2.2.36"),
  traceType: tv(0x25, 1, octet, "3.2.2.37"),
  triggerId: tlv(0x26, octets, "3.2.2.38"),
  traceReference: tv(0x27, 2, twoOctets, "3.2.2.39"),
  transactionId: tlv(0x28, octets, "3.2.2.40"),
  mobileIdentity: tlv(0x29, mobileIdentity, "3.2.2.41"),
  omcId: tlv(0x2a, octets, "3.2.2.42"),
  forwardIndicator: tv(0x2b, 1, octet, "3.2.2.43"),
  chosenEncryptionAlgorithm: tv(0x2c, 1, octet, "3.2.2.44"),
  circuitPool: tv(0x2d, 1, octet, "3.2.2.45"),
  circuitPoolList: tlv(0x2e, octets, "3.2.2.46"),
  timeIndication: tv(0x2f, 1, octet, "3.2.2.47"),
  resourceSituation: tlv(0x30, octets, "3.2.2.48"),
  currentChannelType1: tv(0x31, 1, octet, "3.2.2.49"),
  queueingIndicator: tv(0x32, 1, octet, "3.2.2.50"),
  assignmentRequirement: tv(0x33, 1, octet, "3.2.2.52"),
  talkerFlag: t(0x35, "3.2.2.54"),
  connectionReleaseRequested: t(0x36, "3.2.2.3"),
  groupCallReference: tlv(0x37, octets, "3.2.2.55"),
  emlppPriority: tv(0x38, 1, octet, "3.2.2.56"),
  configurationEvolutionIndication: tv(0x39, 1, octet, "3.2.2.57"),
  oldBssToNewBssInformation: tlv(0x3a, octets, "3.2.2.58"),
  lsaIdentifier: tlv(0x3b, octets, "3.2.2.15"),
  lsaIdentifierList: tlv(0x3c, octets, "3.2.2.16"),
  lsaInformation: tlv(0x3d, octets, "3.2.2.23"),
  lsaAccessControlSuppression: tv(0x3f, 1, octet, "3.2.2.61"),
  speechVersion: tv(0x40, 1, octet, "3.2.2.51"),
  serviceHandover: tlv(0x50, octets, "3.2.2.75"),
  sourceRncToTargetRncUmts: tlv(0x51, octets, "3.2.2.76"),
  sourceRncToTargetRncCdma2000: tlv(0x52, octets, "3.2.2.77"),
  geranClassmark: tlv(0x53, octets, "3.2.2.78"),
  newBssToOldBssInformation: tlv(0x61, octets, "3.2.2.80"),
  interSystemInformation: tlv(0x63, octets, "3.2.2.81"),
  snaAccessInformation: tlv(0x64, octets, "3.2.2.82"),
  pagingInformation: tv(0x67, 1, octet, "3.2.2.85"),
  talkerPriority: tv(0x6a, 1, octet, "3.2.2.89"),
  emergencySetIndication: t(0x6b, "3.2.2.90"),
  aoipTransportLayerAddress: tlv(0x7c, octets, "3.2.2.102"),
  speechCodecList: tlv(0x7d, octets, "3.2.2.103"),
  speechCodec: tlv(0x7e, octets, "3.2.2.104"),
  callIdentifier: tv(0x7f, 4, fourOctetsLittleEndian, "3.2.2.105"),
  aInterfaceSelectorForReset: tv(0x81, 1, octet, "3.2.2.107"),
  kc128: tv(0x83, 16, octets, "3.2.2.109"),
  csgIdentifier: tlv(0x84, octets, "3.2.2.110"),
  redirectAttemptFlag: t(0x85, "3.2.2.111"),
  rerouteRejectCause: tv(0x86, 1, octet, "3.2.2.112"),
  sendSequenceNumber: tv(0x87, 1, octet, "3.2.2.113"),
  rerouteCompleteOutcome: tv(0x88, 1, octet, "3.2.2.114"),
  globalCallReference: tlv(0x89, octets, "3.2.2.115"),
  lclsConfiguration: tv(0x8a, 1, octet, "3.2.2.116"),
  lclsConnectionStatusControl: tv(0x8b, 1, octet, "3.2.2.117"),
  lclsCorrelationNotNeeded: t(0x8c, "3.2.2.118"),
  lclsBssStatus: tv(0x8d, 1, octet, "3.2.2.119"),
  lclsBreakRequest: t(0x8e, "3.2.2.120"),
  csfbIndication: t(0x8f, "3.2.2.121"),
  csToPsSrvcc: t(0x90, "3.2.2.122"),
  csToPsSrvccIndication: t(0x92, "3.2.2.124"),
  selectedPlmnId: tv(0x94, 3, octets, "3.2.2.126"),
  lastUsedEutranPlmnId: tv(0x95, 3, octets, "3.2.2.127"),
} as const satisfies Record<string, Element<unknown>>;

type ElementName = keyof typeof INFORMATION_ELEMENTS;

/** One message: type octet (§3.2.2.1), clause, elements in order; "?" marks an optional one. */
interface Message {
  readonly type: number;
  readonly clause: string;
  readonly elements: readonly (ElementName | `${ElementName}?`)[];
}

/** Messages, 3GPP TS 48.008 §3.2.1, by type (§3.2.2.1). */
export const MESSAGES = {
  assignmentRequest: {
    type: 0x01,
    clause: "3.2.1.1",
    elements: [
      "channelType",
      "layer3HeaderInformation?",
      "priority?",
      "circuitIdentityCode?",
      "downlinkDtxFlag?",
      "interferenceBandToBeUsed?",
      "classmarkInformationType2?",
      "groupCallReference?",
      "talkerFlag?",
      "configurationEvolutionIndication?",
      "lsaAccessControlSuppression?",
      "serviceHandover?",
      "encryptionInformation?",
      "talkerPriority?",
      "aoipTransportLayerAddress?",
      "speechCodecList?",
      "callIdentifier?",
      "kc128?",
      "globalCallReference?",
      "lclsConfiguration?",
      "lclsConnectionStatusControl?",
      "lclsCorrelationNotNeeded?",
    ],
  },
  assignmentComplete: {
    type: 0x02,
    clause: "3.2.1.2",
    elements: [
      "rrCause?",
      "circuitIdentityCode?",
      "cellIdentifier?",
      "chosenChannel?",
      "chosenEncryptionAlgorithm?",
      "circuitPool?",
      "speechVersion?",
      "lsaIdentifier?",
      "talkerPriority?",
      "aoipTransportLayerAddress?",
      "speechCodec?",
      "speechCodecList?",
      "lclsBssStatus?",
    ],
  },
  assignmentFailure: {
    type: 0x03,
    clause: "3.2.1.3",
    elements: [
      "cause",
      "rrCause?",
      "circuitPool?",
      "circuitPoolList?",
      "talkerPriority?",
      "speechCodecList?",
    ],
  },
  handoverRequest: {
    type: 0x10,
    clause: "3.2.1.8",
    elements: [
      "channelType",
      "encryptionInformation",
      "classmarkInformationType1?",
      "classmarkInformationType2?",
      "cellIdentifierServing",
      "priority?",
      "circuitIdentityCode?",
      "downlinkDtxFlag?",
      "cellIdentifierTarget",
      "interferenceBandToBeUsed?",
      "cause?",
      "classmarkInformationType3?",
      "currentChannelType1?",
      "speechVersion?",
      "groupCallReference?",
      "talkerFlag?",
      "configurationEvolutionIndication?",
      "chosenEncryptionAlgorithm?",
      "oldBssToNewBssInformation?",
      "lsaInformation?",
      "lsaAccessControlSuppression?",
      "serviceHandover?",
      "imsi?",
      "sourceRncToTargetRncUmts?",
      "sourceRncToTargetRncCdma2000?",
      "snaAccessInformation?",
      "talkerPriority?",
      "aoipTransportLayerAddress?",
      "speechCodecList?",
      "callIdentifier?",
      "kc128?",
      "globalCallReference?",
      "lclsConfiguration?",
      "lclsConnectionStatusControl?",
      "csToPsSrvcc?",
    ],
  },
  handoverRequired: {
    type: 0x11,
    clause: "3.2.1.9",
    elements: [
      "cause",
      "responseRequest?",
      "cellIdentifierList?",
      "circuitPoolList?",
      "currentChannelType1?",
      "speechVersion?",
      "queueingIndicator?",
      "oldBssToNewBssInformation?",
      "sourceRncToTargetRncUmts?",
      "sourceRncToTargetRncCdma2000?",
      "geranClassmark?",
      "talkerPriority?",
      "speechCodec?",
      "csgIdentifier?",
      "csToPsSrvccIndication?",
    ],
  },
  handoverRequestAcknowledge: {
    type: 0x12,
    clause: "3.2.1.10",
    elements: [
      "layer3InformationOctets",
      "chosenChannel?",
      "chosenEncryptionAlgorithm?",
      "circuitPool?",
      "speechVersion?",
      "circuitIdentityCode?",
      "lsaIdentifier?",
      "newBssToOldBssInformation?",
      "interSystemInformation?",
      "talkerPriority?",
      "aoipTransportLayerAddress?",
      "speechCodecList?",
      "speechCodec?",
      "lclsBssStatus?",
    ],
  },
  handoverCommand: {
    type: 0x13,
    clause: "3.2.1.11",
    elements: [
      "layer3InformationOctets",
      "cellIdentifier?",
      "newBssToOldBssInformation?",
      "talkerPriority?",
    ],
  },
  handoverComplete: {
    type: 0x14,
    clause: "3.2.1.12",
    elements: [
      "rrCause?",
      "talkerPriority?",
      "speechCodec?",
      "speechCodecList?",
      "chosenEncryptionAlgorithm?",
      "chosenChannel?",
      "lclsBssStatus?",
    ],
  },
  handoverSucceeded: { type: 0x15, clause: "3.2.1.13", elements: ["talkerPriority?"] },
  handoverFailure: {
    type: 0x16,
    clause: "3.2.1.16",
    elements: [
      "cause",
      "rrCause?",
      "circuitPool?",
      "circuitPoolList?",
      "geranClassmark?",
      "newBssToOldBssInformation?",
      "interSystemInformation?",
      "talkerPriority?",
      "speechCodecList?",
    ],
  },
  handoverPerformed: {
    type: 0x17,
    clause: "3.2.1.25",
    elements: [
      "cause",
      "cellIdentifier",
      "chosenChannel?",
      "chosenEncryptionAlgorithm?",
      "speechVersion?",
      "lsaIdentifier?",
      "talkerPriority?",
      "speechCodecList?",
      "speechCodec?",
      "lclsBssStatus?",
    ],
  },
  handoverCandidateEnquire: {
    type: 0x18,
    clause: "3.2.1.14",
    elements: ["numberOfMss", "cellIdentifierList", "cellIdentifier"],
  },
  handoverCandidateResponse: {
    type: 0x19,
    clause: "3.2.1.15",
    elements: ["numberOfMss", "cellIdentifier"],
  },
  handoverRequiredReject: {
    type: 0x1a,
    clause: "3.2.1.37",
    elements: ["cause", "newBssToOldBssInformation?", "talkerPriority?"],
  },
  handoverDetect: { type: 0x1b, clause: "3.2.1.40", elements: ["talkerPriority?"] },
  clearCommand: {
    type: 0x20,
    clause: "3.2.1.21",
    elements: ["layer3HeaderInformation?", "cause", "csfbIndication?"],
  },
  clearComplete: { type: 0x21, clause: "3.2.1.22", elements: [] },
  clearRequest: { type: 0x22, clause: "3.2.1.20", elements: ["cause"] },
  sapiNReject: { type: 0x25, clause: "3.2.1.34", elements: ["dlci", "cause"] },
  confusion: { type: 0x26, clause: "3.2.1.45", elements: ["cause", "diagnostic?"] },
  commonId: {
    type: 0x2f,
    clause: "3.2.1.68",
    elements: ["imsi", "snaAccessInformation?", "selectedPlmnId?", "lastUsedEutranPlmnId?"],
  },
  reset: { type: 0x30, clause: "3.2.1.23", elements: ["cause", "aInterfaceSelectorForReset?"] },
  resetAcknowledge: { type: 0x31, clause: "3.2.1.24", elements: ["aInterfaceSelectorForReset?"] },
  overload: { type: 0x32, clause: "3.2.1.26", elements: ["cause", "cellIdentifier?"] },
  resetCircuit: { type: 0x34, clause: "3.2.1.38", elements: ["circuitIdentityCode", "cause"] },
  resetCircuitAcknowledge: { type: 0x35, clause: "3.2.1.39", elements: ["circuitIdentityCode"] },
  mscInvokeTrace: {
    type: 0x36,
    clause: "3.2.1.27",
    elements: [
      "traceType",
      "triggerId?",
      "traceReference",
      "transactionId?",
      "mobileIdentity?",
      "omcId?",
    ],
  },
  bssInvokeTrace: {
    type: 0x37,
    clause: "3.2.1.28",
    elements: [
      "traceType",
      "forwardIndicator?",
      "triggerId?",
      "traceReference",
      "transactionId?",
      "omcId?",
    ],
  },
  block: {
    type: 0x40,
    clause: "3.2.1.4",
    elements: ["circuitIdentityCode", "cause", "connectionReleaseRequested?"],
  },
  blockingAcknowledge: { type: 0x41, clause: "3.2.1.5", elements: ["circuitIdentityCode"] },
  unblock: { type: 0x42, clause: "3.2.1.6", elements: ["circuitIdentityCode"] },
  unblockingAcknowledge: { type: 0x43, clause: "3.2.1.7", elements: ["circuitIdentityCode"] },
  circuitGroupBlock: {
    type: 0x44,
    clause: "3.2.1.41",
    elements: ["cause", "circuitIdentityCode", "circuitIdentityCodeList"],
  },
  circuitGroupBlockingAcknowledge: {
    type: 0x45,
    clause: "3.2.1.42",
    elements: ["circuitIdentityCode", "circuitIdentityCodeList"],
  },
  circuitGroupUnblock: {
    type: 0x46,
    clause: "3.2.1.43",
    elements: ["circuitIdentityCode", "circuitIdentityCodeList"],
  },
  circuitGroupUnblockingAcknowledge: {
    type: 0x47,
    clause: "3.2.1.44",
    elements: ["circuitIdentityCode", "circuitIdentityCodeList"],
  },
  unequippedCircuit: {
    type: 0x48,
    clause: "3.2.1.47",
    elements: ["circuitIdentityCode", "circuitIdentityCodeList?"],
  },
  resourceRequest: {
    type: 0x50,
    clause: "3.2.1.17",
    elements: [
      "periodicity",
      "resourceIndicationMethod",
      "cellIdentifier",
      "extendedResourceIndicator?",
    ],
  },
  resourceIndication: {
    type: 0x51,
    clause: "3.2.1.18",
    elements: [
      "resourceIndicationMethod",
      "resourceAvailable?",
      "cellIdentifier",
      "totalResourceAccessible?",
    ],
  },
  paging: {
    type: 0x52,
    clause: "3.2.1.19",
    elements: [
      "imsi",
      "tmsi?",
      "cellIdentifierList",
      "channelNeeded?",
      "emlppPriority?",
      "pagingInformation?",
    ],
  },
  cipherModeCommand: {
    type: 0x53,
    clause: "3.2.1.30",
    elements: [
      "layer3HeaderInformation?",
      "encryptionInformation",
      "cipherResponseMode?",
      "kc128?",
    ],
  },
  classmarkUpdate: {
    type: 0x54,
    clause: "3.2.1.29",
    elements: ["classmarkInformationType2", "classmarkInformationType3?", "talkerPriority?"],
  },
  cipherModeComplete: {
    type: 0x55,
    clause: "3.2.1.31",
    elements: ["layer3MessageContents?", "chosenEncryptionAlgorithm?"],
  },
  queueingIndication: { type: 0x56, clause: "3.2.1.33", elements: [] },
  completeLayer3Information: {
    type: 0x57,
    clause: "3.2.1.32",
    elements: [
      "cellIdentifier",
      "layer3Information",
      "chosenChannel?",
      "lsaIdentifierList?",
      "speechCodecList?",
      "redirectAttemptFlag?",
      "sendSequenceNumber?",
      "imsi?",
      "selectedPlmnId?",
    ],
  },
  classmarkRequest: { type: 0x58, clause: "3.2.1.46", elements: ["talkerPriority?"] },
  cipherModeReject: { type: 0x59, clause: "3.2.1.48", elements: ["cause"] },
  loadIndication: {
    type: 0x5a,
    clause: "3.2.1.49",
    elements: [
      "timeIndication",
      "cellIdentifier",
      "cellIdentifierList",
      "resourceSituation?",
      "cause?",
    ],
  },
} as const satisfies Record<string, Message>;

type ValueOf<N extends ElementName> =
  (typeof INFORMATION_ELEMENTS)[N] extends Element<infer T> ? T : never;

/** The rows that a message's list of names stands for. */
export type RowsOf<E extends readonly string[]> = readonly {
  readonly [I in keyof E]: E[I] extends `${infer N extends ElementName}?`
    ? Row<N, ValueOf<N>, "O">
    : E[I] extends ElementName
      ? Row<E[I], ValueOf<E[I]>, "M">
      : never;
}[number][];
