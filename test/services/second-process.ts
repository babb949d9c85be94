// The second process of a cluster test: hosts the services named on its command line until SIGTERM.
import { readFileSync } from "node:fs";
import { readScenario } from "../../scenarios/parse.ts";
import { startNode } from "../../services/node.ts";

/** The JSON of the only argument. */
export interface SecondProcess {
  readonly file: string;
  readonly subscribers: number;
  readonly transporter: string;
  readonly services: readonly string[];
}

const { file, ...options } = JSON.parse(process.argv[2]!) as SecondProcess;
const result = readScenario(readFileSync(file, "utf8"), file);
if ("errors" in result) throw new AggregateError(result.errors);
const node = await startNode({
  scenario: result.scenario,
  ...options,
  port: 0,
  speed: 1,
  startAtMs: 0,
});
process.once("SIGTERM", () => void node.stop());
console.log("ready");
