// Deliberate defects of the columnar executor, each of which the differential runs must notice.
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { stripTypeScriptTypes } from "node:module";
import { fileURLToPath } from "node:url";
import type { TestedExecutor } from "./differential.ts";
import { columnarOf } from "./executors.ts";

export interface Mutant {
  readonly what: string;
  /** Under machines/columnar. */
  readonly file: string;
  /** Stands exactly once in the file. */
  readonly find: string;
  readonly replace: string;
  /** The first machine to try, for a defect that few machines show. */
  readonly fromSeed?: number;
}

export const MUTANTS: readonly Mutant[] = [
  {
    what: "short wildcards before long ones",
    file: "select.ts",
    find: ".sort((a, b) => b.length - a.length)",
    replace: ".sort((a, b) => a.length - b.length)",
  },
  {
    what: "ancestors asked before their descendants",
    file: "select.ts",
    find: '{ kind: "first", inner, outer };\n}',
    replace: '{ kind: "first", inner: outer, outer: inner };\n}',
  },
  {
    what: "candidates asked from the last to the first",
    file: "select.ts",
    find: "const candidates = reachable.map(",
    replace: "const candidates = [...reachable].reverse().map(",
  },
  {
    what: "eventless transitions of ancestors forgotten",
    file: "select.ts",
    find: "lineOf(node).flatMap(",
    replace: "[node].flatMap(",
  },
  {
    what: "of two transitions in conflict the later one wins",
    file: "microstep.ts",
    find: "findIndex((o) => !isDescendant(transition.source, o.source))",
    replace: "findIndex(() => false)",
  },
  {
    what: "states left from the outside in",
    file: "microstep.ts",
    find: "exitSet(transitions, active, history).sort((a, b) => b.order - a.order)",
    replace: "exitSet(transitions, active, history).sort((a, b) => a.order - b.order)",
  },
  {
    what: "states entered as they were found",
    file: "microstep.ts",
    find: "[...set.entered].sort((a, b) => a.order - b.order)",
    replace: "[...set.entered]",
  },
  {
    what: "reenter of a state from within as if it were not",
    file: "microstep.ts",
    find: "if (!reenter && isInner) return source;",
    replace: "if (isInner) return source;",
  },
  {
    what: "initial actions forgotten",
    file: "microstep.ts",
    find: "set.byDefault.has(node) ? node.initial.actions : []",
    replace: "set.byDefault.has(node) ? [] : []",
  },
  {
    what: "deep history as shallow",
    file: "microstep.ts",
    find: 'child.history === "deep"',
    replace: 'child.history === ("never" as string)',
  },
  {
    what: "history remembered after the states were left",
    file: "microstep.ts",
    find: "  const remembered = historyOf(left, active, history);\n",
    replace:
      "  const remembered = historyOf(left, new Set([...active].filter((n) => !left.includes(n))), history);\n",
  },
  {
    what: "a parallel state complete with its first region",
    file: "microstep.ts",
    find: "children.every((child) => isComplete(active, child))",
    replace: "children.some((child) => isComplete(active, child))",
  },
  {
    what: "output of final states lost",
    file: "microstep.ts",
    find: 'deeds.push({ kind: "done", node: parent, final });',
    replace: 'deeds.push({ kind: "done", node: parent, final: undefined });',
  },
  {
    what: "no exit actions when the machine is done",
    file: "microstep.ts",
    find: 'for (const { exit } of nodes) for (const action of exit) deeds.push({ kind: "action", action });',
    replace: "",
  },
  {
    what: "eventless transitions asked again though nothing has changed",
    file: "stepper.ts",
    find: "asksEventless = eventless === undefined || eventless.changes || frame.assigned;",
    replace: "asksEventless = true;",
  },
  {
    what: "eventless transitions not asked after an assign alone",
    file: "stepper.ts",
    find: "|| eventless.changes || frame.assigned;",
    replace: "|| (eventless.next !== at);",
  },
  {
    what: "raised events from the last to the first",
    file: "stepper.ts",
    find: "const event = frame.queue[frame.queueHead++]!;",
    replace: "const event = frame.queue.pop()!;",
  },
  {
    what: "emitted events from the last to the first",
    file: "stepper.ts",
    find: "frame.emitted.splice(0)",
    replace: "frame.emitted.splice(0).reverse()",
  },
  {
    what: "events sent during a step delivered from the last to the first",
    file: "stepper.ts",
    find: "this.#waiting.push({ row, event });",
    replace: "this.#waiting.splice(this.#nextWaiting, 0, { row, event });",
  },
  {
    what: "emitted events of a step that throws are told",
    file: "stepper.ts",
    find: "frame.emitted.length = 0;",
    replace: "",
  },
  {
    what: "a step that throws leaves its assigns behind",
    file: "undo.ts",
    find: "u32.set(this.#words, base);",
    replace: "",
  },
  {
    what: "a step that throws leaves its lists and objects behind",
    file: "undo.ts",
    find: "values[row] = this.#values[list];",
    replace: "void values[row];",
  },
  {
    what: "generated code saves no record",
    file: "operations.ts",
    find: "return first >= 0 && operations.slice(first + 1)",
    replace: "return first < 0 && operations.slice(first + 1)",
    fromSeed: 660,
  },
  {
    what: "stateIn by value holds for any state",
    file: "guards.ts",
    find: "return matchesState(value, at.value);",
    replace: "return true;",
  },
  {
    what: "stateIn by id does not hold",
    file: "guards.ts",
    find: "return at.nodes.includes(machine.getStateNodeById(value));",
    replace: "return false;",
  },
  {
    what: "a closure's assign sees what it has written",
    file: "closures.ts",
    find: "records.write(column, frame.row, values[index]);",
    replace:
      "const { compute, value } = fields[index]!.source;\n" +
      "    records.write(column, frame.row, compute ? compute(args, params) : value);",
  },
  {
    what: "generated code writes each field before the next is computed",
    file: "generate.ts",
    find: 'this.#write(column, name(n))),\n    ].join("\\n");',
    replace:
      "this.#write(column, name(n))),\n    ]" +
      ".map((_, i, all) => all[(i % 3) * fields.length + Math.floor(i / 3)])" +
      '.join("\\n");',
  },
  {
    what: "params evaluated once",
    file: "closures.ts",
    find: "return params.compute === undefined ? params.value : params.compute(args);",
    replace:
      "return params.compute === undefined ? params.value : " +
      "((params as { once?: unknown }).once ??= params.compute(args));",
  },
  {
    what: "timers of one due from the last armed to the first",
    file: "general-timers.ts",
    find: "return this.#arming[a]! < this.#arming[b]!;",
    replace: "return this.#arming[a]! > this.#arming[b]!;",
  },
  {
    what: "timers of states after all others of the same due",
    file: "timers.ts",
    find: "if (generalDueMs < dueMs) return",
    replace: "if (generalDueMs <= dueMs && general.size > 0) return",
  },
  {
    what: "a name cancels its first timer, not its last",
    file: "timers.ts",
    find: "if (id !== undefined) this.#unname(row, id);\n    this.#general.arm",
    replace: "this.#general.arm",
  },
  {
    what: "a timer that fires leaves the name to the others",
    file: "timers.ts",
    find: "if (id !== undefined) this.#unname(row, id);\n    this.dueMs",
    replace: "this.dueMs",
  },
  {
    what: "a state's timer goes on when the state is left",
    file: "timers.ts",
    find: "if (this.#u8[byte] === UNARMED || (this.#u8[byte + this.#flagOffset]! & UNNAMED) !== 0) return;",
    replace: "if (this.#u8[byte] !== 300) return;",
  },
  {
    what: "a row that is done keeps its timers",
    file: "stepper.ts",
    find: "frame.output = undefined;\n    timers.cancelAll(row);\n  }\n\n  /** Isolates a row",
    replace: "frame.output = undefined;\n  }\n\n  /** Isolates a row",
  },
  {
    what: "restored timers all have their names",
    file: "timers.ts",
    find: "isNameless ? undefined : id, cancellable);",
    replace: "isNameless ? undefined : id, !isNameless);",
  },
  {
    what: "a slab forgets the timers that stand beside the records",
    file: "slab-read.ts",
    find: "for (const timer of pending) timers.rearm(row, timer);",
    replace: "for (const timer of pending.slice(1)) timers.rearm(row, timer);",
  },
];

