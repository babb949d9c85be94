// Comma-separated values (RFC 4180), row by row with the line each begins on.

export interface CsvRow {
  /** Line of the file, from 1. */
  readonly line: number;
  readonly fields: readonly string[];
}

/** Rows of a CSV text; blank lines are none. A quoted field may hold commas, quotes and line ends. */
export function* readCsv(text: string): Generator<CsvRow> {
  let fields: string[] = [];
  let line = 1;
  let rowLine = 1;
  let at = 0;
  while (at < text.length) {
    let field: string;
    if (text[at] === '"') {
      const { value, end } = quoted(text, at);
      for (let index = at; index < end; index++) if (text[index] === "\n") line++;
      field = value;
      at = end;
    } else {
      const end = endOfField(text, at);
      field = text.slice(at, end);
      at = end;
    }
    fields.push(field);
    if (text[at] === ",") {
      at++;
      if (at < text.length && text[at] !== "\n" && text[at] !== "\r") continue;
      fields.push("");
    }
    if (text[at] === "\r") at++;
    if (text[at] === "\n") at++;
    else if (at < text.length) continue; // text after a closing quote: a field of its own
    line++;
    if (fields.length > 1 || fields[0] !== "") yield { line: rowLine, fields };
    fields = [];
    rowLine = line;
  }
}

/** A field in quotes; a doubled quote stands for one. */
function quoted(text: string, from: number): { value: string; end: number } {
  let value = "";
  let at = from + 1;
  for (;;) {
    const quote = text.indexOf('"', at);
    if (quote < 0) return { value: value + text.slice(at), end: text.length };
    value += text.slice(at, quote);
    if (text[quote + 1] !== '"') return { value, end: quote + 1 };
    value += '"';
    at = quote + 2;
  }
}

function endOfField(text: string, from: number): number {
  let at = from;
  while (at < text.length && text[at] !== "," && text[at] !== "\n" && text[at] !== "\r") at++;
  return at;
}
