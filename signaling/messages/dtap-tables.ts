// DTAP by table: messages of 3GPP TS 24.008 §9, TS 24.011 §7.2, TS 24.080 §2 and TS 44.018 §9.1.
import { partyNumber } from "./bcd.ts";
import {
  callCause,
  keypadDigit,
  type ProgressIndicator,
  progressIndicator,
} from "./dtap-elements.ts";
import { type AnyRow, octet, octets, type Row } from "./elements.ts";
import { facility } from "./facility.ts";
import { locationAreaIdentification } from "./location.ts";
import { mobileIdentity } from "./mobile-identity.ts";
import { half, lv, mandatoryTlv, spareHalf, t, taggedHalf, tlv, tv, v } from "./rows.ts";
import { cpUserData } from "./sms.ts";

export type { CallCause, ProgressIndicator } from "./dtap-elements.ts";

function message<const E extends readonly AnyRow[]>(type: number, clause: string, elements: E) {
  return { type, clause, elements };
}

// Elements that many messages share.
const keySequence = half("cipheringKeySequenceNumber", "24.008 10.5.1.2");
const classmark2 = lv("mobileStationClassmark2", octets, "24.008 10.5.1.6");
const identity = lv("mobileIdentity", mobileIdentity, "24.008 10.5.1.4");
const area = v("locationAreaIdentification", 5, locationAreaIdentification, "24.008 10.5.1.3");
const rejectCause = v("rejectCause", 1, octet, "24.008 10.5.3.6");
const additionalUpdate = taggedHalf(0xc0, "additionalUpdateParameters", "24.008 10.5.3.14");
const deviceProperties = taggedHalf(0xd0, "deviceProperties", "24.008 10.5.7.8");
const facilityRow = tlv(0x1c, "facility", facility, "24.008 10.5.4.15");
const userUser = tlv(0x7e, "userUser", octets, "24.008 10.5.4.25");
const progress = tlv<"progressIndicator", ProgressIndicator | Uint8Array>(
  0x1e,
  "progressIndicator",
  progressIndicator,
  "24.008 10.5.4.21",
);
const supplementaryVersion = tlv(0x7f, "ssVersion", octets, "24.008 10.5.4.24");
const causeRow = tlv(0x08, "cause", callCause, "24.008 10.5.4.11");
const repeatBearer = taggedHalf(0xd0, "bearerCapabilityRepeatIndicator", "24.008 10.5.4.22");
const bearer = tlv(0x04, "bearerCapability", octets, "24.008 10.5.4.5");
const bearer2 = tlv(0x04, "bearerCapability2", octets, "24.008 10.5.4.5");
const callCapabilities = tlv(0x15, "callControlCapabilities", octets, "24.008 10.5.4.5a");
const codecs = tlv(0x40, "supportedCodecList", octets, "24.008 10.5.4.32");
const stream = tlv(0x2d, "streamIdentifier", octets, "24.008 10.5.4.28");
const keypad: Row<"keypadFacility", string, "M"> = {
  name: "keypadFacility",
  presence: "M",
  format: "TV",
  tag: 0x2c,
  length: 1,
  codec: keypadDigit,
  clause: "24.008 10.5.4.17",
};
const networkCapabilities = tlv(0x2f, "networkCallControlCapabilities", octets, "24.008 10.5.4.29");
const calledNumber = tlv(0x5e, "calledPartyBcdNumber", partyNumber, "24.008 10.5.4.7");

