// Which door an input passes: whose key makes its tokens, and whether its people are a scenario's.
import type { Directory } from "../domain/directory.ts";
import type { Tokenise } from "../domain/identity.ts";
import { EMPTY_PLAN, type NumberPlan } from "../domain/number-plan.ts";
import { DAY_MS, epochMs } from "../domain/time.ts";
import type { Scenario } from "../scenarios/scenario.ts";
import {
  createTokeniser,
  type TokenKeys,
  tokeniserOfSeed,
  tokeniserOfThisRun,
} from "../services/tokens.ts";
import { createTraffic } from "../simulator/traffic.ts";
import type { Beginning } from "./beginning.ts";

export interface Door {
  readonly tokenise: Tokenise;
  readonly numbers: NumberPlan;
  /** The people of the scenario, undefined without one. */
  readonly master: Directory | undefined;
  /** Where a capture's time is 0, microseconds since 1970; undefined: at its first frame. */
  readonly originMicros: number | undefined;
}

export interface DoorOptions {
  readonly keys: TokenKeys | undefined;
  readonly scenario: Scenario | undefined;
  /** Default: the scenario's. */
  readonly seed: string | undefined;
}

/**
 * The door for an input. Anybody can make the tokens of a scenario's seed, so only captures of the
 * scenario's own days get them: generated ones. Whoever else is in a capture may be real.
 */
export function doorFor(
  { isText, firstMicros }: Pick<Beginning, "isText" | "firstMicros">,
  { keys, scenario, seed }: DoorOptions,
): Door {
  const own = keys === undefined ? undefined : createTokeniser(keys);
  if (scenario === undefined) {
    const tokenise = own ?? announced();
    return { tokenise, numbers: EMPTY_PLAN, master: undefined, originMicros: undefined };
  }
  const { numbers } = scenario;
  const ofSeed = own ?? tokeniserOfSeed(seed ?? scenario.seed);
  const traffic = createTraffic(scenario, { seed: seed ?? scenario.seed, tokenise: ofSeed });
  const master = traffic.directory;
  if (isInDays(scenario, firstMicros)) {
    const originMicros = epochMs(scenario.start) * 1_000;
    return { tokenise: ofSeed, numbers, master, originMicros };
  }
  if (!isText) {
    console.error(
      "The capture is not of the scenario's days: time counts from its first frame, and nobody " +
        "in it is one of the scenario's people.",
    );
  }
  return { tokenise: own ?? announced(), numbers, master, originMicros: undefined };
}

/** From the midnight before the scenario's first day to a day after its last. */
function isInDays({ start, days }: Scenario, micros: number | undefined): boolean {
  if (micros === undefined) return false;
  const sinceStartMs = micros / 1_000 - epochMs(start);
  return sinceStartMs >= 0 && sinceStartMs < (days + 1) * DAY_MS;
}

/** A door of this run only, which says so when somebody passes it. */
function announced(): Tokenise {
  const tokenise = tokeniserOfThisRun();
  let said = false;
  return (kind, text) => {
    if (!said) console.error("Tokens are of this run only; --token-key <file> keeps them.");
    said = true;
    return tokenise(kind, text);
  };
}
