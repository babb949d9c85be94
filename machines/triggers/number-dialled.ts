// number.dialled: a call to a number that somebody waits for, at its set-up, answer or hang-up.
import { textCode } from "../../domain/tap-values.ts";
import { formatDuration } from "../../domain/time.ts";
import { callMachine, PHASES, VACANT_CAUSES } from "./call-phases.ts";
import { defineTrigger, type Fields, type ParametersFrom } from "./define.ts";
import { PARTY_FIELDS, partiesOf } from "./parties.ts";
import { type PartyCallFacts, partyCalls, TALK_FIELD } from "./party-calls.ts";

const fields = {
  ...PARTY_FIELDS,
  longDistance: {
    kind: "flag",
    default: false,
    describe: "Only calls to another city, by the 0 that is dialled first. Default false.",
  },
  withoutPrefix: {
    kind: "textList",
    form: "serviceNumber",
    default: [],
    describe:
      "Only calls dialled without one of these carrier prefixes (numbers.carrierPrefixes). " +
      "Default: with or without.",
  },
  phase: {
    kind: "choice",
    of: PHASES,
    default: "setup",
    describe:
      "When it fires: as she dials, at the answer, or when the call is over. Default setup.",
  },
  outcome: {
    kind: "choice",
    of: ["any", "vacant"],
    default: "any",
    describe:
      "vacant: only a number that nobody has, known by the end of the call; it then fires when the " +
      "call is over. Default any.",
  },
  ...TALK_FIELD,
} as const satisfies Fields;

type DialledParameters = ParametersFrom<"number.dialled", typeof fields>;

type DialledFacts = PartyCallFacts<"number.dialled">;

/** A number that is named is known to be a service: that it does not respond says that it is gone. */
const LISTED_CAUSES = [...VACANT_CAUSES, 18];

function numberDialled(parameters: DialledParameters) {
  const { longDistance, withoutPrefix, outcome, minimumTalkMs } = parameters;
  const distance = longDistance ? { ...parameters, class: "longDistance" as const } : parameters;
  const parties = partiesOf(distance);
  const prefixes = withoutPrefix.map(textCode);
  const vacant = outcome === "vacant";
  return callMachine("number.dialled", {
    ...partyCalls("number.dialled", parties),
    direction: "originated",
    phase: vacant ? "released" : parameters.phase,
    minimumTalkMs,
    ...(vacant && { vacantCauses: parties.numbers.length === 0 ? VACANT_CAUSES : LISTED_CAUSES }),
    isMeant: (event) => parties.isMeant(event) && !prefixes.includes(event.fourthValue),
  });
}

export const definition = defineTrigger({
  name: "number.dialled",
  title: { en: "dials a number", zh: "拨打号码" },
  describe: "A call to a listed number, or to one of a class.",
  fields,
  machine: numberDialled,
  sentence: ({ number, talkMs }: DialledFacts) => {
    const [en, zh] = number === "" ? ["a number of the list", "名单号码"] : [number, ` ${number}`];
    if (talkMs === 0) return { en: `Dialled ${en}`, zh: `拨打了${zh}` };
    return {
      en: `Talked to ${en} for ${formatDuration(talkMs, "en")}`,
      zh: `与${zh} 通话 ${formatDuration(talkMs, "zh")}`,
    };
  },
  product: () => "other",
});
