// docs/response.md shows the parameter files as they are, and every parameter says where it is from.
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { MARKS, parametersOf } from "../../simulator/response/parameters.ts";
import { FILES, TABLES } from "./response-document.ts";

const TEXT = readFileSync(new URL("../../docs/response.md", import.meta.url), "utf8");

test.each(TABLES)("docs/response.md has the parameters of %s", (_, table) => {
  expect(TEXT.includes(table), `paste this into docs/response.md:\n${table}`).toBe(true);
});

describe.each(Object.entries(FILES))("%s", (_, file) => {
  test("marks every parameter, and says its unit and source", () => {
    const parameters = parametersOf(file);
    expect(parameters.length).toBeGreaterThan(3);
    for (const { path, parameter } of parameters) {
      expect(MARKS, path.join(".")).toContain(parameter.mark);
      expect(parameter.unit, path.join(".")).not.toBe("");
      expect(parameter.source.length, path.join(".")).toBeGreaterThan(5);
    }
  });
});
