// roamed.home: the home register hears that somebody is back in the province.
import { defineTrigger, type Fields } from "./define.ts";
import { toldMachine } from "./told-machine.ts";

const fields = {} as const satisfies Fields;

type RoamedFacts = {
  readonly name: "roamed.home";
  /** From the register's knowledge to this moment. */
  readonly agoMs: number;
};

const roamedHome = () =>
  toldMachine("roamed.home", {
    type: "roamed.home",
    rule: { count: 1, withinMs: 0 },
    reachable: false,
    expiresMs: 0,
    isMeant: () => true,
    factsOf: ({ happenedMs, timeMs }) => ({ name: "roamed.home", agoMs: timeMs - happenedMs }),
  });

export const definition = defineTrigger({
  name: "roamed.home",
  title: { en: "is back home", zh: "返回本省" },
  describe: "The home register hears that she is back.",
  fields,
  feeds: () => ["hlr"],
  machine: roamedHome,
  sentence: (_facts: RoamedFacts) => ({
    en: "Is back in the province",
    zh: "返回本省",
  }),
  product: () => "other",
});
