// Plain text tables for people: left column left, the others right, widths by the widest cell.

/** Rows of equal length; the first row is the header. */
export function table(rows: readonly (readonly string[])[]): string {
  const widths = rows[0]!.map((_, column) =>
    Math.max(...rows.map((row) => displayWidth(row[column]!))),
  );
  const line = (row: readonly string[]): string =>
    row
      .map((cell, column) => {
        const space = " ".repeat(widths[column]! - displayWidth(cell));
        return column === 0 ? cell + space : space + cell;
      })
      .join("  ")
      .trimEnd();
  return [line(rows[0]!), ...rows.slice(1).map(line)].join("\n");
}

// A Chinese character takes two columns of a terminal.
function displayWidth(text: string): number {
  return [...text].reduce((width, char) => width + (/[⺀-鿿＀-｠]/.test(char) ? 2 : 1), 0);
}
