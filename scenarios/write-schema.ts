// Writes scenario.schema.json, which gives editors completion; run by "npm run schema".
import { writeFileSync } from "node:fs";
import { scenarioJsonSchema } from "./schema.ts";

const file = new URL("./scenario.schema.json", import.meta.url);
writeFileSync(file, `${JSON.stringify(scenarioJsonSchema(), null, 2)}\n`);
