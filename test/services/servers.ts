// Real nats-server and redis-server processes on free ports of the loopback, for tests.
import { type ChildProcess, spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { type AddressInfo, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { checkReachable } from "../../services/reach.ts";

export interface RunningServer {
  readonly url: string;
  stop(): Promise<void>;
}

const PROGRAMS = {
  nats: { program: "nats-server", args: (port: number) => ["-a", "127.0.0.1", "-p", `${port}`] },
  redis: {
    program: "redis-server",
    args: (port: number) => ["--port", `${port}`, "--bind", "127.0.0.1", "--save", ""],
  },
} as const;

/** A port that was free a moment ago. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** Starts a server and resolves when it takes connections. */
export async function startServer(kind: keyof typeof PROGRAMS): Promise<RunningServer> {
  const { program, args } = PROGRAMS[kind];
  const port = await freePort();
  const folder = await mkdtemp(join(tmpdir(), `kairos-${kind}-`));
  const server = spawn(program, args(port), { cwd: folder, stdio: "ignore" });
  const url = `${kind}://127.0.0.1:${port}`;
  const stop = async (): Promise<void> => {
    await ended(server);
    await rm(folder, { recursive: true, force: true });
  };
  const failed = new Promise<never>((_, reject) => server.once("error", reject));
  await Promise.race([answers(url), failed]).catch(async (error) => {
    await stop();
    throw error;
  });
  return { url, stop };
}

/** Asks until the server answers; a refused connection is an immediate answer, so it asks often. */
async function answers(url: string): Promise<void> {
  for (let attempt = 0; ; attempt++) {
    try {
      return await checkReachable(url);
    } catch (error) {
      if (attempt === 200) throw error;
      await new Promise((resolve) => setTimeout(resolve, 25));
    }
  }
}

/** Ends a process by its pid and waits until it has gone. */
export async function ended(
  child: ChildProcess,
  signal: NodeJS.Signals = "SIGTERM",
): Promise<number | null> {
  const gone = child.pid === undefined || child.exitCode !== null || child.signalCode !== null;
  if (gone) return child.exitCode;
  const exited = new Promise<number | null>((resolve) => child.once("exit", resolve));
  child.kill(signal);
  return await exited;
}
