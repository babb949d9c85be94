// Finds TCP ports of the loopback that nobody listens on.
import { type AddressInfo, createServer } from "node:net";
import { KairosError } from "../../domain/errors.ts";

/** A port of 127.0.0.1 that was free a moment ago. */
export function freePort(): Promise<number> {
  return listenOnce(0);
}

/**
 * Makes sure that nobody listens on a port of 127.0.0.1.
 *
 * @throws KairosError port.busy
 */
export async function checkFree(port: number, flag: string): Promise<void> {
  await listenOnce(port).catch((error: NodeJS.ErrnoException) => {
    throw new KairosError("port.busy", {
      place: `127.0.0.1:${port}`,
      got: error.code ?? error.message,
      wanted: "a port that nobody listens on",
      remedy: `End the program that has it, or give ${flag} another port.`,
    });
  });
}

async function listenOnce(wanted: number): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(wanted, "127.0.0.1", resolve);
  });
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
