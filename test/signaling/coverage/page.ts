// docs/protocol-coverage.md: what the codec knows and what each thing was tested against.
import { CAPTURE_FORMATS } from "../../../signaling/capture-writer.ts";
import { LINK_TYPE } from "../../../signaling/carriers/pcap.ts";
import type { ProtocolName } from "../../../signaling/messages/dtap.ts";
import { PROTOCOLS } from "../../../signaling/messages/dtap-tables.ts";
import { OPERATION, PROBLEM_TAG, SS_CODE } from "../../../signaling/messages/ss-tables.ts";
import { HEADER_ELEMENT } from "../../../signaling/messages/user-data-header.ts";
import type { Corpora } from "./corpora.ts";
import { limits } from "./limits.ts";
import {
  BSSMAP_ROWS,
  COMMAND_ROWS,
  dtapElementRows,
  dtapRows,
  ELEMENT_ROWS,
  namedRows,
  type Row,
  SCCP_ROWS,
} from "./rows.ts";

const TITLES: Readonly<Record<keyof Corpora, string>> = {
  msc: "MSC",
  tshark: "tshark",
  showcase: "showcase",
  roundTrip: "round trip",
  mutated: "mutated",
};
const ALL = Object.keys(TITLES) as (keyof Corpora)[];
const YES = "✓";
const NO = "·";

const HEAD = `# Protocol coverage

What Kairos decodes and encodes on the A interface, and what each message and element was tested
against. This page is measured: \`npm run coverage\` runs the corpora through the decoder, notes what
occurs in them, and writes the page; a test fails when the page is not what the program would write.
The rows are the codec's own tables, so none is left out, and one row of a table both decodes and
encodes. Only for links and files are "in" and "out" told apart.

| column | a mark says that it occurs in | and that |
|---|---|---|
| MSC | [test/captures](../test/captures/README.md): a real MSC (osmo-msc), two scripted BSSs | \
it was decoded and encoded to the same octets, and tshark reads the same fields in it |
| tshark | messages of our own encoder, made for this test | tshark 4.0 read the type and the \
elements that were written, without a fault or a note |
| showcase | the simulator's play of every procedure and outcome | tshark read 50,000 messages of \
it in three formats, with the encoder's values; it came back octet for octet |
| round trip | what the generators of property tests make of the tables | \`decode(encode(m))\` is \`m\` |
| mutated | what the five million mutations of \`npm test\` begin with | octets like it are refused, \
or decode, print and encode to themselves; \`npm run soak -- mutations\` goes on |

In rows of messages, 3/5 says that three of the five elements of the message occur there. "typed"
elements have fields of their own; "octets" are found by their tag and kept as they come, and the
meaning of their contents is not read. What stands in no table is kept too, and encodes to its
octets: unknown messages and elements, elements out of order, twice, or longer than understood.

The specifications were not at hand. Names and numbers agree with tshark's, by tests over all BSSMAP
and DTAP messages. Clauses were written from memory or as tshark names them; those with * are the
least certain. Evidence is in the columns to the right alone.`;

/** A table, wide on purpose: one row, one line. */
function table(
  columns: readonly string[],
  rows: readonly Row[],
  corpora: Corpora,
  shown: readonly (keyof Corpora)[] = ALL,
): string {
  return lines(
    [...columns, ...shown.map((name) => TITLES[name])],
    rows.map((row) => [...row.cells, ...shown.map((name) => markOf(row, corpora[name]))]),
  );
}

function lines(titles: readonly string[], rows: readonly (readonly string[])[]): string {
  const head = [`| ${titles.join(" | ")} |`, `|${titles.map(() => "---|").join("")}`];
  return [...head, ...rows.map((cells) => `| ${cells.join(" | ")} |`)].join("\n");
}

function markOf({ key, parts }: Row, seen: ReadonlySet<string>): string {
  if (!seen.has(key)) return NO;
  if (parts === undefined || parts.length === 0) return YES;
  return `${parts.filter((part) => seen.has(part)).length}/${parts.length}`;
}

/** What a link type of libpcap is called, and in which formats of ours it is written. */
const LINKS: Readonly<Record<keyof typeof LINK_TYPE, readonly [name: string, written: string]>> = {
  mtp3: ["MTP3", "mtp3"],
  mtp2: ["MTP2", "mtp2"],
  mtp2WithPseudoHeader: ["MTP2 behind libpcap's header, also with 12-bit numbers", NO],
  sccp: ["SCCP", NO],
  ethernet: ["Ethernet, with VLAN tags", "m3ua, sccplite"],
  linuxCooked: ["Linux cooked", NO],
  linuxCooked2: ["Linux cooked, version 2", NO],
  bsdNull: ["BSD loopback, in the host's order", NO],
  bsdLoop: ["BSD loopback of OpenBSD", NO],
  rawIp: ["IP", NO],
  ipv4: ["IPv4", NO],
  ipv6: ["IPv6", NO],
};

