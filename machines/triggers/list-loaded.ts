// list.loaded: the analysts put somebody on a list; she is told when she can be reached.
import { textWord } from "../../domain/digest.ts";
import { defineTrigger, type Fields, type ParametersFrom } from "./define.ts";
import { REACHABLE_FIELDS, toldMachine } from "./told-machine.ts";

const fields = {
  list: {
    kind: "text",
    describe: "The list's name: one of the block lists, or of the analysts' own.",
  },
  ...REACHABLE_FIELDS,
  reachable: {
    ...REACHABLE_FIELDS.reachable,
    default: true,
    describe: REACHABLE_FIELDS.reachable.describe.replace("Default false", "Default true"),
  },
} as const satisfies Fields;

type ListParameters = ParametersFrom<"list.loaded", typeof fields>;

type ListFacts = {
  readonly name: "list.loaded";
  readonly list: string;
  /** From the loading to this moment. */
  readonly agoMs: number;
};

function listLoaded({ list, reachable, expiresMs }: ListParameters) {
  const wanted = textWord(list);
  return toldMachine("list.loaded", {
    type: "list.loaded",
    rule: { count: 1, withinMs: 0 },
    reachable,
    expiresMs,
    isMeant: (event) => event.firstValue === wanted,
    factsOf: ({ happenedMs, timeMs }) => ({
      name: "list.loaded",
      list,
      agoMs: timeMs - happenedMs,
    }),
  });
}

export const definition = defineTrigger({
  name: "list.loaded",
  title: { en: "on a list", zh: "列入清单" },
  describe: "The analysts put somebody on a list, and she can be reached.",
  fields,
  feeds: () => ["bi"],
  machine: listLoaded,
  sentence: ({ list }: ListFacts) => ({
    en: `On the list ${list}, can be reached`,
    zh: `在清单 ${list} 中，可以联系`,
  }),
  product: () => "other",
});
