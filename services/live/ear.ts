// The ear of a tap: SCCPlite that this process hears goes on where the log of the run ends.
import type { Flow } from "../asking.ts";
import type { Wall } from "../pacer.ts";
import { openSccpliteServer, type SccpliteServer } from "../sccplite-server.ts";

export interface EarOptions {
  /** TCP port on 127.0.0.1, 0 for any free one. */
  readonly port: number;
  readonly flow: Pick<Flow, "logged" | "sendFrames">;
  readonly wall: Wall;
  /** Told, as a sentence, what of a connection is lost. */
  onFault(sentence: string): void;
  /** The tap takes nothing any more. */
  onLost(error: Error): void;
}

export interface Ear extends SccpliteServer {
  /** Where the log ended, and time begins: ms since the scenario's start. */
  readonly fromMs: number;
}

/**
 * Opens when the log says where it ends. What comes without a time is of the moment at which it
 * comes, a network second per second, counted from now.
 *
 * @throws KairosError port.busy; what the tap says when it does not answer
 */
export async function openEar({ port, flow, wall, onFault, onLost }: EarOptions): Promise<Ear> {
  const fromMs = await flow.logged();
  const sinceMs = wall.now();
  const server = await openSccpliteServer({
    port,
    fromMs,
    nowMs: () => fromMs + wall.now() - sinceMs,
    deliver: (batch) => flow.sendFrames(batch),
    onFault,
    onLost,
  });
  return {
    fromMs,
    port: server.port,
    get late() {
      return server.late;
    },
    close: () => server.close(),
  };
}