/** Mobility management, 3GPP TS 24.008 §9.2 and table 10.2. */
const MOBILITY_MANAGEMENT = {
  imsiDetachIndication: message(0x01, "24.008 9.2.12", [
    v("mobileStationClassmark1", 1, octet, "24.008 10.5.1.5"),
    identity,
  ]),
  locationUpdatingAccept: message(0x02, "24.008 9.2.13", [
    area,
    tlv(0x17, "mobileIdentity", mobileIdentity, "24.008 10.5.1.4"),
    t(0xa1, "followOnProceed", "24.008 10.5.3.7"),
    t(0xa2, "ctsPermission", "24.008 10.5.3.10"),
    tlv(0x4a, "equivalentPlmns", octets, "24.008 10.5.1.13"),
    tlv(0x34, "emergencyNumberList", octets, "24.008 10.5.3.13"),
    tlv(0x35, "perMsT3212", octets, "24.008 10.5.7.4a"),
  ]),
  locationUpdatingReject: message(0x04, "24.008 9.2.14", [
    rejectCause,
    tlv(0x36, "t3246", octets, "24.008 10.5.3.16"),
  ]),
  locationUpdatingRequest: message(0x08, "24.008 9.2.15", [
    half("locationUpdatingType", "24.008 10.5.3.5"),
    keySequence,
    area,
    v("mobileStationClassmark1", 1, octet, "24.008 10.5.1.5"),
    identity,
    tlv(0x33, "mobileStationClassmark2", octets, "24.008 10.5.1.6"),
    additionalUpdate,
    deviceProperties,
    taggedHalf(0xe0, "msNetworkFeatureSupport", "24.008 10.5.1.15"),
  ]),
  authenticationReject: message(0x11, "24.008 9.2.1", []),
  authenticationRequest: message(0x12, "24.008 9.2.2", [
    keySequence,
    spareHalf(),
    v("rand", 16, octets, "24.008 10.5.3.1"),
    tlv(0x20, "autn", octets, "24.008 10.5.3.1.1"),
  ]),
  authenticationResponse: message(0x14, "24.008 9.2.3", [
    v("sres", 4, octets, "24.008 10.5.3.2"),
    tlv(0x21, "authenticationResponseExtension", octets, "24.008 10.5.3.2.1"),
  ]),
  identityRequest: message(0x18, "24.008 9.2.10", [
    half("identityType", "24.008 10.5.3.4"),
    spareHalf(),
  ]),
  identityResponse: message(0x19, "24.008 9.2.11", [
    identity,
    taggedHalf(0xe0, "pTmsiType", "24.008 10.5.5.29"),
    tlv(0x1b, "routingAreaIdentification2", octets, "24.008 10.5.5.15a"),
    tlv(0x19, "pTmsiSignature2", octets, "24.008 10.5.5.8a"),
  ]),
  tmsiReallocationCommand: message(0x1a, "24.008 9.2.17", [area, identity]),
  tmsiReallocationComplete: message(0x1b, "24.008 9.2.18", []),
  authenticationFailure: message(0x1c, "24.008 9.2.3a", [
    rejectCause,
    tlv(0x22, "authenticationFailureParameter", octets, "24.008 10.5.3.2.2"),
  ]),
  cmServiceAccept: message(0x21, "24.008 9.2.5", []),
  cmServiceReject: message(0x22, "24.008 9.2.6", [
    rejectCause,
    tlv(0x36, "t3246", octets, "24.008 10.5.3.16"),
  ]),
  cmServiceAbort: message(0x23, "24.008 9.2.7", []),
  cmServiceRequest: message(0x24, "24.008 9.2.9", [
    half("cmServiceType", "24.008 10.5.3.3"),
    keySequence,
    classmark2,
    identity,
    taggedHalf(0x80, "priority", "24.008 10.5.1.11"),
    additionalUpdate,
    deviceProperties,
  ]),
  cmServicePrompt: message(0x25, "24.008 9.2.5a", [v("pdAndSapi", 1, octet, "24.008 10.5.1.10a")]),
  cmReestablishmentRequest: message(0x28, "24.008 9.2.4", [
    keySequence,
    spareHalf(),
    classmark2,
    identity,
    tv(0x13, "locationAreaIdentification", 5, locationAreaIdentification, "24.008 10.5.1.3"),
    deviceProperties,
  ]),
  abort: message(0x29, "24.008 9.2.8", [rejectCause]),
  mmNull: message(0x30, "24.008 9.2.19", []),
  mmStatus: message(0x31, "24.008 9.2.16", [rejectCause]),
  mmInformation: message(0x32, "24.008 9.2.15a", [
    tlv(0x43, "fullNameForNetwork", octets, "24.008 10.5.3.5a"),
    tlv(0x45, "shortNameForNetwork", octets, "24.008 10.5.3.5a"),
    tv(0x46, "localTimeZone", 1, octet, "24.008 10.5.3.8"),
    tv(0x47, "universalTimeAndLocalTimeZone", 7, octets, "24.008 10.5.3.9"),
    tlv(0x48, "lsaIdentity", octets, "24.008 10.5.3.11"),
    tlv(0x49, "networkDaylightSavingTime", octets, "24.008 10.5.3.12"),
  ]),
};

