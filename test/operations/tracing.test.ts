// Traces reach a receiver when an endpoint is set, and nothing at all is opened when it is not.
import { spawn } from "node:child_process";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { observeAll } from "../../services/operations/observers.ts";
import { collected } from "../cli/kairos-process.ts";

const PROGRAM = fileURLToPath(new URL("traced-process.ts", import.meta.url));

let server: Server;
let endpoint: string;
let posts: { path: string; type: string; body: string }[];

beforeAll(async () => {
  posts = [];
  server = createServer((request, answer) => {
    const parts: Buffer[] = [];
    request.on("data", (part: Buffer) => parts.push(part));
    request.on("end", () => {
      const body = Buffer.concat(parts).toString("latin1");
      posts.push({ path: request.url ?? "", type: request.headers["content-type"] ?? "", body });
      answer.writeHead(200, { "content-type": "application/x-protobuf" }).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => new Promise((resolve) => server.close(resolve)));

async function run(env: Record<string, string>): Promise<{ sockets: string[]; http: boolean }> {
  const { OTEL_EXPORTER_OTLP_ENDPOINT: _, ...others } = process.env;
  const child = spawn(process.execPath, [PROGRAM], {
    env: { ...others, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const { code, stdout, stderr } = await collected(child);
  expect([code, stderr]).toEqual([0, ""]);
  return JSON.parse(stdout);
}

describe("traces", () => {
  test("go to the endpoint: append, apply and commit, and the messaging metrics", async () => {
    await run({ OTEL_EXPORTER_OTLP_ENDPOINT: endpoint });
    const all = (path: string): string =>
      posts.flatMap((post) => (post.path === path ? [post.body] : [])).join("");
    expect(new Set(posts.map(({ type }) => type))).toEqual(new Set(["application/x-protobuf"]));
    for (const name of ["append", "apply", "commit", "messaging.destination.partition.id"]) {
      expect(all("/v1/traces")).toContain(name);
    }
    for (const name of ["messaging.process.duration", "messaging.client.consumed.messages"]) {
      expect(all("/v1/metrics")).toContain(name);
    }
    // One of a thousand of 120,001, give or take: not all of them, and not none.
    const recorded = all("/v1/traces").split("kairos.sequence").length - 1;
    expect(recorded).toBeGreaterThan(0);
    expect(recorded).toBeLessThan(400);
  });

  test("to a receiver that does not answer hold nothing up", async () => {
    await run({
      OTEL_EXPORTER_OTLP_ENDPOINT: "http://127.0.0.1:1",
      OTEL_BSP_EXPORT_TIMEOUT: "200",
    });
  });

  test("without an endpoint load no SDK and open no socket", async () => {
    posts = [];
    expect(await run({})).toEqual({ sockets: [], http: false });
    expect(posts).toEqual([]);
  });
});

test("several observers hear everything, in order", () => {
  const heard: string[] = [];
  const both = observeAll(
    { fenced: (partition) => heard.push(`first ${partition}`) },
    { fenced: (partition) => heard.push(`second ${partition}`), stale: () => heard.push("stale") },
  );
  both.fenced(3);
  both.stale(4);
  both.released(5);
  expect(heard).toEqual(["first 3", "second 3", "stale"]);
});
