// The data folder of `kairos up`: one process at a time, with its servers' files and its logs.
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { KairosError } from "../../domain/errors.ts";
import { isAlive } from "./child.ts";

export interface ClusterFolder {
  readonly nats: string;
  readonly redis: string;
  readonly logs: string;
  /** Gives the folder back. */
  release(): Promise<void>;
}

const LOCK = "up.pid";
/** How long a killed holder's watchman may take to end what it left behind. */
const PATIENCE_MS = 20_000;
const LOOK_EVERY_MS = 50;

/**
 * Takes a folder, which is made when it is not there. Waits when its holder was killed and the
 * watchman still ends what that left behind.
 *
 * @throws KairosError folder.in-use
 */
export async function takeFolder(path: string, watchman: number): Promise<ClusterFolder> {
  const logs = join(path, "logs");
  await mkdir(logs, { recursive: true, mode: 0o700 });
  const lock = join(path, LOCK);
  const lastMoment = performance.now() + PATIENCE_MS;
  while (!(await lockWith(lock, `${process.pid}\n${watchman}\n`))) {
    const [holder, itsWatchman] = await pidsOf(lock);
    if (holder !== undefined && isAlive(holder)) throw inUse(path, lock, holder);
    if (itsWatchman === undefined || !isAlive(itsWatchman)) await rm(lock, { force: true });
    else if (performance.now() > lastMoment) throw inUse(path, lock, itsWatchman);
    else await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
  }
  return {
    nats: join(path, "nats"),
    redis: join(path, "redis"),
    logs,
    release: () => rm(lock, { force: true }),
  };
}

/** Whether the file is now ours; false when there is one already. */
async function lockWith(lock: string, text: string): Promise<boolean> {
  try {
    await writeFile(lock, text, { flag: "wx", mode: 0o600 });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  }
}

async function pidsOf(lock: string): Promise<number[]> {
  const text = await readFile(lock, "utf8").catch(() => "");
  return text
    .trim()
    .split("\n")
    .map(Number)
    .filter((pid) => pid > 0);
}

function inUse(path: string, lock: string, holder: number): KairosError {
  return new KairosError("folder.in-use", {
    place: path,
    got: `a folder that process ${holder} has`,
    wanted: "a folder that no other kairos up has",
    remedy:
      "End that process (Ctrl-C where it runs), or give --data another folder. " +
      `If it is no kairos up, remove ${lock}.`,
  });
}
