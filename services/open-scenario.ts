// Opens the files that scenarios extend; their paths count from the file that names them.
import { dirname, join } from "node:path";
import type { OpenScenario } from "../scenarios/extends.ts";
import { readTextFileSync } from "./files.ts";

export const openScenario: OpenScenario = (path, from) => {
  const file = join(dirname(from), path);
  return { file, text: readTextFileSync(file) };
};
