// Generates the code of choices and operations: user functions are called in line, columns are
// read and written without a detour. Equal code is made once.
import type { EventObject } from "xstate";
import type { EventReader, Piece } from "./backend.ts";
import { firstCodeOf } from "./batch.ts";
import { closureOf, paramsFor } from "./closures.ts";
import type { EventBatch } from "./colony.ts";
import { type Column, misfitOf, SENTINEL, U40_MAX } from "./columns.ts";
import type { Configuration } from "./configurations.ts";
import { type Guard, isIn, type Params } from "./guards.ts";
import { needsUndo, type Operation, type OperationOf, type Source } from "./operations.ts";
import type { Scope } from "./scope.ts";
import type { Choice } from "./select.ts";

/**
 * What code was made of, for all colonies of the process: those of one machine have the same code,
 * which is then compiled, and learns to be fast, once for all of them.
 */
const MAKERS = new Map<string, (...given: unknown[]) => unknown>();

function makerOf(names: readonly string[], text: string): (...given: unknown[]) => unknown {
  const key = `${names.join()}\n${text}`;
  let maker = MAKERS.get(key);
  if (maker === undefined) {
    maker = new Function(...names, `"use strict";\nreturn ${text};`) as typeof maker & {};
    MAKERS.set(key, maker);
  }
  return maker;
}

