// roamed.out: the home register hears that somebody leaves the province, as another network tells.
import { defineTrigger, type Fields } from "./define.ts";
import { toldMachine } from "./told-machine.ts";

const fields = {} as const satisfies Fields;

type RoamedFacts = {
  readonly name: "roamed.out";
  /** From the register's knowledge to this moment. */
  readonly agoMs: number;
};

const roamedOut = () =>
  toldMachine("roamed.out", {
    type: "roamed.out",
    rule: { count: 1, withinMs: 0 },
    reachable: false,
    expiresMs: 0,
    isMeant: () => true,
    factsOf: ({ happenedMs, timeMs }) => ({ name: "roamed.out", agoMs: timeMs - happenedMs }),
  });

export const definition = defineTrigger({
  name: "roamed.out",
  title: { en: "leaves the province", zh: "漫游出省" },
  describe: "The home register hears that she roams.",
  fields,
  feeds: () => ["hlr"],
  machine: roamedOut,
  sentence: (_facts: RoamedFacts) => ({
    en: "Left the province, another network serves",
    zh: "漫游出省",
  }),
  product: () => "other",
});
