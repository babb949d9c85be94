// kairos experiment counter: how long visitors wait for what the counter recommends.
import type { CounterMode } from "../../../campaigns/channels/counter.ts";
import type { CounterReport } from "../../../simulator/experiments/counter.ts";
import { table } from "../../table.ts";
import { inSeconds } from "./waits.ts";

const NAMES: Readonly<Record<CounterMode, string>> = {
  "number-entered": "page when the number is entered  输入号码弹出",
  questionnaire: "questionnaire on needs  需求问卷",
  icon: "icon, opened when nobody waits  图标闪烁",
};

export function counterTable({ modes, ...day }: CounterReport): string {
  const { visits, matches, subscribers, counters } = day;
  return [
    `${visits} visitors of ${subscribers} people on the first day, at one shop with ${counters} ` +
      `counter${counters === 1 ? "" : "s"};`,
    `to ${matches} of them something can be recommended. Visits are the world's; that a page takes`,
    "2 min and a questionnaire 6 min is assumed. Who waits, and how long, emerges.",
    "",
    table([
      ["mode", "recommended", "mean wait", "95 % wait at most"],
      ...modes.map(({ mode, recommended, meanWaitMs, waitMs95 }) => [
        NAMES[mode],
        String(recommended),
        inSeconds(meanWaitMs),
        inSeconds(waitMs95),
      ]),
    ]),
  ].join("\n");
}
