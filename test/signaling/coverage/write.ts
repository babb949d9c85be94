// npm run coverage: measures what the corpora contain, and writes docs/protocol-coverage.md.
import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { measure } from "./corpora.ts";
import { page } from "./page.ts";

export const PAGE = fileURLToPath(new URL("../../../docs/protocol-coverage.md", import.meta.url));

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  writeFileSync(PAGE, page(measure()));
  console.log(`Wrote ${PAGE}`);
}
