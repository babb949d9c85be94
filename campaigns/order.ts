// An order until it works: billing, service platform and commission, undone backwards when one fails (W10).
import { assign, emit, setup } from "xstate";

/** How an order came about (campaigns.md W20); it decides how long the customer keeps it (W15). */
export const ORDER_MODES = [
  "sms",
  "keyPress",
  "electronic",
  "telemarketing",
  "shop",
  "care",
  "batchImport",
] as const;
export type OrderMode = (typeof ORDER_MODES)[number];

/** The systems that an order goes through, in this order. */
export const ORDER_STEPS = ["billing", "platform", "commission"] as const;
export type OrderStep = (typeof ORDER_STEPS)[number];

export interface OrderInput {
  readonly mode: OrderMode;
  /** A batch import needs it (campaigns.md W21). */
  readonly approvedBy?: string;
}

interface OrderContext extends OrderInput {
  /** Steps that are done and not undone. */
  readonly done: readonly OrderStep[];
}

export type OrderEvent =
  | { readonly type: "step.done" }
  | { readonly type: "step.failed" }
  | { readonly type: "step.undone" };

/** What a system is asked for. */
export type OrderEmitted =
  | { readonly type: "step.wanted"; readonly step: OrderStep }
  | { readonly type: "undo.wanted"; readonly step: OrderStep };

type View = { readonly context: OrderContext };

/** recorded → provisioning → provisioned, or → compensating → failed; refused without approval. */
export const orderMachine = setup({
  types: {
    context: {} as OrderContext,
    input: {} as OrderInput,
    events: {} as OrderEvent,
    emitted: {} as OrderEmitted,
  },
  guards: {
    lacksApproval: ({ context }) =>
      context.mode === "batchImport" && (context.approvedBy ?? "") === "",
    allDone: ({ context }) => context.done.length === ORDER_STEPS.length,
    noneDone: ({ context }) => context.done.length === 0,
  },
  actions: {
    askForNext: emit(({ context }: View) => ({
      type: "step.wanted" as const,
      step: ORDER_STEPS[context.done.length]!,
    })),
    askToUndo: emit(({ context }: View) => ({
      type: "undo.wanted" as const,
      step: context.done.at(-1)!,
    })),
    noteDone: assign({
      done: ({ context }) => [...context.done, ORDER_STEPS[context.done.length]!],
    }),
    noteUndone: assign({ done: ({ context }) => context.done.slice(0, -1) }),
  },
}).createMachine({
  id: "order",
  context: ({ input }) => ({ ...input, done: [] }),
  initial: "recorded",
  states: {
    recorded: { always: [{ guard: "lacksApproval", target: "refused" }, "provisioning"] },
    provisioning: {
      always: { guard: "allDone", target: "provisioned" },
      entry: "askForNext",
      on: {
        "step.done": [{ target: "settling", actions: "noteDone" }],
        "step.failed": "compensating",
      },
    },
    settling: { always: [{ guard: "allDone", target: "provisioned" }, "provisioning"] },
    compensating: {
      always: { guard: "noneDone", target: "failed" },
      entry: "askToUndo",
      on: { "step.undone": { target: "undoing", actions: "noteUndone" } },
    },
    undoing: { always: [{ guard: "noneDone", target: "failed" }, "compensating"] },
    provisioned: { type: "final" },
    failed: { type: "final" },
    refused: { type: "final" },
  },
});
