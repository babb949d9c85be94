// The registry of error codes and its documentation are the same list.
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { ERROR_CODES, EXIT, KairosError } from "../../domain/errors.ts";

const page = readFileSync(new URL("../../docs/errors.md", import.meta.url), "utf8");

test("docs/errors.md names every error code with its exit code, and no other", () => {
  const documented = Object.fromEntries(
    [...page.matchAll(/^\| `([^`]+)` \| (\d+) \|/gm)].map((match) => [match[1], Number(match[2])]),
  );
  expect(documented).toEqual(ERROR_CODES);
});

test("docs/errors.md lists every exit code, and no other", () => {
  const documented = [...page.matchAll(/^\| (\d+) \| /gm)].map((match) => Number(match[1]));
  expect(documented).toEqual(Object.values(EXIT));
});

test("an error's message says place, got, wanted and remedy", () => {
  const error = new KairosError("file.missing", {
    place: "a.pcap",
    got: "nothing",
    wanted: "a file",
    remedy: "Check the name.",
  });
  expect(error.message).toBe("a.pcap: got nothing, expected a file. Check the name.");
  expect(error.exitCode).toBe(4);
});
