// Messages of the A interface for tests of the tracker, short to write.
import type { BssapMessage } from "../../../signaling/messages/bssap.ts";
import type { DtapMessage } from "../../../signaling/messages/dtap.ts";
import { LOCATION_UPDATING_TYPE } from "../../../signaling/messages/dtap-tables.ts";
import type { MobileIdentity } from "../../../signaling/messages/mobile-identity.ts";
import type { TransferAddress, UserData } from "../../../signaling/messages/tpdu.ts";

export const MM = { layer: "dtap", protocol: "mobilityManagement" } as const;
export const CC = { layer: "dtap", protocol: "callControl", transactionIdentifier: 0 } as const;
export const SS = {
  layer: "dtap",
  protocol: "supplementaryServices",
  transactionIdentifier: 0,
} as const;
export const PLMN = { mcc: "460", mnc: "00" } as const;
const CLASSMARK_2 = Uint8Array.of(0x33, 0x1a, 0x81);

export const imsi = (digits: string): MobileIdentity => ({ type: "imsi", digits });
export const tmsi = (value: number): MobileIdentity => ({ type: "tmsi", tmsi: value });
export const cell = (lac: number, ci: number) =>
  ({ discriminator: "cgi", ...PLMN, lac, ci }) as const;

export function initial(layer3Information: DtapMessage, lac = 1, ci = 11): BssapMessage {
  return {
    layer: "bssmap",
    message: "completeLayer3Information",
    cellIdentifier: cell(lac, ci),
    layer3Information,
  };
}

export const updating = (
  type: keyof typeof LOCATION_UPDATING_TYPE,
  mobileIdentity: MobileIdentity,
  lac: number,
  plmn: { readonly mcc: string; readonly mnc: string } = PLMN,
): DtapMessage => ({
  ...MM,
  message: "locationUpdatingRequest",
  locationUpdatingType: LOCATION_UPDATING_TYPE[type],
  cipheringKeySequenceNumber: 7,
  locationAreaIdentification: { ...plmn, lac },
  mobileStationClassmark1: 0x33,
  mobileIdentity,
});
export const accept = (lac: number, mobileIdentity?: MobileIdentity): DtapMessage => ({
  ...MM,
  message: "locationUpdatingAccept",
  locationAreaIdentification: { ...PLMN, lac },
  ...(mobileIdentity && { mobileIdentity }),
});
export const reject: DtapMessage = { ...MM, message: "locationUpdatingReject", rejectCause: 22 };
export const service = (mobileIdentity: MobileIdentity, cmServiceType = 1): DtapMessage => ({
  ...MM,
  message: "cmServiceRequest",
  cmServiceType,
  cipheringKeySequenceNumber: 7,
  mobileStationClassmark2: CLASSMARK_2,
  mobileIdentity,
});
export const reestablishment = (mobileIdentity: MobileIdentity): DtapMessage => ({
  ...MM,
  message: "cmReestablishmentRequest",
  cipheringKeySequenceNumber: 7,
  mobileStationClassmark2: CLASSMARK_2,
  mobileIdentity,
});
export const pagingResponse = (mobileIdentity: MobileIdentity): DtapMessage => ({
  layer: "dtap",
  protocol: "radioResource",
  message: "pagingResponse",
  cipheringKeySequenceNumber: 7,
  mobileStationClassmark2: CLASSMARK_2,
  mobileIdentity,
});
export const detach = (mobileIdentity: MobileIdentity): DtapMessage => ({
  ...MM,
  message: "imsiDetachIndication",
  mobileStationClassmark1: 0x33,
  mobileIdentity,
});
export const identityRequest = (identityType: number): DtapMessage => ({
  ...MM,
  message: "identityRequest",
  identityType,
});
export const identityResponse = (mobileIdentity: MobileIdentity): DtapMessage => ({
  ...MM,
  message: "identityResponse",
  mobileIdentity,
});
export const reallocation = (lac: number, mobileIdentity: MobileIdentity): DtapMessage => ({
  ...MM,
  message: "tmsiReallocationCommand",
  locationAreaIdentification: { ...PLMN, lac },
  mobileIdentity,
});
export const reallocationComplete: DtapMessage = { ...MM, message: "tmsiReallocationComplete" };
export const cipherModeComplete = (digits: string): BssapMessage => ({
  layer: "bssmap",
  message: "cipherModeComplete",
  layer3MessageContents: {
    layer: "dtap",
    protocol: "radioResource",
    message: "cipheringModeComplete",
    mobileIdentity: { type: "imeisv", digits },
  },
});
export const commonId = (digits: string): BssapMessage => ({
  layer: "bssmap",
  message: "commonId",
  imsi: digits,
});
export const paging = (digits: string, lac: number, value?: number): BssapMessage => ({
  layer: "bssmap",
  message: "paging",
  imsi: digits,
  ...(value === undefined ? {} : { tmsi: value }),
  cellIdentifierList: [{ discriminator: "lac", lac }],
});
export const reset: BssapMessage = { layer: "bssmap", message: "reset", cause: 32 };
export const clearCommand = (cause: number): BssapMessage => ({
  layer: "bssmap",
  message: "clearCommand",
  cause,
});
export const clearRequest = (cause: number): BssapMessage => ({
  layer: "bssmap",
  message: "clearRequest",
  cause,
});

