// Any value of the elements that DTAP messages have: numbers, causes, components, short messages.
import fc from "fast-check";
import { partyNumber } from "../../signaling/messages/bcd.ts";
import {
  callCause,
  keypadDigit,
  progressIndicator,
} from "../../signaling/messages/dtap-elements.ts";
import { facility, OPERATION } from "../../signaling/messages/facility.ts";
import { cpUserData } from "../../signaling/messages/sms.ts";
import { TRANSFER_FLAG } from "../../signaling/messages/tpdu.ts";
import {
  HEADER_ELEMENT,
  headerOf,
  portsElement,
} from "../../signaling/messages/user-data-header.ts";
import { PUSH_PORTS, type WapPush, wapPush } from "../../signaling/messages/wap-push.ts";

const digits = (least: number, most: number) =>
  fc.string({ unit: fc.constantFrom(..."0123456789"), minLength: least, maxLength: most });
const octet = fc.nat(255);
const someOctets = (most = 4) => fc.uint8Array({ maxLength: most });
const manyOctets = fc.uint8Array({ minLength: 1, maxLength: 4 });
const GSM_CHARACTERS = [
  ..."@£$¥èéùìòÇØøÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡AZÄÖÑÜ§¿azäöñüà^{}\\[~]|€",
];
export const gsmText = fc.string({ unit: fc.constantFrom(...GSM_CHARACTERS), maxLength: 20 });
const ucs2Text = fc.string({ unit: fc.constantFrom(..."你好短信abc€"), maxLength: 10 });

/** A record of which only `required` keys are always there. */
function optional<T extends object>(
  model: { [K in keyof T]: fc.Arbitrary<T[K]> },
  required: (keyof T & string)[],
) {
  return fc.record(model, { requiredKeys: required as never[] });
}

const numberDigits = fc.string({ unit: fc.constantFrom(..."0123456789*#abc"), maxLength: 20 });
const plainParty = fc.record({
  typeOfNumber: fc.nat(7),
  numberingPlan: fc.nat(15),
  digits: numberDigits,
});
const party = optional(
  {
    typeOfNumber: fc.nat(7),
    numberingPlan: fc.nat(15),
    presentation: fc.nat(127),
    digits: numberDigits,
  },
  ["typeOfNumber", "numberingPlan", "digits"],
);
const cause = optional(
  {
    value: fc.nat(127),
    location: fc.nat(15),
    codingStandard: fc.nat(2),
    recommendation: fc.nat(127),
    diagnostics: manyOctets,
  },
  ["value", "location"],
);
const progress = fc.oneof(
  fc.record({ codingStandard: fc.nat(3), location: fc.nat(15), description: fc.nat(127) }),
  fc.constantFrom(new Uint8Array(), Uint8Array.of(0x88), Uint8Array.of(0x02, 0x88)),
);
const key = fc.integer({ min: 0, max: 255 }).map((code) => String.fromCharCode(code));

