// The executors that the differential suite runs against actors.
import { pathToFileURL } from "node:url";
import { compile } from "../../../machines/columnar/compile.ts";
import { interpret } from "../interpreter.ts";
import type { TestedColony, TestedExecutor } from "./differential.ts";

export const COLUMNAR: TestedExecutor = {
  name: "columnar",
  create: (machine, options) => compile(machine, options) as unknown as TestedColony,
};

/** Steps `machine.transition`: proves the harness. It has no `onLog`, `self.send` and restore. */
export const INTERPRETER: TestedExecutor = {
  name: "interpreter",
  plain: true,
  create: (machine, options) => interpret(machine, options as never) as unknown as TestedColony,
};

/** A changed copy of machines/columnar: `file` is its compile module. */
export async function columnarOf(file: string, name: string): Promise<TestedExecutor> {
  const copy = (await import(pathToFileURL(file).href)) as { compile: typeof compile };
  return {
    name,
    create: (machine, options) => copy.compile(machine, options) as unknown as TestedColony,
  };
}
