// tshark as the oracle: what it reads in each frame, in the words of decoded-line.ts.
import { execFileSync } from "node:child_process";
import type { DecodedLine } from "../../signaling/decoded-line.ts";
import { MESSAGES } from "../../signaling/messages/bssmap-tables.ts";
import { PROTOCOLS } from "../../signaling/messages/dtap-tables.ts";

const FIELDS = [
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
  "gsm_sms.tp-da",
  "gsm_sms.tp-oa",
  "gsm_sms.tp-ra",
  "gsm_sms.sms_text",
  "gsm_map.ussd_string",
  "_ws.malformed",
  "_ws.expert.severity",
] as const;
type Field = (typeof FIELDS)[number];

/** Expert severities from here on are faults: 0x400000 is a note, above are warning and error. */
const FAULT = 0x400000;

/** Values of each field in one frame, in order; none = an empty list. */
export type Frame = Readonly<Record<Field, readonly string[]>>;

/** Every frame of a capture file as tshark reads it. */
export function tsharkFrames(path: string): Frame[] {
  const args = ["-n", "-r", path, "-T", "fields", "-E", "separator=\x01", "-E", "aggregator=\x02"];
  const output = execFileSync("tshark", [...args, ...FIELDS.flatMap((name) => ["-e", name])], {
    encoding: "utf8",
    stdio: ["ignore", "pipe", "ignore"],
  });
  return output
    .split("\n")
    .filter((row) => row !== "")
    .map((row) => {
      const cells = row.split("\x01");
      return Object.fromEntries(
        FIELDS.map((name, index) => [name, (cells[index] ?? "").split("\x02").filter(Boolean)]),
      ) as unknown as Frame;
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
    // tshark shows the carriage return that fills seven spare bits.
    ussd: frame["gsm_map.ussd_string"][0]?.replace(/\\r$/, ""),
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
    address: line.sms?.address,
    text: line.sms?.text === "" ? undefined : line.sms?.text,
    ussd: line.ussd,
  };
}
