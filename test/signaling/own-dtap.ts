// DTAP messages that the captures lack, made with our own encoder, for tshark to read.
import type { PartyNumber } from "../../signaling/messages/bcd.ts";
import { PRESENTATION, SCREENING } from "../../signaling/messages/bcd.ts";
import type { BssapMessage } from "../../signaling/messages/bssap.ts";
import { numberChanged, PROGRESS_DESCRIPTION } from "../../signaling/messages/dtap-elements.ts";
import {
  activateSs,
  deactivateSs,
  eraseSs,
  type Facility,
  interrogateSs,
  OPERATION,
  registerSs,
  result,
  returnError,
  SS_CODE,
  SS_ERROR,
  SS_STATUS,
  ussdRequest,
  ussdString,
} from "../../signaling/messages/facility.ts";
import type { RelayMessage } from "../../signaling/messages/sms.ts";
import {
  CODING,
  codingOf,
  serviceCentreTimeStamp,
  TRANSFER_FLAG,
  type TransferPdu,
  type UserData,
} from "../../signaling/messages/tpdu.ts";
import { concatenated } from "../../signaling/messages/tpdu-concatenated.ts";
import { headerOf } from "../../signaling/messages/user-data-header.ts";
import { wapPush } from "../../signaling/messages/wap-push.ts";

const CC = { layer: "dtap", protocol: "callControl", transactionIdentifier: 0 } as const;
const SS = { layer: "dtap", protocol: "supplementaryServices", transactionIdentifier: 0 } as const;
const SMS = { layer: "dtap", protocol: "shortMessageService", transactionIdentifier: 0 } as const;
const BEARER = Uint8Array.of(0x60, 0x04, 0x02, 0x00, 0x05, 0x81);
const SS_VERSION = Uint8Array.of(0);
const ABROAD: PartyNumber = { typeOfNumber: 1, numberingPlan: 1, digits: "8613912345678" };
const HOME: PartyNumber = { typeOfNumber: 2, numberingPlan: 1, digits: "13800001" };
const FRIEND = { typeOfNumber: 1, numberingPlan: 1, address: "8613912345678" };
const STAMP = serviceCentreTimeStamp({
  year: 2008,
  month: 6,
  day: 10,
  hour: 19,
  minute: 30,
  second: 5,
  quarterHours: 32,
});
const IN_BAND = {
  codingStandard: 3,
  location: 2,
  description: PROGRESS_DESCRIPTION.inBandInformation,
};
const REGISTER_CFU = registerSs({ ssCode: SS_CODE.cfu, forwardedTo: ABROAD });
const BALANCE = "Balance 12.50 yuan. 10 € [new] {offer}";

function register(facility: Facility): BssapMessage {
  return { ...SS, message: "register", facility, ssVersion: SS_VERSION };
}

function released(facility: Facility): BssapMessage {
  return { ...SS, message: "releaseComplete", transactionFlag: true, facility };
}

function relayed(cpUserData: RelayMessage): BssapMessage {
  return { ...SMS, message: "cpData", cpUserData };
}

function up(userData: TransferPdu): BssapMessage {
  return relayed({
    message: "rpData",
    direction: "up",
    reference: 7,
    destinationAddress: ABROAD,
    userData,
  });
}

function down(userData: TransferPdu): BssapMessage {
  return relayed({
    message: "rpData",
    direction: "down",
    reference: 7,
    originatorAddress: ABROAD,
    userData,
  });
}

function submit(userData: UserData, dataCodingScheme: number): BssapMessage {
  const header = userData.header === undefined ? 0 : TRANSFER_FLAG.userDataHeader;
  return up({
    type: "submit",
    flags: header,
    messageReference: 3,
    destinationAddress: FRIEND,
    protocolIdentifier: 0,
    dataCodingScheme,
    userData,
  });
}

function deliver(userData: UserData, dataCodingScheme: number): BssapMessage {
  const header = userData.header === undefined ? 0 : TRANSFER_FLAG.userDataHeader;
  return down({
    type: "deliver",
    flags: TRANSFER_FLAG.noMoreMessages | header,
    originatingAddress: { typeOfNumber: 0, numberingPlan: 1, address: "10658830" },
    protocolIdentifier: 0,
    dataCodingScheme,
    serviceCentreTimeStamp: STAMP,
    userData,
  });
}

function named(name: string, messages: readonly BssapMessage[]): Record<string, BssapMessage> {
  return Object.fromEntries(
    messages.map((message, index) => [`${name}, ${index + 1} of ${messages.length}`, message]),
  );
}

const LONG_TEXT = "The quick brown fox [jumps] over the lazy dog for 10 € a day. ".repeat(4);
const LONG_UCS2 = "动感地带的朋友，彩铃本月免费试用。".repeat(6);

