// kairos repair: finds checkpoints that do not fit their log, and sets them back.
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { Command } from "commander";
import { KairosError } from "../../domain/errors.ts";
import { ENVIRONMENT } from "../../moleculer.config.ts";
import { FOLDER } from "../../services/live/keeping.ts";
import { namespacesOf, openCluster } from "../../services/log/cluster.ts";
import type { MendableDurability } from "../../services/log/recovery.ts";
import { type Finding, findMisfits, mend } from "../../services/log/repair.ts";
import { openEmbedded } from "../../services/log/sqlite.ts";
import { FILE_NAME } from "../../services/log/sqlite-file.ts";
import { withoutSecrets } from "../../services/server-urls.ts";

interface Options {
  readonly data?: string;
  readonly nats?: string;
  readonly redis?: string;
  readonly namespace?: string;
  readonly yes?: boolean;
}

interface KeptLog {
  readonly name: string;
  open(): Promise<MendableDurability>;
}

const EXAMPLES = `
Stop all nodes first. Without --yes nothing is changed. See docs/durability.md.
When nothing is named, KAIROS_TRANSPORTER and KAIROS_STORE, or KAIROS_DATA, say which logs.

Examples:
  kairos repair                              the logs in .kairos: what would be done
  kairos repair --data .kairos --yes         does it
  kairos repair --nats nats://127.0.0.1:4222 --redis redis://127.0.0.1:6379 --yes`;

export function repairCommand(): Command {
  return new Command("repair")
    .description("Set checkpoints back that do not fit their log; without --yes, say what for.")
    .option("--data <folder>", `the folder of an embedded log, or of several; ${FOLDER}`)
    .option("--nats <url>", "the NATS server of a cluster, instead of --data")
    .option("--redis <url>", "the Redis server of a cluster")
    .option("--namespace <name>", "one log of a cluster; all when absent")
    .option("--yes", "do it")
    .addHelpText("after", EXAMPLES)
    .action(repair);
}

async function repair(options: Options): Promise<void> {
  let found = 0;
  for (const log of await keptLogs(options)) found += await repairLog(log, options.yes === true);
  if (found > 0 && options.yes !== true) console.error("Nothing was changed. Give --yes to do it.");
}

/** How many partitions did not fit. */
async function repairLog({ name, open }: KeptLog, yes: boolean): Promise<number> {
  const durability = await open();
  try {
    const findings = await findMisfits(durability);
    if (findings.length === 0) {
      console.log(`${name}: all ${durability.log.partitions} checkpoints fit the log.`);
    }
    for (const finding of findings) {
      if (yes) await mend(durability, finding);
      console.log(`${name}: ${sentencesOf(finding, yes)}`);
    }
    return findings.length;
  } finally {
    await durability.close();
  }
}

function sentencesOf({ partition, misfit, sequence }: Finding, done: boolean): string {
  const verb = done ? "were" : "would be";
  const lost = sequence === 0 ? "" : ` What stood in the entries up to ${sequence} is lost.`;
  return (
    `partition ${partition} has ${misfit.got}. ` +
    `Its slabs ${verb} dropped; it is rebuilt from entry ${sequence + 1}.${lost}`
  );
}

async function keptLogs(options: Options): Promise<readonly KeptLog[]> {
  const named = [options.data, options.nats, options.redis].some((one) => one !== undefined);
  const { nats, redis } = named
    ? options
    : { nats: ENVIRONMENT.transporter, redis: ENVIRONMENT.store };
  if (nats !== undefined && redis !== undefined) {
    const { namespace: wanted } = options;
    // Opening one that is not there would make it.
    const namespaces = (await namespacesOf(nats)).filter((one) => one === (wanted ?? one));
    if (namespaces.length === 0) throw noLog(nats, `no log ${wanted ?? "of Kairos"}`);
    return namespaces.map((namespace) => ({
      name: namespace,
      open: () => openCluster({ nats, redis, namespace }),
    }));
  }
  if (nats !== undefined || redis !== undefined) {
    throw new KairosError("usage.invalid", {
      place: nats === undefined ? "--redis" : "--nats",
      got: "one server",
      wanted: "--nats and --redis together",
      remedy: "The log is in NATS and its checkpoints are in Redis: name both.",
    });
  }
  const data = options.data ?? ENVIRONMENT.data ?? FOLDER;
  const folders = [data, ...foldersIn(data)].filter((one) => existsSync(join(one, FILE_NAME)));
  if (folders.length === 0) throw noLog(data, `no ${FILE_NAME}`);
  return folders.map((folder) => ({ name: folder, open: () => openEmbedded(folder) }));
}

/** Each run has its log in a folder of its own. */
function foldersIn(folder: string): readonly string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true })
    .filter((one) => one.isDirectory())
    .map(({ name }) => join(folder, name))
    .sort();
}

function noLog(place: string, got: string): KairosError {
  return new KairosError("file.missing", {
    place: withoutSecrets(place),
    got,
    wanted: "the folder or the servers of a log",
    remedy: "Name the folder with --data, or the servers with --nats and --redis, and --namespace.",
  });
}
