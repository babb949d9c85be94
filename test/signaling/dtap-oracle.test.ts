// tshark reads, in our DTAP messages, values that a decoded line does not show.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { BSC_A, Line, MSC, pcapOf } from "./frames.ts";
import { OWN_DTAP } from "./own-dtap.ts";
import { tsharkTable } from "./tshark.ts";

const FIELDS = [
  "gsm_a.dtap.signal_value",
  "gsm_a.dtap.present_ind",
  "gsm_a.dtap.screening_ind",
  "gsm_a.dtap.cause",
  "gsm_a.dtap.cause_of_no_cli",
  "gsm_a.dtap.serv_cat_b1",
  "gsm_a.dtap.mcs",
  "gsm_old.invokeID",
  "gsm_old.invokeProblem",
  "gsm_old.generalProblem",
  "gsm_old.teleserviceCode",
  "gsm_map.ss.noReplyConditionTime",
  "gsm_map.ss.ss_Status",
  "gsm_map.ss.forwardedToNumber",
  "gsm_sms.tp-mti",
  "gsm_sms.tp-fcs",
  "gsm_sms.tp.command_type",
  "gsm_sms.tp.message_number",
  "gsm_sms.destination_port",
  "gsm_sms.originator_port",
  "wsp.header.x_wap_application_id",
  "mmse.transaction_id",
  "mmse.from",
  "mmse.message_size",
  "mmse.expiry.rel",
  "mmse.content_location",
  "mmse.message_id",
  "mmse.to",
  "mmse.status",
] as const;

describe("tshark on our DTAP messages, long ones put together", () => {
  const names = Object.keys(OWN_DTAP);
  let folder = "";
  let rows: ReturnType<typeof tsharkTable<(typeof FIELDS)[number]>> = [];

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "kairos-dtap-"));
    const path = join(folder, "own.pcap");
    const line = new Line(BSC_A, MSC, 5);
    writeFileSync(path, pcapOf(Object.values(OWN_DTAP).map((message) => line.up(message))));
    rows = tsharkTable(path, FIELDS, true);
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test.each<[string, Partial<Record<(typeof FIELDS)[number], string[]>>]>([
    [
      "setup to a forwarded-to phone",
      {
        "gsm_a.dtap.signal_value": ["0x07"],
        "gsm_a.dtap.present_ind": ["0x00", "0x00"],
        "gsm_a.dtap.screening_ind": ["0x00", "0x01"],
      },
    ],
    [
      "setup of a caller who hides",
      { "gsm_a.dtap.present_ind": ["0x01"], "gsm_a.dtap.cause_of_no_cli": ["0x01"] },
    ],
    ["call proceeding with progress", { "gsm_a.dtap.mcs": ["1"] }],
    ["emergency setup", { "gsm_a.dtap.serv_cat_b1": ["1"] }],
    ["release with two causes", { "gsm_a.dtap.cause": ["0x10", "0x66"] }],
    ["modify reject", { "gsm_a.dtap.cause": ["0x3a"] }],
    [
      "registerSS of CFNRy after 20 s for speech",
      { "gsm_map.ss.noReplyConditionTime": ["20"], "gsm_old.invokeID": ["1"] },
    ],
    [
      "registerSS done",
      {
        "gsm_map.ss.ss_Status": ["07", "04"],
        "gsm_map.ss.forwardedToNumber": ["91683119325476f8"],
      },
    ],
    [
      "interrogateSS answered with a list",
      { "gsm_map.ss.noReplyConditionTime": ["15"], "gsm_map.ss.ss_Status": ["07", "04"] },
    ],
    ["activateSS of call waiting", { "gsm_old.invokeID": ["5"] }],
    ["an operation rejected", { "gsm_old.invokeProblem": ["1"] }],
    ["an unreadable component rejected", { "gsm_old.generalProblem": ["0"] }],
    ["command: delete", { "gsm_sms.tp.command_type": ["2"], "gsm_sms.tp.message_number": ["3"] }],
    ["RP-ACK with a deliver report", { "gsm_sms.tp-mti": ["0"] }],
    ["RP-ACK with a submit report", { "gsm_sms.tp-mti": ["1"] }],
    ["RP-ERROR with a deliver report", { "gsm_sms.tp-fcs": ["0xd3"] }],
    ["RP-ERROR with a submit report", { "gsm_sms.tp-fcs": ["0xc4"] }],
    [
      "MMS notification, 2 of 2",
      {
        "gsm_sms.destination_port": ["2948"],
        "gsm_sms.originator_port": ["9200"],
        "wsp.header.x_wap_application_id": ["x-wap-application:mms.ua"],
        "mmse.transaction_id": ["T2008061019300001"],
        "mmse.from": ["+8613912345678/TYPE=PLMN"],
        "mmse.message_size": ["48123"],
        "mmse.expiry.rel": ["172800.000000000"],
        "mmse.content_location": [
          "http://mmsc.monternet.com/fetch?id=a1b2c3d4e5f60718293a4b5c6d7e8f90",
        ],
      },
    ],
    [
      "MMS delivery report, 1 of 1",
      {
        "mmse.message_id": ["a1b2c3"],
        "mmse.to": ["+8613912345678/TYPE=PLMN"],
        "mmse.status": ["0x81"],
      },
    ],
  ])("%s", (name, expected) => {
    expect(rows[names.indexOf(name)]).toMatchObject(expected);
  });
});
