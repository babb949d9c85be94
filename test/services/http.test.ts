// The web server over real sockets and by injection: routes, refusals, headers, the stream.
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { FastifyInstance } from "fastify";
import { Errors } from "moleculer";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { WebSocket } from "ws";
import { KairosError } from "../../domain/errors.ts";
import type { ClockCommand, History, Inspection } from "../../domain/map-frame.ts";
import type { Report } from "../../metrics/summary.ts";
import { namesOf } from "../../services/access/binding.ts";
import { Gate } from "../../services/access/gate.ts";
import type { Rehearsal } from "../../services/batches.ts";
import { createHttp, type Views } from "../../services/http.ts";
import { REHEARSAL_OCTETS_MAX } from "../../services/routes.ts";
import { Stream } from "../../services/stream.ts";

const HISTORY: History = { binMs: 600_000, fromMs: 0, offered: [], suppressed: [], moments: [] };

const PARTS = { place: "here", got: "this", wanted: "that", remedy: "Mend it." };

let root: string;
let app: FastifyInstance;
let scene: string | undefined;
let commands: ClockCommand[];
let stream: Stream;
let orders: unknown[];
let rehearsed: (rehearsal: Rehearsal) => Promise<Report>;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "kairos-http-"));
  await writeFile(join(root, "index.html"), "<!doctype html><title>Kairos</title>");
  scene = '{"scenario":"test"}';
  commands = [];
  stream = new Stream();
  orders = [];
  rehearsed = async () => ({ events: 7 }) as unknown as Report;
  const views: Views = {
    scene: () => scene,
    progress: () => ({ phase: "warming up", share: 0.5, events: 10, timeMs: 60_000 }),
    history: () => HISTORY,
    inspect: async (subscriber) =>
      subscriber < 3 ? ({ subscriber } as unknown as Inspection) : undefined,
    command: async (command) => void commands.push(command),
    campaigns: async () => [{ name: "first", paused: false }],
    changeCampaign: async (index, change, role) => {
      orders.push([index, change, role]);
      return index === 0;
    },
    optOut: async (subscriber, role) => {
      orders.push([subscriber, role]);
      return subscriber < 3;
    },
    rehearse: (rehearsal) => rehearsed(rehearsal),
    scenario: async (name) => (name === "jiangsu/blast" ? { name } : undefined),
    stream,
  };
  const gate = new Gate(undefined, () => 0);
  app = await createHttp(root, views, { gate, names: namesOf("127.0.0.1") });
});
afterEach(async () => {
  await app.close();
  await rm(root, { recursive: true });
});

const get = (url: string, headers: Record<string, string> = {}) =>
  app.inject({ url, headers: { host: "127.0.0.1:4600", ...headers } });
const post = (payload: object, headers: Record<string, string> = {}, url = "/api/clock") =>
  app.inject({
    method: "POST",
    url,
    payload,
    headers: { host: "127.0.0.1:4600", ...headers },
  });

