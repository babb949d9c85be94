// BSSMAP by table: information elements of 3GPP TS 48.008 §3.2.2 and messages of §3.2.1.

import { notEncodable } from "../octets.ts";
import {
  callIdentifierList,
  speechCodec,
  speechCodecList,
  transportAddress,
} from "./aoip-elements.ts";
import { channelType, encryptionInformation, priority } from "./channel-elements.ts";
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
import { cellIdentifier, cellIdentifierList, plmnIdentity } from "./location.ts";
import { imsi, mobileIdentity } from "./mobile-identity.ts";

interface Element<T> {
  readonly tag: number;
  readonly format: "TV" | "TLV" | "TLV-E" | "T";
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

function tlvE<T>(tag: number, codec: Codec<T>, clause: string): Element<T> {
  return { tag, format: "TLV-E", length: 0, codec, clause };
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
    if (value < 0x80) writer.u8(value);
    else if (value >= 0x8000) writer.u16(value);
    else throw notEncodable("cause", String(value), "0–127 or 0x8000–0xffff");
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
  priority: tlv(0x06, priority, "3.2.2.18"),
  layer3HeaderInformation: tlv(0x07, octets, "3.2.2.9"),
  imsi: tlv(0x08, imsi, "3.2.2.6"),
  tmsi: tlv(0x09, fourOctets, "3.2.2.7"),
  encryptionInformation: tlv(0x0a, encryptionInformation, "3.2.2.10"),
  channelType: tlv(0x0b, channelType, "3.2.2.11"),
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
  lcsQos: tlv(0x3e, octets, "3.2.2.60"),
  lsaAccessControlSuppression: tv(0x3f, 1, octet, "3.2.2.61"),
  speechVersion: tv(0x40, 1, octet, "3.2.2.51"),
  lcsPriority: tlv(0x43, octets, "3.2.2.62"),
  locationType: tlv(0x44, octets, "3.2.2.63"),
  locationEstimate: tlv(0x45, octets, "3.2.2.64"),
  positioningData: tlv(0x46, octets, "3.2.2.65"),
  lcsCause: tlv(0x47, octets, "3.2.2.66"),
  lcsClientType: tlv(0x48, octets, "3.2.2.67"),
  apdu: tlvE(0x49, octets, "3.2.2.68"),
  /** CONNECTIONLESS INFORMATION has two: who sent it, and who shall have it. */
  networkElementIdentitySource: tlv(0x4a, octets, "3.2.2.69"),
  networkElementIdentityTarget: tlv(0x4a, octets, "3.2.2.69"),
  gpsAssistanceData: tlv(0x4b, octets, "3.2.2.70"),
  decipheringKeys: tlv(0x4c, octets, "3.2.2.71"),
  returnErrorRequest: tlv(0x4d, octets, "3.2.2.72"),
  returnErrorCause: tlv(0x4e, octets, "3.2.2.73"),
  segmentation: tlv(0x4f, octets, "3.2.2.74"),
  serviceHandover: tlv(0x50, octets, "3.2.2.75"),
  sourceRncToTargetRncUmts: tlv(0x51, octets, "3.2.2.76"),
  sourceRncToTargetRncCdma2000: tlv(0x52, octets, "3.2.2.77"),
  geranClassmark: tlv(0x53, octets, "3.2.2.78"),
  geranBscContainer: tlv(0x54, octets, "3.2.2.79"),
  velocityEstimate: tlv(0x55, octets, "3.2.2.87"),
  newBssToOldBssInformation: tlv(0x61, octets, "3.2.2.80"),
  interSystemInformation: tlv(0x63, octets, "3.2.2.81"),
  snaAccessInformation: tlv(0x64, octets, "3.2.2.82"),
  vstkRandInformation: tlv(0x65, octets, "3.2.2.83"),
  vstkInformation: tlv(0x66, octets, "3.2.2.84"),
  pagingInformation: tv(0x67, 1, octet, "3.2.2.85"),
  imei: tlv(0x68, mobileIdentity, "3.2.2.86"),
  vgcsFeatureFlags: tlv(0x69, octets, "3.2.2.88"),
  talkerPriority: tv(0x6a, 1, octet, "3.2.2.89"),
  /** UPLINK REJECT COMMAND has two: of the present talker, and of the rejected one. */
  talkerPriorityRejected: tv(0x6a, 1, octet, "3.2.2.89"),
  emergencySetIndication: t(0x6b, "3.2.2.90"),
  talkerIdentity: tlv(0x6c, octets, "3.2.2.91"),
  cellIdentifierListSegment: tlv(0x6d, octets, "3.2.2.27a"),
  smsToVgcs: tlv(0x6e, octets, "3.2.2.92"),
  vgcsTalkerMode: tlv(0x6f, octets, "3.2.2.93"),
  vgcsVbsCellStatus: tlv(0x70, octets, "3.2.2.94"),
  cellIdentifierListSegmentEstablished: tlv(0x71, octets, "3.2.2.27b"),
  cellIdentifierListSegmentToBeEstablished: tlv(0x72, octets, "3.2.2.27c"),
  cellIdentifierListSegmentReleased: tlv(0x73, octets, "3.2.2.27e"),
  cellIdentifierListSegmentNotEstablished: tlv(0x74, octets, "3.2.2.27f"),
  ganssAssistanceData: tlv(0x75, octets, "3.2.2.95"),
  ganssPositioningData: tlv(0x76, octets, "3.2.2.96"),
  ganssLocationType: tlv(0x77, octets, "3.2.2.97"),
  applicationData: tlv(0x78, octets, "3.2.2.98"),
  dataIdentity: tlv(0x79, octets, "3.2.2.99"),
  applicationDataInformation: tlv(0x7a, octets, "3.2.2.100"),
  msisdn: tlv(0x7b, octets, "3.2.2.101"),
  aoipTransportLayerAddress: tlv(0x7c, transportAddress, "3.2.2.102"),
  speechCodecList: tlv(0x7d, speechCodecList, "3.2.2.103"),
  speechCodec: tlv(0x7e, speechCodec, "3.2.2.104"),
  callIdentifier: tv(0x7f, 4, fourOctetsLittleEndian, "3.2.2.105"),
  callIdentifierList: tlv(0x80, callIdentifierList, "3.2.2.106"),
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
  sourceEnbToTargetEnb: tlv(0x91, octets, "3.2.2.123"),
  csToPsSrvccIndication: t(0x92, "3.2.2.124"),
  cnToMsTransparentInformation: tlv(0x93, octets, "3.2.2.125"),
  selectedPlmnId: tv(0x94, 3, plmnIdentity, "3.2.2.126"),
  lastUsedEutranPlmnId: tv(0x95, 3, plmnIdentity, "3.2.2.127"),
  /** Extensions of Osmocom's BSC and MSC, outside the specification. */
  osmuxSupport: t(0xf0, "Osmocom"),
  osmuxCid: tv(0xf1, 1, octet, "Osmocom"),
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
      "csToPsSrvcc?",
      "osmuxCid?",
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
      "osmuxCid?",
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
  vgcsVbsSetup: {
    type: 0x04,
    clause: "3.2.1.50",
    elements: ["groupCallReference", "priority?", "vgcsFeatureFlags?"],
  },
  vgcsVbsSetupAcknowledge: { type: 0x05, clause: "3.2.1.51", elements: ["vgcsFeatureFlags?"] },
  vgcsVbsSetupRefuse: { type: 0x06, clause: "3.2.1.52", elements: ["cause"] },
  vgcsVbsAssignmentRequest: {
    type: 0x07,
    clause: "3.2.1.53",
    elements: [
      "channelType",
      "assignmentRequirement",
      "cellIdentifier",
      "groupCallReference",
      "priority?",
      "circuitIdentityCode?",
      "downlinkDtxFlag?",
      "encryptionInformation?",
      "vstkRandInformation?",
      "vstkInformation?",
      "cellIdentifierListSegment?",
      "aoipTransportLayerAddress?",
      "callIdentifier?",
      "speechCodecList?",
    ],
  },
  channelModifyRequest: { type: 0x08, clause: "3.2.1.75", elements: ["cause"] },
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
      "sourceEnbToTargetEnb?",
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
      "cnToMsTransparentInformation?",
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
  vgcsVbsAssignmentResult: {
    type: 0x1c,
    clause: "3.2.1.54",
    elements: [
      "channelType",
      "cellIdentifier",
      "chosenChannel?",
      "circuitIdentityCode?",
      "circuitPool?",
      "aoipTransportLayerAddress?",
      "speechCodec?",
      "callIdentifier?",
    ],
  },
  vgcsVbsAssignmentFailure: {
    type: 0x1d,
    clause: "3.2.1.55",
    elements: ["cause", "circuitPool?", "circuitPoolList?", "speechCodecList?"],
  },
  vgcsVbsQueuingIndication: { type: 0x1e, clause: "3.2.1.56", elements: [] },
  uplinkRequest: {
    type: 0x1f,
    clause: "3.2.1.57",
    elements: ["talkerPriority?", "cellIdentifier?", "layer3InformationOctets?", "mobileIdentity?"],
  },
  clearCommand: {
    type: 0x20,
    clause: "3.2.1.21",
    elements: ["layer3HeaderInformation?", "cause", "csfbIndication?"],
  },
  clearComplete: { type: 0x21, clause: "3.2.1.22", elements: [] },
  clearRequest: { type: 0x22, clause: "3.2.1.20", elements: ["cause"] },
  sapiNReject: { type: 0x25, clause: "3.2.1.34", elements: ["dlci", "cause"] },
  confusion: { type: 0x26, clause: "3.2.1.45", elements: ["cause", "diagnostic?"] },
  uplinkRequestAcknowledge: {
    type: 0x27,
    clause: "3.2.1.58",
    elements: ["talkerPriority?", "emergencySetIndication?", "talkerIdentity?"],
  },
  suspend: { type: 0x28, clause: "3.2.1.64", elements: ["dlci"] },
  resume: { type: 0x29, clause: "3.2.1.65", elements: ["dlci"] },
  connectionOrientedInformation: {
    type: 0x2a,
    clause: "3.2.1.70",
    elements: ["apdu", "segmentation?"],
  },
  performLocationRequest: {
    type: 0x2b,
    clause: "3.2.1.71",
    elements: [
      "locationType",
      "cellIdentifier?",
      "classmarkInformationType3?",
      "lcsClientType?",
      "chosenChannel?",
      "lcsPriority?",
      "lcsQos?",
      "gpsAssistanceData?",
      "apdu?",
      "imsi?",
      "imei?",
      "ganssLocationType?",
      "ganssAssistanceData?",
    ],
  },
  lsaInformation: { type: 0x2c, clause: "3.2.1.69", elements: ["lsaInformation"] },
  performLocationResponse: {
    type: 0x2d,
    clause: "3.2.1.72",
    elements: [
      "locationEstimate?",
      "positioningData?",
      "decipheringKeys?",
      "lcsCause?",
      "velocityEstimate?",
      "ganssPositioningData?",
    ],
  },
  performLocationAbort: { type: 0x2e, clause: "3.2.1.73", elements: ["lcsCause"] },
  commonId: {
    type: 0x2f,
    clause: "3.2.1.68",
    elements: ["imsi", "snaAccessInformation?", "selectedPlmnId?", "lastUsedEutranPlmnId?"],
  },
  reset: {
    type: 0x30,
    clause: "3.2.1.23",
    elements: ["cause", "aInterfaceSelectorForReset?", "osmuxSupport?"],
  },
  resetAcknowledge: {
    type: 0x31,
    clause: "3.2.1.24",
    elements: ["aInterfaceSelectorForReset?", "osmuxSupport?"],
  },
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
  connectionlessInformation: {
    type: 0x3a,
    clause: "3.2.1.74",
    elements: [
      "networkElementIdentitySource",
      "networkElementIdentityTarget",
      "apdu",
      "segmentation?",
      "returnErrorRequest?",
      "returnErrorCause?",
    ],
  },
  vgcsVbsAssignmentStatus: {
    type: 0x3b,
    clause: "3.2.1.80",
    elements: [
      "cellIdentifierListSegmentEstablished?",
      "cellIdentifierListSegmentToBeEstablished?",
      "cellIdentifierListSegmentReleased?",
      "cellIdentifierListSegmentNotEstablished?",
      "vgcsVbsCellStatus?",
    ],
  },
  vgcsVbsAreaCellInfo: {
    type: 0x3c,
    clause: "3.2.1.79",
    elements: ["cellIdentifierListSegment", "assignmentRequirement?"],
  },
  resetIpResource: { type: 0x3d, clause: "3.2.1.87", elements: ["cause", "callIdentifierList"] },
  resetIpResourceAcknowledge: { type: 0x3e, clause: "3.2.1.88", elements: ["callIdentifierList"] },
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
  uplinkRequestConfirmation: {
    type: 0x49,
    clause: "3.2.1.59",
    elements: ["cellIdentifier", "talkerIdentity?", "layer3InformationOctets"],
  },
  uplinkReleaseIndication: {
    type: 0x4a,
    clause: "3.2.1.60",
    elements: ["cause", "talkerPriority?"],
  },
  uplinkRejectCommand: {
    type: 0x4b,
    clause: "3.2.1.61",
    elements: ["cause", "talkerPriority?", "talkerPriorityRejected?", "talkerIdentity?"],
  },
  uplinkReleaseCommand: { type: 0x4c, clause: "3.2.1.62", elements: ["cause"] },
  uplinkSeizedCommand: {
    type: 0x4d,
    clause: "3.2.1.63",
    elements: ["cause", "talkerPriority?", "emergencySetIndication?", "talkerIdentity?"],
  },
  changeCircuit: { type: 0x4e, clause: "3.2.1.66", elements: ["cause"] },
  changeCircuitAcknowledge: { type: 0x4f, clause: "3.2.1.67", elements: ["circuitIdentityCode"] },
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
      "apdu?",
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
  vgcsAdditionalInformation: { type: 0x60, clause: "3.2.1.78", elements: ["talkerIdentity"] },
  vgcsSms: { type: 0x61, clause: "3.2.1.81", elements: ["smsToVgcs"] },
  notificationData: {
    type: 0x62,
    clause: "3.2.1.82",
    elements: ["applicationData", "dataIdentity", "msisdn?"],
  },
  uplinkApplicationData: {
    type: 0x63,
    clause: "3.2.1.59a",
    elements: ["cellIdentifier", "layer3InformationOctets", "applicationDataInformation"],
  },
  internalHandoverRequired: {
    type: 0x70,
    clause: "3.2.1.83",
    elements: ["cause", "cellIdentifier", "aoipTransportLayerAddress?", "speechCodecList"],
  },
  internalHandoverRequiredReject: {
    type: 0x71,
    clause: "3.2.1.84",
    elements: ["cause", "speechCodecList?"],
  },
  internalHandoverCommand: {
    type: 0x72,
    clause: "3.2.1.85",
    elements: [
      "speechCodec",
      "circuitIdentityCode?",
      "aoipTransportLayerAddress?",
      "callIdentifier?",
      "downlinkDtxFlag?",
      "lclsConnectionStatusControl?",
    ],
  },
  internalHandoverEnquiry: { type: 0x73, clause: "3.2.1.86", elements: ["speechCodec"] },
  lclsConnectControl: {
    type: 0x74,
    clause: "3.2.1.91",
    elements: ["lclsConfiguration?", "lclsConnectionStatusControl?"],
  },
  lclsConnectControlAcknowledge: { type: 0x75, clause: "3.2.1.92", elements: ["lclsBssStatus"] },
  lclsNotification: {
    type: 0x76,
    clause: "3.2.1.93",
    elements: ["lclsBssStatus?", "lclsBreakRequest?"],
  },
  rerouteCommand: {
    type: 0x78,
    clause: "3.2.1.89",
    elements: [
      "layer3Information",
      "rerouteRejectCause",
      "layer3InformationOctets?",
      "sendSequenceNumber?",
      "imsi?",
    ],
  },
  rerouteComplete: { type: 0x79, clause: "3.2.1.90", elements: ["rerouteCompleteOutcome"] },
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
