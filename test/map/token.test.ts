// The page in front of a gateway that wants a token: it asks, and goes on with the map.
import type { AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";
import type { FastifyInstance } from "fastify";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { accessOf, newToken } from "../../services/access/access-file.ts";
import { namesOf } from "../../services/access/binding.ts";
import { Gate } from "../../services/access/gate.ts";
import { createHttp, type Views } from "../../services/http.ts";
import { createStage } from "../../services/stage.ts";
import { Stream } from "../../services/stream.ts";
import { readQuickstart } from "../services/quickstart.ts";
import { openBrowser } from "./browser.ts";

const DIST = fileURLToPath(new URL("../../dist", import.meta.url));
const TOKEN = newToken();
const SUBSCRIBERS = 100;

let app: FastifyInstance;
let browser: Browser;
let page: Page;
let url: string;
const stream = new Stream();
const refusals: string[] = [];

beforeAll(async () => {
  const scenario = readQuickstart();
  const { scene } = createStage({ scenario, seed: "token", subscribers: SUBSCRIBERS }, false);
  const text = JSON.stringify(scene);
  const views = {
    scene: () => text,
    history: () => ({ binMs: 600_000, fromMs: 0, offered: [], suppressed: [], moments: [] }),
    stream,
  } as unknown as Views;
  const gate = new Gate(accessOf(`viewer ${TOKEN}`, "access"), () => performance.now());
  app = await createHttp(DIST, views, { gate, names: namesOf("127.0.0.1") });
  await app.listen({ host: "127.0.0.1", port: 0 });
  url = `http://127.0.0.1:${(app.server.address() as AddressInfo).port}/`;
  stream.people({
    timeMs: 1,
    x: new Uint16Array(SUBSCRIBERS),
    y: new Uint16Array(SUBSCRIBERS),
    state: new Uint8Array(SUBSCRIBERS),
  });
  browser = await openBrowser();
  page = await browser.newPage({ viewport: { width: 1200, height: 800 } });
  page.on("console", (message) => {
    if (/Content Security Policy/.test(message.text())) refusals.push(message.text());
  });
});
afterAll(async () => {
  await browser?.close();
  await app?.close();
});

const dialog = () => page.getByTestId("token-dialog");
const send = async (token: string): Promise<void> => {
  await page.getByTestId("token-input").fill(token);
  await page.getByTestId("token-input").press("Enter");
};

describe("the page", () => {
  test("asks for the token, by name and with the input in focus", async () => {
    await page.goto(`${url}?lang=en`);
    await dialog().waitFor();
    expect(await page.getByRole("dialog", { name: "Who is looking?" }).count()).toBe(1);
    expect(await page.evaluate(() => document.activeElement?.id)).toBe("token");
    expect(stream.viewers).toBe(0);
  });

  test("stays when Escape is pressed, and says that a token is wrong", async () => {
    await page.keyboard.press("Escape");
    expect(await dialog().isVisible()).toBe(true);
    await send(newToken());
    await page.getByRole("alert").waitFor();
    expect(await page.getByRole("alert").innerText()).toContain("does not know");
  });

  test("goes on to the map with the right one, stream and all", async () => {
    await send(TOKEN);
    await page.waitForFunction(() => window.kairos !== undefined);
    await vi.waitFor(() => expect(stream.viewers).toBe(1));
    expect(await dialog().count()).toBe(0);
    expect(refusals).toEqual([]);
  });

  test("knows it still after a reload, but not in another tab, which asks in Chinese", async () => {
    await page.reload();
    await page.waitForFunction(() => window.kairos !== undefined);
    expect(await dialog().count()).toBe(0);
    const other = await browser.newPage();
    await other.goto(`${url}?lang=zh`);
    await other.getByRole("dialog", { name: "请出示访问令牌" }).waitFor();
    const picture = process.env["KAIROS_TOKEN_PICTURE"];
    if (picture !== undefined) await other.screenshot({ path: picture });
    await other.close();
  });
});
