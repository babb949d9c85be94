// Builds the map (viz/) into dist/, which the gateway service serves.
import { defineConfig } from "vite";

export default defineConfig({
  root: "viz",
  build: { outDir: "../dist", emptyOutDir: true },
  worker: { format: "es" },
});
