// The thread of one rehearsal: runs what it was given and answers with the report.
import { parentPort, workerData } from "node:worker_threads";
import { run } from "../simulator/runs/simulation.ts";
import type { RehearsalOrder } from "./rehearsal.ts";
import { tokeniserOfSeed } from "./tokens.ts";

const { scenario, ...options } = workerData as RehearsalOrder;
const tokenise = tokeniserOfSeed(options.seed ?? scenario.seed);
parentPort!.postMessage(await run(scenario, { ...options, tokenise }));
