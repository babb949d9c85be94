// One BSSMAP message of each type with all its elements, made from the tables, for tshark to read.

import { CODEC_TRANSPORT, CODEC_TYPE } from "../../signaling/messages/aoip-elements.ts";
import type { BssapMessage } from "../../signaling/messages/bssap.ts";
import type { Bssmap, BssmapMessageName } from "../../signaling/messages/bssmap.ts";
import { type INFORMATION_ELEMENTS, MESSAGES } from "../../signaling/messages/bssmap-tables.ts";
import {
  ALGORITHM,
  SPEECH_CHANNEL,
  SPEECH_VERSION,
} from "../../signaling/messages/channel-elements.ts";

export type ElementName = keyof typeof INFORMATION_ELEMENTS;
type ValueOf<N extends ElementName> = (typeof INFORMATION_ELEMENTS)[N]["codec"] extends {
  read(reader: never): infer T;
}
  ? T
  : never;

const CELL = { discriminator: "cgi", mcc: "460", mnc: "00", lac: 0x1001, ci: 11 } as const;
const AMR = {
  codecType: CODEC_TYPE.adaptiveFullRate,
  transport: CODEC_TRANSPORT.fullIp,
  configuration: 0x57ff,
} as const;
const bytes = (...values: number[]): Uint8Array => Uint8Array.from(values);
const counted = (length: number): Uint8Array => Uint8Array.from({ length }, (_, at) => at + 1);

