// tshark as the oracle: what it reads in each frame, in the words of decoded-line.ts.
import { execFileSync } from "node:child_process";
import type { DecodedLine } from "../../signaling/decoded-line.ts";
import { MESSAGES } from "../../signaling/messages/bssmap-tables.ts";
import { PROTOCOLS } from "../../signaling/messages/dtap-tables.ts";

/** What {@link fromFrame} needs. */
export const FRAME_FIELDS = [
  "frame.number",
  "frame.protocols",
  "sccp.slr",
  "sccp.dlr",
  "gsm_a.bssmap.msgtype",
  "gsm_a.dtap.msg_mm_type",
  "gsm_a.dtap.msg_cc_type",
  "gsm_a.dtap.msg_sms_type",
  "gsm_a.dtap.msg_ss_type",
  "gsm_a.dtap.msg_rr_type",
  "gsm_a.rp.msg_type",
  "e212.imsi",
  "3gpp.tmsi",
  "gsm_a.tmsi",
  "gsm_a.imei",
  "gsm_a.imeisv",
  "gsm_a.bssmap.cell_lac",
  "gsm_a.bssmap.cell_ci",
  "e212.mcc",
  "e212.mnc",
  "e212.lai.mcc",
  "e212.lai.mnc",
  "gsm_a.lac",
  "gsm_a.bssmap.cause",
  "gsm_a.dtap.cause",
  "gsm_a.dtap.rej_cause",
  "gsm_a.dtap.cp_cause",
  "gsm_a.rp.cause",
  "gsm_a.rr.RRcause",
  "gsm_a.dtap.updating_type",
  "gsm_a.dtap.service_type",
  "gsm_a.dtap.cld_party_bcd_num",
  "gsm_a.dtap.clg_party_bcd_num",
  "gsm_a.dtap.conn_num",
  "gsm_a.dtap.red_party_bcd_num",
  "gsm_a.dtap.progress_description",
  "gsm_a.dtap.keypad_information",
  "gsm_sms.tp-da",
  "gsm_sms.tp-oa",
  "gsm_sms.tp-ra",
  "gsm_sms.sms_text",
  "gsm_sms.udh.mm.msg_id",
  "gsm_sms.udh.mm.msg_parts",
  "gsm_sms.udh.mm.msg_part",
  "wsp.header.content_type",
  "mmse.message_type",
  "gsm_old.localValue",
  "gsm_map.ss.ss_Code",
  "gsm_map.ss.forwardedToNumber",
  "gsm_map.address.digits",
  "e164.msisdn",
  "gsm_map.ussd_string",
  "_ws.malformed",
  "_ws.expert.severity",
] as const;
type Field = (typeof FRAME_FIELDS)[number];

/** Octets of what tshark prints; a hundred thousand frames are some 30 MB. */
const OUTPUT_MAX = 2 ** 28;
/** Expert severities from here on are faults: 0x400000 is a note, above are warning and error. */
const FAULT = 0x400000;

/** Values of each field in one frame, in order; none = an empty list. */
export type Frame = Readonly<Record<Field, readonly string[]>>;

/** Every frame of a capture file as tshark reads it. @param reassemble  long SMS, in the last part */
export function tsharkFrames(path: string, reassemble = false): Frame[] {
  return tsharkTable(path, FRAME_FIELDS, reassemble);
}

/** The values of any fields in every frame of a capture file. */
export function tsharkTable<const F extends string>(
  path: string,
  fields: readonly F[],
  reassemble = false,
): Readonly<Record<F, readonly string[]>>[] {
  const parts = ["-o", `gsm_sms.reassemble:${reassemble ? "TRUE" : "FALSE"}`];
  const form = ["-T", "fields", "-E", "separator=\x01", "-E", "aggregator=\x02"];
  const args = ["-n", "-r", path, ...parts, ...form, ...fields.flatMap((name) => ["-e", name])];
  const output = execFileSync("tshark", args, {
    encoding: "utf8",
    stdio: ["ignore", "pipe", "ignore"],
    maxBuffer: OUTPUT_MAX,
  });
  return output
    .split("\n")
    .slice(0, -1)
    .map((row) => {
      const cells = row.split("\x01");
      return Object.fromEntries(
        fields.map((name, index) => [name, (cells[index] ?? "").split("\x02").filter(Boolean)]),
      ) as unknown as Record<F, readonly string[]>;
    });
}

export function hasBssap(frame: Frame): boolean {
  return frame["frame.protocols"].join(":").split(":").includes("bssap");
}