const CARRIERS: readonly (readonly [name: string, read: string, written: string])[] = [
  ["pcap, micro- and nanoseconds, both byte orders", YES, "little-endian, microseconds"],
  ["pcapng, both byte orders, resolutions and offsets", YES, NO],
  ["IPv4 and IPv6 with options and extension headers", YES, "without"],
  ["M3UA over SCTP: DATA, I-DATA, fragments, retransmissions", YES, "DATA, whole"],
  ["M2PA over SCTP", YES, NO],
  ["SCCPlite: IPA over TCP, put in order, gaps given up", YES, YES],
  ["SCCP segments: DT1 with the M bit, XUDT", YES, YES],
  ["point codes of 14 bits; over M3UA of 32 bits", YES, YES],
  ["IP fragments, encrypted packets, ANSI MTP with its 24-bit label", NO, NO],
];

function carriers(corpora: Corpora): string[] {
  const rows = Object.entries(LINKS).map(([link, [name, written]]) => {
    const number = LINK_TYPE[link as keyof typeof LINK_TYPE];
    return { cells: [name, String(number), YES, written], key: `link.${link}` };
  });
  return [
    "Link types of libpcap. Messages over every one that is read must come out the same " +
      "(test/signaling/links.test.ts). What is written, as " +
      `${CAPTURE_FORMATS.join(", ")}, tshark reads with sound checksums and nothing to note ` +
      "(test/signaling/capture-writer.test.ts), and we read back as the same.",
    table(["link", "number", "in", "out: format"], rows, corpora, ["msc", "mutated"]),
    "What stands above and within links, by hand; the tests are those of links, captures and SCCP:",
    lines(["file or carrier", "in", "out"], CARRIERS),
  ];
}

const CELLS = [
  ...["cgi", "lacCi", "ci", "lai", "lac", "plmnLacRncId", "rncId", "lacRncId", "sai"],
  ...["none", "all", "other"],
];
const IDENTITIES = ["imsi", "imei", "imeisv", "tmsi", "none", "other"];
const CHANNELS = ["speech", "data", "signalling", "speechAndText"];
const ELEMENT_COLUMNS = ["element", "tag", "format", "clause", "value"];

function bssmap(corpora: Corpora): string[] {
  return [
    "## BSSMAP messages (48.008 §3.2.1)",
    table(["message", "type", "clause"], BSSMAP_ROWS, corpora),
    "## BSSMAP elements (48.008 §3.2.2)",
    table(ELEMENT_COLUMNS, ELEMENT_ROWS, corpora),
    "Cells by discriminator, identities by type, channels by content:",
    table(["cell"], namedRows("cell", CELLS), corpora),
    table(["identity"], namedRows("identity", IDENTITIES), corpora),
    table(["channel"], namedRows("channel", CHANNELS), corpora),
  ];
}

const PROTOCOL_TITLES: Readonly<Record<ProtocolName, string>> = {
  mobilityManagement: "Mobility management (24.008 §9.2)",
  callControl: "Call control (24.008 §9.3)",
  shortMessageService: "Short messages, CP layer (24.011 §7.2)",
  supplementaryServices: "Supplementary services (24.080 §2)",
  radioResource: "Radio resource messages that reach the MSC (44.018 §9.1)",
};

function dtap(corpora: Corpora): string[] {
  return (Object.keys(PROTOCOL_TITLES) as ProtocolName[]).flatMap((protocol) => [
    `### ${PROTOCOL_TITLES[protocol]}`,
    `Protocol discriminator ${PROTOCOLS[protocol].discriminator}.`,
    table(["message", "type", "clause"], dtapRows(protocol), corpora),
    table(ELEMENT_COLUMNS, dtapElementRows(protocol), corpora),
  ]);
}

const typed = (name: string): [string, string] => [name, "typed"];
const RELAY = [
  ...["rpData", "rpAck", "rpError"].flatMap((name) => [`${name}.up`, `${name}.down`]),
  "rpSmma.up",
];
const TPDUS = ["submit", "deliver", "statusReport", "deliverReport", "submitReport", "command"];
const PUSHES = ["mmsNotification", "mmsDelivery", "serviceIndication", "serviceLoading", "other"];
const TYPED_HEADERS: ReadonlySet<string> = new Set([
  ...["concatenation8", "concatenation16", "ports8", "ports16"],
]);

