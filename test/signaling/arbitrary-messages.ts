// Any message that the tables allow, for properties: generators made from the tables themselves.
import fc from "fast-check";
import {
  callIdentifierList,
  speechCodec,
  speechCodecList,
  transportAddress,
} from "../../signaling/messages/aoip-elements.ts";
import { partyNumber } from "../../signaling/messages/bcd.ts";
import type { BssapMessage } from "../../signaling/messages/bssap.ts";
import { INFORMATION_ELEMENTS, MESSAGES } from "../../signaling/messages/bssmap-tables.ts";
import {
  channelType,
  encryptionInformation,
  priority,
} from "../../signaling/messages/channel-elements.ts";
import { CALL_CONTROL, PROTOCOLS } from "../../signaling/messages/dtap-tables.ts";
import {
  type AnyRow,
  flag,
  fourOctets,
  fourOctetsLittleEndian,
  octet,
  octets,
  twoOctets,
} from "../../signaling/messages/elements.ts";
import { facility } from "../../signaling/messages/facility.ts";
import {
  cellIdentifier,
  cellIdentifierList,
  locationAreaIdentification,
  plmnIdentity,
} from "../../signaling/messages/location.ts";
import { imsi, mobileIdentity } from "../../signaling/messages/mobile-identity.ts";
import { cpUserData } from "../../signaling/messages/sms.ts";
import { TRANSFER_FLAG } from "../../signaling/messages/tpdu.ts";

const digits = (least: number, most: number) =>
  fc.string({ unit: fc.constantFrom(..."0123456789"), minLength: least, maxLength: most });
const someOctets = (most = 4) => fc.uint8Array({ maxLength: most });
const u16 = fc.nat(0xffff);
const u32 = fc.nat(0xffffffff);
const GSM_CHARACTERS = [
  ..."@£$¥èéùìòÇØøÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡AZÄÖÑÜ§¿azäöñüà^{}\\[~]|€",
];
export const gsmText = fc.string({ unit: fc.constantFrom(...GSM_CHARACTERS), maxLength: 20 });
const ucs2Text = fc.string({ unit: fc.constantFrom(..."你好短信abc€"), maxLength: 10 });

