// Starts nats-server and redis-server on 127.0.0.1 with their files in one folder, and ends them.
import { spawn } from "node:child_process";
import { constants } from "node:fs";
import { access, mkdir, open, readFile, writeFile } from "node:fs/promises";
import { connect } from "node:net";
import { delimiter, join } from "node:path";
import { KairosError } from "../../domain/errors.ts";
import { endChild, endOf } from "./child.ts";
import { checkFree, freePort } from "./ports.ts";
import { atLeast, natsConfig, redisConfig } from "./server-configs.ts";

export type ServerName = "nats-server" | "redis-server";

export interface ServerOptions {
  /** For its configuration, its log and everything that it keeps; made when it is not there. */
  readonly folder: string;
  /** TCP port on 127.0.0.1; a free one when absent. */
  readonly port?: number;
  /** Whether Ctrl-C in the terminal passes it by, because somebody ends it in due order. */
  readonly ownGroup?: boolean;
  /** The process is there, and does not answer yet. */
  onSpawn?(pid: number): void;
}

export interface RunningServer {
  readonly name: ServerName;
  /** nats://127.0.0.1:port or redis://127.0.0.1:port */
  readonly url: string;
  readonly port: number;
  readonly pid: number;
  /** What the server says that it is, such as "2.9.10". */
  readonly version: string;
  /** What its version cannot promise, as sentences. */
  readonly warnings: readonly string[];
  /** The file that takes its output. */
  readonly log: string;
  /** Resolves when it ends without stop(). */
  readonly failure: Promise<KairosError>;
  /** SIGTERM, SIGKILL after 5 s; resolves when it has gone. */
  stop(): Promise<void>;
}

interface Kind {
  readonly scheme: "nats" | "redis";
  readonly brew: string;
  readonly config: (parts: { port: number; folder: string; version: string }) => string;
  readonly args: (config: string) => string[];
  /** What to say for it to answer, and the answer that holds its version. */
  readonly question: string;
  readonly answer: RegExp;
  readonly warnings: (version: string) => string[];
}

const KINDS: Readonly<Record<ServerName, Kind>> = {
  "nats-server": {
    scheme: "nats",
    brew: "nats-server",
    config: natsConfig,
    args: (config) => ["-c", config],
    question: "",
    answer: /^INFO .*"version":"([^"]+)"/s,
    warnings: natsWarnings,
  },
  "redis-server": {
    scheme: "redis",
    brew: "redis",
    config: redisConfig,
    args: (config) => [config],
    // Refused while it still loads its file.
    question: "PING\r\nINFO server\r\n",
    answer: /\+PONG.*redis_version:([\w.-]+)/s,
    warnings: () => [],
  },
};

const START_PATIENCE_MS = 30_000;
const STOP_PATIENCE_MS = 5_000;
/** A refused connection is an answer at once, so it asks often. */
const ASK_EVERY_MS = 20;

/**
 * The path of a server's program.
 *
 * @param path  folders to look in, as in PATH; /usr/sbin is always one of them
 * @throws KairosError program.missing, with the line that installs it
 */
export async function findServer(
  name: ServerName,
  path: string = process.env["PATH"] ?? "",
): Promise<string> {
  for (const folder of [...path.split(delimiter), "/usr/sbin"]) {
    if (folder === "") continue;
    const candidate = join(folder, name);
    const found = await access(candidate, constants.X_OK).then(
      () => true,
      () => false,
    );
    if (found) return candidate;
  }
  throw new KairosError("program.missing", {
    place: name,
    got: "no such program on the PATH or in /usr/sbin",
    wanted: `${name}, which Kairos does not bring along`,
    remedy: `Install it: ${installLine(name)}.`,
  });
}

/** What to type for a server that is missing, for Debian and for macOS. */
export function installLine(name: ServerName): string {
  return `"apt-get install -y --no-install-recommends ${name}" or "brew install ${KINDS[name].brew}"`;
}

/**
 * A NATS server with JetStream, whose streams are in the folder.
 *
 * @throws KairosError program.missing, port.busy, server.unreachable (it ended, or did not answer in 30 s)
 */
export function startNats(options: ServerOptions): Promise<RunningServer> {
  return startServer("nats-server", options);
}

/**
 * A Redis server that writes every change to a file in the folder and syncs it each second.
 *
 * @throws KairosError program.missing, port.busy, server.unreachable (it ended, or did not answer in 30 s)
 */
