// The rows that the design asks for: the ids of the three tables of traffic.md, sections 1A to 1C.

/** Copied from the design, which is no part of this repository. M1b is a row of its own there. */
const ROWS = {
  M: ["M1b", ...numbered("M", 14)],
  C: numbered("C", 16),
  T: numbered("T", 20),
};

function numbered(letter: string, count: number): string[] {
  return Array.from({ length: count }, (_, index) => `${letter}${index + 1}`);
}

export function designRows(): string[] {
  return Object.values(ROWS).flat();
}