/** Call control, 3GPP TS 24.008 §9.3 and table 10.3. */
export const CALL_CONTROL = {
  alerting: message(0x01, "24.008 9.3.1", [facilityRow, progress, userUser, supplementaryVersion]),
  callProceeding: message(0x02, "24.008 9.3.3", [
    repeatBearer,
    bearer,
    bearer2,
    facilityRow,
    progress,
    taggedHalf(0x80, "priorityGranted", "24.008 10.5.1.11"),
    networkCapabilities,
  ]),
  progress: message(0x03, "24.008 9.3.17", [
    lv<"progressIndicator", ProgressIndicator | Uint8Array>(
      "progressIndicator",
      progressIndicator,
      "24.008 10.5.4.21",
    ),
    userUser,
  ]),
  ccEstablishment: message(0x04, "24.008 9.3.17a", [
    lv("setupContainer", octets, "24.008 10.5.4.22b"),
  ]),
  setup: message(0x05, "24.008 9.3.23", [
    repeatBearer,
    bearer,
    bearer2,
    facilityRow,
    progress,
    tv(0x34, "signal", 1, octet, "24.008 10.5.4.23"),
    tlv(0x5c, "callingPartyBcdNumber", partyNumber, "24.008 10.5.4.9"),
    tlv(0x5d, "callingPartySubaddress", octets, "24.008 10.5.4.10"),
    calledNumber,
    tlv(0x6d, "calledPartySubaddress", octets, "24.008 10.5.4.8"),
    tlv(0x74, "redirectingPartyBcdNumber", partyNumber, "24.008 10.5.4.21b"),
    tlv(0x75, "redirectingPartySubaddress", octets, "24.008 10.5.4.21c"),
    taggedHalf(0xd0, "lowLayerCompatibilityRepeatIndicator", "24.008 10.5.4.22"),
    tlv(0x7c, "lowLayerCompatibility", octets, "24.008 10.5.4.18"),
    tlv(0x7c, "lowLayerCompatibility2", octets, "24.008 10.5.4.18"),
    taggedHalf(0xd0, "highLayerCompatibilityRepeatIndicator", "24.008 10.5.4.22"),
    tlv(0x7d, "highLayerCompatibility", octets, "24.008 10.5.4.16"),
    tlv(0x7d, "highLayerCompatibility2", octets, "24.008 10.5.4.16"),
    userUser,
    taggedHalf(0x80, "priority", "24.008 10.5.1.11"),
    tlv(0x19, "alert", octets, "24.008 10.5.4.26"),
    networkCapabilities,
    tlv(0x3a, "causeOfNoCli", octets, "24.008 10.5.4.30"),
    tlv(0x41, "backupBearerCapability", octets, "24.008 10.5.4.4a"),
    supplementaryVersion,
    t(0xa1, "clirSuppression", "24.008 10.5.4.11a"),
    t(0xa2, "clirInvocation", "24.008 10.5.4.11b"),
    callCapabilities,
    tlv(0x1d, "facilityAdvancedRecallAlignment", facility, "24.008 10.5.4.15"),
    tlv(0x1b, "facilityRecallAlignmentNotEssential", facility, "24.008 10.5.4.15"),
    stream,
    codecs,
    t(0xa3, "redial", "24.008 10.5.4.34"),
  ]),
  ccEstablishmentConfirmed: message(0x06, "24.008 9.3.17b", [
    repeatBearer,
    mandatoryTlv(0x04, "bearerCapability", octets, "24.008 10.5.4.5"),
    bearer2,
    causeRow,
    codecs,
  ]),
  connect: message(0x07, "24.008 9.3.5", [
    facilityRow,
    progress,
    tlv(0x4c, "connectedNumber", partyNumber, "24.008 10.5.4.13"),
    tlv(0x4d, "connectedSubaddress", octets, "24.008 10.5.4.14"),
    userUser,
    supplementaryVersion,
    stream,
  ]),
  callConfirmed: message(0x08, "24.008 9.3.2", [
    repeatBearer,
    bearer,
    bearer2,
    causeRow,
    callCapabilities,
    stream,
    codecs,
  ]),
  startCc: message(0x09, "24.008 9.3.23a", [callCapabilities]),
  recall: message(0x0b, "24.008 9.3.18a", [
    v("recallType", 1, octet, "24.008 10.5.4.21a"),
    lv("facility", facility, "24.008 10.5.4.15"),
  ]),
  emergencySetup: message(0x0e, "24.008 9.3.8", [
    bearer,
    stream,
    codecs,
    tlv(0x2e, "emergencyCategory", octets, "24.008 10.5.4.33"),
  ]),
  connectAcknowledge: message(0x0f, "24.008 9.3.6", []),
  userInformation: message(0x10, "24.008 9.3.31", [
    lv("userUser", octets, "24.008 10.5.4.25"),
    t(0xa0, "moreData", "24.008 10.5.4.19"),
  ]),
  modifyReject: message(0x13, "24.008 9.3.15", [
    lv("bearerCapability", octets, "24.008 10.5.4.5"),
    lv("cause", callCause, "24.008 10.5.4.11"),
    tlv(0x7c, "lowLayerCompatibility", octets, "24.008 10.5.4.18"),
    tlv(0x7d, "highLayerCompatibility", octets, "24.008 10.5.4.16"),
  ]),
  modify: message(0x17, "24.008 9.3.13", [
    lv("bearerCapability", octets, "24.008 10.5.4.5"),
    tlv(0x7c, "lowLayerCompatibility", octets, "24.008 10.5.4.18"),
    tlv(0x7d, "highLayerCompatibility", octets, "24.008 10.5.4.16"),
    t(0xa3, "reverseCallSetupDirection", "24.008 10.5.4.22a"),
    t(0xa4, "networkInitiatedServiceUpgrade", "24.008 10.5.4.35"),
  ]),
  hold: message(0x18, "24.008 9.3.10", []),
  holdAcknowledge: message(0x19, "24.008 9.3.11", []),
  holdReject: message(0x1a, "24.008 9.3.12", [lv("cause", callCause, "24.008 10.5.4.11")]),
  retrieve: message(0x1c, "24.008 9.3.20", []),
  retrieveAcknowledge: message(0x1d, "24.008 9.3.21", []),
  retrieveReject: message(0x1e, "24.008 9.3.22", [lv("cause", callCause, "24.008 10.5.4.11")]),
  modifyComplete: message(0x1f, "24.008 9.3.14", [
    lv("bearerCapability", octets, "24.008 10.5.4.5"),
    tlv(0x7c, "lowLayerCompatibility", octets, "24.008 10.5.4.18"),
    tlv(0x7d, "highLayerCompatibility", octets, "24.008 10.5.4.16"),
    t(0xa3, "reverseCallSetupDirection", "24.008 10.5.4.22a"),
  ]),
  disconnect: message(0x25, "24.008 9.3.7", [
    lv("cause", callCause, "24.008 10.5.4.11"),
    facilityRow,
    progress,
    userUser,
    tlv(0x7b, "allowedActions", octets, "24.008 10.5.4.27"),
    supplementaryVersion,
  ]),
  releaseComplete: message(0x2a, "24.008 9.3.19", [
    causeRow,
    facilityRow,
    userUser,
    supplementaryVersion,
  ]),
  release: message(0x2d, "24.008 9.3.18", [
    causeRow,
    tlv(0x08, "secondCause", callCause, "24.008 10.5.4.11"),
    facilityRow,
    userUser,
    supplementaryVersion,
  ]),
  stopDtmf: message(0x31, "24.008 9.3.29", []),
  stopDtmfAcknowledge: message(0x32, "24.008 9.3.30", []),
  statusEnquiry: message(0x34, "24.008 9.3.28", []),
  startDtmf: message(0x35, "24.008 9.3.24", [keypad]),
  startDtmfAcknowledge: message(0x36, "24.008 9.3.25", [keypad]),
  startDtmfReject: message(0x37, "24.008 9.3.26", [lv("cause", callCause, "24.008 10.5.4.11")]),
  congestionControl: message(0x39, "24.008 9.3.4", [
    half("congestionLevel", "24.008 10.5.4.12"),
    spareHalf(),
    causeRow,
  ]),
  facility: message(0x3a, "24.008 9.3.9", [
    lv("facility", facility, "24.008 10.5.4.15"),
    supplementaryVersion,
  ]),
  status: message(0x3d, "24.008 9.3.27", [
    lv("cause", callCause, "24.008 10.5.4.11"),
    v("callState", 1, octet, "24.008 10.5.4.6"),
    tlv(0x24, "auxiliaryStates", octets, "24.008 10.5.4.4"),
  ]),
  notify: message(0x3e, "24.008 9.3.16", [
    v("notificationIndicator", 1, octet, "24.008 10.5.4.20"),
  ]),
};

