// A child process as the rest of services/up sees it: how it ended, and how to end it.
import type { ChildProcess } from "node:child_process";
import { readFileSync } from "node:fs";

/** Resolves with words for how the process ended, or why it never began; never rejects. */
export function endOf(child: ChildProcess): Promise<string> {
  return new Promise((resolve) => {
    child.once("error", (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
    child.once("exit", (code, signal) => resolve(signal ?? `exit code ${code}`));
  });
}

/** SIGTERM, and SIGKILL after the patience; resolves when the process has gone. */
export async function endChild(
  child: ChildProcess,
  ending: Promise<string>,
  patienceMs: number,
): Promise<void> {
  child.kill("SIGTERM");
  const hard = setTimeout(() => child.kill("SIGKILL"), patienceMs);
  await ending;
  clearTimeout(hard);
}

/** Whether a process of this id runs, ours or not. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
  return !isZombie(pid);
}

/** Ended, but nobody has asked how: an orphan in a container whose first process asks late. */
function isZombie(pid: number): boolean {
  try {
    return /\) Z /.test(readFileSync(`/proc/${pid}/stat`, "utf8"));
  } catch {
    // No /proc, as on macOS, where the first process asks at once.
    return false;
  }
}
