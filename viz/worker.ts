// The browser's own rehearsal: one half of the split, run in a worker, window by window.
import { encodePeople, type PeopleFrame } from "../domain/map-frame.ts";
import type { Scenario } from "../scenarios/scenario.ts";
import {
  createWatchedRun,
  type WatchedRun,
  type WatchedWindow,
} from "../simulator/runs/watched-run.ts";
import type { BeginHalf, HalfCounts, HalfMessage, HalfOrder } from "./split/half-message.ts";

type Counted = "delivered" | "accepted" | "complained";

/** Counts offers and what came of them, in messages and in people. */
class Tally {
  readonly #offeredByCampaign: number[];
  readonly #outcomes: Record<Counted, number> = { delivered: 0, accepted: 0, complained: 0 };
  readonly #treated = new Set<number>();
  readonly #accepted = new Set<number>();
  readonly #control = new Set<number>();
  #suppressed = 0;
  #unprompted = 0;

  constructor(campaigns: number) {
    this.#offeredByCampaign = new Array<number>(campaigns).fill(0);
  }

  add({ decisions, outcomes }: WatchedWindow, run: WatchedRun): void {
    for (const decision of decisions) {
      const { subscriber, campaign } = decision;
      if (decision.kind === "offered") {
        this.#offeredByCampaign[campaign]!++;
        this.#treated.add(subscriber);
        continue;
      }
      this.#suppressed++;
      if (decision.rule !== "experiment.control-group" || this.#control.has(subscriber)) continue;
      this.#control.add(subscriber);
      if (run.convertsUnprompted(subscriber, campaign)) this.#unprompted++;
    }
    for (const { kind, subscriber } of outcomes) {
      if (kind === "accepted") this.#accepted.add(subscriber);
      if (kind in this.#outcomes) this.#outcomes[kind as Counted]++;
    }
  }

  get counts(): HalfCounts {
    return {
      ...this.#outcomes,
      offered: this.#offeredByCampaign.reduce((sum, offers) => sum + offers, 0),
      suppressed: this.#suppressed,
      offeredByCampaign: [...this.#offeredByCampaign],
      treated: { people: this.#treated.size, converted: this.#accepted.size },
      control: { people: this.#control.size, converted: this.#unprompted },
    };
  }
}

let run: WatchedRun;
let tally: Tally;
let tellsMoments = false;
let sent: PeopleFrame | undefined;

function begin(order: BeginHalf): void {
  const scenario = order.scenario as Scenario & {
    readonly notes?: { readonly calibrated?: string; readonly emerges?: string };
  };
  const seed = order.seed ?? scenario.seed;
  const subscribers = order.subscribers ?? scenario.subscribers;
  run = createWatchedRun(scenario, { seed, subscribers });
  tally = new Tally(scenario.campaigns.length);
  tellsMoments = order.tellsMoments;
  tell({
    kind: "ready",
    scene: {
      scenario: scenario.name,
      title: scenario.title,
      seed,
      subscribers,
      start: scenario.start,
      days: scenario.days,
      quietHours: scenario.policy.quietHours,
      campaigns: scenario.campaigns.map(({ name, title }) => ({ name, title })),
      world: run.map,
    },
    ...(scenario.notes === undefined ? {} : { notes: scenario.notes }),
  });
}

function advance(toMs: number): void {
  const window = run.advance(toMs);
  tally.add(window, run);
  const frame = run.people();
  const people = encodePeople(frame, sent);
  sent = frame;
  const moments = tellsMoments
    ? Float64Array.from(window.moments.flatMap(({ subscriber, timeMs }) => [subscriber, timeMs]))
    : new Float64Array();
  tell({
    kind: "window",
    toMs,
    people: people.buffer as ArrayBuffer,
    offers: window.decisions
      .filter(({ kind }) => kind === "offered")
      .map((decision) => {
        const { subscriber, sequence, timeMs, campaign } = decision;
        return {
          id: `${subscriber}.${sequence}`,
          timeMs,
          subscriber,
          campaign,
          at: run.placeOf(decision),
        };
      }),
    outcomes: window.outcomes.map(({ subscriber, decision, kind, timeMs }) => ({
      id: `${subscriber}.${decision}`,
      subscriber,
      kind,
      timeMs,
    })),
    moments,
    counts: tally.counts,
  });
}

function tell(message: HalfMessage): void {
  postMessage(message);
}

addEventListener("message", ({ data: order }: MessageEvent<HalfOrder>): void => {
  try {
    if (order.kind === "begin") begin(order);
    else advance(order.toMs);
  } catch (error) {
    tell({ kind: "failed", message: error instanceof Error ? error.message : String(error) });
  }
});
