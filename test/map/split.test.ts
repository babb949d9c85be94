// Blast against triggered in a real browser: two runs of the same people under one clock.
import { fileURLToPath } from "node:url";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { HOUR_MS } from "../../domain/time.ts";
import { scenarioNamed } from "../../services/named-scenarios.ts";
import { openBrowser, textOf } from "./browser.ts";
import { openSplitHost, type SplitHost } from "./split-host.ts";

const DIST = fileURLToPath(new URL("../../dist", import.meta.url));

let host: SplitHost;
let browser: Browser;
let page: Page;
const complaints: string[] = [];

beforeAll(async () => {
  host = await openSplitHost(DIST, scenarioNamed);
  browser = await openBrowser();
  page = await browser.newPage({ viewport: { width: 1280, height: 720 } });
  page.on("console", (message) => complaints.push(message.text()));
  page.on("pageerror", ({ message }) => complaints.push(message));
  await page.goto(`${host.url}?split&subscribers=400&lang=en`);
  await page.waitForFunction(() => window.kairosSplit !== undefined);
});
afterAll(async () => {
  await browser?.close();
  await host?.close();
});

const number = async (id: string): Promise<number> =>
  Number((await textOf(page, id)).replaceAll(",", "").replace("–", "NaN"));

describe("the split screen", () => {
  test("runs both halves to the same time, and no further", async () => {
    await page.evaluate((timeMs) => window.kairosSplit.runTo(timeMs), 11 * HOUR_MS);
    await page.locator('[data-testid="play"][data-paused="true"]').waitFor({ timeout: 60_000 });
    expect(await textOf(page, "clock")).toBe("11:00:00");
  });

  test("counts messages of both; the blast has sent more, and each says what kind it is", async () => {
    const [blast, triggered] = [await number("blast-messages"), await number("triggered-messages")];
    expect(triggered).toBeGreaterThan(0);
    expect(blast).toBeGreaterThan(triggered);
    for (const side of ["blast", "triggered"]) {
      const counters = await page.getByTestId(`half-${side}`).innerText();
      expect(counters).toMatch(/emergent[\s\S]*calibrated[\s\S]*too few to tell/);
    }
  });

  test("never names a winner of complaints below 120,000 messages a side", async () => {
    expect(await textOf(page, "verdicts")).toContain("needs 120,000 messages a side");
  });

  test("keeps one zoom for both maps", async () => {
    const before = await page.evaluate(() => window.kairosSplit.views()[1]!.k);
    await page.mouse.move(900, 300);
    await page.mouse.wheel(0, -300);
    await page.waitForFunction((k) => window.kairosSplit.views()[0]!.k > k, before);
    const [left, right] = await page.evaluate(() => window.kairosSplit.views());
    expect([left!.k, left!.x, left!.y]).toEqual([right!.k, right!.x, right!.y]);
  });

  test("speaks Chinese on both sides at once", async () => {
    await page.getByTestId("language").click();
    expect(await textOf(page, "half-blast")).toContain("群发");
    expect(await textOf(page, "half-triggered")).toContain("听好友彩铃");
    expect(complaints).toEqual([]);
  });
});
