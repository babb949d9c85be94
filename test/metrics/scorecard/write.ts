// npm run scorecard: runs the quickstart scenario with several networks, and writes docs/scorecard.md.
import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { measure } from "./measure.ts";
import { page } from "./page.ts";

export const PAGE = fileURLToPath(new URL("../../../docs/scorecard.md", import.meta.url));

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  writeFileSync(PAGE, page(await measure()));
  console.log(`Wrote ${PAGE}`);
}
