// A small node with map and admin port, in a process of its own; says on stdout where they are.

import { runNode } from "../../services/operations/run-node.ts";
import { readScenarioFile } from "../scenarios/scenario-file.ts";

/** The JSON of the only argument. */
export interface NodeOrder {
  readonly file: string;
  readonly subscribers: number;
  readonly root: string;
  readonly data: string;
}

const { file, ...options } = JSON.parse(process.argv[2]!) as NodeOrder;
const interrupted = new AbortController();
process.on("SIGTERM", () => interrupted.abort());
const { reason, late } = await runNode(
  { scenario: readScenarioFile(file), ...options, port: 0, speed: 60, startAtMs: 0 },
  {
    adminPort: 0,
    signal: interrupted.signal,
    onStarted: ({ url }, admin) => console.log(JSON.stringify({ map: url, admin })),
  },
);
console.log(JSON.stringify({ reason: reason.name, late }));
