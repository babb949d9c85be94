// How choices and operations are run: as generated code, or as closures where code must not be
// made.
import type { EventObject } from "xstate";
import { type BatchCursor, chooserOf, closureOfAll, contextView, eventView } from "./closures.ts";
import type { EventBatch } from "./colony.ts";
import type { Configuration } from "./configurations.ts";
import { Generator, generatedReader } from "./generate.ts";
import type { Operation } from "./operations.ts";
import type { Scope } from "./scope.ts";
import type { Choice } from "./select.ts";

/** A function that is made anew when the records move. */
export interface Piece<T> {
  run: () => T;
}

export interface EventReader {
  readonly view: EventObject;
  readonly cursor: Pick<BatchCursor, "index">;
  /** Whether a colony is walking: nobody else may bind it then. */
  isBusy: boolean;
  bind(batch: EventBatch): void;
}

export interface Backend {
  chooser(choice: Choice, at: Configuration): Piece<number>;
  list(operations: readonly Operation[]): Piece<void>;
  /** The context as guards and actions see it, of the row under way. */
  context(): object;
  reader(batch: EventBatch): EventReader;
  /** After the records have moved. */
  rebind(): void;
}

export function canGenerate(): boolean {
  try {
    return new Function("return true")() === true;
  } catch {
    return false;
  }
}

export function readerMaker(codegen: boolean): Backend["reader"] {
  return codegen ? generatedReader : closuresReader;
}

function closuresReader(batch: EventBatch): EventReader {
  const names = Object.keys(batch.fields);
  const cursor: BatchCursor = { index: 0, types: [], typeNames: [], fields: [] };
  return {
    view: eventView(names, cursor),
    cursor,
    isBusy: false,
    bind({ types, typeNames, fields }) {
      Object.assign(cursor, { types, typeNames, fields: names.map((name) => fields[name]!) });
    },
  };
}

export function closuresBackend(scope: Scope): Backend {
  return {
    chooser: (choice, at) => ({ run: chooserOf(choice, at, scope) }),
    list(operations) {
      const perform = closureOfAll(operations, scope);
      return {
        run() {
          scope.save();
          perform();
        },
      };
    },
    context: () => contextView(scope),
    reader: closuresReader,
    rebind() {},
  };
}

export function generatedBackend(scope: Scope): Backend {
  const generator = new Generator(scope);
  return {
    chooser: (choice, at) => generator.piece(generator.choose(choice, at)) as Piece<number>,
    list: (operations) => generator.piece(generator.perform(operations)) as Piece<void>,
    context: () => generator.evaluate(generator.contextView()) as object,
    reader: generatedReader,
    rebind: () => generator.rebind(),
  };
}