/** A lifelike value of each element. */
export const SAMPLES: { readonly [N in ElementName]: ValueOf<N> } = {
  circuitIdentityCode: 0x0223,
  resourceAvailable: counted(20),
  cause: 0x21,
  cellIdentifier: CELL,
  cellIdentifierServing: CELL,
  cellIdentifierTarget: { ...CELL, ci: 12 },
  priority: { level: 3, mayPreempt: true, mayQueue: false, mayBePreempted: true },
  layer3HeaderInformation: bytes(0x05, 0x00),
  imsi: "460000000000017",
  tmsi: 0xc0ffee01,
  encryptionInformation: {
    permittedAlgorithms: ALGORITHM.none | ALGORITHM.a51 | ALGORITHM.a53,
    key: counted(8),
  },
  channelType: {
    content: "speech",
    rateAndType: SPEECH_CHANNEL.fullRatePreferred,
    speechVersions: [SPEECH_VERSION.fullRate3, SPEECH_VERSION.fullRate1, SPEECH_VERSION.halfRate1],
  },
  periodicity: 10,
  extendedResourceIndicator: 1,
  numberOfMss: 3,
  classmarkInformationType2: bytes(0x33, 0x1a, 0x81),
  classmarkInformationType3: bytes(0x60, 0x14, 0x00),
  interferenceBandToBeUsed: 0x1f,
  rrCause: 0,
  layer3Information: {
    layer: "dtap",
    protocol: "mobilityManagement",
    message: "locationUpdatingRequest",
    locationUpdatingType: 0,
    cipheringKeySequenceNumber: 7,
    locationAreaIdentification: { mcc: "460", mnc: "00", lac: 0x1001 },
    mobileStationClassmark1: 0x33,
    mobileIdentity: { type: "tmsi", tmsi: 0x12345678 },
  },
  layer3InformationOctets: bytes(0x06, 0x2b, 0x19, 0x23, 0x0a, 0x90, 0x63, 0x05, 0xd0),
  dlci: 3,
  downlinkDtxFlag: 1,
  cellIdentifierList: [CELL, { ...CELL, ci: 12 }],
  responseRequest: true,
  resourceIndicationMethod: 1,
  classmarkInformationType1: 0x33,
  circuitIdentityCodeList: bytes(7, 0xff),
  diagnostic: bytes(0x02, 0x00, 0x20),
  layer3MessageContents: {
    layer: "dtap",
    protocol: "radioResource",
    message: "cipheringModeComplete",
    mobileIdentity: { type: "imeisv", digits: "3534567890123402" },
  },
  chosenChannel: 0x98,
  totalResourceAccessible: bytes(0, 30, 0, 60),
  cipherResponseMode: 1,
  channelNeeded: 1,
  traceType: 0,
  triggerId: bytes(0x31, 0x32),
  traceReference: 0x1234,
  transactionId: bytes(0, 1),
  mobileIdentity: { type: "imsi", digits: "460000000000017" },
  omcId: bytes(0x4f, 0x4d),
  forwardIndicator: 1,
  chosenEncryptionAlgorithm: 2,
  circuitPool: 1,
  circuitPoolList: bytes(1, 2),
  timeIndication: 6,
  resourceSituation: bytes(0x08, 0x05, 0x00, 0x1e),
  currentChannelType1: 0x18,
  queueingIndicator: 2,
  assignmentRequirement: 1,
  talkerFlag: true,
  connectionReleaseRequested: true,
  groupCallReference: bytes(0, 0, 0x10, 0x20, 0),
  emlppPriority: 3,
  configurationEvolutionIndication: 1,
  oldBssToNewBssInformation: bytes(0x01, 0x01, 0x00),
  lsaIdentifier: bytes(0, 0x12, 0x34),
  lsaIdentifierList: bytes(0, 0, 0x12, 0x34),
  lsaInformation: bytes(0, 0x31, 0, 0x12, 0x34),
  lcsQos: bytes(0, 0, 0, 0),
  lsaAccessControlSuppression: 1,
  speechVersion: SPEECH_VERSION.fullRate1,
  lcsPriority: bytes(0),
  locationType: bytes(0),
  locationEstimate: bytes(0x10, 0x20, 0x30, 0x40, 0x50, 0x60, 0x70, 0x01),
  positioningData: bytes(0, 0x63),
  lcsCause: bytes(0),
  lcsClientType: bytes(0),
  apdu: bytes(2, 0x30, 0x00),
  networkElementIdentitySource: bytes(1, 0x64, 0xf0, 0x00, 0x10, 0x01, 0x00, 0x0b),
  networkElementIdentityTarget: bytes(1, 0x64, 0xf0, 0x00, 0x10, 0x01, 0x00, 0x0c),
  gpsAssistanceData: bytes(0x01),
  decipheringKeys: counted(15),
  returnErrorRequest: bytes(0),
  returnErrorCause: bytes(0),
  segmentation: bytes(0x00, 0x12, 0x34),
  serviceHandover: bytes(1),
  sourceRncToTargetRncUmts: bytes(0),
  sourceRncToTargetRncCdma2000: bytes(0),
  geranClassmark: bytes(0, 0),
  geranBscContainer: bytes(3, 0),
  velocityEstimate: bytes(0, 0, 0x10),
  newBssToOldBssInformation: bytes(0x06, 0x01, 0x00),
  interSystemInformation: bytes(0),
  snaAccessInformation: bytes(0x64, 0xf0, 0x00),
  vstkRandInformation: counted(5),
  vstkInformation: counted(16),
  pagingInformation: 0,
  imei: { type: "imei", digits: "353456789012340" },
  vgcsFeatureFlags: bytes(1),
  talkerPriority: 1,
  talkerPriorityRejected: 0,
  emergencySetIndication: true,
  talkerIdentity: bytes(0, 0x12, 0x34),
  cellIdentifierListSegment: bytes(0x11, 0x05, 0x10, 0x01),
  smsToVgcs: bytes(0x01, 0x07, 0x00, 0x00, 0x00),
  vgcsTalkerMode: bytes(0),
  vgcsVbsCellStatus: bytes(1),
  cellIdentifierListSegmentEstablished: bytes(0x05, 0x10, 0x01),
  cellIdentifierListSegmentToBeEstablished: bytes(0x05, 0x10, 0x01),
  cellIdentifierListSegmentReleased: bytes(0x05, 0x10, 0x01),
  cellIdentifierListSegmentNotEstablished: bytes(0x05, 0x10, 0x01),
  ganssAssistanceData: bytes(0),
  ganssPositioningData: bytes(0x63),
  ganssLocationType: bytes(0),
  applicationData: counted(9),
  dataIdentity: bytes(1),
  applicationDataInformation: bytes(1),
  msisdn: bytes(0x91, 0x68, 0x31, 0x08),
  aoipTransportLayerAddress: { address: "10.1.2.3", port: 4002 },
  speechCodecList: [AMR, { codecType: CODEC_TYPE.fullRate, transport: CODEC_TRANSPORT.fullIp }],
  speechCodec: AMR,
  callIdentifier: 0x80000001,
  callIdentifierList: [0x80000001, 2],
  aInterfaceSelectorForReset: 2,
  kc128: counted(16),
  csgIdentifier: bytes(0, 0, 1, 0x20, 0),
  redirectAttemptFlag: true,
  rerouteRejectCause: 0x0b,
  sendSequenceNumber: 1,
  rerouteCompleteOutcome: 1,
  globalCallReference: bytes(3, 0x64, 0xf0, 0x00, 2, 0, 1, 5, 0, 0, 0, 0, 1),
  lclsConfiguration: 0,
  lclsConnectionStatusControl: 0,
  lclsCorrelationNotNeeded: true,
  lclsBssStatus: 4,
  lclsBreakRequest: true,
  csfbIndication: true,
  csToPsSrvcc: true,
  sourceEnbToTargetEnb: bytes(0),
  csToPsSrvccIndication: true,
  cnToMsTransparentInformation: bytes(0),
  selectedPlmnId: { mcc: "460", mnc: "00" },
  lastUsedEutranPlmnId: { mcc: "310", mnc: "410" },
  osmuxSupport: true,
  osmuxCid: 5,
};

