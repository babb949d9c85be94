// docs/people.md shows the numbers of the code, and the columns as they are.
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { layOutPopulation, OCTETS_PER_PERSON } from "../../simulator/population.ts";
import { TABLES } from "./people-document.ts";

const TEXT = readFileSync(new URL("../../docs/people.md", import.meta.url), "utf8");

test.each(Object.entries(TABLES))(
  "docs/people.md has the table of %s as the code has it",
  (_, table) => {
    expect(TEXT.includes(table), `paste this into docs/people.md:\n${table}`).toBe(true);
  },
);

test("docs/people.md names every column of the people with its octets", () => {
  const columns = Object.entries(layOutPopulation(1)).filter(([, column]) =>
    ArrayBuffer.isView(column),
  );
  for (const [name, column] of columns) {
    expect(TEXT).toMatch(new RegExp(`\\\`${name}\\\`[^|]*\\| ${column.byteLength} \\|`));
  }
  expect(TEXT).toContain(`${OCTETS_PER_PERSON} octets a person`);
});
