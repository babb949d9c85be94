// kairos experiment alerts: what the order of a queue is worth while moments run out.
import type { Discipline } from "../../../campaigns/channels/serving.ts";
import { formatDuration } from "../../../domain/time.ts";
import type { AlertsReport } from "../../../simulator/experiments/alerts.ts";
import { table } from "../../table.ts";
import { inSeconds } from "./waits.ts";

const NAMES: Readonly<Record<Discipline, string>> = {
  deadline: "nearest deadline first  临期优先",
  arrival: "first in, first out  先到先办",
};

export function alertsTable({ ways, ...day }: AlertsReport): string {
  const { alerts, subscribers, seats, handlingMs, isAssumed } = day;
  if (alerts === 0) {
    return "No moment of a campaign came on the first day. Give more --subscribers.";
  }
  const [deadline, arrival] = ways.map(({ inTime }) => inTime);
  return [
    `${alerts} alerts of ${subscribers} people on the first day, ${seats} seat${seats === 1 ? "" : "s"} round the clock,`,
    `${formatDuration(handlingMs)} a call${isAssumed ? " (assumed)" : ""}. An alert whose offer has expired is given up.`,
    "",
    table([
      ["queue", "in time", "too late", "mean wait"],
      ...ways.map(({ discipline, inTime, tooLate, meanWaitMs }) => [
        NAMES[discipline],
        String(inTime),
        String(tooLate),
        inSeconds(meanWaitMs),
      ]),
    ]),
    "",
    `Nearest deadline first serves ${deadline} of ${alerts} in time, first in, first out ${arrival}.`,
    `临期优先及时处理 ${deadline} 个，先到先办 ${arrival} 个，共 ${alerts} 个预警。`,
  ].join("\n");
}
