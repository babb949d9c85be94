// Every route with every role over HTTP: allowed or refused exactly as the table of routes says.
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { FastifyInstance } from "fastify";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { WebSocket } from "ws";
import { accessOf } from "../../services/access/access-file.ts";
import { namesOf } from "../../services/access/binding.ts";
import { Gate } from "../../services/access/gate.ts";
import { REFUSALS_MAX, WINDOW_MS } from "../../services/access/refusals.ts";
import { isAllowed, TOKEN_ROLES, type TokenRole } from "../../services/access/roles.ts";
import { TICKET_MS } from "../../services/access/tickets.ts";
import { createHttp, type Views } from "../../services/http.ts";
import { routesOf } from "../../services/routes.ts";
import { Stream } from "../../services/stream.ts";

const TOKENS = {
  viewer: "v".repeat(32),
  planner: "p".repeat(40),
  operator: "o".repeat(43),
} as const;
const FILE = TOKEN_ROLES.map((role) => `${role} ${TOKENS[role]}`).join("\n");

/** A body that each route takes; the walk needs none of them to be refused for it. */
const BODIES: Readonly<Record<string, object>> = {
  "/api/clock": { speed: 60 },
  "/api/campaigns/:index": { paused: true },
  "/api/rehearsals": { name: "quickstart" },
};

/** Whom the views were asked for. */
let asked: string[];
let root: string;
let app: FastifyInstance;
let nowMs: number;

const VIEWS: Views = {
  scene: () => "{}",
  progress: () => ({ phase: "warming up", share: 0, events: 0, timeMs: 0 }),
  history: () => ({ binMs: 600_000, fromMs: 0, offered: [], suppressed: [], moments: [] }),
  inspect: async (_subscriber, role) => {
    asked.push(role);
    return {} as never;
  },
  command: async (_command, role) => void asked.push(role),
  campaigns: async () => [],
  changeCampaign: async (_index, _change, role) => asked.push(role) > 0,
  optOut: async (_subscriber, role) => asked.push(role) > 0,
  rehearse: async (_rehearsal, role) => {
    asked.push(role);
    return {} as never;
  },
  scenario: async (name) => ({ name }),
  stream: new Stream(),
};
const ROUTES = routesOf(VIEWS, new Gate(undefined, () => 0));

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "kairos-access-"));
  await writeFile(join(root, "index.html"), "<!doctype html><title>Kairos</title>");
  asked = [];
  nowMs = 0;
  const gate = new Gate(accessOf(FILE, "access"), () => nowMs);
  app = await createHttp(root, VIEWS, { gate, names: namesOf("127.0.0.1") });
});
afterEach(async () => {
  await app.close();
  await rm(root, { recursive: true });
});

const bearer = (token: string | undefined): Record<string, string> => ({
  host: "127.0.0.1:4600",
  ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
});

/** The status of a route's answer; of a WebSocket that opens, 101. */
async function statusFor(route: (typeof ROUTES)[number], role: TokenRole | undefined) {
  const headers = bearer(role === undefined ? undefined : TOKENS[role]);
  if (route.stream === true) return await opened("", headers);
  const { method, path } = route;
  const body = BODIES[path];
  const answer = await app.inject({
    method,
    url: path.replace(":index", "0"),
    headers,
    ...(body === undefined ? {} : { payload: body }),
  });
  return answer.statusCode;
}

async function opened(query: string, headers: Record<string, string> = {}): Promise<number> {
  if (!app.server.listening) await app.listen({ host: "127.0.0.1", port: 0 });
  const { port } = app.server.address() as AddressInfo;
  const { host: _, ...others } = headers;
  const url = `ws://127.0.0.1:${port}/api/stream${query}`;
  const socket = new WebSocket(url, { headers: others });
  const status = await new Promise<number>((resolve) => {
    socket.on("unexpected-response", (_request, answer) => resolve(answer.statusCode ?? 0));
    socket.on("open", () => resolve(101));
    socket.on("error", () => undefined);
  });
  socket.terminate();
  return status;
}

