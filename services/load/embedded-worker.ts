// The thread of an embedded target: the log, owners of all partitions, and what they say.
import { parentPort, workerData } from "node:worker_threads";
import { KairosError } from "../../domain/errors.ts";
import { openEmbedded } from "../log/sqlite.ts";
import { hostOwners } from "../owners/host.ts";
import { WALL } from "../pacer.ts";
import type { EmbeddedAnswer, EmbeddedOrder, EmbeddedRequest } from "./embedded-target.ts";

/** Between two looks at how many partitions are loaded, ms. */
const LOOK_MS = 5;

const { folder, ...order } = workerData as EmbeddedOrder;
const port = parentPort!;

try {
  await host();
} catch (error) {
  if (error instanceof KairosError)
    answer({ kind: "refused", code: error.code, parts: error.parts });
  else answer({ kind: "failed", message: (error as Error).message });
}

async function host(): Promise<void> {
  const { scenario, seed, subscribers, partitions } = order;
  const durability = await openEmbedded(folder, { partitions });
  const { log } = durability;
  const owner = hostOwners({ node: "load", durability, scenario, seed, subscribers });
  const outputs = await log.outputs();
  owner.start();
  owner.failure.then(({ message }) => answer({ kind: "failed", message }));
  while (owner.owned.size < partitions) await WALL.wait(LOOK_MS);
  port.on("message", (request: EmbeddedRequest) => {
    if (request.kind === "append") {
      const { number, entries } = request;
      log.append(entries).then(
        () => answer({ kind: "appended", number }),
        ({ message }: Error) => answer({ kind: "appended", number, failure: message }),
      );
      return;
    }
    void stop();
  });
  answer({ kind: "ready" });
  for (let come = await outputs.next(); come.length > 0; come = await outputs.next()) {
    answer({ kind: "outputs", outputs: come.map(({ octets }) => whole(octets)) });
  }

  async function stop(): Promise<void> {
    await owner.stop();
    await outputs.close();
    await durability.close();
    answer({ kind: "stopped" });
    port.close();
  }
}

function answer(answer: EmbeddedAnswer): void {
  port.postMessage(answer);
}

/** A part of a larger piece of memory would be sent with all of it. */
function whole(octets: Uint8Array): Uint8Array {
  return octets.byteLength === octets.buffer.byteLength ? octets : octets.slice();
}
