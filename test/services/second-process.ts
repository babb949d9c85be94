// A node in a process of its own: hosts what its only argument says until SIGTERM.
import { readFileSync } from "node:fs";
import { readScenario } from "../../scenarios/parse.ts";
import { type NodeOptions, startNode } from "../../services/node.ts";

/** The JSON of the only argument. */
export interface SecondProcess
  extends Pick<
    NodeOptions,
    "transporter" | "store" | "data" | "services" | "startAtMs" | "speed" | "wire"
  > {
  readonly file: string;
  readonly subscribers: number;
}

const { file, ...options } = JSON.parse(process.argv[2]!) as SecondProcess;
const result = readScenario(readFileSync(file, "utf8"), file);
if ("errors" in result) throw new AggregateError(result.errors);
const node = await startNode({ ...options, scenario: result.scenario, port: 0 });
process.once("SIGTERM", () => void node.stop());
console.log("ready");