export class Generator {
  readonly #scope: Scope;
  readonly #pieces = new Map<string, Piece<unknown>>();
  /** Functions and values of the definition, which the code calls v0, v1, … */
  readonly #values: unknown[] = [];
  readonly #places = new Map<unknown, number>();
  readonly #closures = new Map<Operation, () => void>();
  readonly #refuse = (column: Column, value: unknown): never => {
    throw new Error(misfitOf(column, value));
  };

  constructor(scope: Scope) {
    this.#scope = scope;
  }

  piece(text: string): Piece<unknown> {
    let piece = this.#pieces.get(text);
    if (piece === undefined) {
      piece = { run: this.evaluate(text) as () => unknown };
      this.#pieces.set(text, piece);
    }
    return piece;
  }

  rebind(): void {
    for (const [text, piece] of this.#pieces) piece.run = this.evaluate(text) as () => unknown;
  }

  /** The value of an expression in which the columns' views and v0, v1, … have their names. */
  evaluate(text: string): unknown {
    const used = new Set(text.match(/\bv\d+\b/g));
    const { records, frame, args, timers, save } = this.#scope;
    const given: Record<string, unknown> = {
      frame,
      args,
      timers,
      save,
      refuse: this.#refuse,
      strings: records.strings,
      lists: records.lists,
    };
    for (const view of ["u8", "u16", "u32", "i32", "f32", "f64"] as const) {
      given[view] = records[view];
    }
    for (const name of used) given[name] = this.#values[Number(name.slice(1))];
    return makerOf(Object.keys(given), text)(...Object.values(given));
  }

  contextView(): string {
    const getters = this.#scope.records.layout.columns.map((column): [string, string] => [
      column.name,
      this.#read(column),
    ]);
    return viewOf(getters);
  }

  choose(choice: Choice, at: Configuration): string {
    if (choice.kind === "chain" && choice.weight === 1) {
      const tests = this.#tests(choice, at, (place) => `return ${place};`);
      return `function choose() {\n${tests}\nreturn 0;\n}`;
    }
    return `function choose() {\nlet key = 0;\n${this.#adds(choice, at)}\nreturn key;\n}`;
  }

  perform(operations: readonly Operation[]): string {
    const names = operations.flatMap(({ name }) => (name === "" ? [] : [name]));
    const label = names.join("_").replace(/\W/g, "_");
    const save = needsUndo(operations) ? "save();\n" : "";
    const body = operations.map((operation, index) => this.#perform(operation, index)).join("\n");
    return `function perform_${label}() {\n${save}${body}\n}`;
  }

  #adds(choice: Choice, at: Configuration): string {
    if (choice.kind === "all") return choice.parts.map((part) => this.#adds(part, at)).join("\n");
    if (choice.kind === "chain") {
      return this.#tests(choice, at, (place) => `key += ${place * choice.weight};`);
    }
    const before = `before${weightOf(choice)}`;
    return (
      `const ${before} = key;\n${this.#adds(choice.inner, at)}\n` +
      `if (key === ${before}) {\n${this.#adds(choice.outer, at)}\n}`
    );
  }

  #tests(
    { candidates }: Extract<Choice, { kind: "chain" }>,
    at: Configuration,
    then: (place: number) => string,
  ): string {
    return candidates
      .map(({ guard }, index) => {
        const test = guard === undefined ? "true" : this.#asks(guard, at);
        return `if (${test}) { ${then(index + 1)} }`;
      })
      .join("\nelse ");
  }

  #asks(guard: Guard, at: Configuration): string {
    if (guard.kind === "stateIn") return String(isIn(this.#scope.machine, guard.value, at));
    if (guard.kind === "not") return `!${this.#asks(guard.part, at)}`;
    if (guard.kind === "call") {
      const place = this.#scope.frame.nameOf("guard", guard.name);
      return `(frame.at = ${place}, ${this.#value(guard.call)}(args, ${this.#params(guard.params)}))`;
    }
    if (guard.parts.length === 0) return String(guard.kind === "and");
    const parts = guard.parts.map((part) => this.#asks(part, at));
    return `(${parts.join(guard.kind === "and" ? " && " : " || ")})`;
  }

  #perform(operation: Operation, index: number): string {
    // Computed params are computed once for all of an action.
    if (operation.params.compute !== undefined) return `${this.#closureOf(operation)}();`;
    const at = `frame.at = ${this.#scope.frame.nameOf("action", operation.name)};\n`;
    if (operation.kind === "assign") return at + this.#assign(operation, index);
    if (operation.kind === "emit") {
      return `${at}frame.emitted.push(${this.#source(operation, operation.event)});`;
    }
    if (operation.kind === "custom") {
      return `${at}${this.#value(operation.call)}(args, ${this.#params(operation.params)});`;
    }
    if (operation.kind === "cancel" && operation.slot >= 0) {
      return `timers.disarm(frame.row, ${operation.slot});`;
    }
    if (operation.kind === "raise" && operation.slot >= 0) {
      const { value } = operation.delay;
      if (typeof value === "number") {
        const delay = value > 0 ? ` + ${value}` : "";
        return `timers.arm(frame.row, ${operation.slot}, frame.nowMs${delay});`;
      }
    }
    return `${this.#closureOf(operation)}();`;
  }

  /** The same function for the same operation, so that equal lists have equal code. */
  #closureOf(operation: Operation): string {
    const perform = this.#closures.get(operation) ?? closureOf(operation, this.#scope);
    this.#closures.set(operation, perform);
    return this.#value(perform);
  }

  #assign(operation: OperationOf<"assign">, index: number): string {
    const { fields } = operation;
    const name = (field: number): string => `a${index}_${field}`;
    return [
      ...fields.map(({ source }, n) => `const ${name(n)} = ${this.#source(operation, source)};`),
      ...fields.map(({ column }, n) => this.#check(column, name(n))),
      ...fields.map(({ column }, n) => this.#write(column, name(n))),
    ].join("\n");
  }

  #source({ params }: Pick<Operation, "params">, { compute, value }: Source): string {
    if (compute === undefined)
      return typeof value === "number" ? literal(value) : this.#value(value);
    return `${this.#value(compute)}(args, ${this.#params(params)})`;
  }

  #params(params: Params): string {
    if (params.compute !== undefined) {
      return `${this.#value(paramsFor)}(${this.#value(params)}, args)`;
    }
    return params.value === undefined ? "undefined" : this.#value(params.value);
  }

  #value(value: unknown): string {
    let place = this.#places.get(value);
    if (place === undefined) {
      place = this.#values.push(value) - 1;
      this.#places.set(value, place);
    }
    return `v${place}`;
  }

  #read({ type, empty, offset, highByte }: Column): string {
    if (type === "any") return `lists[${offset}][frame.row]`;
    if (type === "boolean") return `u8[(frame.base << 2) + ${offset}] === 1`;
    if (type === "string") return `strings.values[u32[frame.base + ${offset}]]`;
    const high = `u8[(frame.base << 2) + ${highByte}]`;
    const read =
      type === "u40" ? `(${place("u32", offset)} + ${high} * 4294967296)` : place(type, offset);
    if (empty === undefined) return read;
    const value = String(empty.value);
    if (type === "u40") return `(${high} === 255 ? ${value} : ${read})`;
    if (type !== "f32" && type !== "f64")
      return `(${read} === ${SENTINEL[type]} ? ${value} : ${read})`;
    return `(${read} !== ${read} ? ${value} : ${read})`;
  }

  /** Everything that can fail, so that no field is written if another cannot be. */
  #check(column: Column, value: string): string {
    const test = checkOf(column, value);
    if (test === "") return "";
    const check = `if (!${test}) refuse(${this.#value(column)}, ${value});`;
    if (column.type !== "string") return check;
    return `${check}\nconst ${value}_code = strings.codeOf(${value});`;
  }

  #write({ type, empty, offset, highByte }: Column, value: string): string {
    if (type === "any") return `lists[${offset}][frame.row] = ${value};`;
    if (type === "boolean") return `u8[(frame.base << 2) + ${offset}] = ${value} ? 1 : 0;`;
    if (type === "string") return `u32[frame.base + ${offset}] = ${value}_code;`;
    const written =
      empty === undefined ? value : `(${value} === ${empty.value} ? ${SENTINEL[type]} : ${value})`;
    if (type !== "u40") return `${place(type, offset)} = ${written};`;
    return (
      `${place("u32", offset)} = ${written};\n` +
      `u8[(frame.base << 2) + ${highByte}] = ${written} * ${2 ** -32};`
    );
  }
}

