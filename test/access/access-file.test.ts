// Access files, tickets and bind addresses: what is taken, what is refused, and that nothing is shown.
import { chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import {
  accessOf,
  newToken,
  readAccessFile,
  TOKEN_LENGTH_MIN,
} from "../../services/access/access-file.ts";
import { checkBinding, isLoopback, nameIn, namesOf } from "../../services/access/binding.ts";
import { Refusals } from "../../services/access/refusals.ts";
import { TICKET_MS, TICKETS_MAX, Tickets } from "../../services/access/tickets.ts";
import { openFront } from "../../services/front.ts";

const [FIRST, SECOND] = [newToken(), newToken()];

let folder: string;
let file: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "kairos-access-"));
  file = join(folder, "access");
  await writeFile(join(folder, "index.html"), "<!doctype html><title>Kairos</title>");
  await writeFile(file, `operator ${FIRST}\n`, { mode: 0o600 });
});
afterEach(() => rm(folder, { recursive: true }));

describe("an access file", () => {
  test("gives each token its role, and other tokens none", async () => {
    await writeFile(file, `# ours\n\noperator ${FIRST}\n  viewer\t${SECOND}  \r\n`);
    const access = await readAccessFile(file);
    expect(access.roleOf(FIRST)).toBe("operator");
    expect(access.roleOf(SECOND)).toBe("viewer");
    for (const other of ["", newToken(), FIRST.slice(1), `${FIRST}x`, "x".repeat(1_000_000)]) {
      expect(access.roleOf(other)).toBeUndefined();
    }
  });

  test.each([
    ["", "no token"],
    ["# nobody", "no token"],
    [`admin ${FIRST}`, "begins with no role"],
    [`system ${FIRST}`, "begins with no role"],
    [`${FIRST} operator`, "begins with no role"],
    [`operator ${FIRST.slice(0, TOKEN_LENGTH_MIN - 1)}`, "a token of 31 characters"],
    ["operator", "1 words"],
    [`operator ${FIRST} ${SECOND}`, "3 words"],
    [`operator ${FIRST}\nviewer ${FIRST}`, "a token for the second time"],
  ])("of %j is refused, and shows no token", (text, got) => {
    expect(() => accessOf(text, "access")).toThrow(
      expect.objectContaining({
        code: "access.malformed",
        exitCode: 4,
        message: expect.stringContaining(got),
      }),
    );
    expect(() => accessOf(text, "access")).not.toThrow(FIRST);
  });

  test.each([0o644, 0o640, 0o604, 0o660, 0o601])("of mode %o is refused", async (mode) => {
    await chmod(file, mode);
    await expect(readAccessFile(file)).rejects.toMatchObject({
      code: "access.exposed",
      message: expect.stringContaining("chmod 600"),
    });
  });

  test("that is not there is named", async () => {
    await expect(readAccessFile(join(folder, "none"))).rejects.toMatchObject({
      code: "file.missing",
    });
  });
});

describe("where to listen", () => {
  test.each([
    ["127.0.0.1", true],
    ["127.8.9.1", true],
    ["localhost", true],
    ["::1", true],
    ["0.0.0.0", false],
    ["::", false],
    ["10.1.2.3", false],
    ["127.example.org", false],
    ["kairos.example", false],
  ])("%s is this machine alone: %s", (host, alone) => {
    expect(isLoopback(host)).toBe(alone);
    const check = (): void => checkBinding(host, undefined);
    if (alone) expect(check).not.toThrow();
    else {
      const refusal = { code: "access.required", exitCode: 2 };
      expect(check).toThrow(expect.objectContaining(refusal));
      expect(check).toThrow("--access");
    }
    expect(() => checkBinding(host, file)).not.toThrow();
  });

  test("the front opens no port for others without an access file", async () => {
    await expect(openFront(folder, 0, { host: "0.0.0.0" })).rejects.toMatchObject({
      code: "access.required",
    });
  });

  test.each(["127.0.0.1", "0.0.0.0"])(
    "the front on %s with an access file wants a token",
    async (host) => {
      const front = await openFront(folder, 0, { host, accessFile: file });
      const status = async (headers: Record<string, string>): Promise<number> =>
        (await fetch(`${front.url}api/scene`, { headers })).status;
      expect(await status({})).toBe(401);
      expect(await status({ authorization: `Bearer ${FIRST}` })).toBe(202);
      expect((await fetch(front.url)).status).toBe(200);
      await front.close();
    },
  );

  test("an address that this machine does not have is named", async () => {
    await expect(
      openFront(folder, 0, { host: "192.0.2.1", accessFile: file }),
    ).rejects.toMatchObject({ code: "usage.invalid", message: expect.stringContaining("--host") });
  });

  test.each([
    ["127.0.0.1:4600", "127.0.0.1"],
    ["LocalHost", "localhost"],
    ["[::1]:4600", "::1"],
    ["::1", ""],
    ["evil.example:4600:1", ""],
    ["", ""],
  ])("the Host header %j names %j", (header, name) => {
    expect(nameIn(header)).toBe(name);
  });

  test("a page is known by the names of its address, and no others", () => {
    expect(namesOf("127.0.0.1")).toEqual(new Set(["127.0.0.1", "localhost", "::1"]));
    expect(namesOf("Kairos.example")).toEqual(new Set(["kairos.example"]));
    expect(namesOf("0.0.0.0").has("127.0.0.1")).toBe(true);
    expect(namesOf("0.0.0.0").has("evil.example")).toBe(false);
  });
});

describe("tickets and refusals", () => {
  test("are forgotten when they are old, so that neither grows without end", () => {
    let nowMs = 0;
    const tickets = new Tickets(() => nowMs);
    for (let count = 0; count < TICKETS_MAX; count++) expect(tickets.issue("viewer")).toBeDefined();
    expect(tickets.issue("viewer")).toBeUndefined();
    nowMs = TICKET_MS;
    const ticket = tickets.issue("operator")!;
    expect(tickets.redeem(ticket)).toBe("operator");
    expect(tickets.redeem(ticket)).toBeUndefined();
    const refusals = new Refusals(() => nowMs);
    for (let address = 0; address < 30_000; address++) refusals.add(`10.${address}`);
    expect(refusals.isShut("10.29999")).toBe(false);
  });
});
