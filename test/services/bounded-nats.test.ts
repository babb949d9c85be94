// A broker whose server is suspended or gone: what waits for it stays below its bound, and flows again.
import { type ChildProcess, spawn } from "node:child_process";
import { type Context, ServiceBroker } from "moleculer";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { brokerOptions } from "../../moleculer.config.ts";
import { BoundedNats } from "../../services/bounded-nats.ts";
import { checkReachable } from "../../services/reach.ts";
import { ended, freePort } from "./servers.ts";

/** Octets of one event, and so many of them that none of the system's buffers hold them. */
const EVENT_OCTETS = 262_144;
const EVENTS = 200;
const PENDING_MAX = 4_194_304;

let port: number;
let server: ChildProcess;
let teller: ServiceBroker;
let hearer: ServiceBroker;
let transporter: BoundedNats;
let heard: number[];

/** Starts nats-server on the test's port and waits until it answers. */
async function serve(): Promise<void> {
  server = spawn("nats-server", ["-a", "127.0.0.1", "-p", `${port}`], { stdio: "ignore" });
  await vi.waitFor(() => checkReachable(`nats://127.0.0.1:${port}`), {
    timeout: 20_000,
    interval: 25,
  });
}

function brokerOver(over: BoundedNats, nodeID: string): ServiceBroker {
  const options = brokerOptions({ namespace: "bounded-test" });
  return new ServiceBroker({ ...options, nodeID, logger: false, transporter: over });
}

/** Tells so many events, with all turns of the event loop that sending takes. */
async function flood(octets = EVENT_OCTETS): Promise<number> {
  let most = 0;
  for (let event = 0; event < EVENTS; event++) {
    await teller.broadcast("test.told", { event, text: "x".repeat(octets) });
    await new Promise((resolve) => setImmediate(resolve));
    most = Math.max(most, transporter.pending);
  }
  return most;
}

const flowsAgain = (): Promise<unknown> =>
  vi.waitFor(
    async () => {
      await teller.broadcast("test.told", { event: -1, text: "" });
      expect(heard).toContain(-1);
    },
    { timeout: 30_000, interval: 50 },
  );

beforeEach(async () => {
  port = await freePort();
  await serve();
  heard = [];
  const url = `nats://127.0.0.1:${port}`;
  transporter = new BoundedNats(url, PENDING_MAX);
  teller = brokerOver(transporter, "teller");
  hearer = brokerOver(new BoundedNats(url), "hearer");
  hearer.createService({
    name: "hearer",
    actions: { echo: (ctx: Context<{ said: string }>) => ctx.params.said },
    events: {
      "test.told": (ctx: Context<{ event: number }>) => void heard.push(ctx.params.event),
    },
  });
  await Promise.all([teller.start(), hearer.start()]);
  await teller.waitForServices("hearer");
});
afterEach(async () => {
  await Promise.all([teller.stop(), hearer.stop()]);
  await ended(server, "SIGKILL");
});

describe("a broker over NATS", () => {
  test("loses nothing while its server takes what it is sent", async () => {
    await flood(1_000);
    await vi.waitFor(() => expect(heard).toHaveLength(EVENTS), { timeout: 30_000 });
    expect(await teller.call("hearer.echo", { said: "yes" })).toBe("yes");
  });

  test("keeps no more than its bound for a server that is suspended", async () => {
    server.kill("SIGSTOP");
    const most = await flood();
    expect(most).toBeGreaterThan(PENDING_MAX / 2);
    expect(most).toBeLessThanOrEqual(PENDING_MAX);
    expect(transporter.dropped).toBeGreaterThan(EVENTS / 2);
    const long = { said: "x".repeat(EVENT_OCTETS) };
    await expect(teller.call("hearer.echo", long)).rejects.toThrow("takes nothing");
    server.kill("SIGCONT");
    await flowsAgain();
  });

  test("keeps no more than its bound for a server that was killed", async () => {
    await ended(server, "SIGKILL");
    const most = await flood();
    expect(most).toBeLessThanOrEqual(PENDING_MAX);
    expect(transporter.dropped).toBeGreaterThan(EVENTS / 2);
    await serve();
    await flowsAgain();
  });
});