const CALLS: Record<string, BssapMessage> = {
  "progress: announcement": { ...CC, message: "progress", progressIndicator: IN_BAND },
  "alerting with progress": { ...CC, message: "alerting", progressIndicator: IN_BAND },
  "call proceeding with progress": {
    ...CC,
    message: "callProceeding",
    progressIndicator: { ...IN_BAND, description: PROGRESS_DESCRIPTION.notEndToEnd },
    networkCallControlCapabilities: Uint8Array.of(1),
  },
  "disconnect with an announcement": {
    ...CC,
    message: "disconnect",
    cause: { value: 18, location: 2 },
    progressIndicator: IN_BAND,
  },
  "connect with a connected number": {
    ...CC,
    message: "connect",
    progressIndicator: { ...IN_BAND, description: PROGRESS_DESCRIPTION.endToEnd },
    connectedNumber: {
      ...ABROAD,
      presentation: PRESENTATION.allowed | SCREENING.networkProvided,
    },
  },
  "setup to a forwarded-to phone": {
    ...CC,
    message: "setup",
    bearerCapability: BEARER,
    progressIndicator: IN_BAND,
    signal: 0x07,
    callingPartyBcdNumber: { ...HOME, presentation: PRESENTATION.allowed },
    calledPartyBcdNumber: ABROAD,
    redirectingPartyBcdNumber: { ...HOME, presentation: SCREENING.passed, digits: "10086" },
  },
  "setup of a caller who hides": {
    ...CC,
    message: "setup",
    bearerCapability: BEARER,
    callingPartyBcdNumber: { ...HOME, presentation: PRESENTATION.restricted, digits: "" },
    causeOfNoCli: Uint8Array.of(1),
  },
  "setup with star, hash and letters": {
    ...CC,
    message: "setup",
    bearerCapability: BEARER,
    calledPartyBcdNumber: { typeOfNumber: 0, numberingPlan: 1, digits: "*21*abc#" },
    clirInvocation: true,
  },
  "emergency setup": {
    ...CC,
    message: "emergencySetup",
    bearerCapability: BEARER,
    emergencyCategory: Uint8Array.of(1),
  },
  "number changed, with the new one": {
    ...CC,
    message: "disconnect",
    cause: numberChanged(2, HOME),
  },
  "release with two causes": {
    ...CC,
    message: "release",
    cause: { value: 16, location: 0 },
    secondCause: { value: 102, location: 2 },
  },
  "modify reject": {
    ...CC,
    message: "modifyReject",
    bearerCapability: BEARER,
    cause: { value: 58, location: 2 },
  },
  "start DTMF acknowledge": { ...CC, message: "startDtmfAcknowledge", keypadFacility: "#" },
  "start DTMF reject": {
    ...CC,
    message: "startDtmfReject",
    cause: { value: 29, location: 2 },
  },
  "stop DTMF": { ...CC, message: "stopDtmf" },
  "stop DTMF acknowledge": { ...CC, message: "stopDtmfAcknowledge" },
  "facility in a call: call deflection": {
    ...CC,
    message: "facility",
    facility: {
      component: "invoke",
      invokeId: 2,
      operation: OPERATION.callDeflection,
      parameters: Uint8Array.of(0x30, 0x06, 0x80, 0x04, 0x91, 0x21, 0x43, 0x65),
    },
  },
  "user information": {
    ...CC,
    message: "userInformation",
    userUser: Uint8Array.of(4, 0x41, 0x42),
    moreData: true,
  },
};
for (const key of "0123456789*#ABCD") {
  CALLS[`start DTMF ${key}`] = { ...CC, message: "startDtmf", keypadFacility: key };
}

const SERVICES: Record<string, BssapMessage> = {
  "registerSS of CFU": register(REGISTER_CFU),
  "registerSS of CFNRy after 20 s for speech": register(
    registerSs({
      ssCode: SS_CODE.cfnry,
      forwardedTo: HOME,
      noReplyConditionTime: 20,
      basicService: { teleservice: 0x11 },
    }),
  ),
  "registerSS of CFB with an odd number": register(
    registerSs({ ssCode: SS_CODE.cfb, forwardedTo: { ...HOME, digits: "10086" } }),
  ),
  "eraseSS of CFU": register(eraseSs(SS_CODE.cfu)),
  "activateSS of call waiting": register(activateSs(SS_CODE.cw, 5)),
  "deactivateSS of all conditional forwarding": register(
    deactivateSs(SS_CODE.allConditionalForwardingSs),
  ),
  "interrogateSS of CFNRc": register(interrogateSs(SS_CODE.cfnrc)),
  "registerSS done": released(
    result(REGISTER_CFU, {
      forwarding: {
        ssCode: SS_CODE.cfu,
        features: [
          {
            basicService: { teleservice: 0x11 },
            ssStatus: SS_STATUS.active | SS_STATUS.registered | SS_STATUS.provisioned,
            forwardedToNumber: ABROAD,
          },
          { basicService: { bearerService: 0x20 }, ssStatus: SS_STATUS.provisioned },
        ],
      },
    }),
  ),
  "interrogateSS answered with a list": released(
    result(interrogateSs(SS_CODE.cfnry), {
      forwarding: {
        features: [
          { ssStatus: 7, forwardedToNumber: HOME, noReplyConditionTime: 15 },
          { basicService: { teleservice: 0x60 }, ssStatus: 4 },
        ],
      },
    }),
  ),
  "interrogateSS answered with a status": released({
    component: "returnResultLast",
    invokeId: 1,
    operation: OPERATION.interrogateSs,
    parameters: Uint8Array.of(0x80, 0x01, 0x04),
  }),
  "eraseSS done, no more to say": released(result(eraseSs(SS_CODE.cfu))),
  "registerSS refused": released(returnError(REGISTER_CFU, SS_ERROR.ssSubscriptionViolation)),
  "an operation rejected": released({
    component: "reject",
    invokeId: 1,
    problem: "invoke",
    code: 1,
  }),
  "an unreadable component rejected": released({
    component: "reject",
    problem: "general",
    code: 0,
  }),
  "forward check": {
    ...SS,
    message: "facility",
    facility: {
      component: "invoke",
      invokeId: 1,
      operation: OPERATION.forwardCheckSsIndication,
      parameters: new Uint8Array(),
    },
  },
  "USSD request by the network": register({
    component: "invoke",
    invokeId: 3,
    operation: OPERATION.unstructuredSsRequest,
    ussd: ussdString("1 Balance\n2 Top up"),
  }),
  "USSD notification in UCS2": register({
    component: "invoke",
    invokeId: 4,
    operation: OPERATION.unstructuredSsNotify,
    ussd: ussdString("余额 12.50 元"),
  }),
  "USSD answer with a long length": released(
    result(ussdRequest("*139#"), { text: BALANCE.repeat(4).slice(0, 150) }),
  ),
};

