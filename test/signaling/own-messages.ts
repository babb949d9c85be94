// Messages that the captures lack, made with our own encoder, for tshark to read.
import type { BssapMessage } from "../../signaling/messages/bssap.ts";
import { CM_SERVICE_TYPE, LOCATION_UPDATING_TYPE } from "../../signaling/messages/dtap-tables.ts";
import { ussdRequest } from "../../signaling/messages/facility.ts";
import type { MobileIdentity } from "../../signaling/messages/mobile-identity.ts";
import {
  serviceCentreTimeStamp,
  TRANSFER_FLAG,
  type TransferAddress,
} from "../../signaling/messages/tpdu.ts";

const LAI = { mcc: "460", mnc: "00", lac: 0x1001 } as const;
const CELL = { discriminator: "cgi", ...LAI, ci: 11 } as const;
const CLASSMARK_2 = Uint8Array.of(0x33, 0x1a, 0x81);
const SMSC = { typeOfNumber: 1, numberingPlan: 1, digits: "8613800250500" } as const;
const FRIEND: TransferAddress = { typeOfNumber: 1, numberingPlan: 1, address: "8613912345678" };
const STAMP = serviceCentreTimeStamp({
  year: 2008,
  month: 6,
  day: 10,
  hour: 19,
  minute: 30,
  second: 5,
  quarterHours: 32,
});
const MM = { layer: "dtap", protocol: "mobilityManagement" } as const;
const CC = { layer: "dtap", protocol: "callControl", transactionIdentifier: 0 } as const;
const SMS = {
  layer: "dtap",
  protocol: "shortMessageService",
  message: "cpData",
  transactionIdentifier: 0,
} as const;
const SS = {
  layer: "dtap",
  protocol: "supplementaryServices",
  message: "register",
  transactionIdentifier: 0,
  ssVersion: Uint8Array.of(0),
} as const;
const BEARER = Uint8Array.of(0x60, 0x04, 0x02, 0x00, 0x05, 0x81);

function completeLayer3(layer3Information: object): BssapMessage {
  return {
    layer: "bssmap",
    message: "completeLayer3Information",
    cellIdentifier: CELL,
    layer3Information,
    chosenChannel: 1,
  } as BssapMessage;
}

function identityResponse(mobileIdentity: MobileIdentity): BssapMessage {
  return { ...MM, message: "identityResponse", mobileIdentity };
}

function submit(content: {
  readonly dataCodingScheme: number;
  readonly userData: { readonly header?: Uint8Array; readonly text: string };
}): BssapMessage {
  const header = content.userData.header === undefined ? 0 : TRANSFER_FLAG.userDataHeader;
  return {
    ...SMS,
    cpUserData: {
      message: "rpData",
      direction: "up",
      reference: 7,
      destinationAddress: SMSC,
      userData: {
        type: "submit",
        flags: TRANSFER_FLAG.relativeValidity | header,
        messageReference: 3,
        destinationAddress: FRIEND,
        protocolIdentifier: 0,
        validityPeriod: Uint8Array.of(167),
        ...content,
      },
    },
  };
}

function deliver(originatingAddress: TransferAddress, text: string): BssapMessage {
  return {
    ...SMS,
    cpUserData: {
      message: "rpData",
      direction: "down",
      reference: 8,
      originatorAddress: SMSC,
      userData: {
        type: "deliver",
        flags: TRANSFER_FLAG.noMoreMessages,
        originatingAddress,
        protocolIdentifier: 0,
        dataCodingScheme: 0,
        serviceCentreTimeStamp: STAMP,
        userData: { text },
      },
    },
  };
}

function setup(digits: string): BssapMessage {
  return {
    ...CC,
    message: "setup",
    bearerCapability: BEARER,
    calledPartyBcdNumber: { typeOfNumber: 0, numberingPlan: 1, digits },
  };
}