/** The elements of a message by name, in the table's order. */
export function elementsOf(name: BssmapMessageName): { name: ElementName; optional: boolean }[] {
  return MESSAGES[name].elements.map((mark) => ({
    name: mark.replace("?", "") as ElementName,
    optional: mark.endsWith("?"),
  }));
}

/** The message with these elements, and values from {@link SAMPLES}. */
export function sampleOf(name: BssmapMessageName, elements: readonly ElementName[]): BssapMessage {
  const fields = Object.fromEntries(elements.map((element) => [element, SAMPLES[element]]));
  return { layer: "bssmap", message: name, ...fields } as Bssmap<BssmapMessageName>;
}

export const MESSAGE_NAMES = Object.keys(MESSAGES) as BssmapMessageName[];

/**
 * Elements that tshark 4.0 does not read, or on which it goes astray: it says "not decoded yet" or
 * "no element dissector", takes the octets for ASN.1, or checks the length of one that has none.
 */
const NOT_READ: ReadonlySet<ElementName> = new Set([
  "lsaAccessControlSuppression",
  "timeIndication",
  "resourceSituation",
  "resourceIndicationMethod",
  "gpsAssistanceData",
  "segmentation",
  "sourceRncToTargetRncUmts",
  "sourceRncToTargetRncCdma2000",
  "interSystemInformation",
  "snaAccessInformation",
  "talkerPriority",
  "talkerPriorityRejected",
  "cellIdentifierListSegment",
  "cellIdentifierListSegmentEstablished",
  "cellIdentifierListSegmentToBeEstablished",
  "cellIdentifierListSegmentReleased",
  "cellIdentifierListSegmentNotEstablished",
  "ganssAssistanceData",
  "ganssLocationType",
  "smsToVgcs",
  "csToPsSrvcc",
  "sourceEnbToTargetEnb",
  "csToPsSrvccIndication",
  "cnToMsTransparentInformation",
  "globalCallReference",
]);

/** Messages of which tshark 4.0 reads the type and no more. */
export const TYPE_ONLY: ReadonlySet<BssmapMessageName> = new Set([
  "connectionlessInformation",
  "notificationData",
]);

/** The elements of a message that tshark reads, and those without which it is none. */
export function elementsForTshark(name: BssmapMessageName): ElementName[] {
  return elementsOf(name)
    .filter(({ name: element, optional }) => !optional || !NOT_READ.has(element))
    .map((element) => element.name);
}

/** Whether tshark reads all that {@link elementsForTshark} has. */
export function isReadByTshark(name: BssmapMessageName): boolean {
  return !TYPE_ONLY.has(name) && !elementsForTshark(name).some((element) => NOT_READ.has(element));
}

/** Messages with a list and a cell besides, or with a radio message that only tshark opens. */
const MORE_THAN_A_LINE_TELLS: ReadonlySet<BssmapMessageName> = new Set([
  "handoverCandidateEnquire",
  "uplinkRequest",
  "uplinkRequestConfirmation",
  "uplinkApplicationData",
]);

/** Name of the case → the message with all its elements, as far as tshark reads them. */
export const OWN_BSSMAP: Readonly<Record<string, BssapMessage>> = Object.fromEntries(
  MESSAGE_NAMES.filter((name) => isReadByTshark(name) && !MORE_THAN_A_LINE_TELLS.has(name)).map(
    (name) => [`${name} with all its elements`, sampleOf(name, elementsForTshark(name))],
  ),
);