const SHORT_MESSAGES: Record<string, BssapMessage> = {
  ...named(
    "long SMS",
    concatenated(LONG_TEXT, 0x5a).map((part) => submit(part, codingOf(LONG_TEXT))),
  ),
  ...named(
    "long SMS in UCS2",
    concatenated(LONG_UCS2, 0x1234, { bits: 16 }).map((part) => deliver(part, CODING.ucs2)),
  ),
  "SMS with a national language shift": submit(
    {
      header: headerOf([{ identifier: 0x24, octets: Uint8Array.of(1) }]),
      text: "Merhaba",
    },
    CODING.gsm7,
  ),
  ...named(
    "MMS notification",
    wapPush({
      content: "mmsNotification",
      reference: 9,
      transactionId: "T2008061019300001",
      from: "+8613912345678/TYPE=PLMN",
      sizeOctets: 48_123,
      expiresInSeconds: 172_800,
      location: "http://mmsc.monternet.com/fetch?id=a1b2c3d4e5f60718293a4b5c6d7e8f90",
    }).map((part) => deliver(part, CODING.octets)),
  ),
  ...named(
    "MMS delivery report",
    wapPush({
      content: "mmsDelivery",
      reference: 10,
      messageId: "a1b2c3",
      to: "+8613912345678/TYPE=PLMN",
      dateSeconds: 1_213_097_405,
      status: "retrieved",
    }).map((part) => deliver(part, CODING.octets)),
  ),
  ...named(
    "service indication",
    wapPush({
      content: "serviceIndication",
      reference: 11,
      url: "http://wap.monternet.com/new",
      text: "彩铃 new this week",
    }).map((part) => deliver(part, 0xf5)),
  ),
  ...named(
    "service loading",
    wapPush({
      content: "serviceLoading",
      reference: 12,
      url: "http://www.monternet.com/go",
    }).map((part) => deliver(part, CODING.octets)),
  ),
  "status report": down({
    type: "statusReport",
    flags: TRANSFER_FLAG.noMoreMessages,
    messageReference: 3,
    recipientAddress: FRIEND,
    serviceCentreTimeStamp: STAMP,
    dischargeTime: STAMP,
    status: 0,
  }),
  "command: delete": up({
    type: "command",
    flags: 0,
    messageReference: 4,
    protocolIdentifier: 0,
    commandType: 2,
    messageNumber: 3,
    destinationAddress: FRIEND,
    commandData: new Uint8Array(),
  }),
  "RP-ACK with a deliver report": relayed({
    message: "rpAck",
    direction: "up",
    reference: 7,
    userData: { type: "deliverReport", flags: 0, protocolIdentifier: 0 },
  }),
  "RP-ACK with a submit report": relayed({
    message: "rpAck",
    direction: "down",
    reference: 7,
    userData: { type: "submitReport", flags: 0, serviceCentreTimeStamp: STAMP },
  }),
  "RP-ERROR with a deliver report": relayed({
    message: "rpError",
    direction: "up",
    reference: 7,
    cause: 22,
    userData: { type: "deliverReport", flags: 0, failureCause: 0xd3 },
  }),
  "RP-ERROR with a submit report": relayed({
    message: "rpError",
    direction: "down",
    reference: 7,
    cause: 50,
    userData: {
      type: "submitReport",
      flags: 0,
      failureCause: 0xc4,
      serviceCentreTimeStamp: STAMP,
    },
  }),
  "RP-SMMA": relayed({ message: "rpSmma", direction: "up", reference: 9 }),
};

/** Name of the case → message. */
export const OWN_DTAP: Readonly<Record<string, BssapMessage>> = {
  ...CALLS,
  ...SERVICES,
  ...SHORT_MESSAGES,
};
