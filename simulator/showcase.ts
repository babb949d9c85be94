// Every procedure and outcome there is, played by some of the generated people: for tests and tours.
import { fictionalTokens } from "../domain/fictional-tokens.ts";
import type { Tokenise } from "../domain/identity.ts";
import { HOUR_MS, MINUTE_MS, SECOND_MS } from "../domain/time.ts";
import type { Scenario } from "../scenarios/scenario.ts";
import { createDirectory } from "./directory.ts";
import type { WireSource } from "./link.ts";
import { createPopulation } from "./population.ts";
import { runKey } from "./random.ts";
import * as calls from "./showcase/call-scenes.ts";
import * as letters from "./showcase/message-scenes.ts";
import * as mobility from "./showcase/mobility-scenes.ts";
import { castPairs, type Pair } from "./showcase/players.ts";
import * as services from "./showcase/service-scenes.ts";
import { Stage } from "./showcase/stage.ts";
import { createWorld } from "./world/world.ts";

export interface ShowcaseOptions {
  readonly scenario: Scenario;
  /** Any text: that of a run with the same people. */
  readonly seed: string;
  /** Default: tokens without a key. */
  readonly tokenise?: Tokenise;
  /** How many people play, in pairs: an odd number is one more; no more than there are. */
  readonly subscribers: number;
  /** How many people there are; default: the scenario's. */
  readonly population?: number;
}

export interface Showcase extends WireSource {
  /** When the last event is over, ms. */
  readonly untilMs: number;
  /** Those who play, the first ones with stories that fire every trigger. */
  readonly players: readonly number[];
}

/** From the beginning to the first pair's first scene, and between two pairs. */
const BEGIN_MS = MINUTE_MS;
const STAGGER_MS = 97 * SECOND_MS;
/** After the last event everything is cleared by then. */
const END_MS = MINUTE_MS;

/** One person's story; the pair plays it twice, with turned roles. */
const SCENES: readonly ((stage: Stage, pair: Pair) => void)[] = [
  mobility.power,
  mobility.updates,
  calls.talk,
  calls.calledWhileOff,
  calls.untaken,
  letters.messages,
  mobility.newHandset,
  calls.handovers,
  letters.serviceMessages,
  calls.keys,
  services.queries,
  services.forwarding,
  calls.calledInVain,
  calls.calledElsewhere,
  calls.nobody,
  letters.pushes,
  calls.identities,
  calls.radioLost,
  mobility.waitAtStation,
  mobility.ride,
];

/**
 * A source of events as a run of the same scenario and seed could be one: the same world, people,
 * numbers and tokens, but each player goes once through all there is. About five hours long, and
 * a minute and a half more for each further pair.
 */
export function createShowcase(options: ShowcaseOptions): Showcase {
  const { scenario, seed, tokenise = fictionalTokens, subscribers } = options;
  const { network, numbers, start } = scenario;
  const key = runKey(seed);
  const world = createWorld(key, network);
  const count = options.population ?? scenario.subscribers;
  const population = createPopulation(key, world, scenario, count);
  const directory = createDirectory(key, world, population, { network, numbers, start, tokenise });
  const stage = new Stage(numbers, tokenise);
  const pairs = castPairs({ world, population, directory }, Math.ceil(subscribers / 2));
  let endMs = 0;
  for (const [index, pair] of pairs.entries()) {
    stage.nowMs = BEGIN_MS + index * STAGGER_MS;
    play(stage, pair);
    play(stage, { first: pair.second, second: pair.first });
    endMs = Math.max(endMs, stage.nowMs);
  }
  const { events, spoken, formsOf } = stage.script();
  let next = 0;
  return {
    world,
    directory,
    numbers,
    tokenise,
    spoken,
    formsOf,
    untilMs: Math.ceil((endMs + END_MS) / HOUR_MS) * HOUR_MS,
    players: pairs.flatMap(({ first, second }) => [first.subscriber, second.subscriber]),
    events(_fromMs, toMs) {
      const from = next;
      while (next < events.length && events[next]!.timeMs < toMs) next++;
      return events.slice(from, next);
    },
  };
}

function play(stage: Stage, pair: Pair): void {
  calls.goHome(stage, pair.first);
  calls.goHome(stage, pair.second);
  for (const scene of SCENES) scene(stage, pair);
}
