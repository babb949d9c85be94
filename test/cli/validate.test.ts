// kairos validate --rehearse: a file with its base, its expectation missed, a channel too narrow.
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { kairos } from "./kairos-process.ts";

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "kairos-validate-"));
  await writeFile(
    join(folder, "base.yaml"),
    `subscribers: 100000
network: { size: city }
channels: { sms: { perSecond: 0.01 } }
expectation: { subscribers: 200, triggers: { min: 1 }, offered: { max: 0 } }
`,
  );
  await writeFile(
    join(folder, "leaf.yaml"),
    `extends: base.yaml
name: leaf
title: { en: Leaf, zh: 叶 }
start: 2008-06-10
campaigns:
  - name: tone
    title: { en: Tone, zh: 彩铃 }
    what:
      offer: { en: trial tone, zh: 彩铃体验 }
      text: { en: Try it., zh: 试试。 }
      response: { accept: 2%, unprompted: 1%, complain: 0% }
    whenAndWhere: { trigger: { name: ringback.heard } }
`,
  );
});

afterAll(async () => await rm(folder, { recursive: true }));

test("tells what was expected, what the launch would ask for, and exits with 99", async () => {
  const { code, stdout, stderr } = await kairos(
    "validate",
    "--rehearse",
    "--json",
    join(folder, "leaf.yaml"),
  );
  expect(code, stderr).toBe(99);
  const { findings, load } = JSON.parse(stdout);
  expect(findings).toEqual([
    { what: "triggers", wanted: "at least 1", got: expect.any(String), met: true },
    { what: "offered", wanted: "at most 0", got: expect.any(String), met: false },
  ]);
  expect(load).toMatchObject({
    rehearsed: 200,
    subscribers: 100_000,
    campaigns: [{ campaign: "tone", channels: [{ channel: "sms" }] }],
  });
  expect(stderr).toMatch(
    /warning: sms: got [\d.]+ messages a second at \d\d:00, expected at most the 0\.01 of channels\.sms\.perSecond\. [\d,]+ offers a day/,
  );
  expect(stderr).toMatch(
    /leaf\.yaml: expectation: got offered: \d+, expected offered: at most 0\./,
  );
});

test("refuses --json alone", async () => {
  const { code, stderr } = await kairos("validate", "--json", join(folder, "leaf.yaml"));
  expect(code).toBe(2);
  expect(stderr).toContain("got --json without --rehearse");
});