const ussd = fc.oneof(
  fc.record({ dataCodingScheme: fc.constant(0x0f), text: gsmText }),
  fc.record({ dataCodingScheme: fc.constant(0x48), text: ucs2Text }),
);
const basicService = fc.oneof(
  fc.record({ bearerService: octet }),
  fc.record({ teleservice: octet }),
);
// A later element has a tag that the argument itself lacks.
const further = someOctets().map((octets) => Uint8Array.of(0x89, octets.length, ...octets));
const service = optional(
  {
    ssCode: octet,
    basicService,
    forwardedToNumber: plainParty,
    forwardedToSubaddress: someOctets(),
    noReplyConditionTime: octet,
    further,
  },
  ["ssCode"],
);
const feature = optional(
  {
    basicService,
    ssStatus: octet,
    forwardedToNumber: plainParty,
    forwardedToSubaddress: someOctets(),
    forwardingOptions: octet,
    noReplyConditionTime: octet,
    further,
  },
  [],
);
const features = fc.array(feature, { maxLength: 3 });
const invokeId = octet;
const unstructured = fc.constantFrom(59, 60, 61);
const ofService = fc.constantFrom(10, 11, 12, 13, 14);
/** Operations whose arguments are kept as octets, and one that no table has. */
const unread = fc.constantFrom(
  ...Object.values(OPERATION).filter(
    (code) => !(code >= 10 && code <= 14) && !(code >= 59 && code <= 61),
  ),
  99,
);
const invoke = fc.constant("invoke");
const answer = fc.constant("returnResultLast");
const component = fc.oneof(
  optional(
    { component: invoke, invokeId, linkedId: octet, operation: unstructured, ussd, further },
    ["component", "invokeId", "operation", "ussd"],
  ),
  optional({ component: invoke, invokeId, linkedId: octet, operation: ofService, service }, [
    "component",
    "invokeId",
    "operation",
    "service",
  ]),
  fc.record({ component: invoke, invokeId, operation: unread, parameters: someOctets() }),
  fc.record({ component: answer, invokeId }),
  optional({ component: answer, invokeId, operation: unstructured, ussd, further }, [
    "component",
    "invokeId",
    "operation",
    "ussd",
  ]),
  fc.record({
    component: answer,
    invokeId,
    operation: fc.constantFrom(10, 11, 12, 13),
    forwarding: optional({ ssCode: octet, features }, ["features"]),
  }),
  fc.record({
    component: answer,
    invokeId,
    operation: fc.constant(14),
    forwarding: fc.record({ features }),
  }),
  fc.record({ component: answer, invokeId, operation: unread, parameters: someOctets() }),
  optional(
    { component: fc.constant("returnError"), invokeId, error: octet, parameters: manyOctets },
    ["component", "invokeId", "error"],
  ),
  optional(
    {
      component: fc.constant("reject"),
      invokeId,
      problem: fc.constantFrom("general", "invoke", "returnResult", "returnError"),
      code: octet,
    },
    ["component", "problem", "code"],
  ),
);
export const anyFacility = fc.oneof(
  { weight: 8, arbitrary: component },
  {
    weight: 1,
    arbitrary: fc.record({
      component: fc.constant("several"),
      components: fc.array(component, { minLength: 2, maxLength: 3 }),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      component: fc.constant("other"),
      octets: fc.constantFrom(new Uint8Array(), Uint8Array.of(0xa1, 0x80), Uint8Array.of(0xa3, 0)),
    }),
  },
);

