// Runs a scenario beside the live one, in a thread of its own, so that the map never waits for it.
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Worker } from "node:worker_threads";
import { KairosError } from "../domain/errors.ts";
import type { Report } from "../metrics/summary.ts";
import { readScenario } from "../scenarios/parse.ts";
import type { Scenario } from "../scenarios/scenario.ts";
import type { Rehearsal } from "./batches.ts";
import { readTextFile } from "./files.ts";
import { withNetworkFiles } from "./network-files.ts";
import { openScenario } from "./open-scenario.ts";

const SCENARIOS = fileURLToPath(new URL("../scenarios", import.meta.url));

/** What the thread is given; structured-cloneable. */
export interface RehearsalOrder {
  readonly scenario: Scenario;
  readonly seed?: string;
  readonly subscribers?: number;
  readonly days?: number;
}

/**
 * Rehearses and resolves with the numbers.
 *
 * @throws KairosError file.missing, file.unreadable, usage.invalid; AggregateError of every
 *   KairosError of an invalid scenario
 */
export async function rehearse(rehearsal: Rehearsal, signal: AbortSignal): Promise<Report> {
  const { text, name, ...rest } = rehearsal;
  const order: RehearsalOrder = { scenario: await scenarioOf(text, name), ...rest };
  const worker = new Worker(new URL("./rehearsal-worker.ts", import.meta.url), {
    workerData: order,
  });
  const end = (): void => void worker.terminate();
  signal.addEventListener("abort", end, { once: true });
  return await new Promise<Report>((resolve, reject) => {
    worker.once("message", resolve);
    worker.once("error", reject);
    worker.once("exit", () => reject(new DOMException("The rehearsal was stopped.", "AbortError")));
  }).finally(() => signal.removeEventListener("abort", end));
}

async function scenarioOf(text: string | undefined, name: string | undefined): Promise<Scenario> {
  if ((text === undefined) === (name === undefined)) {
    throw new KairosError("usage.invalid", {
      place: "rehearsal",
      got: text === undefined ? "neither text nor name" : "both text and name",
      wanted: "one of them",
      remedy: "Give the scenario's YAML as text, or the name of a file in scenarios/.",
    });
  }
  const file = name === undefined ? "scenario" : join(SCENARIOS, `${name}.yaml`);
  const result = readScenario(
    text ?? (await readTextFile(file)),
    file,
    // A text comes from elsewhere: it may not make this machine read files of its choice.
    text === undefined ? openScenario : undefined,
  );
  if ("errors" in result) {
    throw new AggregateError(result.errors, result.errors.map(({ message }) => message).join("\n"));
  }
  if (text !== undefined && result.scenario.network.files !== undefined) throw filesNamed();
  return await withNetworkFiles(result.scenario, file);
}

/** A text comes from elsewhere: it may not make this machine read files of its choice. */
function filesNamed(): KairosError {
  return new KairosError("usage.invalid", {
    place: "rehearsal: network",
    got: "a scenario's text that names files",
    wanted: "a generated network",
    remedy: "Put the scenario and its files into scenarios/, and give its name.",
  });
}
