// Asking across the broker: again until it is answered, for as long as it may take, and no longer.
import { Errors, type ServiceBroker } from "moleculer";
import { describe, expect, test } from "vitest";
import { askAny, Flow } from "../../services/asking.ts";
import type { Wall } from "../../services/pacer.ts";
import { ACTION } from "../../services/subjects.ts";

/** A wall clock that moves only when somebody waits. */
function wallOf(): Wall {
  let nowMs = 0;
  return {
    now: () => nowMs,
    wait: async (ms) => {
      nowMs += ms;
    },
  };
}

interface Asked {
  readonly action: string;
  readonly role: string;
}

function flowOf(answer: (attempt: number) => unknown, patienceMs = 1_000) {
  const asked: Asked[] = [];
  const ending = new AbortController();
  const broker = {
    async call(action: string, _params: object, { meta }: { meta: { role: string } }) {
      asked.push({ action, role: meta.role });
      return answer(asked.length);
    },
  } as unknown as ServiceBroker;
  const flow = new Flow({ broker, wall: wallOf(), patienceMs, ending: ending.signal });
  return { flow, asked, ending };
}

const BATCH = { fromMs: 0, toMs: 10, events: [] };
const away = (): never => {
  throw new Error("the tap is away");
};

describe("the traffic's questions", () => {
  test("are asked again while the tap is away, in the name of the system", async () => {
    const { flow, asked } = flowOf((attempt) => (attempt < 4 ? away() : undefined));
    await flow.sendEvents(BATCH);
    expect(asked).toEqual(Array(4).fill({ action: ACTION.tapEvents, role: "system" }));
  });

  test("end when patience ends, with the last error", async () => {
    const { flow, asked } = flowOf(away, 1_000);
    await expect(flow.sendEvents(BATCH)).rejects.toThrow("the tap is away");
    expect(asked.length).toBeGreaterThan(5);
  });

  test("are not asked again when the answer would be the same", async () => {
    const refusal = Object.assign(new Error("a gap"), { code: "batch.out-of-order" });
    const { flow, asked } = flowOf(() => Promise.reject(refusal));
    await expect(flow.sendEvents(BATCH)).rejects.toBe(refusal);
    expect(asked).toHaveLength(1);
  });

  test("about closed windows have no end to their patience", async () => {
    const { flow, asked } = flowOf((attempt) => {
      if (attempt < 300) return away();
      return { toMs: attempt < 302 ? 5 : 10 };
    });
    await flow.closed(10);
    expect(asked).toHaveLength(302);
  });

  test("end soon after the process is told to stop", async () => {
    const { flow, ending } = flowOf(() => new Promise(() => undefined));
    const sent = flow.sendEvents(BATCH);
    ending.abort(new Error("stopped"));
    await expect(sent).rejects.toThrow("stopped");
    await expect(flow.sendEvents(BATCH)).rejects.toThrow("stopped");
  });
});

describe("a command to any node", () => {
  const commanded = (nodeID?: string) => {
    let asked = 0;
    const broker = {
      async call() {
        if (++asked > 1) return "done";
        throw new Errors.ServiceNotFoundError({
          action: ACTION.subscriberOptOut,
          ...(nodeID && { nodeID }),
        });
      },
    } as unknown as ServiceBroker;
    const question = { params: { subscriber: 1 }, role: "operator" } as const;
    return askAny(broker, ACTION.subscriberOptOut, question);
  };

  test("goes to another one when the first has left", async () => {
    expect(await commanded("n1")).toBe("done");
  });

  test("fails at once where nobody hosts its service", async () => {
    await expect(commanded()).rejects.toThrow("subscriber.optOut");
  });
});
