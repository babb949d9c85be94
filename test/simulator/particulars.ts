// Fields of a message that decoded lines leave out, as tshark reads them and as they were given.
import type { BssapMessage } from "../../signaling/messages/bssap.ts";
import type { WireFrame } from "../../simulator/link.ts";
import type { tsharkTable } from "../signaling/tshark.ts";

export const PARTICULAR_FIELDS = [
  "mtp3.opc",
  "mtp3.dpc",
  "m3ua.protocol_data_opc",
  "m3ua.protocol_data_dpc",
  "bssap.length",
  "bssap.dlci.sapi",
  "gsm_a.dtap.seq_no",
  "gsm_a.dtap.ti_flag",
  "gsm_a.dtap.tio",
  "gsm_a_bssmap.enc_info_key",
  "gsm_a_bssmap.algorithm_identifier",
  "gsm_a.bssmap.aoip_trans_ipv4",
  "gsm_a.bssmap.aoip_trans_port",
  "gsm_a.bssmap.callid",
  "gsm_a.dtap.rand",
  "gsm_a.dtap.sres",
  "gsm_a.dtap.type_of_identity",
  "gsm_a.rp.rp_message_reference",
  "gsm_sms.tp-mr",
  "gsm_sms.tp-dcs",
] as const;

type Row = ReturnType<typeof tsharkTable<(typeof PARTICULAR_FIELDS)[number]>>[number];

/** Numbers as numbers, octets as hexadecimal digits; null for what is not there. */
export function particularsRead(row: Row): object {
  const number = (name: (typeof PARTICULAR_FIELDS)[number]): number | null =>
    row[name][0] === undefined ? null : Number(row[name][0]);
  return {
    opc: number("mtp3.opc") ?? number("m3ua.protocol_data_opc"),
    dpc: number("mtp3.dpc") ?? number("m3ua.protocol_data_dpc"),
    sapi: number("bssap.dlci.sapi"),
    sendSequenceNumber: number("gsm_a.dtap.seq_no"),
    transactionFlag: number("gsm_a.dtap.ti_flag"),
    transactionIdentifier: number("gsm_a.dtap.tio"),
    key: row["gsm_a_bssmap.enc_info_key"][0] ?? null,
    algorithm: number("gsm_a_bssmap.algorithm_identifier"),
    address: row["gsm_a.bssmap.aoip_trans_ipv4"][0] ?? null,
    port: number("gsm_a.bssmap.aoip_trans_port"),
    callIdentifier: number("gsm_a.bssmap.callid"),
    rand: row["gsm_a.dtap.rand"][0] ?? null,
    sres: row["gsm_a.dtap.sres"][0] ?? null,
    identityType: number("gsm_a.dtap.type_of_identity"),
    reference: number("gsm_a.rp.rp_message_reference"),
    messageReference: number("gsm_sms.tp-mr"),
    dataCodingScheme: number("gsm_sms.tp-dcs"),
  };
}

/** Protocols whose type octet has room for N(SD); tshark shows it in the inner message too. */
const SEQUENCED: readonly string[] = ["mobilityManagement", "callControl", "supplementaryServices"];

/** @param hasPointCodes  whether the format carries them */
export function particularsGiven({ bssap, transfer }: WireFrame, hasPointCodes: boolean): object {
  const message = bssap! as BssapMessage & Readonly<Record<string, unknown>>;
  const inner = (message["layer3Information"] ??
    message["layer3MessageContents"] ??
    message) as BssapMessage & Readonly<Record<string, unknown>>;
  const isDtap = message.layer === "dtap";
  const protocol = String(inner["protocol"] ?? "");
  const transaction = inner["transactionIdentifier"];
  const address = message["aoipTransportLayerAddress"] as
    | { address: string; port: number }
    | undefined;
  const encryption = message["encryptionInformation"] as { key?: Uint8Array } | undefined;
  const relay = message["cpUserData"] as Readonly<Record<string, unknown>> | undefined;
  const pdu = relay?.["userData"] as Readonly<Record<string, unknown>> | undefined;
  return {
    opc: hasPointCodes ? transfer.opc : null,
    dpc: hasPointCodes ? transfer.dpc : null,
    sapi: isDtap ? (protocol === "shortMessageService" ? 3 : 0) : null,
    sendSequenceNumber: SEQUENCED.includes(protocol) ? (inner["sendSequenceNumber"] ?? 0) : null,
    transactionFlag: transaction === undefined ? null : inner["transactionFlag"] === true ? 1 : 0,
    transactionIdentifier: transaction ?? null,
    key: hexOf(encryption?.key),
    algorithm: message["chosenEncryptionAlgorithm"] ?? null,
    address: address?.address ?? null,
    port: address?.port ?? null,
    callIdentifier: message["callIdentifier"] ?? null,
    rand: hexOf(message["rand"]),
    sres: hexOf(message["sres"]),
    identityType: message["identityType"] ?? null,
    reference: relay?.["reference"] ?? null,
    messageReference: pdu?.["messageReference"] ?? null,
    dataCodingScheme: pdu?.["dataCodingScheme"] ?? null,
  };
}

function hexOf(octets: unknown): string | null {
  return octets instanceof Uint8Array ? Buffer.from(octets).toString("hex") : null;
}
