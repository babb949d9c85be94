// Runs the real command line in its own process and collects what it says.
import { type ChildProcess, spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

export const ROOT: string = fileURLToPath(new URL("../..", import.meta.url));
const LAUNCHER = fileURLToPath(new URL("../../bin/kairos.js", import.meta.url));

export interface Finished {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Starts `kairos …` in the checkout; the caller ends it. */
export function startKairos(...args: readonly string[]): ChildProcess {
  return spawn(process.execPath, [LAUNCHER, ...args], {
    cwd: ROOT,
    stdio: ["ignore", "pipe", "pipe"],
  });
}

/** The same with these variables in its environment, and a stdin to write to. */
export function startKairosIn(
  environment: Readonly<Record<string, string>>,
  ...args: readonly string[]
): ChildProcess {
  return spawn(process.execPath, [LAUNCHER, ...args], {
    cwd: ROOT,
    env: { ...process.env, ...environment },
    stdio: ["pipe", "pipe", "pipe"],
  });
}

/** Runs `kairos …` to its end. */
export function kairos(...args: readonly string[]): Promise<Finished> {
  return collected(startKairos(...args));
}

/** Waits until a process that was started ends. */
export function collected(child: ChildProcess): Promise<Finished> {
  return new Promise((resolve, reject) => {
    let stdout = "";
    let stderr = "";
    child.stdout!.setEncoding("utf8").on("data", (text: string) => {
      stdout += text;
    });
    child.stderr!.setEncoding("utf8").on("data", (text: string) => {
      stderr += text;
    });
    child.on("error", reject);
    child.on("close", (code) => resolve({ code, stdout, stderr }));
  });
}

/** The first line that a started process prints on stdout. */
export function firstLine(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = "";
    let errors = "";
    child.stderr!.setEncoding("utf8").on("data", (more: string) => {
      errors += more;
    });
    child.stdout!.setEncoding("utf8").on("data", (more: string) => {
      text += more;
      const end = text.indexOf("\n");
      if (end >= 0) resolve(text.slice(0, end));
    });
    child.on("close", (code) => reject(new Error(`ended with ${code} before a line: ${errors}`)));
  });
}