describe("every route", () => {
  const walk = ROUTES.flatMap((route) =>
    [undefined, ...TOKEN_ROLES].map((role) => [route.method, route.path, role, route] as const),
  );

  test("is in the table once, below /api/", () => {
    const keys = ROUTES.map(({ method, path }) => `${method} ${path}`);
    expect(new Set(keys).size).toBe(keys.length);
    expect(keys.filter((key) => !/^(GET|POST) \/api\//.test(key))).toEqual([]);
    for (const { method, path } of ROUTES) {
      expect(app.hasRoute({ method, url: path })).toBe(true);
    }
  });

  test.each(walk)("%s %s for %s is as the table says", async (_method, _path, role, route) => {
    const status = await statusFor(route, role);
    if (isAllowed(role, route.role)) expect([101, 200, 204]).toContain(status);
    else {
      expect(status).toBe(role === undefined ? 401 : 403);
      expect(asked).toEqual([]);
    }
    // What is asked of the broker is asked for the role of the token, not for more.
    expect(asked.filter((name) => name !== role)).toEqual([]);
  });

  test.each(ROUTES)("$method $path is refused with a wrong token, by 401", async (route) => {
    const { method, path } = route;
    const headers = bearer("w".repeat(43));
    const answer = await app.inject({ method, url: path.replace(":index", "0"), headers });
    expect(answer.statusCode).toBe(401);
    expect(answer.headers["www-authenticate"]).toBe("Bearer");
    expect(answer.body).not.toContain("www");
  });

  test("is refused before anybody reads its body", async () => {
    const answer = await app.inject({
      method: "POST",
      url: "/api/rehearsals",
      headers: { ...bearer(undefined), "content-type": "application/json" },
      payload: "no JSON at all",
    });
    expect(answer.statusCode).toBe(401);
  });

  test("and the page alone is for everybody: it asks for the token", async () => {
    expect((await app.inject({ url: "/", headers: bearer(undefined) })).statusCode).toBe(200);
    const nowhere = await app.inject({ url: "/api/nowhere", headers: bearer(undefined) });
    expect(nowhere.statusCode).toBe(404);
  });
});

describe("a ticket", () => {
  const ticket = async (): Promise<string> => {
    const answer = await app.inject({
      method: "POST",
      url: "/api/tickets",
      headers: bearer(TOKENS.viewer),
    });
    expect(answer.json().validMs).toBe(TICKET_MS);
    return answer.json().ticket;
  };

  test("opens the stream once", async () => {
    const query = `?ticket=${await ticket()}`;
    expect(await opened(query)).toBe(101);
    expect(await opened(query)).toBe(401);
  });

  test("that is too old opens nothing", async () => {
    const [first, second] = [await ticket(), await ticket()];
    nowMs = TICKET_MS - 1;
    expect(await opened(`?ticket=${first}`)).toBe(101);
    nowMs = TICKET_MS;
    expect(await opened(`?ticket=${second}`)).toBe(401);
  });

  test("opens no other route, and a token in a URL opens none", async () => {
    const headers = bearer(undefined);
    for (const query of [`ticket=${await ticket()}`, `token=${TOKENS.operator}`]) {
      const answer = await app.inject({ url: `/api/scene?${query}`, headers });
      expect(answer.statusCode).toBe(401);
    }
    expect(await opened(`?ticket=${TOKENS.operator}`)).toBe(401);
  });
});

describe("an address that guesses", () => {
  test("is shut out for a minute, whatever it sends then, and others are not", async () => {
    const ask = async (token: string, remoteAddress: string): Promise<number> =>
      (await app.inject({ url: "/api/scene", headers: bearer(token), remoteAddress })).statusCode;
    for (let guess = 0; guess < REFUSALS_MAX; guess++) {
      expect(await ask(`${guess}`.padStart(32, "g"), "10.0.0.9")).toBe(401);
    }
    expect(await ask("g".repeat(32), "10.0.0.9")).toBe(429);
    expect(await ask(TOKENS.viewer, "10.0.0.9")).toBe(429);
    expect(await ask(TOKENS.viewer, "10.0.0.8")).toBe(200);
    nowMs = WINDOW_MS;
    expect(await ask(TOKENS.viewer, "10.0.0.9")).toBe(200);
  });
});
