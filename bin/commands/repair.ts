// kairos repair: finds checkpoints that do not fit their log, and sets them back.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { Command } from "commander";
import { KairosError } from "../../domain/errors.ts";
import { openCluster } from "../../services/log/cluster.ts";
import type { MendableDurability } from "../../services/log/recovery.ts";
import { type Finding, findMisfits, mend } from "../../services/log/repair.ts";
import { openEmbedded } from "../../services/log/sqlite.ts";
import { FILE_NAME } from "../../services/log/sqlite-file.ts";

interface Options {
  readonly data: string;
  readonly nats?: string;
  readonly redis?: string;
  readonly namespace: string;
  readonly yes?: boolean;
}

const EXAMPLES = `
Stop all nodes first. Without --yes nothing is changed. See docs/durability.md.

Examples:
  kairos repair                              the log in .kairos: what would be done
  kairos repair --data .kairos --yes         does it
  kairos repair --nats nats://127.0.0.1:4222 --redis redis://127.0.0.1:6379 --yes`;

export function repairCommand(): Command {
  return new Command("repair")
    .description("Set checkpoints back that do not fit their log; without --yes, say what for.")
    .option("--data <folder>", "the folder of an embedded log", ".kairos")
    .option("--nats <url>", "the NATS server of a cluster, instead of --data")
    .option("--redis <url>", "the Redis server of a cluster")
    .option("--namespace <name>", "the cluster's log within its servers", "kairos")
    .option("--yes", "do it")
    .addHelpText("after", EXAMPLES)
    .action(repair);
}

async function repair(options: Options): Promise<void> {
  const durability = await openLog(options);
  try {
    const findings = await findMisfits(durability);
    if (findings.length === 0) {
      console.log(`All ${durability.log.partitions} checkpoints fit the log.`);
      return;
    }
    for (const finding of findings) {
      if (options.yes === true) await mend(durability, finding);
      console.log(sentencesOf(finding, options.yes === true));
    }
    if (options.yes !== true) console.error("Nothing was changed. Give --yes to do it.");
  } finally {
    await durability.close();
  }
}

function sentencesOf({ partition, misfit, sequence }: Finding, done: boolean): string {
  const verb = done ? "were" : "would be";
  const lost = sequence === 0 ? "" : ` What stood in the entries up to ${sequence} is lost.`;
  return (
    `partition ${partition}: ${misfit.got}. ` +
    `Its slabs ${verb} dropped; it is rebuilt from entry ${sequence + 1}.${lost}`
  );
}

async function openLog(options: Options): Promise<MendableDurability> {
  const { data, nats, redis, namespace } = options;
  if (nats !== undefined && redis !== undefined) return openCluster({ nats, redis, namespace });
  if (nats !== undefined || redis !== undefined) {
    throw new KairosError("usage.invalid", {
      place: nats === undefined ? "--redis" : "--nats",
      got: "one server",
      wanted: "--nats and --redis together",
      remedy: "The log is in NATS and its checkpoints are in Redis: name both.",
    });
  }
  if (existsSync(join(data, FILE_NAME))) return openEmbedded(data);
  throw new KairosError("file.missing", {
    place: data,
    got: `no ${FILE_NAME}`,
    wanted: "the folder of an embedded log",
    remedy: "Name it with --data, or the servers of a cluster with --nats and --redis.",
  });
}
