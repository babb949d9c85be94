// Debug mode: context and batch events that fail when they are read after their step.
import type { Frame } from "./frame.ts";

/** The view as long as this step lasts; from then on, reading it throws and says what to do. */
export function untilStepEnds<T extends object>(view: T, what: string, frame: Frame): T {
  const { step, row } = frame;
  const check = (): void => {
    if (frame.step === step && frame.row === row) return;
    throw new Error(
      `${what} of row ${row} was kept beyond its step: copy what you need, ` +
        `for instance with { ...${what} }`,
    );
  };
  const refuse = (): never => {
    throw new Error(`${what} is read only: use assign`);
  };
  // An empty target, as a proxy may not show a frozen one's properties as values.
  return new Proxy({} as T, {
    get(_target, key) {
      check();
      return Reflect.get(view, key);
    },
    has(_target, key) {
      check();
      return Reflect.has(view, key);
    },
    ownKeys() {
      check();
      return Reflect.ownKeys(view);
    },
    getOwnPropertyDescriptor(_target, key) {
      check();
      if (!Object.hasOwn(view, key)) return undefined;
      return { value: Reflect.get(view, key), enumerable: true, configurable: true };
    },
    set: refuse,
    defineProperty: refuse,
    deleteProperty: refuse,
  });
}
