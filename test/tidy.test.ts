// The whole tree type-checks, and is formatted and linted.
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const ROOT = fileURLToPath(new URL("..", import.meta.url));

test.each([
  ["tsc", ["--noEmit"]],
  ["biome", ["check", "--error-on-warnings"]],
])("%s finds nothing", (program, args) => {
  const { status, stdout, stderr } = spawnSync(`${ROOT}/node_modules/.bin/${program}`, args, {
    cwd: ROOT,
    encoding: "utf8",
  });
  expect(status === 0 ? "" : stdout + stderr).toBe("");
});