const SOURCE = fileURLToPath(new URL("../../../machines/columnar/", import.meta.url));
/** Inside node_modules, so that a copy finds xstate; in JavaScript, as Node strips no types there. */
export const COPIES = fileURLToPath(
  new URL(`../../../node_modules/.cache/kairos-mutants-${process.pid}/`, import.meta.url),
);

/** An executor with one defect; without a mutant, a copy as it is. */
export async function mutated(name: string, mutant?: Mutant): Promise<TestedExecutor> {
  const folder = `${COPIES}${name}/`;
  mkdirSync(folder, { recursive: true });
  for (const file of readdirSync(SOURCE).filter((each) => each.endsWith(".ts"))) {
    const source = readFileSync(SOURCE + file, "utf8");
    const text = file === mutant?.file ? replaced(source, mutant) : source;
    const stripped = stripTypeScriptTypes(text).replace(/(from\s+"\.\/[\w-]+)\.ts"/g, '$1.mjs"');
    writeFileSync(folder + file.replace(".ts", ".mjs"), stripped);
  }
  return columnarOf(`${folder}compile.mjs`, mutant?.what ?? "a copy");
}

function replaced(source: string, { what, file, find, replace }: Mutant): string {
  const count = source.split(find).length - 1;
  if (count !== 1) {
    throw new Error(
      `mutant "${what}": its text stands ${count} times in machines/columnar/${file}, expected ` +
        "once. Take a text that the file has now.",
    );
  }
  return source.replace(find, () => replace);
}
