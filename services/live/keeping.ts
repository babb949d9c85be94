// Where the log of a run is kept: in a folder, or in NATS and Redis when several processes share it.
import { rm } from "node:fs/promises";
import { join, resolve } from "node:path";
import { KairosError } from "../../domain/errors.ts";
import { openCluster } from "../log/cluster.ts";
import { type Durability, PARTITIONS, PARTITIONS_MAX } from "../log/event-log.ts";
import { openEmbedded } from "../log/sqlite.ts";
import { parseServers, type ServerScheme, withoutSecrets } from "../server-urls.ts";

/** Of all embedded logs, unless KAIROS_DATA or a flag says otherwise. */
export const FOLDER = ".kairos";

export interface KeepingOptions {
  /** nats://…: several processes share the log. */
  readonly transporter: string | undefined;
  /** redis://… */
  readonly store: string | undefined;
  /** "1" to "5": servers of a NATS cluster that keep a log which is made now; one when absent. */
  readonly replicas?: string | undefined;
  /** "1" to "256": parts of a log that is made now; what a log that is there has when absent. */
  readonly partitions?: string | undefined;
  /** The folder of all embedded logs. */
  readonly folder: string;
  /** Of this run; letters, digits and "-". */
  readonly namespace: string;
  /** Begins anew: an embedded log that is there is deleted. */
  readonly fresh: boolean;
}

export interface Keeping {
  /** For people: a path, or the servers' addresses. */
  readonly place: string;
  open(): Promise<Durability>;
}

/**
 * What to open; nothing is opened yet.
 *
 * @throws KairosError usage.invalid for servers that do not go together, for the replicas and for the
 *   partitions; open() rejects with it for a log that has other partitions
 */
export function keepingOf(options: KeepingOptions): Keeping {
  const { transporter, store, namespace, fresh } = options;
  checkServer("KAIROS_TRANSPORTER", transporter, ["nats:", "tls:"]);
  const replicas = replicasOf(options.replicas);
  const partitions = partitionsOf(options.partitions);
  const wanted = partitions === undefined ? {} : { partitions };
  checkServer("KAIROS_STORE", store, ["redis:", "rediss:"]);
  if (transporter !== undefined && store !== undefined) {
    if (fresh) throw freshInCluster();
    const servers = { nats: transporter, redis: store, namespace, replicas };
    return {
      place: `${withoutSecrets(transporter)} and ${withoutSecrets(store)}`,
      open: async () => await checked(await openCluster({ ...servers, ...wanted }), partitions),
    };
  }
  if (transporter !== undefined || store !== undefined) throw halfACluster(transporter);
  const folder = resolve(join(options.folder, namespace));
  return {
    place: folder,
    async open() {
      if (fresh) await removeLog(folder);
      return await checked(await openEmbedded(folder, wanted), partitions);
    },
  };
}

/** Of what was asked for, or closed again. */
async function checked(
  durability: Durability,
  partitions: number | undefined,
): Promise<Durability> {
  const has = durability.log.partitions;
  if (partitions === undefined || partitions === has) return durability;
  await durability.close();
  throw new KairosError("usage.invalid", {
    place: "KAIROS_PARTITIONS",
    got: `${partitions}, for a log of ${has} partitions`,
    wanted: `${has}: a log keeps what it was made with`,
    remedy: "Unset it (kairos up: leave out --partitions), or begin anew in another folder.",
  });
}

/** Opens it first, so that a log which another process has open is not taken away from it. */
async function removeLog(folder: string): Promise<void> {
  await (await openEmbedded(folder)).close();
  await rm(folder, { recursive: true, force: true });
}

function checkServer(
  name: string,
  url: string | undefined,
  schemes: readonly ServerScheme[],
): void {
  if (url === undefined || parseServers(url, schemes) !== undefined) return;
  throw new KairosError("usage.invalid", {
    place: name,
    got: `"${withoutSecrets(url)}"`,
    wanted: schemes.map((scheme) => `${scheme}//host:port`).join(" or "),
    remedy: "Unset KAIROS_TRANSPORTER and KAIROS_STORE to run everything in one process.",
  });
}

function replicasOf(text: string | undefined): number {
  if (text === undefined || /^[1-5]$/.test(text)) return Number(text ?? 1);
  throw new KairosError("usage.invalid", {
    place: "KAIROS_REPLICAS",
    got: `"${text}"`,
    wanted: "a number from 1 to 5, at most as many as there are NATS servers",
    remedy: "Unset it for a single NATS server; 3 goes with a cluster of three.",
  });
}

function partitionsOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const partitions = /^\d{1,3}$/.test(text) ? Number(text) : 0;
  if (partitions >= 1 && partitions <= PARTITIONS_MAX) return partitions;
  throw new KairosError("usage.invalid", {
    place: "KAIROS_PARTITIONS",
    got: `"${text}"`,
    wanted: `a number from 1 to ${PARTITIONS_MAX}, at least as many as there will be nodes`,
    remedy: `Unset it for ${PARTITIONS}.`,
  });
}

function halfACluster(transporter: string | undefined): KairosError {
  const [set, missing] =
    transporter === undefined
      ? ["KAIROS_STORE", "KAIROS_TRANSPORTER"]
      : ["KAIROS_TRANSPORTER", "KAIROS_STORE"];
  return new KairosError("usage.invalid", {
    place: missing,
    got: `nothing, while ${set} is set`,
    wanted: "both: nats://host:port for the log, redis://host:port for snapshots and leases",
    remedy: `Set ${missing} as well, or unset ${set} to run everything in one process.`,
  });
}

function freshInCluster(): KairosError {
  return new KairosError("usage.invalid", {
    place: "--fresh",
    got: "a log that other processes share",
    wanted: "a log in a folder of this process",
    remedy: "Leave it out, or give another --seed: that is another run with a log of its own.",
  });
}