const address = fc.oneof(
  fc.record({
    typeOfNumber: fc.constantFrom(0, 1, 2),
    numberingPlan: fc.nat(15),
    address: digits(0, 20),
  }),
  fc.record({ typeOfNumber: fc.constant(5), numberingPlan: fc.constant(0), address: gsmText }),
);
const coded = fc.oneof(
  fc.record({ dataCodingScheme: fc.constant(0x00), userData: fc.record({ text: gsmText }) }),
  fc.record({ dataCodingScheme: fc.constant(0x08), userData: fc.record({ text: ucs2Text }) }),
  fc.record({ dataCodingScheme: fc.constant(0x04), userData: fc.record({ octets: someOctets() }) }),
);
const headerElement = fc.record({
  identifier: fc.constantFrom(...Object.values(HEADER_ELEMENT), 0x70),
  octets: someOctets(),
});
const header = fc.oneof(
  fc.uint8Array({ minLength: 1, maxLength: 8 }),
  fc.array(headerElement, { minLength: 1, maxLength: 4 }).map(headerOf),
);
const ascii = fc.string({ unit: fc.constantFrom(..."abc./:+09"), maxLength: 30 });
const seconds = fc.nat(2 ** 31 - 1);
const anyPush = fc.oneof(
  optional(
    {
      content: fc.constant("mmsNotification" as const),
      reference: octet,
      transactionId: ascii,
      from: ascii,
      sizeOctets: seconds,
      expiresInSeconds: seconds,
      location: ascii,
    },
    ["content", "reference", "transactionId", "sizeOctets", "expiresInSeconds", "location"],
  ),
  fc.record({
    content: fc.constant("mmsDelivery" as const),
    reference: octet,
    messageId: ascii,
    to: ascii,
    dateSeconds: seconds,
    status: fc.constantFrom("expired" as const, "retrieved", "rejected", "deferred"),
  }),
  fc.record({
    content: fc.constant("serviceIndication" as const),
    reference: octet,
    url: ascii,
    text: ascii,
  }),
  fc.record({ content: fc.constant("serviceLoading" as const), reference: octet, url: ascii }),
  fc.constant({ content: "other" as const }),
);
/** A push, or the first of its parts; one of unknown content is not WSP at all. */
const pushed = anyPush.map((push) => ({
  dataCodingScheme: 0x04,
  flags: TRANSFER_FLAG.userDataHeader,
  userData:
    push.content === "other"
      ? { header: headerOf([portsElement(PUSH_PORTS)]), octets: Uint8Array.of(1, 6, 1) }
      : wapPush(push as WapPush)[0]!,
}));
const content = fc.oneof(
  {
    weight: 8,
    arbitrary: fc
      .tuple(coded, fc.option(header, { nil: undefined }))
      .map(([{ dataCodingScheme, userData }, octets]) => ({
        flags: octets === undefined ? 0 : TRANSFER_FLAG.userDataHeader,
        dataCodingScheme,
        userData: octets === undefined ? userData : { header: octets, ...userData },
      })),
  },
  { weight: 1, arbitrary: pushed },
);
const sevenOctets = fc.uint8Array({ minLength: 7, maxLength: 7 });
const submit = fc
  .record({
    messageReference: octet,
    destinationAddress: address,
    protocolIdentifier: octet,
    content,
    validityPeriod: fc.option(fc.uint8Array({ minLength: 1, maxLength: 1 }), { nil: undefined }),
  })
  .map(({ content: { flags, ...rest }, validityPeriod, ...head }) => ({
    type: "submit",
    flags: validityPeriod === undefined ? flags : flags | TRANSFER_FLAG.relativeValidity,
    ...head,
    ...rest,
    ...(validityPeriod === undefined ? {} : { validityPeriod }),
  }));
const deliver = fc
  .record({
    originatingAddress: address,
    protocolIdentifier: octet,
    serviceCentreTimeStamp: sevenOctets,
    content,
  })
  .map(({ content: rest, ...head }) => ({ type: "deliver", ...head, ...rest }));
/** What TP-PI announces; user data alone is GSM 7-bit. */
const announced = fc
  .tuple(
    fc.option(octet, { nil: undefined }),
    fc.oneof(
      fc.constant({ flags: 0 }),
      content,
      gsmText.map((text) => ({ flags: 0, userData: { text } })),
    ),
  )
  .map(([protocolIdentifier, rest]) => ({
    ...rest,
    ...(protocolIdentifier === undefined ? {} : { protocolIdentifier }),
  }));
const statusReport = fc
  .record({
    messageReference: octet,
    recipientAddress: address,
    serviceCentreTimeStamp: sevenOctets,
    dischargeTime: sevenOctets,
    status: octet,
    announced,
  })
  .map(({ announced: rest, ...head }) => ({ type: "statusReport", ...head, ...rest }));
