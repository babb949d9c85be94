// Opening the front: what is missing or busy is said in words, with the remedy.
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { type AddressInfo, createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { openFront } from "../../services/front.ts";
import { checkReachable } from "../../services/reach.ts";

let root: string;
let server: Server;
let port: number;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "kairos-front-"));
  await writeFile(join(root, "index.html"), "<!doctype html><title>Kairos</title>");
  server = createServer((socket) => socket.end());
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  port = (server.address() as AddressInfo).port;
});
afterEach(async () => {
  await new Promise((resolve) => server.close(resolve));
  await rm(root, { recursive: true });
});

describe("the front", () => {
  test("serves the page before there is a network, and says how far it is", async () => {
    const front = await openFront(root, 0);
    expect(front.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/$/);
    expect(await (await fetch(front.url)).text()).toContain("Kairos");
    const answer = await fetch(`${front.url}api/scene`);
    expect(answer.status).toBe(202);
    expect(await answer.json()).toMatchObject({ progress: { share: 0, events: 0 } });
    await front.close();
    await expect(fetch(front.url)).rejects.toThrow();
  });

  test("a busy port is named with the remedy and exit code 3", async () => {
    await expect(openFront(root, port)).rejects.toMatchObject({
      code: "port.busy",
      exitCode: 3,
      message: expect.stringContaining("--port"),
    });
  });

  test("a page that was never built is named with the remedy", async () => {
    await expect(openFront(join(root, "dist"), 0)).rejects.toMatchObject({
      code: "viz.not-built",
      message: expect.stringContaining("npm run build"),
    });
  });
});

describe("the broker's server", () => {
  test("that answers is reachable", async () => {
    await checkReachable(`nats://127.0.0.1:${port}`);
  });

  test("that does not answer is named, with the line that starts it", async () => {
    await new Promise((resolve) => server.close(resolve));
    await expect(checkReachable(`redis://127.0.0.1:${port}`)).rejects.toMatchObject({
      code: "server.unreachable",
      message: expect.stringContaining("redis-server"),
    });
    await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  });

  test.each(["localhost", "http://127.0.0.1:4222", "tcp://127.0.0.1", ""])(
    "%o is no transporter",
    async (transporter) => {
      await expect(checkReachable(transporter)).rejects.toMatchObject({ code: "usage.invalid" });
    },
  );
});
