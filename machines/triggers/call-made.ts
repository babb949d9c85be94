// call.made: calls that somebody makes at some time of day, long and often enough.
import { formatDuration } from "../../domain/time.ts";
import { callMachine } from "./call-phases.ts";
import { COUNT_FIELDS } from "./counting.ts";
import { defineTrigger, type Fields, type ParametersFrom } from "./define.ts";
import { isWithin } from "./spans.ts";

const fields = {
  hours: {
    kind: "hours",
    optional: true,
    describe: "The call is dialled between these times of day. Default: all day.",
  },
  minimumTalk: {
    kind: "duration",
    maximum: "1d",
    default: "0s",
    describe: "Answered, and over after at least this long; 0s: answered or not. Default 0s.",
  },
  ...COUNT_FIELDS,
} as const satisfies Fields;

type MadeParameters = ParametersFrom<"call.made", typeof fields>;

type MadeFacts = {
  readonly name: "call.made";
  /** How many there were, this one included. */
  readonly calls: number;
  /** Of the last one, from answer to release. */
  readonly talkMs: number;
};

function callMade({ hours, minimumTalkMs, count, withinMs }: MadeParameters) {
  return callMachine("call.made", {
    direction: "originated",
    phase: "released",
    minimumTalkMs,
    rule: { count, withinMs },
    isMeant: ({ timeMs }) => hours === undefined || isWithin(timeMs, hours),
    placeOf: () => 0,
    factsOf: ({ talkMs }) => ({ name: "call.made", calls: count, talkMs }),
  });
}

export const definition = defineTrigger({
  name: "call.made",
  title: { en: "makes calls", zh: "主叫通话" },
  describe: "Calls are made, at some time of day, long and often enough; it fires at the hang-up.",
  fields,
  machine: callMade,
  sentence: ({ calls, talkMs }: MadeFacts) => {
    const [en, zh] = [formatDuration(talkMs, "en"), formatDuration(talkMs, "zh")];
    if (calls === 1) return { en: `Talked for ${en}`, zh: `通话 ${zh}` };
    return {
      en: `Call ${calls} of this kind, talked for ${en}`,
      zh: `第 ${calls} 次此类通话，时长 ${zh}`,
    };
  },
  product: () => "other",
});
