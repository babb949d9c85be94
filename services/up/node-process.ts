// One node of `kairos up`: a `kairos start` of its own, its output in a file, its errors shown.
import { spawn } from "node:child_process";
import { createWriteStream, type WriteStream } from "node:fs";
import { createInterface } from "node:readline";
import { KairosError } from "../../domain/errors.ts";
import { endChild, endOf } from "./child.ts";
import type { Living } from "./keep.ts";

export interface NodePlan {
  /** Such as "node-1". */
  readonly name: string;
  /** The program and its arguments. */
  readonly command: readonly string[];
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** The file that its output is appended to. */
  readonly log: string;
  /** What of its output is for people: each line of an error. */
  onError(line: string): void;
  /** The process is there, and has not said so yet. */
  onSpawn(pid: number): void;
}

export interface NodeProcess extends Living {
  /** What it said when it was ready. */
  readonly greeting: string;
}

/** A graceful stop has 5 s; the last second is for the process to go. */
const STOP_PATIENCE_MS = 6_000;
const INTERNAL = "kairos: an internal error";
/** pino's number for "error". */
const LEVEL_ERROR = 50;

/**
 * Starts a node and resolves when it says that it is there.
 *
 * @throws KairosError node.ended, with its last words; the signal's reason
 */
export async function startNodeProcess(plan: NodePlan, signal: AbortSignal): Promise<NodeProcess> {
  const [program, ...args] = plan.command;
  const child = spawn(program!, args, {
    env: plan.environment,
    stdio: ["ignore", "pipe", "pipe"],
    // Ctrl-C in the terminal is for kairos up, which ends its nodes in due order.
    detached: true,
  });
  if (child.pid !== undefined) plan.onSpawn(child.pid);
  const log = createWriteStream(plan.log, { flags: "a", mode: 0o600 });
  let lastWords = "";
  let announced = false;
  const ready = Promise.withResolvers<string>();
  const said = (line: string): void => {
    if (line.startsWith("Kairos: ")) ready.resolve(line);
    // An internal error announces its lines: the first of them says what it is.
    const error = announced ? line : errorOf(line);
    announced = line.startsWith(INTERNAL);
    if (error === undefined || announced) return;
    lastWords = error;
    plan.onError(error);
  };
  follow(child.stdout, log, () => {});
  follow(child.stderr, log, said);
  let stopping = false;
  const ending = endOf(child);
  const drained = new Promise<void>((resolve) => child.once("close", () => resolve()));
  const failure = ending.then(async (how): Promise<Error> => {
    await drained;
    log.end();
    return stopping ? await new Promise<never>(() => {}) : nodeEnded(plan, how, lastWords);
  });
  const stop = async (): Promise<void> => {
    stopping = true;
    await endChild(child, ending, STOP_PATIENCE_MS);
  };
  const interrupted = (): void => ready.reject(signal.reason);
  signal.addEventListener("abort", interrupted, { once: true });
  if (signal.aborted) interrupted();
  try {
    const failed = failure.then((error) => Promise.reject(error));
    const greeting = await Promise.race([ready.promise, failed]);
    return { pid: child.pid!, greeting, failure, stop };
  } catch (error) {
    await stop();
    throw error;
  } finally {
    signal.removeEventListener("abort", interrupted);
  }
}

function follow(stream: NodeJS.ReadableStream, log: WriteStream, said: (line: string) => void) {
  createInterface({ input: stream }).on("line", (line) => {
    log.write(`${line}\n`);
    said(line);
  });
}

/** What a line of a node's stderr says to people; undefined for what only the log needs. */
export function errorOf(line: string): string | undefined {
  if (line.startsWith("kairos: ")) return line.slice("kairos: ".length);
  if (!line.startsWith("{")) return undefined;
  try {
    const { level, msg, err } = JSON.parse(line) as Record<string, unknown>;
    if (typeof level !== "number" || level < LEVEL_ERROR) return undefined;
    return String(msg ?? (err as Error | undefined)?.message ?? "an error without words");
  } catch {
    return undefined;
  }
}

function nodeEnded({ name, log }: NodePlan, how: string, lastWords: string): KairosError {
  return new KairosError("node.ended", {
    place: name,
    got: `its end (${how})${lastWords === "" ? "" : `: ${lastWords}`}`,
    wanted: "a node that goes on",
    remedy: `Read ${log}.`,
  });
}