/** Name of the case → message. */
export const OWN_MESSAGES: Readonly<Record<string, BssapMessage>> = {
  "paging by TMSI, two location areas": {
    layer: "bssmap",
    message: "paging",
    imsi: "460000000000017",
    tmsi: 0xc0ffee01,
    cellIdentifierList: [
      { discriminator: "lac", lac: 0x1001 },
      { discriminator: "lac", lac: 0x1002 },
    ],
  },
  "paging of one cell": {
    layer: "bssmap",
    message: "paging",
    imsi: "460000000000017",
    cellIdentifierList: [CELL],
    channelNeeded: 1,
  },
  "common id with an IMSI of 14 digits": {
    layer: "bssmap",
    message: "commonId",
    imsi: "46000000000001",
  },
  "location updating by TMSI, follow-on request, three-digit MNC": completeLayer3({
    ...MM,
    message: "locationUpdatingRequest",
    locationUpdatingType: LOCATION_UPDATING_TYPE.normal | 8,
    cipheringKeySequenceNumber: 2,
    locationAreaIdentification: { mcc: "310", mnc: "410", lac: 0x2002 },
    mobileStationClassmark1: 0x33,
    mobileIdentity: { type: "tmsi", tmsi: 0x00000001 },
  }),
  "CM service request for USSD": completeLayer3({
    ...MM,
    message: "cmServiceRequest",
    cmServiceType: CM_SERVICE_TYPE.supplementaryService,
    cipheringKeySequenceNumber: 7,
    mobileStationClassmark2: CLASSMARK_2,
    mobileIdentity: { type: "tmsi", tmsi: 0xffffffff },
  }),
  "paging response": completeLayer3({
    layer: "dtap",
    protocol: "radioResource",
    message: "pagingResponse",
    cipheringKeySequenceNumber: 1,
    mobileStationClassmark2: CLASSMARK_2,
    mobileIdentity: { type: "imsi", digits: "460000000000017" },
  }),
  "location updating accept with a new TMSI": {
    ...MM,
    message: "locationUpdatingAccept",
    locationAreaIdentification: LAI,
    mobileIdentity: { type: "tmsi", tmsi: 0xdeadbeef },
  },
  "TMSI reallocation command": {
    ...MM,
    message: "tmsiReallocationCommand",
    locationAreaIdentification: LAI,
    mobileIdentity: { type: "tmsi", tmsi: 0x12345678 },
  },
  "TMSI reallocation complete": { ...MM, message: "tmsiReallocationComplete" },
  "identity request": { ...MM, message: "identityRequest", identityType: 3 },
  "identity response with an IMEI": identityResponse({ type: "imei", digits: "353456789012340" }),
  "identity response with an IMEISV": identityResponse({
    type: "imeisv",
    digits: "3534567890123401",
  }),
  "authentication request": {
    ...MM,
    message: "authenticationRequest",
    cipheringKeySequenceNumber: 3,
    rand: Uint8Array.from({ length: 16 }, (_, index) => index),
  },
  "cipher mode command that asks for the IMEISV": {
    layer: "bssmap",
    message: "cipherModeCommand",
    encryptionInformation: {
      permittedAlgorithms: 2,
      key: Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8),
    },
    cipherResponseMode: 1,
  },
  "cipher mode complete with an IMEISV": {
    layer: "bssmap",
    message: "cipherModeComplete",
    layer3MessageContents: {
      layer: "dtap",
      protocol: "radioResource",
      message: "cipheringModeComplete",
      mobileIdentity: { type: "imeisv", digits: "3534567890123402" },
    },
    chosenEncryptionAlgorithm: 2,
  },
  "handover required to three cells": {
    layer: "bssmap",
    message: "handoverRequired",
    cause: 12,
    responseRequest: true,
    cellIdentifierList: [CELL, { ...CELL, ci: 12 }, { ...CELL, lac: 0x1002, ci: 21 }],
    currentChannelType1: 0x18,
    speechVersion: 1,
  },
  "handover performed to a cell of one LAC": {
    layer: "bssmap",
    message: "handoverPerformed",
    cause: 12,
    cellIdentifier: { discriminator: "lacCi", lac: 0x1001, ci: 14 },
  },
  "clear request": { layer: "bssmap", message: "clearRequest", cause: 1 },
  "SAPI n reject": { layer: "bssmap", message: "sapiNReject", dlci: 3, cause: 37 },
  "setup with an odd number": setup("10086"),
  "setup with an even number": setup("1259301380000000"),
  "setup with star and hash": setup("*100#"),
  "setup with a withheld number": {
    ...CC,
    message: "setup",
    bearerCapability: BEARER,
    callingPartyBcdNumber: { typeOfNumber: 0, numberingPlan: 1, presentation: 0x20, digits: "" },
  },
  "release complete with user busy": {
    ...CC,
    message: "releaseComplete",
    transactionFlag: true,
    cause: { location: 0, value: 17 },
  },
  "disconnect with a location and diagnostics": {
    ...CC,
    message: "disconnect",
    cause: { location: 2, value: 1, diagnostics: Uint8Array.of(0x80) },
  },
  "start DTMF": { ...CC, message: "startDtmf", keypadFacility: "1" },
  "SMS with the extension table": submit({
    dataCodingScheme: 0,
    userData: { text: "[10 €] {a|b} ~^\\" },
  }),
  "SMS in UCS2": submit({ dataCodingScheme: 8, userData: { text: "你好，彩信" } }),
  "SMS with a header and fill bits": submit({
    dataCodingScheme: 0,
    userData: { header: Uint8Array.of(0, 3, 9, 1, 1), text: "part one of one" },
  }),
  "SMS from an alphanumeric sender": deliver(
    { typeOfNumber: 5, numberingPlan: 0, address: "Kairos" },
    "Try MMS for free",
  ),
  "SMS from a service number": deliver(
    { typeOfNumber: 0, numberingPlan: 1, address: "10086" },
    "1234567",
  ),
  "RP-ERROR": {
    ...SMS,
    cpUserData: { message: "rpError", direction: "down", reference: 7, cause: 38 },
  },
  "RP-ACK": { ...SMS, cpUserData: { message: "rpAck", direction: "down", reference: 7 } },
  "CP-ERROR": {
    layer: "dtap",
    protocol: "shortMessageService",
    message: "cpError",
    transactionIdentifier: 0,
    cpCause: 17,
  },
  "USSD of five characters": { ...SS, facility: ussdRequest("*100#") },
  "USSD of seven characters": { ...SS, facility: ussdRequest("*10086#") },
  "USSD of eight characters": { ...SS, facility: ussdRequest("*139*11#") },
  overload: { layer: "bssmap", message: "overload", cause: 0x25, cellIdentifier: CELL },
};
