// kairos validate: every mistake of a scenario at once.
import { Command } from "commander";
import { loadScenario } from "../scenario-file.ts";

export function validateCommand(): Command {
  return new Command("validate")
    .description("Check a scenario file and say everything that is wrong with it.")
    .argument("<scenario>", "a YAML file, such as scenarios/quickstart.yaml")
    .addHelpText("after", "\nExample:\n  kairos validate scenarios/quickstart.yaml")
    .action(async (path: string) => {
      const scenario = await loadScenario(path);
      const count = scenario.campaigns.length;
      console.error(
        `${path}: valid. ${count} campaign${count === 1 ? "" : "s"} on ` +
          `${scenario.subscribers.toLocaleString("en-US")} people for ${scenario.days} day${scenario.days === 1 ? "" : "s"}.`,
      );
    });
}
