// A node whose tap is fed with octets, in a process of its own, so that its whole log can be read.
import { readFileSync } from "node:fs";
import { readScenario } from "../../scenarios/parse.ts";
import { startNode } from "../../services/node.ts";

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
const result = readScenario(readFileSync(file, "utf8"), file);
if ("errors" in result) throw new AggregateError(result.errors);
const node = await startNode({
  scenario: result.scenario,
  ...options,
  port: 0,
  speed: 600,
  wire: true,
  onProgress: (progress) => console.error(JSON.stringify(progress)),
});
process.once("SIGTERM", () => void node.stop());
console.log(node.url);
