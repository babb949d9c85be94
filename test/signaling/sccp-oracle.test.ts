// Every SCCP message with every parameter: tshark reads the values that were written.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { SccpMessage, SccpType } from "../../signaling/carriers/sccp.ts";
import { SCCP_MESSAGES } from "../../signaling/carriers/sccp-tables.ts";
import { BSC_A, MSC, pcapOf } from "./frames.ts";
import { WHOLE_SCCP } from "./own-sccp.ts";
import { tsharkTable } from "./tshark.ts";

const CAUSES = ["release_cause", "refusal_cause", "error_cause", "return_cause"];
const PARTIES = ["called.pc", "called.ssn", "calling.pc", "calling.ssn"];
const SEGMENTATION = ["first", "class", "remaining", "slr"].map((name) => `segmentation.${name}`);
const OTHERS = ["message_type", "slr", "dlr", "class", "credit", "more", "hops", "importance"];
const NAMES = [...OTHERS, ...CAUSES, ...PARTIES, ...SEGMENTATION];
const NOTE = 0x400000;

/** tshark calls the BSSAP in these what it is; what came back it leaves closed. */
const CARRIERS: ReadonlySet<SccpType> = new Set(["CR", "CC", "DT1", "RLSD", "CREF", "UDT"]);

/** Values by tshark's names, as numbers. */
function given(message: SccpMessage): Readonly<Record<string, number>> {
  const fields = message as unknown as Readonly<Record<string, number | undefined>>;
  const { called, calling, segmentation } = message as Partial<
    Extract<SccpMessage, { type: "XUDT" }>
  >;
  const cause: Partial<Record<SccpType, string>> = {
    RLSD: "release_cause",
    CREF: "refusal_cause",
    ERR: "error_cause",
  };
  const named: Record<string, number | undefined> = {
    message_type: SCCP_MESSAGES[message.type].type,
    slr: fields["slr"],
    dlr: fields["dlr"],
    class: fields["protocolClass"],
    credit: fields["credit"],
    more: message.type === "DT1" ? Number(message.more) : undefined,
    hops: fields["hopCounter"],
    importance: fields["importance"],
    [cause[message.type] ?? "return_cause"]: fields["cause"] ?? fields["returnCause"],
    "called.pc": called?.pointCode,
    "called.ssn": called?.subsystem,
    "calling.pc": calling?.pointCode,
    "calling.ssn": calling?.subsystem,
    "segmentation.first": segmentation && Number(segmentation.first),
    "segmentation.class": segmentation?.protocolClass,
    "segmentation.remaining": segmentation?.remaining,
    "segmentation.slr": segmentation?.reference,
  };
  return Object.fromEntries(
    NAMES.flatMap((name) => (named[name] === undefined ? [] : [[name, named[name]]])),
  );
}

describe("tshark reads", () => {
  let folder = "";
  let table: ReturnType<typeof tsharkTable> = [];
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "kairos-sccp-oracle-"));
    const path = join(folder, "own.pcap");
    writeFileSync(path, pcapOf(WHOLE_SCCP.map((sccp) => ({ opc: MSC, dpc: BSC_A, sccp }))));
    const fields = NAMES.map((name) => `sccp.${name}`);
    const more = ["gsm_a.bssmap.msgtype", "_ws.malformed", "_ws.expert.severity"];
    table = tsharkTable(path, [...fields, ...more]);
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test("a message of each type", () => {
    expect(WHOLE_SCCP.map(({ type }) => type).sort()).toEqual(Object.keys(SCCP_MESSAGES).sort());
  });

  test.each(WHOLE_SCCP.map(({ type }, index) => [type, index] as const))("%s", (type, index) => {
    const row = table[index]!;
    const read = NAMES.flatMap((name) => {
      const [first] = row[`sccp.${name}`]!;
      return first === undefined ? [] : [[name, Number(first)]];
    });
    expect(Object.fromEntries(read)).toEqual(given(WHOLE_SCCP[index]!));
    if (CARRIERS.has(type)) expect(row["gsm_a.bssmap.msgtype"]!.map(Number)).toEqual([0x22]);
    expect(row["_ws.malformed"]).toEqual([]);
    expect(row["_ws.expert.severity"]!.filter((severity) => Number(severity) >= NOTE)).toEqual([]);
  });
});
