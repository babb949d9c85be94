// Opens the map's web server on the loopback and says in words why it cannot.
import { existsSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { KairosError } from "../domain/errors.ts";
import { Board } from "./board.ts";
import { createHttp } from "./http.ts";

export interface Front {
  readonly board: Board;
  readonly url: string;
  close(): Promise<void>;
}

const LOOPBACK = "127.0.0.1";

/**
 * Serves the built page at once, with an empty board. Port 0 takes any free one.
 *
 * @throws KairosError viz.not-built, port.busy
 */
export async function openFront(root: string, port: number): Promise<Front> {
  if (!existsSync(join(root, "index.html"))) throw notBuilt(root);
  const board = new Board();
  const app = await createHttp(root, board);
  try {
    await app.listen({ host: LOOPBACK, port });
  } catch (error) {
    await app.close();
    throw portError(port, error as NodeJS.ErrnoException);
  }
  const { port: bound } = app.server.address() as AddressInfo;
  return { board, url: `http://${LOOPBACK}:${bound}/`, close: () => app.close() };
}

function notBuilt(root: string): KairosError {
  return new KairosError("viz.not-built", {
    place: root,
    got: "no index.html",
    wanted: "the built map",
    remedy: 'Run "npm run build".',
  });
}

function portError(port: number, error: NodeJS.ErrnoException): Error {
  if (error.code !== "EADDRINUSE" && error.code !== "EACCES") return error;
  return new KairosError("port.busy", {
    place: `${LOOPBACK}:${port}`,
    got: error.code === "EADDRINUSE" ? "a port in use" : "a port that this user may not open",
    wanted: "a free port",
    remedy: "Give another one with --port, or --port 0 for any free one.",
  });
}