/** Short message service, 3GPP TS 24.011 §7.2 and §8.1.3. */
const SHORT_MESSAGE_SERVICE = {
  cpData: message(0x01, "24.011 7.2.1", [lv("cpUserData", cpUserData, "24.011 8.1.4.1")]),
  cpAck: message(0x04, "24.011 7.2.2", []),
  cpError: message(0x10, "24.011 7.2.3", [v("cpCause", 1, octet, "24.011 8.1.4.2")]),
};

/** Supplementary services outside calls, 3GPP TS 24.080 §2 and §3.4. */
const SUPPLEMENTARY_SERVICES = {
  releaseComplete: message(0x2a, "24.080 2.5", [
    causeRow,
    tlv(0x1c, "facility", facility, "24.080 3.6"),
  ]),
  facility: message(0x3a, "24.080 2.3", [lv("facility", facility, "24.080 3.6")]),
  register: message(0x3b, "24.080 2.4", [
    mandatoryTlv(0x1c, "facility", facility, "24.080 3.6"),
    tlv(0x7f, "ssVersion", octets, "24.080 3.7.2"),
  ]),
};

/** Radio resource messages that reach the MSC, 3GPP TS 44.018 §9.1 and table 10.4.1. */
const RADIO_RESOURCE = {
  classmarkChange: message(0x16, "44.018 9.1.11", [
    classmark2,
    tlv(0x20, "mobileStationClassmark3", octets, "24.008 10.5.1.7"),
  ]),
  notificationResponse: message(0x26, "44.018 9.1.21d", [
    classmark2,
    identity,
    v("groupCallReference", 5, octets, "24.008 10.5.1.9"),
  ]),
  pagingResponse: message(0x27, "44.018 9.1.25", [
    keySequence,
    spareHalf(),
    classmark2,
    identity,
    additionalUpdate,
  ]),
  cipheringModeComplete: message(0x32, "44.018 9.1.10", [
    tlv(0x17, "mobileIdentity", mobileIdentity, "24.008 10.5.1.4"),
  ]),
};