/** What tshark objects to; empty when it objects to nothing. */
export function faultsOf(frame: Frame): string[] {
  return [
    ...frame["_ws.malformed"],
    ...frame["_ws.expert.severity"].filter((severity) => Number(severity) >= FAULT),
  ];
}

const numbers = (texts: readonly string[]): number[] => texts.map(Number);

/** The fields of one frame in the form in which {@link fromLine} puts a decoded line. */
export function fromFrame(frame: Frame): object {
  const cells = Math.max(
    frame["gsm_a.bssmap.cell_lac"].length,
    frame["gsm_a.bssmap.cell_ci"].length,
  );
  // e212.mcc holds the cells' codes first, then those of an IMSI in the frame.
  const plmns = Math.max(0, frame["e212.mcc"].length - frame["e212.imsi"].length);
  const [text] = frame["gsm_sms.sms_text"];
  // RP addresses come out as called party numbers, before nothing else of that name.
  const isRelay = frame["gsm_a.rp.msg_type"].length > 0;
  const called = frame["gsm_a.dtap.cld_party_bcd_num"];
  return {
    slr: numbers(frame["sccp.slr"])[0],
    dlr: numbers(frame["sccp.dlr"])[0],
    bssmapType: numbers(frame["gsm_a.bssmap.msgtype"])[0],
    dtapTypes: {
      mobilityManagement: numbers(frame["gsm_a.dtap.msg_mm_type"])[0],
      callControl: numbers(frame["gsm_a.dtap.msg_cc_type"])[0],
      shortMessageService: numbers(frame["gsm_a.dtap.msg_sms_type"])[0],
      supplementaryServices: numbers(frame["gsm_a.dtap.msg_ss_type"])[0],
      radioResource: numbers(frame["gsm_a.dtap.msg_rr_type"])[0],
    },
    relayType: numbers(frame["gsm_a.rp.msg_type"]).map((type) => type & 6)[0],
    imsi: frame["e212.imsi"][0],
    tmsi: numbers([...frame["3gpp.tmsi"], ...frame["gsm_a.tmsi"]])[0],
    imei: frame["gsm_a.imei"][0],
    imeisv: frame["gsm_a.imeisv"][0],
    lacs: numbers(frame["gsm_a.bssmap.cell_lac"]),
    cis: numbers(frame["gsm_a.bssmap.cell_ci"]),
    mccs: numbers(frame["e212.mcc"]).slice(0, Math.min(cells, plmns)),
    mncs: numbers(frame["e212.mnc"]).slice(0, Math.min(cells, plmns)),
    lai: [frame["e212.lai.mcc"], frame["e212.lai.mnc"], frame["gsm_a.lac"]].map(
      (values) => numbers(values)[0],
    ),
    cause: numbers([
      ...frame["gsm_a.bssmap.cause"],
      ...frame["gsm_a.dtap.cause"],
      ...frame["gsm_a.dtap.rej_cause"],
      ...frame["gsm_a.dtap.cp_cause"],
      ...frame["gsm_a.rp.cause"],
    ])[0],
    rrCause: numbers(frame["gsm_a.rr.RRcause"])[0],
    locationUpdatingType: numbers(frame["gsm_a.dtap.updating_type"])[0],
    cmServiceType: numbers(frame["gsm_a.dtap.service_type"])[0],
    smsc: isRelay ? called[0] : undefined,
    calledNumber: isRelay ? undefined : called[0],
    callingNumber: frame["gsm_a.dtap.clg_party_bcd_num"][0],
    connectedNumber: frame["gsm_a.dtap.conn_num"][0],
    address: [...frame["gsm_sms.tp-da"], ...frame["gsm_sms.tp-oa"], ...frame["gsm_sms.tp-ra"]][0],
    text,
    ...dtapOf(frame),
    // tshark shows the carriage return that fills seven spare bits, and escapes line feeds.
    ussd: frame["gsm_map.ussd_string"][0]?.replace(/\\r$/, "").replaceAll("\\n", "\n"),
  };
}

/** What the pushed content is, by its type and the MMS header in it. */
const PUSHES: Readonly<Record<string, string>> = {
  "application/vnd.wap.mms-message 0x82": "mmsNotification",
  "application/vnd.wap.mms-message 0x86": "mmsDelivery",
  "application/vnd.wap.sic": "serviceIndication",
  "application/vnd.wap.slc": "serviceLoading",
};

