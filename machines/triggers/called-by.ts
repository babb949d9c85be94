// called.by: a call from a number that somebody waits for, at its set-up, answer or hang-up.
import { formatDuration } from "../../domain/time.ts";
import { callMachine, PHASES } from "./call-phases.ts";
import { defineTrigger, type Fields, type ParametersFrom } from "./define.ts";
import { PARTY_FIELDS, partiesOf } from "./parties.ts";
import { type PartyCallFacts, partyCalls, TALK_FIELD } from "./party-calls.ts";

const fields = {
  ...PARTY_FIELDS,
  phase: {
    kind: "choice",
    of: PHASES,
    default: "released",
    describe: "When it fires: as it arrives, at the answer, or when it is over. Default released.",
  },
  ...TALK_FIELD,
} as const satisfies Fields;

type CalledParameters = ParametersFrom<"called.by", typeof fields>;

type CalledFacts = PartyCallFacts<"called.by">;

function calledBy(parameters: CalledParameters) {
  return callMachine("called.by", {
    ...partyCalls("called.by", partiesOf(parameters)),
    direction: "terminated",
    phase: parameters.phase,
    minimumTalkMs: parameters.minimumTalkMs,
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
