// A part of a rehearsal: every so-many-th person, from making them to counting what came of it.
import { sharesLimits } from "../../campaigns/daily-offers.ts";
import type { Shard as Place } from "../../domain/digest.ts";
import { fictionalTokens } from "../../domain/fictional-tokens.ts";
import type { Tokenise } from "../../domain/identity.ts";
import { DAY_MS } from "../../domain/time.ts";
import type { Trigger } from "../../domain/trigger.ts";
import { createTwin, type Twin } from "../../machines/twin.ts";
import type { Summary } from "../../metrics/summary.ts";
import type { Scenario } from "../../scenarios/scenario.ts";
import { ColumnWriter } from "../days/column-writer.ts";
import { DayPlan } from "../days/day-plan.ts";
import { EventRows } from "../days/event-rows.ts";
import { createMoments } from "../days/moments.ts";
import { createResponses } from "../days/response.ts";
import { createNeighbours } from "../days/serving.ts";
import { Signals } from "../days/signals.ts";
import { Ties } from "../days/ties.ts";
import { createTimetable } from "../days/timetable.ts";
import { formGroups } from "../groups.ts";
import { createOperator } from "../operator.ts";
import { layOutPopulation, type Part, settleHomes, settlePeople } from "../population.ts";
import { runKey } from "../random.ts";
import { Truth } from "../truth/truth.ts";
import { createWorld } from "../world/world.ts";
import { createOffice, createSummary, type Office, type RunPart } from "./office.ts";
import { Recorder } from "./recording.ts";
import type { Watcher } from "./watcher.ts";

/**
 * People whose events of a window are made and then walked by the machines: few enough for the
 * processor's cache, many enough for batches to pay.
 */
const PART = 4096;

/** What a shard is made of: plain data, so that it can be sent to a thread. */
export interface ShardOrder extends Place {
  readonly scenario: Scenario;
  readonly seed: string;
  readonly subscribers: number;
  /** Of all people, as `layOutPopulation` lays it out; the shards of one machine share it. */
  readonly people: ArrayBufferLike;
  /** Visits people from the last to the first, which must change nothing. */
  readonly reversed?: boolean;
  /** Also notes who was contacted, converted and complained. */
  readonly record?: boolean;
}

/** What a shard is busy with. */
export const PHASES = ["people", "signalling", "machines", "decisions"] as const;
export type Phase = (typeof PHASES)[number];

/** What has come of a window. */
export interface Walked {
  /** Of all windows so far. */
  readonly events: number;
  /** To be decided by the run's one office; none where the shard decides itself. */
  readonly triggers: readonly Trigger[];
}

/**
 * The steps of a shard, in this order: homes; groups, by one shard alone; people; then for each day
 * its plan, the settling of calls, and windows that follow one another to midnight. People are made
 * in parts, by default the shard's own: the shards on one memory make all of them together.
 */
export interface Shard {
  settleHomes(part?: Part): void;
  formGroups(): void;
  settlePeople(part?: Part): void;
  /** Plans the shard's people's day; the ids of calls and messages that cannot take place. */
  plan(day: number): Uint32Array;
  /** Takes what {@link plan} has given in all shards. */
  settle(conflicts: readonly Uint32Array[]): void;
  /** Lives through fromMs ≤ t < toMs, ms since the start. */
  walk(fromMs: number, toMs: number): Walked;
  part(): RunPart;
}

export interface ShardHooks {
  /** The door; default: tokens without a key. */
  readonly tokenise?: Tokenise;
  /** Called when a phase begins. */
  readonly onPhase?: (phase: Phase) => void;
  readonly watcher?: Watcher;
}

/**
 * Makes a shard; its world is made at once, its people step by step.
 *
 * @throws KairosError when the scenario cannot be run.
 */
export function createShard(order: ShardOrder, hooks: ShardHooks = {}): Shard {
  return new People(order, hooks);
}

class People implements Shard {
  readonly #order: ShardOrder;
  readonly #tokenise: Tokenise;
  readonly #enter: (phase: Phase) => void;
  readonly #watcher: Watcher | undefined;
  readonly #origin: ReturnType<typeof originOf>;
  readonly #subscribers: Uint32Array;
  #life: Life | undefined;

  constructor(order: ShardOrder, hooks: ShardHooks) {
    const { tokenise = fictionalTokens, onPhase = () => {} } = hooks;
    this.#order = order;
    this.#tokenise = tokenise;
    this.#enter = onPhase;
    this.#watcher = hooks.watcher;
    onPhase("people");
    this.#origin = originOf(order);
    this.#subscribers = subscribersOf(order);
  }

