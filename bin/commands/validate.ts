// kairos validate: every mistake of a scenario at once, and what a small rehearsal says of it.
import { Command } from "commander";
import { KairosError } from "../../domain/errors.ts";
import type { Scenario } from "../../scenarios/scenario.ts";
import { checkExpectation, smallRunOf } from "../../simulator/experiments/expectation.ts";
import { launchLoad } from "../../simulator/experiments/launch-load.ts";
import { onInterrupt } from "../interruption.ts";
import { findingsText, loadText, warningText } from "../launch-text.ts";
import { loadScenario } from "../scenario-file.ts";

interface Options {
  readonly rehearse?: boolean;
  readonly json?: boolean;
}

const EXAMPLES = `
Examples:
  kairos validate scenarios/quickstart.yaml
  kairos validate --rehearse scenarios/quickstart.yaml
      a small rehearsal too: is the file's expectation met (99 when not), and what would the launch
      ask of message centres, seats and counters; with the cap that would fit`;

export function validateCommand(): Command {
  return new Command("validate")
    .description("Check a scenario file and say everything that is wrong with it.")
    .argument("<scenario>", "a YAML file, such as scenarios/quickstart.yaml")
    .option("--rehearse", "also rehearse it on few people: its expectation, and the launch's load")
    .option("--json", "with --rehearse: print one JSON object instead of the tables")
    .addHelpText("after", EXAMPLES)
    .action(validate);
}

async function validate(path: string, options: Options): Promise<void> {
  if (options.json === true && options.rehearse !== true) throw jsonAlone();
  const scenario = await loadScenario(path);
  const count = scenario.campaigns.length;
  console.error(
    `${path}: valid. ${count} campaign${count === 1 ? "" : "s"} on ` +
      `${scenario.subscribers.toLocaleString("en-US")} people for ${scenario.days} day${scenario.days === 1 ? "" : "s"}.`,
  );
  if (options.rehearse === true) await rehearse(path, scenario, options);
}

async function rehearse(path: string, scenario: Scenario, { json }: Options): Promise<void> {
  const interruption = onInterrupt();
  try {
    const { signal } = interruption;
    const { findings, observation } = await checkExpectation(scenario, { signal });
    const load = await launchLoad(scenario, smallRunOf(scenario, signal), observation);
    const text = () => [findingsText(findings), loadText(load)].filter((part) => part !== "");
    console.log(json === true ? JSON.stringify({ findings, load }, null, 2) : text().join("\n\n"));
    for (const warning of load.warnings) console.error(warningText(warning));
    const missed = findings.filter(({ met }) => !met);
    if (missed.length === 0) return;
    throw new KairosError("threshold.failed", {
      place: `${path}: expectation`,
      got: missed.map(({ what, got }) => `${what}: ${got}`).join("; "),
      wanted: missed.map(({ what, wanted }) => `${what}: ${wanted}`).join("; "),
      remedy: "Change the campaign, or what the file expects of it.",
    });
  } finally {
    interruption.restore();
  }
}

function jsonAlone(): KairosError {
  return new KairosError("usage.invalid", {
    place: "kairos validate",
    got: "--json without --rehearse",
    wanted: "both",
    remedy: "Add --rehearse, or leave out --json.",
  });
}