describe("the web server", () => {
  test("gives a scenario by its group and name, and 404 for one that is not there", async () => {
    expect((await get("/api/scenarios/jiangsu/blast")).json()).toEqual({ name: "jiangsu/blast" });
    expect((await get("/api/scenarios/jiangsu/none")).statusCode).toBe(404);
  });

  test("the page, the scene, the history and a subscriber are served", async () => {
    expect((await get("/")).body).toContain("<title>Kairos</title>");
    expect((await get("/api/scene")).json()).toEqual({ scenario: "test" });
    expect((await get("/api/history")).json()).toEqual(HISTORY);
    expect((await get("/api/subscribers/2")).json()).toEqual({ subscriber: 2 });
  });

  test.each([
    ["/api/subscribers/3", 404],
    ["/api/subscribers/-1", 400],
    ["/api/subscribers/x", 400],
    ["/api/subscribers/4294967296", 400],
    ["/nowhere.js", 404],
    ["/../package.json", 404],
  ])("%s answers %i with a message", async (url, status) => {
    const answer = await get(url);
    expect(answer.statusCode).toBe(status);
    expect(answer.json().message).toMatch(/\w/);
  });

  test("until the network is ready the routes answer 202 with the progress, and do nothing", async () => {
    scene = undefined;
    for (const url of ["/api/scene", "/api/history", "/api/subscribers/0"]) {
      const answer = await get(url);
      expect(answer.statusCode).toBe(202);
      expect(answer.json().progress).toMatchObject({ phase: "warming up", share: 0.5 });
    }
    expect((await post({ speed: 10 })).statusCode).toBe(202);
    expect((await get("/")).statusCode).toBe(200);
  });

  test("clock commands arrive, wrong ones are refused with what was wrong", async () => {
    expect((await post({ paused: true, speed: 600 })).statusCode).toBe(204);
    expect((await post({ speed: 1 })).statusCode).toBe(204);
    expect(commands).toEqual([{ paused: true, speed: 600 }, { speed: 1 }]);
    for (const wrong of [{ speed: 601 }, { speed: 0.5 }, { speed: "fast" }, {}, { stop: true }]) {
      expect((await post(wrong)).statusCode).toBe(400);
    }
    expect((await post({ speed: 601 })).json().message).toContain("<= 600");
    expect(commands).toHaveLength(2);
  });

  test("a campaign is paused, a subscriber opts out, and what is not there is told", async () => {
    const pause = await post({ paused: true }, {}, "/api/campaigns/0");
    expect(pause.statusCode).toBe(204);
    expect((await post({ paused: true }, {}, "/api/campaigns/9")).statusCode).toBe(404);
    expect((await post({ paused: "yes!" }, {}, "/api/campaigns/0")).statusCode).toBe(400);
    expect((await post({}, {}, "/api/campaigns/0")).statusCode).toBe(400);
    expect((await post({}, {}, "/api/subscribers/2/opt-out")).statusCode).toBe(204);
    expect((await post({}, {}, "/api/subscribers/3/opt-out")).statusCode).toBe(404);
    expect(orders).toEqual([
      [0, { paused: true }, "operator"],
      [9, { paused: true }, "operator"],
      [2, "operator"],
      [3, "operator"],
    ]);
    expect((await get("/api/campaigns")).json()).toEqual([{ name: "first", paused: false }]);
  });

  test("a rehearsal's order may be long, and its numbers come back", async () => {
    const orders: Rehearsal[] = [];
    rehearsed = async (order) => {
      orders.push(order);
      return { events: 7 } as unknown as Report;
    };
    const order = { text: "x".repeat(100_000), seed: "7", subscribers: 100, days: 1 };
    const answer = await post(order, {}, "/api/rehearsals");
    expect([answer.statusCode, answer.json()]).toEqual([200, { events: 7 }]);
    expect(orders).toEqual([order]);
    for (const wrong of [
      { days: 0 },
      { subscribers: 2_000_000 },
      { name: "../x" },
      { file: "x" },
    ]) {
      expect((await post(wrong, {}, "/api/rehearsals")).statusCode).toBe(400);
    }
    const long = { text: "x".repeat(REHEARSAL_OCTETS_MAX) };
    expect((await post(long, {}, "/api/rehearsals")).statusCode).toBe(413);
  });

  test.each([
    [new KairosError("usage.invalid", PARTS), 400],
    [new KairosError("scenario.invalid", PARTS), 400],
    [new KairosError("access.refused", PARTS), 403],
    [new KairosError("server.unreachable", PARTS), 503],
    [new AggregateError([], "scenario:1: …"), 400],
    [new Errors.QueueIsFullError({ action: "rehearsal.run", nodeID: "n" }), 429],
    [new Errors.ServiceNotFoundError({ action: "rehearsal.run" }), 503],
    [new Error("a defect"), 500],
  ])("a rehearsal that fails with %s answers %i", async (error, status) => {
    rehearsed = () => Promise.reject(error);
    const answer = await post({ name: "quickstart" }, {}, "/api/rehearsals");
    expect([answer.statusCode, answer.json().message]).toEqual([status, error.message]);
  });

  test("a route below /api/ without a role cannot be registered", async () => {
    expect(() => app.get("/api/secrets", async () => "all of them")).toThrow("has no role");
  });

  test("a body beyond its limit is refused", async () => {
    expect((await post({ speed: 60, note: "x".repeat(2_000) })).statusCode).toBe(413);
  });

  test.each([
    [{ origin: "https://evil.example" }, 403],
    [{ origin: "http://127.0.0.1:8080" }, 403],
    [{ origin: "null" }, 403],
    [{ host: "evil.example:4600" }, 403],
    [{ host: "evil.example:4600", origin: "http://evil.example:4600" }, 403],
    [{ origin: "http://127.0.0.1:4600" }, 204],
    [{ host: "localhost:4600", origin: "http://localhost:4600" }, 204],
  ])("a POST with %o answers %i", async (headers, status) => {
    expect((await post({ speed: 10 }, headers)).statusCode).toBe(status);
  });

  test("every answer carries the content security policy and no others may frame it", async () => {
    const { headers } = await get("/");
    const policy = String(headers["content-security-policy"]);
    expect(policy).toContain("default-src 'self'");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toMatch(/unsafe|upgrade-insecure-requests/);
    expect(headers["x-content-type-options"]).toBe("nosniff");
    expect(headers["strict-transport-security"]).toBeUndefined();
  });

  test("a flood is answered with 429", async () => {
    const statuses = new Set<number>();
    for (let request = 0; request < 1_300; request++) {
      statuses.add((await get("/api/history")).statusCode);
    }
    expect([...statuses]).toEqual([200, 429]);
  });
});