  settleHomes(part: Part = this.#order): void {
    this.#enter("people");
    settleHomes(this.#origin, this.#origin.population, part);
  }

  formGroups(): void {
    this.#enter("people");
    formGroups(this.#origin.key, this.#origin.population);
  }

  settlePeople(part: Part = this.#order): void {
    this.#enter("people");
    settlePeople(this.#origin, this.#origin.population, part);
  }

  plan(day: number): Uint32Array {
    this.#enter("people");
    this.#life ??= new Life(this.#order, this.#origin, this.#subscribers, {
      tokenise: this.#tokenise,
      watcher: this.#watcher,
    });
    return this.#life.plan(day);
  }

  settle(conflicts: readonly Uint32Array[]): void {
    this.#life!.settle(conflicts);
  }

  walk(fromMs: number, toMs: number): Walked {
    return this.#life!.walk(fromMs, toMs, this.#enter);
  }

  part(): RunPart {
    return this.#life!.part();
  }
}

function originOf({ scenario, seed, subscribers, people }: ShardOrder) {
  const key = runKey(seed);
  const world = createWorld(key, scenario.network);
  return {
    key,
    world,
    scenario,
    population: layOutPopulation(subscribers, () => people, world.people),
  };
}

function subscribersOf({ subscribers, index, of, reversed }: ShardOrder): Uint32Array {
  const count = Math.max(0, Math.ceil((subscribers - index) / of));
  const own = Uint32Array.from({ length: count }, (_, place) => place * of + index);
  return reversed === true ? own.reverse() : own;
}

/** The people's days, what the network makes of them, and the campaigns. */
class Life {
  readonly summary: Summary;
  /** None where one office decides for all shards. */
  readonly #office: Office | undefined;
  readonly #order: ShardOrder;
  readonly #subscribers: Uint32Array;
  readonly #plan: DayPlan;
  readonly #truth: Truth;
  readonly #signals: Signals;
  readonly #rows = new EventRows();
  readonly #columns: ColumnWriter;
  readonly #twin: Twin;
  readonly #recorder: Recorder | undefined;
  readonly #watcher: Watcher | undefined;
  readonly #close: (recorder: Recorder) => void;

  constructor(
    order: ShardOrder,
    { key, world, population }: ReturnType<typeof originOf>,
    subscribers: Uint32Array,
    hooks: { readonly tokenise: Tokenise; readonly watcher: Watcher | undefined },
  ) {
    const { tokenise, watcher } = hooks;
    const { scenario } = order;
    const setting = { key, world, population, scenario, timetable: createTimetable(world) };
    const { directory, door } = createOperator(setting, tokenise);
    const truth = createMoments(setting);
    const responses = createResponses(scenario, key, truth, directory);
    this.summary = createSummary(scenario, responses, order.of);
    const recorder = order.record
      ? new Recorder(scenario.campaigns.length, order.subscribers)
      : undefined;
    this.#recorder = recorder;
    this.#watcher = watcher;
    const simulatedMs = scenario.days * DAY_MS;
    this.#close = (open) =>
      open.close(subscribers, { scenario, directory, responses, truth, simulatedMs });
    this.#office = sharesLimits(scenario)
      ? undefined
      : createOffice(scenario, { directory, responses, summary: this.summary, recorder, watcher });
    this.#order = order;
    this.#subscribers = subscribers;
    this.#plan = new DayPlan(setting, new Ties(setting));
    this.#truth = new Truth(setting, order);
    this.#signals = new Signals(setting, createNeighbours(world), order);
    this.#columns = new ColumnWriter(setting, door, order);
    this.#twin = createTwin({
      directory,
      definitions: scenario.definitions,
      shard: order,
    });
  }

  plan(day: number): Uint32Array {
    this.#plan.begin(day);
    for (const subscriber of this.#subscribers) this.#plan.make(subscriber);
    return this.#plan.talk.conflicts();
  }

  settle(conflicts: readonly Uint32Array[]): void {
    this.#plan.settle(conflicts);
    const { scorecard } = this.summary;
    scorecard.forget(this.#plan.day * DAY_MS);
    for (const subscriber of this.#subscribers) {
      this.#truth.read(this.#plan, subscriber, scorecard);
    }
  }

  part(): RunPart {
    const recorder = this.#recorder;
    if (recorder === undefined) return this.summary.part();
    this.#close(recorder);
    return { ...this.summary.part(), recording: recorder.recording };
  }

  walk(fromMs: number, toMs: number, enter: (phase: Phase) => void): Walked {
    enter("signalling");
    const { summary } = this;
    const dayMs = this.#plan.day * DAY_MS;
    const rows = this.#rows;
    this.#signals.open(this.#plan, fromMs - dayMs, toMs - dayMs);
    for (let first = 0; first < this.#subscribers.length; first += PART) {
      enter("signalling");
      rows.count = 0;
      const last = Math.min(this.#subscribers.length, first + PART);
      for (let place = first; place < last; place++) {
        this.#signals.visit(this.#subscribers[place]!, rows);
      }
      const columns = this.#columns.write(rows);
      summary.columns(columns, this.#order);
      enter("machines");
      this.#twin.walk(columns, toMs);
    }
    const triggers = this.#twin.endWindow(toMs);
    enter("decisions");
    for (const trigger of triggers) {
      summary.trigger(trigger);
      this.#recorder?.trigger(trigger);
      this.#watcher?.trigger?.(trigger);
    }
    this.#office?.decide(triggers, toMs);
    return {
      events: summary.eventCount,
      triggers: this.#office === undefined ? triggers : [],
    };
  }
}
