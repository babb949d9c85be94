// Any message that the tables allow, for properties: generators made from the tables themselves.
import fc from "fast-check";
import type { KairosError } from "../../domain/errors.ts";
import {
  callIdentifierList,
  speechCodec,
  speechCodecList,
  transportAddress,
} from "../../signaling/messages/aoip-elements.ts";
import { type BssapMessage, encode } from "../../signaling/messages/bssap.ts";
import { INFORMATION_ELEMENTS, MESSAGES } from "../../signaling/messages/bssmap-tables.ts";
import {
  channelType,
  encryptionInformation,
  priority,
} from "../../signaling/messages/channel-elements.ts";
import { PROTOCOLS } from "../../signaling/messages/dtap-tables.ts";
import {
  type AnyRow,
  flag,
  fourOctets,
  fourOctetsLittleEndian,
  octet,
  octets,
  twoOctets,
} from "../../signaling/messages/elements.ts";
import {
  cellIdentifier,
  cellIdentifierList,
  locationAreaIdentification,
  plmnIdentity,
} from "../../signaling/messages/location.ts";
import { imsi, mobileIdentity } from "../../signaling/messages/mobile-identity.ts";
import { DTAP_VALUES, unknownDtap } from "./arbitrary-dtap.ts";

const digits = (least: number, most: number) =>
  fc.string({ unit: fc.constantFrom(..."0123456789"), minLength: least, maxLength: most });
const someOctets = (most = 4) => fc.uint8Array({ maxLength: most });
const u16 = fc.nat(0xffff);
const u32 = fc.nat(0xffffffff);
const plmn = { mcc: digits(3, 3), mnc: digits(2, 3) };
const lai = fc.record({ ...plmn, lac: u16 });
const identity = fc.oneof(
  fc.record({ type: fc.constant("imsi"), digits: digits(6, 15) }),
  fc.record({ type: fc.constant("imei"), digits: digits(15, 15) }),
  fc.record({ type: fc.constant("imeisv"), digits: digits(16, 16) }),
  fc.record({ type: fc.constant("tmsi"), tmsi: u32 }),
  fc.record({ type: fc.constant("none"), octets: fc.constant(Uint8Array.of(0xf0, 1)) }),
  fc.record({ type: fc.constant("other"), octets: fc.constant(Uint8Array.of(0xf5, 1)) }),
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
  ...DTAP_VALUES,
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
export const anyDtap = fc.oneof(...dtapKinds, unknownDtap as unknown as fc.Arbitrary<BssapMessage>);
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

/** Whether a message is no longer than a length octet can say: the one reason to refuse it. */
export function fits(message: BssapMessage): boolean {
  try {
    return encode(message).length > 0;
  } catch (error) {
    const { code, message: words } = error as KairosError;
    if (code === "message.not-encodable" && /length octet/.test(words)) return false;
    throw error;
  }
}