const command = fc.record({
  type: fc.constant("command"),
  flags: fc.constantFrom(0, TRANSFER_FLAG.statusReportRequest),
  messageReference: octet,
  protocolIdentifier: octet,
  commandType: octet,
  messageNumber: octet,
  destinationAddress: address,
  commandData: someOctets(),
});
const strange = fc.constantFrom(Uint8Array.of(0x03), new Uint8Array(), Uint8Array.of(0x07, 1, 2));
const other = strange.map((octets) => ({ type: "other", octets }));
const report = (up: boolean, inError: boolean) =>
  fc
    .record({ announced, failureCause: octet, serviceCentreTimeStamp: sevenOctets })
    .map(({ announced: rest, failureCause, serviceCentreTimeStamp }) => ({
      type: up ? "deliverReport" : "submitReport",
      ...(inError ? { failureCause } : {}),
      ...(up ? {} : { serviceCentreTimeStamp }),
      ...rest,
    }));

const up = fc.constant("up");
const down = fc.constant("down");
const reference = octet;
const required = ["message", "direction", "reference"] as const;
const acknowledgement = (isUp: boolean) =>
  optional(
    {
      message: fc.constant("rpAck"),
      direction: isUp ? up : down,
      reference,
      userData: report(isUp, false),
    },
    [...required],
  );
const failure = (isUp: boolean) =>
  optional(
    {
      message: fc.constant("rpError"),
      direction: isUp ? up : down,
      reference,
      cause: octet,
      diagnostics: fc.uint8Array({ minLength: 1, maxLength: 2 }),
      userData: report(isUp, true),
    },
    [...required, "cause"],
  );
export const anyRelay = fc.oneof(
  optional(
    {
      message: fc.constant("rpData"),
      direction: up,
      reference,
      destinationAddress: party,
      userData: fc.oneof(submit, command, report(true, false), other),
    },
    [...required, "userData"],
  ),
  optional(
    {
      message: fc.constant("rpData"),
      direction: down,
      reference,
      originatorAddress: party,
      userData: fc.oneof(deliver, statusReport, report(false, false), other),
    },
    [...required, "userData"],
  ),
  acknowledgement(true),
  acknowledgement(false),
  failure(true),
  failure(false),
  fc.record({ message: fc.constant("rpSmma"), direction: up, reference }),
  fc.constantFrom(Uint8Array.of(7, 1), new Uint8Array(), Uint8Array.of(0, 9, 3)).map((octets) => ({
    message: "other",
    octets,
  })),
);

/** Generator of a row's value, found by the row's codec. */
export const DTAP_VALUES: readonly (readonly [unknown, fc.Arbitrary<unknown>])[] = [
  [partyNumber, party],
  [callCause, cause],
  [progressIndicator, progress],
  [keypadDigit, key],
  [facility, anyFacility],
  [cpUserData, anyRelay],
];

/** Messages whose type, or whose protocol, the tables lack. */
export const unknownDtap = fc.oneof(
  fc.record({
    layer: fc.constant("dtap"),
    protocol: fc.constantFrom("callControl", "supplementaryServices"),
    message: fc.constant("unknown"),
    transactionIdentifier: fc.nat(127),
    type: fc.constantFrom(0x00, 0x3f),
    octets: someOctets(),
  }),
  fc.record({
    layer: fc.constant("dtap"),
    protocol: fc.constant("mobilityManagement"),
    message: fc.constant("unknown"),
    sendSequenceNumber: fc.integer({ min: 1, max: 3 }),
    type: fc.constantFrom(0x26, 0x3f),
    octets: someOctets(),
  }),
  fc.record({
    layer: fc.constant("dtap"),
    protocol: fc.constant("shortMessageService"),
    message: fc.constant("unknown"),
    transactionIdentifier: fc.nat(6),
    type: fc.constantFrom(0x02, 0xff),
    octets: someOctets(),
  }),
  optional(
    {
      layer: fc.constant("dtap"),
      protocol: fc.constant("other"),
      message: fc.constant("unknown"),
      discriminator: fc.constantFrom(0x0, 0x1, 0x2, 0x4, 0x8, 0xa, 0xc, 0xf),
      upperHalf: fc.integer({ min: 1, max: 15 }),
      type: octet,
      octets: someOctets(),
    },
    ["layer", "protocol", "message", "discriminator", "type", "octets"],
  ),
);
