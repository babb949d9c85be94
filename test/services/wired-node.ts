// A node whose tap is fed with octets, in a process of its own, so that its whole log can be read.

import { startNode } from "../../services/node.ts";
import { readScenarioFile } from "../scenarios/scenario-file.ts";

/** The JSON of the only argument. */
export interface WiredNode {
  readonly file: string;
  readonly seed: string;
  readonly subscribers: number;
  readonly startAtMs: number;
  readonly root: string;
  readonly data: string;
}

const { file, ...options } = JSON.parse(process.argv[2]!) as WiredNode;
const node = await startNode({
  scenario: readScenarioFile(file),
  ...options,
  port: 0,
  speed: 600,
  wire: true,
  onProgress: (progress) => console.error(JSON.stringify(progress)),
});
process.once("SIGTERM", () => void node.stop());
console.log(node.url);
