// Rows of the coverage page, made from the tables of the codec: no message can be forgotten.
import { NAME, OPTIONS, SCCP_MESSAGES } from "../../../signaling/carriers/sccp-tables.ts";
import { INFORMATION_ELEMENTS, MESSAGES } from "../../../signaling/messages/bssmap-tables.ts";
import type { ProtocolName } from "../../../signaling/messages/dtap.ts";
import { PROTOCOLS } from "../../../signaling/messages/dtap-tables.ts";
import { type AnyRow, octets } from "../../../signaling/messages/elements.ts";
import { HANDOVER_COMMAND } from "../../../signaling/messages/rr-tables.ts";

/** A line of a table: cells in front, the name of its occurrence, and of its parts'. */
export interface Row {
  readonly cells: readonly string[];
  readonly key: string;
  /** What a message may contain: counted, not listed. */
  readonly parts?: readonly string[];
}

const hex = (value: number, digits = 2): string =>
  value.toString(16).toUpperCase().padStart(digits, "0");

/**
 * Clauses that nobody could check: written from memory, and named by no implementation at hand
 * (signaling.md): TS 44.018, TS 24.080, and what TS 24.008 numbers above 10.5.4.28.
 */
export function clauseOf(clause: string): string {
  const late = /^24\.008 10\.5\.4\.(\d+)/.exec(clause);
  const doubtful = /^(44\.018|24\.080)/.test(clause) || (late !== null && Number(late[1]) > 28);
  return doubtful ? `${clause} *` : clause;
}

const SCCP_FIELDS: Readonly<Record<keyof typeof SCCP_MESSAGES, readonly string[]>> = {
  CR: ["slr", "protocolClass", "called", ...optionalOf("CR")],
  CC: ["dlr", "slr", "protocolClass", ...optionalOf("CC")],
  CREF: ["dlr", "cause", ...optionalOf("CREF")],
  RLSD: ["dlr", "slr", "cause", ...optionalOf("RLSD")],
  RLC: ["dlr", "slr"],
  DT1: ["dlr", "more", "userData"],
  UDT: ["protocolClass", "called", "calling", "userData"],
  UDTS: ["returnCause", "called", "calling", "returnedData"],
  XUDT: ["protocolClass", "hopCounter", "called", "calling", "userData", ...optionalOf("XUDT")],
  XUDTS: [
    ...["returnCause", "hopCounter", "called", "calling", "returnedData"],
    ...optionalOf("XUDTS"),
  ],
  IT: ["dlr", "slr", "protocolClass", "sequencing", "credit"],
  ERR: ["dlr", "cause"],
};

function optionalOf(message: keyof typeof OPTIONS): string[] {
  return Object.entries(NAME).flatMap(([name, code]) =>
    (OPTIONS[message] & (1 << code)) === 0 ? [] : [name],
  );
}

export const SCCP_ROWS: readonly Row[] = Object.entries(SCCP_MESSAGES).map(
  ([name, { type, clause }]) => {
    const fields = SCCP_FIELDS[name as keyof typeof SCCP_MESSAGES];
    return {
      cells: [name, hex(type), `Q.713 ${clause}`, fields.join(", ")],
      key: `sccp.${name}`,
      parts: fields.map((field) => `sccp.${name}.${field}`),
    };
  },
);

export const BSSMAP_ROWS: readonly Row[] = Object.entries(MESSAGES).map(
  ([name, { type, clause, elements }]) => ({
    cells: [name, hex(type), clause],
    key: `bssmap.${name}`,
    parts: elements.map((mark) => `bssmap.${name}.${mark.replace("?", "")}`),
  }),
);

/** Whether a value has fields of its own, or stays as it comes. */
const formOf = (codec: unknown): string => (codec === octets ? "octets" : "typed");

export const ELEMENT_ROWS: readonly Row[] = Object.entries(INFORMATION_ELEMENTS).map(
  ([name, { tag, format, clause, codec }]) => ({
    cells: [name, hex(tag), format, clause, formOf(codec)],
    key: `element.${name}`,
  }),
);

type Messages = Readonly<
  Record<
    string,
    { readonly type: number; readonly clause: string; readonly elements: readonly AnyRow[] }
  >
>;

export function dtapRows(protocol: ProtocolName): readonly Row[] {
  return Object.entries(PROTOCOLS[protocol].messages as unknown as Messages).map(
    ([name, { type, clause, elements }]) => ({
      cells: [name, hex(type), clauseOf(clause)],
      key: `dtap.${protocol}.${name}`,
      parts: elements.map((row) => `dtap.${protocol}.${name}.${row.name}`),
    }),
  );
}

/** Each element of a protocol once, though several messages have it, and in several formats. */
export function dtapElementRows(protocol: ProtocolName): readonly Row[] {
  const rows = new Map<string, AnyRow[]>();
  for (const { elements } of Object.values(PROTOCOLS[protocol].messages as unknown as Messages)) {
    for (const row of elements) rows.set(row.name, [...(rows.get(row.name) ?? []), row]);
  }
  const list = (values: Iterable<string>): string => [...new Set(values)].join(", ");
  return [...rows].map(([name, all]) => ({
    cells: [
      name,
      list(all.flatMap(({ tag }) => (tag < 0 ? [] : [hex(tag)]))) || "–",
      list(all.map(({ format }) => format)),
      list(all.map(({ clause }) => clauseOf(clause))),
      list(all.map(({ codec }) => formOf(codec))),
    ],
    key: `element.${protocol}.${name}`,
  }));
}

export const COMMAND_ROWS: readonly Row[] = HANDOVER_COMMAND.map(
  ({ name, tag, format, clause, codec }) => ({
    cells: [name, tag < 0 ? "–" : hex(tag), format, clauseOf(clause), formOf(codec)],
    key: `radio.handoverCommand.${name}`,
  }),
);

/** Rows of names alone, such as the keys of a table of numbers. */
export function namedRows(
  prefix: string,
  names: readonly (string | readonly [name: string, ...rest: string[]])[],
): readonly Row[] {
  return names.map((each) => {
    const cells = typeof each === "string" ? [each] : each;
    return { cells, key: `${prefix}.${cells[0]!.split(" ")[0]}` };
  });
}