/** The element of a view at which the field of the row under way lies. */
function place(type: "u8" | "u16" | "u32" | "i32" | "f32" | "f64" | "u40", offset: number): string {
  if (type === "u8") return `u8[(frame.base << 2) + ${offset}]`;
  if (type === "u16") return `u16[(frame.base << 1) + ${offset}]`;
  if (type === "f64") return `f64[(frame.base >> 1) + ${offset}]`;
  return `${type}[frame.base + ${offset}]`;
}

/** Whether the column can hold the value; "" when it holds anything. */
function checkOf({ type, empty }: Column, value: string): string {
  if (type === "any") return "";
  if (type === "boolean" || type === "string") return `(typeof ${value} === "${type}")`;
  const number = numberCheck(type, value);
  if (empty === undefined) return number;
  const isSentinel =
    type === "f32" || type === "f64" ? `${value} !== ${value}` : `${value} === ${SENTINEL[type]}`;
  return `(${value} === ${empty.value} || ${number} && !(${isSentinel}))`;
}

function numberCheck(type: Exclude<Column["type"], "boolean" | "string" | "any">, value: string) {
  if (type === "u8") return `((${value} & 255) === ${value})`;
  if (type === "u16") return `((${value} & 65535) === ${value})`;
  if (type === "u32") return `((${value} >>> 0) === ${value})`;
  if (type === "i32") return `((${value} | 0) === ${value})`;
  if (type !== "u40") return `(typeof ${value} === "number")`;
  return (
    `(typeof ${value} === "number" && ${value} >= 0 && ${value} <= ${U40_MAX}` +
    ` && Math.floor(${value}) === ${value})`
  );
}

function literal(value: number): string {
  return Object.is(value, -0) ? "-0" : String(value);
}

/** A number that tells a choice from all others of its tree, for the names of variables. */
function weightOf(choice: Choice): number {
  if (choice.kind === "chain") return choice.weight;
  return weightOf(choice.kind === "all" ? choice.parts[0]! : choice.outer);
}

/**
 * An object with own enumerable getters that cannot be changed. V8 keeps it fast when its
 * properties are defined one by one; an object literal with getters is a dictionary.
 */
function viewOf(getters: readonly (readonly [name: string, value: string])[]): string {
  const defined = getters.map(
    ([name, value]) =>
      `Object.defineProperty(view, ${JSON.stringify(name)}, ` +
      `{ enumerable: true, get() { return ${value}; } });`,
  );
  return `(() => { const view = {}; ${defined.join("\n")} return Object.freeze(view); })()`;
}

/** An event object over the arrays of batches of one shape. */
export function generatedReader(batch: EventBatch): EventReader {
  const fields = Object.entries(batch.fields);
  const getters = fields.map(([name, field], place): [string, string] => {
    const element = `c.f${place}[c.index]`;
    const code = firstCodeOf(field) === 0 ? element : `${element} - (${firstCodeOf(field)})`;
    return [name, "codes" in field ? `c.v${place}[${code}]` : element];
  });
  const slots = fields.map((_, place) => `f${place}: null, v${place}: null`);
  const text =
    `const c = { index: 0, types: null, typeNames: null, ${slots.join(", ")} };\n` +
    `const view = ${viewOf([["type", "c.typeNames[c.types[c.index]]"], ...getters])};\n` +
    "return { cursor: c, view };";
  const made = new Function(`"use strict";\n${text}`)() as {
    readonly cursor: Record<string, unknown> & { index: number };
    readonly view: EventObject;
  };
  const { cursor } = made;
  const names = fields.map(([name], place) => [name, `f${place}`, `v${place}`] as const);
  let bound: EventBatch | undefined;
  return {
    ...made,
    isBusy: false,
    bind(next) {
      if (next === bound) return;
      bound = next;
      cursor["types"] = next.types;
      cursor["typeNames"] = next.typeNames;
      for (const [name, numbers, values] of names) {
        const field = next.fields[name]!;
        const coded = "codes" in field;
        cursor[numbers] = coded ? field.codes : field;
        cursor[values] = coded ? field.values : null;
      }
    },
  };
}
