// A scenario from its file, with the files that it extends: the one reader of tests and benches.
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { readScenario, type ScenarioReading } from "../../scenarios/parse.ts";
import type { Scenario } from "../../scenarios/scenario.ts";
import { openScenario } from "../../services/open-scenario.ts";

export const QUICKSTART: string = fileURLToPath(
  new URL("../../scenarios/quickstart.yaml", import.meta.url),
);
/** The quickstart scenario on a small land, which many tests make. */
export const QUICKSTART_CITY: string = fileURLToPath(
  new URL("quickstart-city.yaml", import.meta.url),
);

/** The same as one text, for tests that write a scenario of their own. */
export function quickstartCityText(): string {
  return `${readFileSync(QUICKSTART, "utf8")}\nnetwork: { size: city }\n`;
}

/** What is made of a file, or every mistake in it. */
export function readingOf(file: string): ScenarioReading {
  return readScenario(readFileSync(file, "utf8"), file, openScenario);
}

/** @throws AggregateError of every mistake in it */
export function readScenarioFile(file: string): Scenario {
  const reading = readingOf(file);
  if ("errors" in reading) {
    throw new AggregateError(reading.errors, reading.errors.map(String).join("\n"));
  }
  return reading.scenario;
}
