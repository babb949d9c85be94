// call.movedOn: somebody talks on while she travels.
import { emit, setup } from "xstate";
import type { EnrichedEvent } from "../../domain/directory.ts";
import { defineTrigger, type Fields, type ParametersFrom } from "../../machines/triggers/define.ts";
import { fired, type TriggerFired } from "../../machines/triggers/fired.ts";

const fields = {
  quietFor: {
    kind: "duration",
    default: "1m",
    describe: "No further change of cell for this long. Default 1m.",
  },
} as const satisfies Fields;

type Facts = { readonly name: "call.movedOn" };

function callMovedOn({ quietForMs }: ParametersFrom<"call.movedOn", typeof fields>) {
  return setup({
    types: { context: {} as object, events: {} as EnrichedEvent, emitted: {} as TriggerFired },
    delays: { quiet: quietForMs },
    actions: { fire: emit(() => fired({ name: "call.movedOn" })) },
  }).createMachine({
    id: "call.movedOn",
    context: {},
    initial: "still",
    states: {
      still: { on: { "call.handedOver": "moving" } },
      moving: {
        after: { quiet: { target: "still", actions: "fire" } },
        on: { "call.handedOver": { target: "moving", reenter: true } },
      },
    },
  });
}

export const definition = defineTrigger({
  name: "call.movedOn",
  title: { en: "travels in a call", zh: "通话中移动" },
  describe: "The cell changes during a call.",
  fields,
  machine: (of) => ({ machine: callMovedOn(of), columns: {} }),
  sentence: (_facts: Facts) => ({ en: "Travelled in a call", zh: "通话中移动" }),
  product: () => "other",
});
