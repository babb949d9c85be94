// Every DTAP message with every element: tshark reads type and elements as they were written.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { decode, encode } from "../../signaling/messages/bssap.ts";
import { BSC_A, Line, MSC, pcapOf } from "./frames.ts";
import { sampleOf } from "./own-bssmap.ts";
import { DTAP_KINDS, type DtapKind, wholeDtap } from "./own-dtap-elements.ts";
import { tsharkTable } from "./tshark.ts";

const TYPES = ["mm", "cc", "sms", "ss", "rr"].map((name) => `gsm_a.dtap.msg_${name}_type`);
const ELEMENTS = ["dtap", "common", "gm", "rr"].map((name) => `gsm_a.${name}.elem_id`);
const NOTE = 0x400000;

/** What tshark shows of a tag: that of half an octet without its lower half. */
function tagsOf({ rows }: DtapKind): number[] {
  return rows.flatMap(({ tag, format }) => (tag < 0 ? [] : [format === "TH" ? tag >>> 4 : tag]));
}

/** The setup container holds elements of a SETUP, which tshark opens too. */
const INNER: Readonly<Record<string, readonly number[]>> = { ccEstablishment: [0x04] };

const ascending = (values: number[]): number[] => values.toSorted((a, b) => a - b);

describe("tshark reads", () => {
  let folder = "";
  let table: ReturnType<typeof tsharkTable> = [];

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "kairos-dtap-elements-"));
    const path = join(folder, "own.pcap");
    const line = new Line(BSC_A, MSC, 5);
    const opening = line.open(
      sampleOf("completeLayer3Information", ["cellIdentifier", "layer3Information"]),
    );
    const messages = DTAP_KINDS.map((kind) => line.up(wholeDtap(kind)));
    writeFileSync(path, pcapOf([...opening, ...messages]));
    const fields = [...TYPES, ...ELEMENTS, "_ws.malformed", "_ws.expert.severity"];
    table = tsharkTable(path, fields).slice(opening.length);
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const names = DTAP_KINDS.map((kind, index) => [kind.protocol, kind.message, index] as const);
  test.each(names)("%s %s with all its elements", (_protocol, _message, index) => {
    const kind = DTAP_KINDS[index]!;
    const row = table[index]!;
    expect(TYPES.flatMap((field) => row[field]!).map(Number)).toEqual([kind.type]);
    const read = ELEMENTS.flatMap((field) => row[field]!).map(Number);
    expect(ascending(read)).toEqual(ascending([...tagsOf(kind), ...(INNER[kind.message] ?? [])]));
    expect(row["_ws.malformed"]).toEqual([]);
    expect(row["_ws.expert.severity"]!.filter((severity) => Number(severity) >= NOTE)).toEqual([]);
  });
});

test("all of them come back from their octets", () => {
  for (const kind of DTAP_KINDS) {
    const message = wholeDtap(kind);
    expect(decode(encode(message))).toEqual(message);
  }
});
