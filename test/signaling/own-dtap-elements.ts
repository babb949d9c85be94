// A lifelike value of each DTAP element, and every message with each of its elements, for tshark.
import type { BssapMessage } from "../../signaling/messages/bssap.ts";
import { PROGRESS_DESCRIPTION } from "../../signaling/messages/dtap-elements.ts";
import { PROTOCOLS } from "../../signaling/messages/dtap-tables.ts";
import type { AnyRow } from "../../signaling/messages/elements.ts";
import { ussdRequest } from "../../signaling/messages/facility.ts";

const bytes = (...values: number[]): Uint8Array => Uint8Array.from(values);
const counted = (length: number): Uint8Array => Uint8Array.from({ length }, (_, at) => at + 1);

const NUMBER = { typeOfNumber: 1, numberingPlan: 1, digits: "8613912345678" } as const;
const SUBADDRESS = bytes(0x80, 0x50, 0x12, 0x34);
const BEARER = bytes(0x60, 0x04, 0x02, 0x00, 0x05, 0x81);
const LOW_LAYER = bytes(0x88, 0x90);
const HIGH_LAYER = bytes(0x91, 0x81);
const CLASSMARK_2 = bytes(0x33, 0x1a, 0x81);
/** "Kairos" in GSM 7-bit, packed, with no spare bits shown: 24.008 §10.5.3.5a. */
const NETWORK_NAME = bytes(0x86, 0xcb, 0x70, 0x3a, 0xdf, 0x3e, 0x03);
const FACILITY = ussdRequest("*100#");

/** Values by the name of the element, the same in every message. */
const SAMPLES: Readonly<Record<string, unknown>> = {
  // mobility management and radio resource
  mobileStationClassmark1: 0x33,
  mobileStationClassmark2: CLASSMARK_2,
  mobileStationClassmark3: bytes(0x60, 0x14, 0x00),
  mobileIdentity: { type: "imsi", digits: "460000000000017" },
  locationAreaIdentification: { mcc: "460", mnc: "00", lac: 0x1001 },
  followOnProceed: true,
  ctsPermission: true,
  equivalentPlmns: bytes(0x64, 0xf0, 0x10),
  emergencyNumberList: bytes(0x03, 0x1f, 0x11, 0xf2),
  perMsT3212: bytes(0x21),
  rejectCause: 22,
  t3246: bytes(0x21),
  locationUpdatingType: 0,
  cipheringKeySequenceNumber: 3,
  additionalUpdateParameters: 1,
  deviceProperties: 1,
  msNetworkFeatureSupport: 1,
  rand: counted(16),
  autn: counted(16),
  sres: counted(4),
  authenticationResponseExtension: counted(4),
  identityType: 2,
  pTmsiType: 1,
  routingAreaIdentification2: bytes(0x64, 0xf0, 0x00, 0x10, 0x01, 0x05),
  pTmsiSignature2: counted(3),
  authenticationFailureParameter: counted(14),
  cmServiceType: 1,
  priority: 3,
  pdAndSapi: 0x33,
  fullNameForNetwork: NETWORK_NAME,
  shortNameForNetwork: NETWORK_NAME,
  localTimeZone: 0x23,
  universalTimeAndLocalTimeZone: bytes(0x80, 0x60, 0x01, 0x91, 0x03, 0x50, 0x23),
  lsaIdentity: bytes(0x00, 0x12, 0x34),
  networkDaylightSavingTime: bytes(0x01),
  groupCallReference: bytes(0, 0, 0x10, 0x20, 0),
  // call control and supplementary services
  facility: FACILITY,
  facilityAdvancedRecallAlignment: FACILITY,
  facilityRecallAlignmentNotEssential: FACILITY,
  progressIndicator: {
    codingStandard: 3,
    location: 2,
    description: PROGRESS_DESCRIPTION.inBandInformation,
  },
  userUser: bytes(0x04, 0x61, 0x62),
  ssVersion: bytes(0),
  bearerCapabilityRepeatIndicator: 1,
  bearerCapability: BEARER,
  bearerCapability2: BEARER,
  priorityGranted: 3,
  networkCallControlCapabilities: bytes(1),
  setupContainer: bytes(0x04, 0x06, ...BEARER),
  signal: 0x07,
  callingPartyBcdNumber: { ...NUMBER, presentation: 0 },
  callingPartySubaddress: SUBADDRESS,
  calledPartyBcdNumber: NUMBER,
  calledPartySubaddress: SUBADDRESS,
  redirectingPartyBcdNumber: { ...NUMBER, presentation: 0 },
  redirectingPartySubaddress: SUBADDRESS,
  lowLayerCompatibilityRepeatIndicator: 1,
  lowLayerCompatibility: LOW_LAYER,
  lowLayerCompatibility2: LOW_LAYER,
  highLayerCompatibilityRepeatIndicator: 1,
  highLayerCompatibility: HIGH_LAYER,
  highLayerCompatibility2: HIGH_LAYER,
  alert: bytes(4),
  causeOfNoCli: bytes(0x81),
  backupBearerCapability: BEARER,
  clirSuppression: true,
  clirInvocation: true,
  callControlCapabilities: bytes(0x01, 0x00),
  streamIdentifier: bytes(1),
  supportedCodecList: bytes(0x00, 0x02, 0x1f, 0x00),
  redial: true,
  cause: { location: 0, value: 16 },
  secondCause: { location: 2, value: 102 },
  connectedNumber: NUMBER,
  connectedSubaddress: SUBADDRESS,
  recallType: 1,
  emergencyCategory: bytes(1),
  moreData: true,
  reverseCallSetupDirection: true,
  networkInitiatedServiceUpgrade: true,
  allowedActions: bytes(0x80),
  keypadFacility: "5",
  congestionLevel: 15,
  callState: 0x0a,
  auxiliaryStates: bytes(0x80),
  notificationIndicator: 0x80,
  // short messages
  cpUserData: { message: "rpAck", direction: "down", reference: 7 },
  cpCause: 17,
};

type ProtocolName = keyof typeof PROTOCOLS;

/** A message of a DTAP table. */
export interface DtapKind {
  readonly protocol: ProtocolName;
  readonly message: string;
  readonly type: number;
  readonly rows: readonly AnyRow[];
}

type Messages = Readonly<
  Record<string, { readonly type: number; readonly elements: readonly AnyRow[] }>
>;

/** Every message of every table. */
export const DTAP_KINDS: readonly DtapKind[] = (Object.keys(PROTOCOLS) as ProtocolName[]).flatMap(
  (protocol) =>
    Object.entries(PROTOCOLS[protocol].messages as unknown as Messages).map(
      ([message, { type, elements }]) => ({ protocol, message, type, rows: elements }),
    ),
);

/** A message with all its elements; spare halves of octets stay 0. */
export function wholeDtap({ protocol, message, rows }: DtapKind): BssapMessage {
  const fields = Object.fromEntries(
    rows.flatMap(({ name }) => (name === "spareHalfOctet" ? [] : [[name, SAMPLES[name]]])),
  );
  return {
    layer: "dtap",
    protocol,
    message,
    ...(PROTOCOLS[protocol].transactions ? { transactionIdentifier: 0 } : {}),
    ...fields,
  } as unknown as BssapMessage;
}