export function pushOf(frame: Frame): string | undefined {
  const [type] = frame["wsp.header.content_type"];
  return type && (PUSHES[[type.split(";")[0], ...frame["mmse.message_type"]].join(" ")] ?? "other");
}

function dtapOf(frame: Frame): object {
  const [reference, parts, part] = [
    frame["gsm_sms.udh.mm.msg_id"],
    frame["gsm_sms.udh.mm.msg_parts"],
    frame["gsm_sms.udh.mm.msg_part"],
  ].map((values) => numbers(values)[0]);
  const forwards = frame["gsm_map.ss.forwardedToNumber"].length > 0;
  return {
    redirectingNumber: frame["gsm_a.dtap.red_party_bcd_num"][0],
    progressDescription: numbers(frame["gsm_a.dtap.progress_description"])[0],
    // A character in quotes.
    keypadDigit: frame["gsm_a.dtap.keypad_information"][0]?.slice(1, -1),
    concatenation: parts === undefined ? undefined : { reference, parts, part },
    push: pushOf(frame),
    // tshark names the code of an error as it names that of an operation.
    operation: numbers(frame["gsm_old.localValue"])[0],
    ssCode: numbers(frame["gsm_map.ss.ss_Code"])[0],
    forwardedToNumber: forwards
      ? [...frame["e164.msisdn"], ...frame["gsm_map.address.digits"]][0]
      : undefined,
  };
}

/** A decoded line with its names as type numbers and MNC as a number: tshark shows 01 as 1. */
export function fromLine(line: DecodedLine): object {
  const cells = line.cells ?? (line.cell === undefined ? [] : [line.cell]);
  const dtapTypes: Record<string, number | undefined> = Object.fromEntries(
    Object.keys(PROTOCOLS).map((protocol) => [protocol, undefined]),
  );
  const inner = line.layer === "dtap" ? line.message : line.layer3Message;
  for (const [protocol, { messages }] of Object.entries(PROTOCOLS)) {
    if (inner === undefined || (line.protocol ?? protocol) !== protocol) continue;
    dtapTypes[protocol] = (messages as Record<string, { type: number }>)[inner]?.type;
  }
  const defined = (values: readonly (number | undefined)[]): number[] =>
    values.filter((value) => value !== undefined);
  const plmns = cells.filter(({ mcc }) => mcc !== undefined);
  const relays: Record<string, number> = { rpData: 0, rpAck: 2, rpError: 4, rpSmma: 6 };
  return {
    slr: line.sccp.slr,
    dlr: line.sccp.dlr,
    bssmapType:
      line.layer === "bssmap" ? MESSAGES[line.message as keyof typeof MESSAGES].type : undefined,
    dtapTypes,
    relayType: line.relayMessage === undefined ? undefined : relays[line.relayMessage],
    imsi: line.imsi,
    tmsi: line.tmsi === undefined ? undefined : Number.parseInt(line.tmsi, 16),
    imei: line.imei,
    imeisv: line.imeisv,
    lacs: defined(cells.map(({ lac }) => lac)),
    cis: defined(cells.map(({ ci }) => ci)),
    mccs: plmns.map(({ mcc }) => Number(mcc)),
    mncs: plmns.map(({ mnc }) => Number(mnc)),
    lai: [line.lai?.mcc, line.lai?.mnc, line.lai?.lac].map((value) =>
      value === undefined ? undefined : Number(value),
    ),
    cause: line.cause,
    rrCause: line.rrCause,
    locationUpdatingType:
      line.locationUpdatingType === undefined ? undefined : line.locationUpdatingType & 3,
    cmServiceType: line.cmServiceType,
    smsc: line.sms?.smsc,
    calledNumber: line.calledNumber,
    // tshark shows nothing for a number without digits.
    callingNumber: line.callingNumber || undefined,
    connectedNumber: line.connectedNumber,
    address: line.sms?.address || undefined,
    text: line.sms?.text === "" ? undefined : line.sms?.text,
    redirectingNumber: line.redirectingNumber,
    progressDescription: line.progressDescription,
    keypadDigit: line.keypadDigit,
    concatenation: line.sms?.concatenation,
    // Without reassembly tshark leaves a push in parts alone.
    push: line.sms?.concatenation === undefined ? line.sms?.push : undefined,
    operation: line.ss?.operation ?? line.ss?.error,
    ssCode: line.ss?.ssCode,
    forwardedToNumber: line.forwardedToNumber,
    ussd: line.ussd,
  };
}