/** Protocol discriminators, 3GPP TS 24.007 §11.2.3.1.1, with the messages of each protocol. */
export const PROTOCOLS = {
  callControl: { discriminator: 0x3, transactions: true, messages: CALL_CONTROL },
  mobilityManagement: { discriminator: 0x5, transactions: false, messages: MOBILITY_MANAGEMENT },
  radioResource: { discriminator: 0x6, transactions: false, messages: RADIO_RESOURCE },
  shortMessageService: { discriminator: 0x9, transactions: true, messages: SHORT_MESSAGE_SERVICE },
  supplementaryServices: {
    discriminator: 0xb,
    transactions: true,
    messages: SUPPLEMENTARY_SERVICES,
  },
} as const;

/** Location updating type, 3GPP TS 24.008 §10.5.3.5; plus 8: follow-on request pending. */
export const LOCATION_UPDATING_TYPE = { normal: 0, periodic: 1, imsiAttach: 2 } as const;

/** CM service type, 3GPP TS 24.008 §10.5.3.3. */
export const CM_SERVICE_TYPE = {
  originatedCall: 1,
  emergencyCall: 2,
  shortMessage: 4,
  supplementaryService: 8,
  voiceGroupCall: 9,
  voiceBroadcastCall: 10,
  locationService: 11,
} as const;