function shortMessages(corpora: Corpora): string[] {
  const headers = [...Object.keys(HEADER_ELEMENT), "other"].map((name): [string, string] => [
    name,
    TYPED_HEADERS.has(name) ? "typed" : "octets",
  ]);
  const other: [string, string] = ["other", "octets"];
  return [
    "### RP layer (24.011 §7.3)",
    table(["message", "value"], namedRows("relay", [...RELAY.map(typed), other]), corpora),
    "### TPDUs (23.040 §9.2)",
    table(["TPDU", "value"], namedRows("tpdu", [...TPDUS.map(typed), other]), corpora),
    "### Texts (23.038), headers (23.040 §9.2.3.24) and WAP pushes",
    "Text in the GSM 7-bit alphabet and its extension table, in UCS2, or octets. National " +
      "languages are not read: their header elements are kept, the text is read without them.",
    table(["text"], namedRows("text", ["gsm7", "extension", "ucs2", "octets"]), corpora),
    table(["header element", "value"], namedRows("header", headers), corpora),
    table(["pushed content"], namedRows("push", PUSHES), corpora),
  ];
}

const COMPONENTS = ["invoke", "returnResultLast", "returnError", "reject", "several", "other"];
const TYPED_OPERATIONS: ReadonlySet<string> = new Set([
  ...["registerSs", "eraseSs", "activateSs", "deactivateSs", "interrogateSs"],
  ...["processUnstructuredSsRequest", "unstructuredSsRequest", "unstructuredSsNotify"],
]);

function services(corpora: Corpora): string[] {
  const operations = Object.entries(OPERATION).map(([name, code]): [string, string, string] => [
    name,
    String(code),
    TYPED_OPERATIONS.has(name) ? "typed" : "octets",
  ]);
  const readCodes = Object.keys(SS_CODE).filter((name) => corpora.tshark.has(`service.${name}`));
  return [
    "### Components (24.080 §3.6)",
    table(["component"], namedRows("component", COMPONENTS), corpora),
    table(["problem of a reject"], namedRows("problem", Object.keys(PROBLEM_TAG)), corpora),
    "### Operations (24.080 §4.2)",
    "Arguments and results of typed operations are read; of the others the operation is known and " +
      "the rest kept. SS codes, statuses and errors are numbers whatever they are; tshark read " +
      `the SS codes ${readCodes.join(", ")}.`,
    table(["operation", "code", "value"], namedRows("operation", operations), corpora),
    table(["USSD string"], namedRows("ussd", ["gsm7", "ucs2"]), corpora),
  ];
}

function boundaries(): string {
  const rows = limits().map(({ name, value, file, says }) => [
    name,
    value,
    `[${file}](../${file})`,
    says,
  ]);
  return lines(["limit", "value", "file", "what it bounds"], rows);
}

/** The whole page. */
export function page(corpora: Corpora): string {
  const sections = [
    HEAD,
    "## Links and files",
    ...carriers(corpora),
    "## SCCP (ITU-T Q.713)",
    table(["message", "type", "clause", "parameters"], SCCP_ROWS, corpora),
    "Classes 0 to 2. Unknown optional parameters, another order and a missing end are kept. " +
      "Messages of class 3, long unitdata and SCCP management are passed over.",
    "## BSSAP (48.006 §9.3)",
    table(["PDU"], namedRows("bssap", ["bssmap", "dtap"]), corpora),
    ...bssmap(corpora),
    "## DTAP",
    ...dtap(corpora),
    "## Short messages",
    ...shortMessages(corpora),
    "## Operations of supplementary services",
    ...services(corpora),
    "## Radio messages in BSSMAP containers",
    "Layer 3 Information of the handover messages is kept as octets. Where it is a HANDOVER COMMAND " +
      "(44.018 §9.1.15 *), `decodeHandoverCommand` reads it; other radio messages stay octets.",
    table(ELEMENT_COLUMNS, COMMAND_ROWS, corpora),
    "## Limits",
    "Everything that grows has a limit with a name. Beyond it the oldest is forgotten, or what comes " +
      "is counted and left out; test/signaling/hardening-limits.test.ts and " +
      "hardening-tracker.test.ts say which.",
    boundaries(),
  ];
  return `${sections.join("\n\n")}\n`;
}
