// test/captures/every-procedure.pcap: two people do all there is, read by tshark and replayed.
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { kairos, ROOT } from "../cli/kairos-process.ts";

const SCENARIO = "scenarios/quickstart.yaml";
const CAPTURE = join(ROOT, "test/captures/every-procedure.pcap");

test("it is what generate --showcase writes", async () => {
  const folder = mkdtempSync(join(tmpdir(), "kairos-every-procedure-"));
  try {
    const path = join(folder, "two.pcap");
    const two = ["--showcase", "--subscribers", "2", "--format", "mtp3"];
    const { code, stderr } = await kairos("generate", SCENARIO, ...two, "--out", path);
    expect({ code, stderr }).toMatchObject({ code: 0 });
    // KAIROS_GOLDEN=write npx vitest run test/simulator/every-procedure.test.ts renews the file.
    if (process.env["KAIROS_GOLDEN"] === "write") writeFileSync(CAPTURE, readFileSync(path));
    expect(readFileSync(path).equals(readFileSync(CAPTURE))).toBe(true);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

/** Frames that tshark shows for a display filter. */
function framesWith(filter: string): number {
  const arguments_ = ["-n", "-r", CAPTURE, "-Y", filter, "-T", "fields", "-e", "frame.number"];
  const output = execFileSync("tshark", arguments_, {
    encoding: "utf8",
    stdio: ["ignore", "pipe", "ignore"],
  });
  return output.split("\n").filter((line) => line !== "").length;
}

test.each([
  ["IMEISV in CIPHER MODE COMPLETE", "gsm_a.bssmap.msgtype == 0x55 && gsm_a.imeisv"],
  ["IMEI in IDENTITY RESPONSE", "gsm_a.dtap.msg_mm_type == 0x19 && gsm_a.ie.mobileid.type == 2"],
  ["IMEISV in IDENTITY RESPONSE", "gsm_a.dtap.msg_mm_type == 0x19 && gsm_a.ie.mobileid.type == 3"],
  ["registerSS with a forwarded-to number", "gsm_old.localValue == 10 && e164.msisdn"],
  ["eraseSS", "gsm_old.localValue == 11 && gsm_map.ss.ss_Code"],
  ["USSD", "gsm_old.localValue == 59"],
  ["START DTMF", "gsm_a.dtap.msg_cc_type == 0x35"],
  ["PROGRESS", "gsm_a.dtap.msg_cc_type == 0x03"],
  ["WAP push", "wsp"],
  ["MMS notification", "mmse"],
  ["concatenated SMS", "gsm_sms.udh.mm.msg_parts > 1"],
  ["a vacant number, cause 18", "gsm_a.dtap.msg_cc_type == 0x25 && gsm_a.dtap.cause == 18"],
  ["HANDOVER PERFORMED", "gsm_a.bssmap.msgtype == 0x17"],
  ["HANDOVER COMPLETE", "gsm_a.bssmap.msgtype == 0x14"],
  ["HANDOVER FAILURE", "gsm_a.bssmap.msgtype == 0x16"],
])("tshark reads %s in it", (_, filter) => {
  expect(framesWith(filter)).toBeGreaterThan(0);
});

test("tshark finds BSSAP in more than 4,000 frames and no fault in any", () => {
  expect(framesWith("bssap")).toBeGreaterThan(4_000);
  expect(framesWith("bssap && (_ws.malformed || _ws.expert.severity >= 0x400000)")).toBe(0);
});

test("its replay fires every trigger machine", async () => {
  const { code, stdout } = await kairos("replay", CAPTURE, "--scenario", SCENARIO, "--json");
  expect(code).toBe(0);
  const lines = stdout.trimEnd().split("\n");
  const records = lines.map((line) => JSON.parse(line) as { kind: string; name?: string });
  const fired = records.filter(({ kind }) => kind === "trigger").map(({ name }) => name);
  expect(new Set(fired).size).toBe(5);
});
