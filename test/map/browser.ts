// A real headless Chromium on the real server, for tests and for the pictures in docs/.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Browser, chromium, type Page } from "playwright-core";
import { firstLine, startKairos } from "../cli/kairos-process.ts";

const FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

export interface MapUnderTest {
  readonly url: string;
  readonly browser: Browser;
  /** Stops the browser and the server. */
  close(): Promise<void>;
}

/** A headless Chromium. */
export function openBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: process.env["KAIROS_CHROMIUM"] ?? "/usr/bin/chromium",
    args: FLAGS,
  });
}

/** Starts `kairos start` on a free port, and a browser. */
export async function openMap(...args: readonly string[]): Promise<MapUnderTest> {
  const folder = mkdtempSync(join(tmpdir(), "kairos-map-"));
  const server = startKairos("start", "--port", "0", "--data", folder, ...args);
  const ended = new Promise<void>((resolve) => server.once("close", () => resolve()));
  const url = await firstLine(server);
  const browser = await openBrowser();
  return {
    url,
    browser,
    async close() {
      await browser.close();
      server.kill("SIGTERM");
      await ended;
      rmSync(folder, { recursive: true });
    },
  };
}

/** Text of the element with this test id. */
export function textOf(page: Page, id: string): Promise<string> {
  return page.getByTestId(id).first().innerText();
}
