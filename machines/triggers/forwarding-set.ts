// forwarding.set: somebody forwards her calls, perhaps to another operator: a sign of leaving.
import { emit, setup } from "xstate";
import type { EnrichedEvent } from "../../domain/directory.ts";
import type { NumberClass } from "../../domain/number-plan.ts";
import { FORWARDING_CONDITIONS } from "../../domain/subscriber-event.ts";
import { classCode, classOf, forwardingCode } from "../../domain/tap-values.ts";
import { defineTrigger, type Fields, type ParametersFrom } from "./define.ts";
import { fired, type TriggerFired } from "./fired.ts";

const fields = {
  condition: {
    kind: "choice",
    of: [...FORWARDING_CONDITIONS, "any"],
    default: "any",
    describe: "Which calls, as signalled; all of them set all at once. Default any.",
  },
  to: {
    kind: "choice",
    of: ["any", "offNet"],
    default: "any",
    describe: "offNet: only to a number of another operator. Default any.",
  },
} as const satisfies Fields;

type ForwardingParameters = ParametersFrom<"forwarding.set", typeof fields>;

type ForwardingFacts = { readonly name: "forwarding.set"; readonly offNet: boolean };

const OTHERS: readonly NumberClass[] = ["offNet", "fixed", "international", "rival"];
const OTHER_CODES = OTHERS.map(classCode);

/** Only when it is switched on, with a confirmation of the network. */
function forwardingSet({ condition, to }: ForwardingParameters) {
  const conditions = FORWARDING_CONDITIONS.filter(
    (known) => condition === "any" || known === condition || known === "all",
  ).map((known) => forwardingCode(known, true));
  const isOffNet = (event: EnrichedEvent): boolean => OTHER_CODES.includes(classOf(event));
  return setup({
    types: { context: {} as object, events: {} as EnrichedEvent, emitted: {} as TriggerFired },
    guards: {
      isMeant: ({ event }) =>
        conditions.includes(event.fourthValue) && (to === "any" || isOffNet(event)),
    },
    actions: {
      fire: emit(({ event }) => fired({ name: "forwarding.set", offNet: isOffNet(event) })),
    },
  }).createMachine({
    id: "forwarding.set",
    context: {},
    on: { "forwarding.set": { guard: "isMeant", actions: "fire" } },
  });
}

export const definition = defineTrigger({
  name: "forwarding.set",
  title: { en: "forwards calls", zh: "设置呼叫转移" },
  describe: "Call forwarding is switched on.",
  fields,
  machine: (of) => ({ machine: forwardingSet(of), columns: {} }),
  sentence: ({ offNet }: ForwardingFacts) => ({
    en: offNet ? "Forwards calls to another operator" : "Forwards calls",
    zh: offNet ? "设置呼叫转移到他网" : "设置了呼叫转移",
  }),
  product: () => "other",
});
