// A node in a process of its own: hosts what its only argument says until SIGTERM.

import { type NodeOptions, startNode } from "../../services/node.ts";
import { readScenarioFile } from "../scenarios/scenario-file.ts";

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
const node = await startNode({ ...options, scenario: readScenarioFile(file), port: 0 });
process.once("SIGTERM", () => void node.stop());
console.log("ready");
