#!/usr/bin/env node
// Plain JavaScript, because an old Node cannot load a .ts file: it finds Node 24 and hands over.
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import module from "node:module";
import { fileURLToPath } from "node:url";

if (Number(process.versions.node.split(".")[0]) >= 24) {
  // Compiled code is kept for the next start and for the processes of this one, where it can be.
  // Set to nothing is as good as unset: Node would take it for the current folder.
  process.env.NODE_COMPILE_CACHE ||= fileURLToPath(
    new URL("../node_modules/.cache/kairos", import.meta.url),
  );
  module.enableCompileCache(process.env.NODE_COMPILE_CACHE);
  await import("./kairos.ts");
} else {
  const node = fileURLToPath(new URL("../node_modules/.bin/node", import.meta.url));
  if (!existsSync(node)) {
    console.error(
      `kairos: got Node ${process.version}, expected Node 24. Run "npm ci" in the checkout first.`,
    );
    process.exit(3);
  }
  const child = spawn(node, [fileURLToPath(import.meta.url), ...process.argv.slice(2)], {
    stdio: "inherit",
  });
  for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => child.kill(signal));
  child.on("exit", (code, signal) => process.exit(code ?? (signal === "SIGINT" ? 130 : 143)));
}
