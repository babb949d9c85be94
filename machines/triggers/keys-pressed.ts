// keys.pressed: keys in a call to a listed menu, such as the way to one of its announcements.
import { assign, emit, setup } from "xstate";
import type { EnrichedEvent } from "../../domain/directory.ts";
import { textCode } from "../../domain/tap-values.ts";
import type { ColumnType } from "../columnar/colony.ts";
import { defineTrigger, type Fields, type ParametersFrom } from "./define.ts";
import { fired, type Step, type TriggerFired } from "./fired.ts";

const fields = {
  number: {
    kind: "text",
    form: "serviceNumber",
    optional: true,
    describe: "The listed number that the call is with. Default: any whose menu is listed.",
  },
  path: {
    kind: "text",
    form: "keys",
    optional: true,
    describe: "All keys of the call up to then. Default: the first key, once a call.",
  },
  phase: {
    kind: "choice",
    of: ["ringing", "talking", "any"],
    default: "any",
    describe: "While the called phone rings, or after the answer. Default any.",
  },
} as const satisfies Fields;

type KeyParameters = ParametersFrom<"keys.pressed", typeof fields>;

type KeyFacts = {
  readonly name: "keys.pressed";
  /** As the trigger says them, "" where it does not. */
  readonly number: string;
  readonly path: string;
};

interface KeyContext {
  /** Whether a key of the present call has counted. */
  readonly keyCounted: boolean;
}

const KEY_COLUMNS: Readonly<Record<keyof KeyContext, ColumnType>> = { keyCounted: "boolean" };
/** As tapValuesOf says it; 0: any. */
const PHASE_CODES = { ringing: 1, talking: 2, any: 0 } as const;

type KeyStep = Step<KeyContext>;

function keysPressed({ number = "", path = "", phase }: KeyParameters) {
  const [numberCode, pathCode] = [textCode(number), textCode(path)];
  const phaseCode = PHASE_CODES[phase];
  const isMeant = ({ context, event }: KeyStep): boolean =>
    (number === "" ? event.firstValue !== 0 : event.firstValue === numberCode) &&
    (path === "" ? !context.keyCounted : event.thirdValue === pathCode) &&
    (phaseCode === 0 || event.secondValue === phaseCode);
  return setup({
    types: { context: {} as KeyContext, events: {} as EnrichedEvent, emitted: {} as TriggerFired },
    guards: { isMeant },
    actions: {
      noteKey: assign({ keyCounted: true }),
      noteCall: assign({ keyCounted: false }),
      fire: emit(() => fired({ name: "keys.pressed", number, path })),
    },
  }).createMachine({
    id: "keys.pressed",
    context: { keyCounted: false },
    on: {
      "call.setUp": { actions: "noteCall" },
      "key.pressed": { guard: "isMeant", actions: ["noteKey", "fire"] },
    },
  });
}

export const definition = defineTrigger({
  name: "keys.pressed",
  title: { en: "presses keys in a menu", zh: "按键" },
  describe: "Keys are pressed in a call to a listed number with a listed menu.",
  fields,
  machine: (of) => ({ machine: keysPressed(of), columns: KEY_COLUMNS }),
  sentence: ({ number, path }: KeyFacts) => ({
    en: `Pressed ${path === "" ? "a key" : path}${number === "" ? "" : ` at ${number}`}`,
    zh: `${number === "" ? "" : `在 ${number} `}按键${path === "" ? "" : ` ${path}`}`,
  }),
  product: () => "other",
});