/** SETUP of the phone, and of the network. */
export const setup = (digits: string, transactionIdentifier = 0): DtapMessage => ({
  ...CC,
  transactionIdentifier,
  message: "setup",
  calledPartyBcdNumber: { typeOfNumber: 0, numberingPlan: 1, digits },
});
export const called = (digits?: string): DtapMessage => ({
  ...CC,
  message: "setup",
  ...(digits !== undefined && {
    callingPartyBcdNumber: { typeOfNumber: 0, numberingPlan: 1, digits },
  }),
});
type Said = "alerting" | "callProceeding" | "connect" | "connectAcknowledge" | "callConfirmed";
/** By the side that did not allocate the transaction; `byOwner` by the one that did. */
export const said = (message: Said, description?: number): DtapMessage => ({
  ...CC,
  message,
  transactionFlag: true,
  ...(description !== undefined && {
    progressIndicator: { codingStandard: 3, location: 2, description },
  }),
});
export const byOwner = (message: Said): DtapMessage => ({ ...CC, message });
export const progress = (description: number): DtapMessage => ({
  ...CC,
  message: "progress",
  transactionFlag: true,
  progressIndicator: { codingStandard: 3, location: 2, description },
});
type Ending = "disconnect" | "release" | "releaseComplete";
export const ending = (message: Ending, value: number, byOther = false): DtapMessage => ({
  ...CC,
  message,
  ...(byOther && { transactionFlag: true }),
  cause: { location: 0, value },
});
export const key = (keypadFacility: string, sendSequenceNumber = 0): DtapMessage => ({
  ...CC,
  message: "startDtmf",
  keypadFacility,
  ...(sendSequenceNumber > 0 && { sendSequenceNumber }),
});

const SMS = {
  layer: "dtap",
  protocol: "shortMessageService",
  message: "cpData",
  transactionIdentifier: 0,
} as const;
const STAMP = Uint8Array.of(0x80, 0x60, 0x01, 0x91, 0x03, 0x50, 0x23);
export const address = (digits: string, typeOfNumber = 0): TransferAddress => ({
  typeOfNumber,
  numberingPlan: typeOfNumber === 5 ? 0 : 1,
  address: digits,
});
const coded = ({ header, octets }: UserData) => ({
  protocolIdentifier: 0,
  dataCodingScheme: octets === undefined ? 0 : 4,
  flags: header === undefined ? 0 : 0x40,
});
export const submit = (
  reference: number,
  to: TransferAddress,
  userData: UserData,
): BssapMessage => ({
  ...SMS,
  cpUserData: {
    message: "rpData",
    direction: "up",
    reference,
    userData: {
      type: "submit",
      messageReference: reference,
      destinationAddress: to,
      ...coded(userData),
      userData,
    },
  },
});
export const deliver = (
  reference: number,
  from: TransferAddress,
  userData: UserData,
): BssapMessage => ({
  ...SMS,
  cpUserData: {
    message: "rpData",
    direction: "down",
    reference,
    userData: {
      type: "deliver",
      originatingAddress: from,
      serviceCentreTimeStamp: STAMP,
      ...coded(userData),
      userData,
    },
  },
});
/** RP-ACK from either side, for a message of the other one. */
export const acknowledged = (direction: "up" | "down", reference: number): BssapMessage => ({
  ...SMS,
  transactionFlag: true,
  cpUserData: { message: "rpAck", direction, reference },
});
export const refused = (direction: "up" | "down", reference: number): BssapMessage => ({
  ...SMS,
  transactionFlag: true,
  cpUserData: { message: "rpError", direction, reference, cause: 38 },
});

export const handoverRequired: BssapMessage = {
  layer: "bssmap",
  message: "handoverRequired",
  cause: 12,
  cellIdentifierList: [cell(2, 21)],
};
export const handoverRequest = (
  from: { readonly lac: number; readonly ci: number },
  to: { readonly lac: number; readonly ci: number },
  clue: { readonly imsi?: string; readonly callIdentifier?: number } = {},
): BssapMessage => ({
  layer: "bssmap",
  message: "handoverRequest",
  channelType: Uint8Array.of(1, 10, 1),
  encryptionInformation: Uint8Array.of(1),
  classmarkInformationType1: 0x33,
  cellIdentifierServing: cell(from.lac, from.ci),
  cellIdentifierTarget: cell(to.lac, to.ci),
  ...clue,
});
export const handoverAcknowledge = (octets: Uint8Array): BssapMessage => ({
  layer: "bssmap",
  message: "handoverRequestAcknowledge",
  layer3InformationOctets: octets,
});
export const handoverCommand = (octets: Uint8Array): BssapMessage => ({
  layer: "bssmap",
  message: "handoverCommand",
  layer3InformationOctets: octets,
});
export const handoverComplete: BssapMessage = { layer: "bssmap", message: "handoverComplete" };
export const handoverFailure: BssapMessage = {
  layer: "bssmap",
  message: "handoverFailure",
  cause: 0,
};
export const handoverPerformed = (lac: number, ci: number): BssapMessage => ({
  layer: "bssmap",
  message: "handoverPerformed",
  cause: 12,
  cellIdentifier: cell(lac, ci),
});
