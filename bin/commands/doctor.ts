// kairos doctor: what this machine has, what is missing, and how to get it.
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { Command } from "commander";
import { KairosError } from "../../domain/errors.ts";
import { findServer, installLine, type ServerName, versionOf } from "../../services/up/servers.ts";
import { table } from "../table.ts";

interface Finding {
  readonly name: string;
  readonly found: string;
  readonly neededFor: string;
  readonly remedy: string;
}

const PROGRAMS = [
  { name: "tshark", version: ["--version"], neededFor: "tests: the protocol oracle" },
  { name: "chromium", version: ["--version"], neededFor: "tests: the map end to end" },
] as const;
const SERVERS = ["nats-server", "redis-server"] as const;

const MAP_BUILT = existsSync(fileURLToPath(new URL("../../dist/index.html", import.meta.url)));
const DIST = "dist/";
const BUILD_MAP = 'Run "npm run build".';

export function doctorCommand(): Command {
  return new Command("doctor")
    .description("Say what this machine has, what is missing, and how to get it.")
    .addHelpText("after", "\nExample:\n  kairos doctor")
    .action(async () => {
      const servers = await Promise.all(SERVERS.map(server));
      const findings = [node(), builtMap(), ...PROGRAMS.map(program), ...servers];
      console.log(
        table(
          [
            ["", "found", "needed for"],
            ...findings.map(({ name, found, neededFor }) => [name, found || "missing", neededFor]),
          ],
          "l",
        ),
      );
      const absent = findings.filter(({ name, found }) => found === "" && name !== DIST);
      for (const { name, remedy } of absent) console.error(`${name} is missing. ${remedy}`);
      if (!MAP_BUILT) {
        throw new KairosError("viz.not-built", {
          place: DIST,
          got: "no index.html",
          wanted: "the built map, without which npm start cannot run",
          remedy: BUILD_MAP,
        });
      }
      console.error(
        absent.length === 0
          ? "Everything is here."
          : "npm start and kairos simulate work; what is missing is for the uses named above.",
      );
    });
}

function node(): Finding {
  return {
    name: "Node",
    found: process.version,
    neededFor: "everything: 24 or newer",
    remedy: 'Run "npm ci", which brings in Node 24 as the package "node".',
  };
}

function builtMap(): Finding {
  return {
    name: DIST,
    found: MAP_BUILT ? "built" : "",
    neededFor: "npm start: the map",
    remedy: BUILD_MAP,
  };
}

async function server(name: ServerName): Promise<Finding> {
  const found = await findServer(name).then(versionOf, () => undefined);
  return {
    name,
    found: found === "" ? "yes" : (found ?? ""),
    neededFor: "kairos up --cluster, several processes, tests",
    remedy: `Install it: ${installLine(name)}.`,
  };
}

function program({ name, version, neededFor }: (typeof PROGRAMS)[number]): Finding {
  const path = `${process.env["PATH"] ?? ""}:/usr/sbin`;
  const result = spawnSync(name, version, {
    encoding: "utf8",
    env: { ...process.env, PATH: path },
  });
  const firstLine = (result.stdout || result.stderr || "").split("\n")[0] ?? "";
  return {
    name,
    found: result.error === undefined ? (/\d+(\.\d+)+/.exec(firstLine)?.[0] ?? "yes") : "",
    neededFor,
    remedy: `Run "apt-get install -y --no-install-recommends ${name}".`,
  };
}