describe("the WebSocket", () => {
  const open = async (headers: Record<string, string> = {}): Promise<WebSocket> => {
    if (!app.server.listening) await app.listen({ host: "127.0.0.1", port: 0 });
    const { port } = app.server.address() as AddressInfo;
    return new WebSocket(`ws://127.0.0.1:${port}/api/stream`, { headers });
  };

  test("gives everybody in the first binary frame, then text frames", async () => {
    stream.people({
      timeMs: 1,
      x: Uint16Array.of(1, 2),
      y: Uint16Array.of(3, 4),
      state: Uint8Array.of(1, 1),
    });
    const socket = await open();
    const received: (number | string)[] = [];
    await new Promise<void>((resolve, reject) => {
      socket.on("error", reject);
      socket.on("message", (message: Buffer, binary) => {
        received.push(binary ? message.length : message.toString());
        if (received.length === 1) {
          stream.tell([{ kind: "outcome", id: "1.0", outcome: "accepted", timeMs: 2 }]);
        } else resolve();
      });
    });
    expect(received).toEqual([
      16 + 2 * 9,
      '{"kind":"outcome","id":"1.0","outcome":"accepted","timeMs":2}',
    ]);
    socket.close();
    await new Promise((resolve) => socket.once("close", resolve));
  });

  test("is refused to a page of another origin", async () => {
    const socket = await open({ origin: "https://evil.example" });
    const status = await new Promise((resolve, reject) => {
      socket.on("unexpected-response", (_request, answer) => resolve(answer.statusCode));
      socket.on("open", () => reject(new Error("it opened")));
      socket.on("error", () => undefined);
    });
    expect(status).toBe(403);
    expect(stream.viewers).toBe(0);
  });

  test("is closed when a viewer sends more than a few octets", async () => {
    const socket = await open();
    const code = await new Promise((resolve) => {
      socket.on("open", () => socket.send("x".repeat(5_000)));
      socket.on("close", resolve);
    });
    expect(code).toBe(1009);
  });
});
