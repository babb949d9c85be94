// Real nats-server and redis-server processes on free ports of the loopback, for tests.
import type { ChildProcess } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type RunningServer, startNats, startRedis } from "../../services/up/servers.ts";

export { freePort } from "../../services/up/ports.ts";
export type { RunningServer };

const STARTS = { nats: startNats, redis: startRedis } as const;

/** Starts a server with a folder of its own, which goes with it; resolves when it answers. */
export async function startServer(kind: keyof typeof STARTS): Promise<RunningServer> {
  const folder = await mkdtemp(join(tmpdir(), `kairos-${kind}-`));
  const remove = (): Promise<void> => rm(folder, { recursive: true, force: true });
  const server = await STARTS[kind]({ folder }).catch(async (error) => {
    await remove();
    throw error;
  });
  const stop = async (): Promise<void> => {
    await server.stop();
    await remove();
  };
  return { ...server, stop };
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
