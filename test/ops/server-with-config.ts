// A server that runs with a configuration of ops/, on a free port and with its files in a folder.
import { spawn, spawnSync } from "node:child_process";
import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { checkReachable } from "../../services/reach.ts";
import { freePort } from "../../services/up/ports.ts";
import { atLeast } from "../../services/up/server-configs.ts";
import { findServer, type ServerName, versionOf } from "../../services/up/servers.ts";
import { ended } from "../services/servers.ts";

export const OPS: string = fileURLToPath(new URL("../../ops", import.meta.url));

/** A copy of ops/ that can be changed, with a certificate of 127.0.0.1 for an hour or so. */
export async function copyOfOps() {
  const folder = await mkdtemp(join(tmpdir(), "kairos-ops-"));
  await cp(OPS, folder, { recursive: true });
  const nats = join(folder, "nats.conf");
  const current = atLeast(await versionOf(await findServer("nats-server")), 2, 10);
  /** Without the one line that a server before 2.10 refuses, as the file says. */
  const forThisVersion = (text: string): string =>
    current ? text : text.replace(/^ *sync_interval: always\n/m, "");
  await change(nats, forThisVersion);
  return {
    folder,
    nats,
    forThisVersion,
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}

export async function change(path: string, edit: (text: string) => string): Promise<void> {
  await writeFile(path, edit(await readFile(path, "utf8")));
}

/** PEM files of a certificate that vouches for itself. */
export function makeCertificate(folder: string): { certificate: string; key: string } {
  const certificate = join(folder, "certificate.pem");
  const key = join(folder, "key.pem");
  const made = spawnSync(
    "openssl",
    [
      ..."req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 1".split(" "),
      ..."-subj /CN=127.0.0.1 -addext subjectAltName=IP:127.0.0.1,DNS:localhost".split(" "),
      ...["-keyout", key, "-out", certificate],
    ],
    { encoding: "utf8" },
  );
  if (made.status !== 0) throw new Error(`openssl: ${made.stderr}`);
  return { certificate, key };
}

/** Runs a server; resolves when it takes connections, with its port. */
export async function runServer(
  name: ServerName,
  args: (port: number) => readonly string[],
  environment: Readonly<Record<string, string>> = {},
) {
  const port = await freePort();
  const child = spawn(await findServer(name), args(port), {
    env: { ...process.env, ...environment },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let said = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text: string) => {
      said += text;
    });
  }
  const scheme = name === "nats-server" ? "nats" : "redis";
  while (child.exitCode === null) {
    const there = await checkReachable(`${scheme}://127.0.0.1:${port}`).then(
      () => true,
      () => false,
    );
    if (there) return { port, stop: async () => void (await ended(child)) };
    await new Promise((resolve) => setImmediate(resolve));
  }
  throw new Error(`${name} ended with ${child.exitCode}: ${said}`);
}
