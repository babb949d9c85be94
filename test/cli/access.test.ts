// kairos access: a token for each role, in a file that nobody else reads.
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readAccessFile } from "../../services/access/access-file.ts";
import { kairos } from "./kairos-process.ts";

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "kairos-access-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

describe("kairos access new", () => {
  test("makes a file that its owner alone reads, and adds to it", async () => {
    const file = join(folder, "access");
    const first = await kairos("access", "new", "operator", file);
    const second = await kairos("access", "new", "viewer", file);
    expect([first.code, second.code]).toEqual([0, 0]);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    const access = await readAccessFile(file);
    expect(access.roleOf(first.stdout.trim())).toBe("operator");
    expect(access.roleOf(second.stdout.trim())).toBe("viewer");
    expect(readFileSync(file, "utf8").trim().split("\n")).toHaveLength(2);
  });

  test("knows no other roles, and no system", async () => {
    for (const role of ["system", "admin"]) {
      const { code, stderr } = await kairos("access", "new", role, join(folder, "none"));
      expect(code).toBe(2);
      expect(stderr).toContain("viewer, planner, operator");
    }
  });

  test("complains of a file that others may read", async () => {
    const file = join(folder, "open");
    writeFileSync(file, "", { mode: 0o644 });
    const { code, stderr } = await kairos("access", "new", "viewer", file);
    expect([code, stderr]).toEqual([4, expect.stringContaining("chmod 600")]);
  });
});
