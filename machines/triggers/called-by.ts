// called.by: a call from a number that somebody waits for, at its set-up, answer or hang-up.
import { formatDuration } from "../../domain/time.ts";
import { callMachine, PHASES } from "./call-phases.ts";
import { defineTrigger, type Fields, type ParametersFrom } from "./define.ts";
import { PARTY_FIELDS, partiesOf } from "./parties.ts";

const fields = {
  ...PARTY_FIELDS,
  phase: {
    kind: "choice",
    of: PHASES,
    default: "released",
    describe: "When it fires: as it arrives, at the answer, or when it is over. Default released.",
  },
  minimumTalk: {
    kind: "duration",
    maximum: "1d",
    default: "0s",
    describe:
      "For the phase released: answered, and over after at least this long; 0s: answered or not. " +
      "Default 0s.",
  },
} as const satisfies Fields;

type CalledParameters = ParametersFrom<"called.by", typeof fields>;

type CalledFacts = {
  readonly name: "called.by";
  /** The number of the trigger's own list, "" for any other. */
  readonly number: string;
  /** From answer to release, 0 before. */
  readonly talkMs: number;
};

function calledBy(parameters: CalledParameters) {
  const parties = partiesOf(parameters);
  return callMachine("called.by", {
    direction: "terminated",
    phase: parameters.phase,
    minimumTalkMs: parameters.minimumTalkMs,
    rule: { count: 1, withinMs: 0 },
    isMeant: (event) => parties.isMeant(event),
    placeOf: (event) => parties.placeOf(event),
    factsOf: ({ place, talkMs }) => ({
      name: "called.by",
      number: parties.numbers[place - 1] ?? "",
      talkMs,
    }),
  });
}

export const definition = defineTrigger({
  name: "called.by",
  title: { en: "is called by a number", zh: "接到来电" },
  describe: "A call from a listed number, or from one of a class.",
  fields,
  machine: calledBy,
  sentence: ({ number, talkMs }: CalledFacts) => {
    const [en, zh] = number === "" ? ["a number of the list", "名单号码"] : [number, ` ${number} `];
    if (talkMs === 0) return { en: `Was called by ${en}`, zh: `接到${zh}来电` };
    return {
      en: `Was called by ${en}, talked for ${formatDuration(talkMs, "en")}`,
      zh: `接到${zh}来电，通话 ${formatDuration(talkMs, "zh")}`,
    };
  },
  product: () => "other",
});