export function startRedis(options: ServerOptions): Promise<RunningServer> {
  return startServer("redis-server", options);
}

async function startServer(name: ServerName, options: ServerOptions): Promise<RunningServer> {
  const kind = KINDS[name];
  const program = await findServer(name);
  const folder = options.folder;
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const port = options.port ?? (await freePort());
  // Or another server of the kind that is there would answer in its place.
  await checkFree(port, `--${kind.scheme}-port`);
  const config = join(folder, `${name}.conf`);
  const log = join(folder, `${name}.log`);
  const announced = await versionOf(program);
  await writeFile(config, kind.config({ port, folder, version: announced }), { mode: 0o600 });
  const output = await open(log, "a", 0o600);
  const child = spawn(program, kind.args(config), {
    stdio: ["ignore", output.fd, output.fd],
    detached: options.ownGroup === true,
  });
  await output.close();
  if (child.pid !== undefined) options.onSpawn?.(child.pid);
  let stopping = false;
  const ending = endOf(child);
  const failure = ending.then((how) => {
    // After stop() an end is what was asked for: then this promise stays open.
    return stopping ? new Promise<never>(() => {}) : ended(name, how, log);
  });
  const stop = async (): Promise<void> => {
    stopping = true;
    await endChild(child, ending, STOP_PATIENCE_MS);
  };
  const url = `${kind.scheme}://127.0.0.1:${port}`;
  try {
    const failed = failure.then((error) => Promise.reject(error));
    const version = await Promise.race([answerOf(kind, port, url), failed]);
    const warnings = kind.warnings(version);
    return { name, url, port, pid: child.pid!, version, warnings, log, failure, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function ended(name: ServerName, how: string, log: string): Promise<KairosError> {
  const text = await readFile(log, "utf8").catch(() => "");
  // A server that ends by itself says why at last; one that was killed had no time to.
  const lastWords = how.startsWith("SIG") ? "" : (text.trimEnd().split("\n").at(-1) ?? "");
  return new KairosError("server.unreachable", {
    place: name,
    got: `its end (${how})${lastWords === "" ? "" : `: ${lastWords}`}`,
    wanted: "a server that goes on",
    remedy: `Read ${log}.`,
  });
}

/** Asks until the server answers, and returns the version that it says it is. */
async function answerOf(kind: Kind, port: number, url: string): Promise<string> {
  const lastMoment = performance.now() + START_PATIENCE_MS;
  for (;;) {
    const version = await ask(kind, port);
    if (version !== undefined) return version;
    if (performance.now() > lastMoment) {
      throw new KairosError("server.unreachable", {
        place: url,
        got: "no answer in 30 s",
        wanted: "a server that answers",
        remedy: "Read its log in its folder.",
      });
    }
    await new Promise((resolve) => setTimeout(resolve, ASK_EVERY_MS));
  }
}

function ask({ question, answer }: Kind, port: number): Promise<string | undefined> {
  return new Promise((resolve) => {
    let text = "";
    const socket = connect({ host: "127.0.0.1", port }, () => socket.write(question));
    const end = (version?: string): void => {
      socket.destroy();
      resolve(version);
    };
    socket.setEncoding("utf8").on("data", (more: string) => {
      text += more;
      const version = answer.exec(text)?.[1];
      if (version !== undefined || text.startsWith("-")) end(version);
    });
    socket.setTimeout(1_000, () => end());
    socket.once("error", () => end());
    socket.once("close", () => end());
  });
}

/** What `program --version` says, such as "2.9.10"; "" when it says nothing of the kind. */
export function versionOf(program: string): Promise<string> {
  return new Promise((resolve) => {
    const child = spawn(program, ["--version"], { stdio: ["ignore", "pipe", "ignore"] });
    let text = "";
    child.stdout.setEncoding("utf8").on("data", (more: string) => {
      text += more;
    });
    child.once("error", () => resolve(""));
    child.once("close", () => resolve(/\d+(?:\.\d+)+/.exec(text)?.[0] ?? ""));
  });
}

function natsWarnings(version: string): string[] {
  if (atLeast(version, 2, 10)) return [];
  return [
    `nats-server ${version} writes to disk each 60 s and cannot be told otherwise: a power loss ` +
      "can lose what it has acknowledged since. A killed process loses nothing. " +
      "Use 2.12 or newer where that matters (docs/cluster.md).",
  ];
}
