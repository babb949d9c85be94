// Plain text tables for people: aligned columns, as wide as the widest cell.

/**
 * Rows of equal length; the first row is the header.
 *
 * @param alignment  a letter per column, "l" or "r"; the last one holds for all further columns
 */
export function table(rows: readonly (readonly string[])[], alignment = "lr"): string {
  const widths = rows[0]!.map((_, column) =>
    Math.max(...rows.map((row) => displayWidth(row[column]!))),
  );
  return rows
    .map((row) =>
      row
        .map((cell, column) => {
          const space = " ".repeat(widths[column]! - displayWidth(cell));
          const side = alignment[Math.min(column, alignment.length - 1)];
          return side === "l" ? cell + space : space + cell;
        })
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}

// A Chinese character takes two columns of a terminal.
function displayWidth(text: string): number {
  return [...text].reduce((width, char) => width + (/[⺀-鿿＀-｠]/.test(char) ? 2 : 1), 0);
}
