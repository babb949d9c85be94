// The quickstart scenario, small, a built page and a second process, as the tests of nodes use them.
import { type ChildProcess, spawn } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { WebSocket } from "ws";
import type { StreamMessage, Tick } from "../../domain/map-frame.ts";
import type { Scenario } from "../../scenarios/scenario.ts";
import { QUICKSTART_CITY, readScenarioFile } from "../scenarios/scenario-file.ts";
import type { SecondProcess } from "./second-process.ts";

/** Few enough for a day in a second or two, enough for every kind of moment but the rarest. */
export const SUBSCRIBERS = 500;

export const readQuickstart = (): Scenario => readScenarioFile(QUICKSTART_CITY);

/** A folder with an index.html; the caller removes it. */
export async function createPage(): Promise<{ root: string; remove(): Promise<void> }> {
  const root = await mkdtemp(join(tmpdir(), "kairos-page-"));
  await writeFile(join(root, "index.html"), "<!doctype html><title>Kairos</title>");
  return { root, remove: () => rm(root, { recursive: true }) };
}

/** A folder for logs; the caller removes it. */
export async function createFolder(): Promise<{ folder: string; remove(): Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), "kairos-data-"));
  return { folder, remove: () => rm(folder, { recursive: true }) };
}

/** The next tick that a viewer of this map is told and that fulfils a condition. */
export function nextTick(url: string, wanted: (tick: Tick) => boolean = () => true): Promise<Tick> {
  const socket = new WebSocket(`${url.replace("http", "ws")}api/stream`);
  return new Promise((resolve, reject) => {
    socket.on("error", reject);
    socket.on("message", (message: Buffer, binary) => {
      const told = binary ? undefined : (JSON.parse(message.toString()) as StreamMessage);
      if (told?.kind !== "tick" || !wanted(told)) return;
      socket.close();
      resolve(told);
    });
  });
}

/** Starts a second process with these options and resolves when it says that it is ready. */
export async function startSecondProcess(
  options: Omit<SecondProcess, "file" | "subscribers">,
): Promise<ChildProcess> {
  const order: SecondProcess = { file: QUICKSTART_CITY, subscribers: SUBSCRIBERS, ...options };
  const program = fileURLToPath(new URL("second-process.ts", import.meta.url));
  const child = spawn(process.execPath, [program, JSON.stringify(order)], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  await new Promise<void>((resolve, reject) => {
    child.stdout.once("data", () => resolve());
    child.once("exit", (code) => reject(new Error(`the second process ended with ${code}`)));
  });
  return child;
}
