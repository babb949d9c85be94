// Writes scenario.schema.json, for completion in editors, and the reference page made from it; run by
// "npm run schema".
import { writeFileSync } from "node:fs";
import { scenarioReference } from "./reference.ts";
import { scenarioJsonSchema } from "./schema.ts";

const schema = scenarioJsonSchema();
const write = (file: string, text: string): void =>
  writeFileSync(new URL(file, import.meta.url), text);
write("./scenario.schema.json", `${JSON.stringify(schema, null, 2)}\n`);
write("../docs/scenario-reference.md", scenarioReference(schema));
