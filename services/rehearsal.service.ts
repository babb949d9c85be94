// The rehearsals: a scenario's whole run on request, one at a time, answered with its numbers.
import type { Context, ServiceSchema } from "moleculer";
import type { Report } from "../metrics/summary.ts";
import type { Rehearsal } from "./batches.ts";
import { rehearse } from "./rehearsal.ts";
import { ACTION } from "./subjects.ts";

const WAITING_MAX = 10;

export function rehearsalService(): ServiceSchema {
  const end = new AbortController();
  return {
    name: "rehearsal",
    settings: { $noServiceNamePrefix: true },
    actions: {
      [ACTION.rehearsalRun]: {
        params: {
          text: "string|optional",
          name: { type: "string", pattern: /^[a-z0-9-]+$/, optional: true },
          seed: "string|optional",
          subscribers: "number|integer|min:1|optional",
          days: "number|integer|min:1|optional",
        },
        bulkhead: { enabled: true, concurrency: 1, maxQueueSize: WAITING_MAX },
        handler: (ctx: Context<Rehearsal>): Promise<Report> => rehearse(ctx.params, end.signal),
      },
    },
    async stopped(): Promise<void> {
      end.abort();
    },
  };
}
