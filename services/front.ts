// Opens the map's web server, on the loopback unless told otherwise, and says in words why it cannot.
import { existsSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { KairosError } from "../domain/errors.ts";
import { readAccessFile } from "./access/access-file.ts";
import { checkBinding, LOOPBACK, namesOf, urlHost } from "./access/binding.ts";
import { Gate } from "./access/gate.ts";
import { Board } from "./board.ts";
import { createHttp } from "./http.ts";
import { WALL } from "./pacer.ts";

export interface Front {
  readonly board: Board;
  readonly url: string;
  close(): Promise<void>;
}

/** Where to listen, and who may ask. */
export interface FrontDoor {
  /** 127.0.0.1 when absent; one that others reach needs an access file. */
  readonly host?: string | undefined;
  /** Without one, whoever is on this machine is an operator. */
  readonly accessFile?: string | undefined;
}

/**
 * Serves the built page at once, with an empty board. Port 0 takes any free one.
 *
 * @throws KairosError access.required, access.malformed, access.exposed, file.missing,
 *   file.unreadable, viz.not-built, port.busy
 */
export async function openFront(
  root: string,
  port: number,
  { host = LOOPBACK, accessFile }: FrontDoor = {},
): Promise<Front> {
  checkBinding(host, accessFile);
  const access = accessFile === undefined ? undefined : await readAccessFile(accessFile);
  if (!existsSync(join(root, "index.html"))) throw notBuilt(root);
  const board = new Board();
  const gate = new Gate(access, WALL.now);
  const app = await createHttp(root, board, { gate, names: namesOf(host) });
  try {
    await app.listen({ host, port });
  } catch (error) {
    await app.close();
    throw portError(`${urlHost(host)}:${port}`, error as NodeJS.ErrnoException);
  }
  const { port: bound } = app.server.address() as AddressInfo;
  return { board, url: `http://${urlHost(host)}:${bound}/`, close: () => app.close() };
}

function notBuilt(root: string): KairosError {
  return new KairosError("viz.not-built", {
    place: root,
    got: "no index.html",
    wanted: "the built map",
    remedy: 'Run "npm run build".',
  });
}

const PORT_ERRORS: Readonly<Record<string, string>> = {
  EADDRINUSE: "a port in use",
  EACCES: "a port that this user may not open",
};

function portError(place: string, error: NodeJS.ErrnoException): Error {
  if (error.code === "EADDRNOTAVAIL" || error.code === "ENOTFOUND") return notOurs(place);
  const got = PORT_ERRORS[error.code ?? ""];
  if (got === undefined) return error;
  return new KairosError("port.busy", {
    place,
    got,
    wanted: "a free port",
    remedy: "Give another one with --port, or --port 0 for any free one.",
  });
}

function notOurs(place: string): KairosError {
  return new KairosError("usage.invalid", {
    place,
    got: "an address that this machine does not have",
    wanted: "one of its own",
    remedy: "Give another one with --host, or 0.0.0.0 for all of them.",
  });
}