const plmn = { mcc: digits(3, 3), mnc: digits(2, 3) };
const lai = fc.record({ ...plmn, lac: u16 });
const identity = fc.oneof(
  fc.record({ type: fc.constant("imsi"), digits: digits(6, 15) }),
  fc.record({ type: fc.constant("imei"), digits: digits(15, 15) }),
  fc.record({ type: fc.constant("imeisv"), digits: digits(16, 16) }),
  fc.record({ type: fc.constant("tmsi"), tmsi: u32 }),
  fc.record({ type: fc.constant("other"), octets: fc.constant(Uint8Array.of(0xf0, 1)) }),
);
const cellKinds = [
  fc.record({ discriminator: fc.constant("cgi"), ...plmn, lac: u16, ci: u16 }),
  fc.record({ discriminator: fc.constant("lacCi"), lac: u16, ci: u16 }),
  fc.record({ discriminator: fc.constant("ci"), ci: u16 }),
  fc.record({ discriminator: fc.constant("lai"), ...plmn, lac: u16 }),
  fc.record({ discriminator: fc.constant("lac"), lac: u16 }),
  fc.record({ discriminator: fc.constant("plmnLacRncId"), ...plmn, lac: u16, rncId: u16 }),
  fc.record({ discriminator: fc.constant("rncId"), rncId: u16 }),
  fc.record({ discriminator: fc.constant("lacRncId"), lac: u16, rncId: u16 }),
  fc.record({ discriminator: fc.constant("sai"), ...plmn, lac: u16, sac: u16 }),
] as const;
const lonelyCells = fc.oneof(
  fc.constantFrom({ discriminator: "none" }, { discriminator: "all" }),
  fc.record({
    discriminator: fc.constant("other"),
    code: fc.constantFrom(7, 12, 13, 14, 15),
    octets: someOctets(),
  }),
);
const speechVersions = fc.array(fc.nat(127), { minLength: 1, maxLength: 6 });
const anyChannelType = fc.oneof(
  fc.record({
    content: fc.constantFrom("speech", "speechAndText"),
    rateAndType: fc.nat(255),
    speechVersions,
  }),
  fc.record(
    {
      content: fc.constant("data"),
      rateAndType: fc.nat(255),
      nonTransparent: fc.boolean(),
      rate: fc.nat(63),
      allowedRates: fc.uint8Array({ minLength: 1, maxLength: 2 }),
    },
    { requiredKeys: ["content", "rateAndType", "nonTransparent", "rate"] },
  ),
  fc.record({ content: fc.constant("signalling"), rateAndType: fc.nat(255) }),
  fc.uint8Array({ maxLength: 2 }),
);
const anyEncryption = fc.record(
  { permittedAlgorithms: fc.nat(255), key: fc.uint8Array({ minLength: 1, maxLength: 8 }) },
  { requiredKeys: ["permittedAlgorithms"] },
);
const anyPriority = fc.record({
  level: fc.nat(15),
  mayPreempt: fc.boolean(),
  mayQueue: fc.boolean(),
  mayBePreempted: fc.boolean(),
});
const anyAddress = fc.record({
  address: fc.oneof(
    fc.ipV4(),
    fc
      .array(u16, { minLength: 8, maxLength: 8 })
      .map((groups) => groups.map((group) => group.toString(16)).join(":")),
  ),
  port: u16,
});
const transport = fc.nat(15);
const anyCodec = fc.oneof(
  fc.record({ codecType: fc.constantFrom(0, 1, 2), transport }),
  fc.record({ codecType: fc.constantFrom(3, 4, 11), transport, configuration: u16 }),
  fc.record({ codecType: fc.constantFrom(9, 12, 13), transport, configuration: fc.nat(255) }),
  fc.record({
    codecType: fc.constant(15),
    transport,
    extension: fc.nat(255),
    configuration: fc.nat(255),
  }),
);
const party = fc.record(
  {
    typeOfNumber: fc.nat(7),
    numberingPlan: fc.nat(15),
    presentation: fc.nat(127),
    digits: fc.string({ unit: fc.constantFrom(..."0123456789*#abc"), maxLength: 20 }),
  },
  { requiredKeys: ["typeOfNumber", "numberingPlan", "digits"] },
);
const callCause = fc.record(
  {
    value: fc.nat(127),
    location: fc.nat(15),
    codingStandard: fc.nat(2),
    recommendation: fc.nat(127),
    diagnostics: fc.uint8Array({ minLength: 1, maxLength: 4 }),
  },
  { requiredKeys: ["value", "location"] },
);
const ussd = fc.oneof(
  fc.record({ dataCodingScheme: fc.constant(0x0f), text: gsmText }),
  fc.record({ dataCodingScheme: fc.constant(0x48), text: ucs2Text }),
);
const component = fc.oneof(
  fc.record(
    {
      component: fc.constantFrom("invoke", "returnResultLast"),
      invokeId: fc.nat(255),
      operation: fc.constantFrom(59, 60, 61),
      ussd,
      further: fc.uint8Array({ minLength: 1, maxLength: 4 }),
    },
    { requiredKeys: ["component", "invokeId", "operation", "ussd"] },
  ),
  fc.record({
    component: fc.constant("invoke"),
    invokeId: fc.nat(255),
    operation: fc.constantFrom(10, 14),
    parameters: someOctets(),
  }),
  fc.record({ component: fc.constant("other"), octets: fc.constant(Uint8Array.of(0xa3, 0)) }),
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
const withHeader = fc
  .tuple(coded, fc.option(fc.uint8Array({ minLength: 1, maxLength: 8 }), { nil: undefined }))
  .map(([{ dataCodingScheme, userData }, header]) => ({
    flags: header === undefined ? 0 : TRANSFER_FLAG.userDataHeader,
    dataCodingScheme,
    userData: header === undefined ? userData : { header, ...userData },
  }));
const sevenOctets = fc.uint8Array({ minLength: 7, maxLength: 7 });
const submit = fc
  .record({
    messageReference: fc.nat(255),
    destinationAddress: address,
    protocolIdentifier: fc.nat(255),
    content: withHeader,
    validityPeriod: fc.option(fc.uint8Array({ minLength: 1, maxLength: 1 }), { nil: undefined }),
  })
  .map(({ content, validityPeriod, ...rest }) => ({
    type: "submit",
    ...rest,
    ...content,
    ...(validityPeriod === undefined
      ? {}
      : { validityPeriod, flags: content.flags | TRANSFER_FLAG.relativeValidity }),
  }));
const deliver = fc
  .record({
    originatingAddress: address,
    protocolIdentifier: fc.nat(255),
    serviceCentreTimeStamp: sevenOctets,
    content: withHeader,
  })
  .map(({ content, ...rest }) => ({ type: "deliver", ...rest, ...content }));
const statusReport = fc.record(
  {
    type: fc.constant("statusReport"),
    flags: fc.constant(0),
    messageReference: fc.nat(255),
    recipientAddress: address,
    serviceCentreTimeStamp: sevenOctets,
    dischargeTime: sevenOctets,
    status: fc.nat(255),
    further: fc.uint8Array({ minLength: 1, maxLength: 4 }),
  },
  {
    requiredKeys: [
      "type",
      "flags",
      "messageReference",
      "recipientAddress",
      "serviceCentreTimeStamp",
      "dischargeTime",
      "status",
    ],
  },
);
const reference = fc.nat(255);
const direction = fc.constantFrom("up", "down");
const relay = fc.oneof(
  fc.record(
    {
      message: fc.constant("rpData"),
      direction: fc.constant("up"),
      reference,
      destinationAddress: party,
      userData: submit,
    },
    { requiredKeys: ["message", "direction", "reference", "userData"] },
  ),
  fc.record(
    {
      message: fc.constant("rpData"),
      direction: fc.constant("down"),
      reference,
      originatorAddress: party,
      userData: fc.oneof(deliver, statusReport),
    },
    { requiredKeys: ["message", "direction", "reference", "userData"] },
  ),
  fc.record(
    { message: fc.constant("rpAck"), direction, reference, userData: someOctets() },
    { requiredKeys: ["message", "direction", "reference"] },
  ),
  fc.record(
    {
      message: fc.constant("rpError"),
      direction,
      reference,
      cause: fc.nat(127),
      diagnostics: fc.uint8Array({ minLength: 1, maxLength: 2 }),
      userData: someOctets(),
    },
    { requiredKeys: ["message", "direction", "reference", "cause"] },
  ),
  fc.record({ message: fc.constant("rpSmma"), direction: fc.constant("up"), reference }),
);

/** Generator of a row's value, found by the row's codec. */
const BY_CODEC = new Map<unknown, fc.Arbitrary<unknown>>([
  [flag, fc.constant(true)],
  [octet, fc.nat(255)],
  [twoOctets, u16],
  [fourOctets, u32],
  [fourOctetsLittleEndian, u32],
  [
    INFORMATION_ELEMENTS.cause.codec,
    fc.oneof(fc.nat(127), fc.integer({ min: 0x8000, max: 0xffff })),
  ],
  [CALL_CONTROL.disconnect.elements[0].codec, callCause],
  [imsi, digits(6, 15)],
  [mobileIdentity, identity],
  [locationAreaIdentification, lai],
  [cellIdentifier, fc.oneof(...cellKinds, lonelyCells)],
  [
    cellIdentifierList,
    fc.oneof(
      ...cellKinds.map((kind) =>
        fc.array(kind as fc.Arbitrary<object>, { minLength: 1, maxLength: 3 }),
      ),
      lonelyCells.map((cell) => [cell]),
    ),
  ],
  [channelType, anyChannelType],
  [encryptionInformation, anyEncryption],
  [priority, anyPriority],
  [transportAddress, anyAddress],
  [speechCodec, anyCodec],
  [speechCodecList, fc.array(anyCodec, { maxLength: 6 })],
  [callIdentifierList, fc.array(u32, { maxLength: 3 })],
  [plmnIdentity, fc.record(plmn)],
  [partyNumber, party],
  [facility, component],
  [cpUserData, relay],
]);

function generatorOf(row: AnyRow): fc.Arbitrary<unknown> {
  if (row.format === "half" || row.format === "TH") {
    return fc.integer({ min: row.presence === "M" ? 0 : 1, max: 15 });
  }
  if (row.codec === octets) {
    return row.length > 0
      ? fc.uint8Array({ minLength: row.length, maxLength: row.length })
      : someOctets();
  }
  const found = BY_CODEC.get(row.codec);
  if (found === undefined) throw new Error(`no generator for ${row.name}`);
  return found;
}

function fieldsOf(rows: readonly AnyRow[]): fc.Arbitrary<Record<string, unknown>> {
  const required = rows.filter((row) => row.presence === "M").map((row) => row.name);
  const model = Object.fromEntries(rows.map((row) => [row.name, generatorOf(row)]));
  return fc.record(model, { requiredKeys: required }).map((fields) => {
    const kept: Record<string, unknown> = { ...fields };
    // The second of two elements with one tag means nothing without the first.
    rows.forEach((row, index) => {
      const earlier = rows.slice(0, index).filter(({ tag }) => tag >= 0 && tag === row.tag);
      if (earlier.some(({ name }) => kept[name] === undefined)) delete kept[row.name];
    });
    return kept;
  });
}

const dtapKinds = Object.entries(PROTOCOLS).flatMap(([protocol, { transactions, messages }]) =>
  Object.entries(messages).map(([message, { elements }]) => {
    const sequenced = protocol !== "radioResource" && protocol !== "shortMessageService";
    const model: Record<string, fc.Arbitrary<unknown>> = {
      layer: fc.constant("dtap"),
      protocol: fc.constant(protocol),
      message: fc.constant(message),
    };
    if (transactions) model["transactionIdentifier"] = fc.nat(127);
    const requiredKeys = Object.keys(model);
    if (transactions) model["transactionFlag"] = fc.constant(true);
    else model["skipIndicator"] = fc.integer({ min: 1, max: 15 });
    if (sequenced) model["sendSequenceNumber"] = fc.integer({ min: 1, max: 3 });
    const head = fc.record(model, { requiredKeys });
    return fc
      .tuple(head, fieldsOf(elements as readonly AnyRow[]))
      .map(([first, fields]) => ({ ...first, ...fields }) as unknown as BssapMessage);
  }),
);

/** Any DTAP message of the tables. */
export const anyDtap = fc.oneof(...dtapKinds);
const layer3 = INFORMATION_ELEMENTS.layer3Information.codec;
BY_CODEC.set(layer3, anyDtap);

const bssmapKinds = Object.entries(MESSAGES).map(([message, { elements }]) => {
  const rows = elements.map((mark) => {
    const name = mark.replace("?", "") as keyof typeof INFORMATION_ELEMENTS;
    return { ...INFORMATION_ELEMENTS[name], name, presence: mark.endsWith("?") ? "O" : "M" };
  }) as unknown as readonly AnyRow[];
  return fieldsOf(rows).map(
    (fields) => ({ layer: "bssmap", message, ...fields }) as unknown as BssapMessage,
  );
});

/** Any BSSMAP message of the tables. */
export const anyBssmap = fc.oneof(...bssmapKinds);
