// Builds the map once before all tests, so that no test looks at an old dist/.
import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";

export function setup(): void {
  const root = fileURLToPath(new URL("..", import.meta.url));
  execFileSync(`${root}/node_modules/.bin/vite`, ["build", "--logLevel", "warn"], {
    cwd: root,
    stdio: ["ignore", 2, 2],
  });
}
