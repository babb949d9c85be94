// One test project: files in test/ that end in .test.ts, on as many workers as there are cores.
import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    maxWorkers: "100%",
    globalSetup: ["test/build-map.ts"],
    setupFiles: ["test/properties/seed.ts"],
    testTimeout: 180_000,
    hookTimeout: 180_000,
  },
});
