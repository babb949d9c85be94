// What is never done, whatever campaigns, policies, products, people and moments come: see invariants/.
import { describe, expect, test } from "vitest";
import { RULES, type Rule } from "../../domain/decision.ts";
import { type Breach, breachesOf } from "./invariants/checker.ts";
import { notesOf } from "./invariants/run.ts";
import { type World, worldOf } from "./invariants/world.ts";

const HAPPENINGS = 400;
const WORLDS = 500;
/** Worlds in which a missing rule must show. */
const WORLDS_MAX = 400;

type Taken = Exclude<Rule, "arbitration.lost">;
const TAKEN = RULES.filter((rule): rule is Taken => rule !== "arbitration.lost");

/** The seed of the first world in which something is broken. */
function firstBreach(breach: Breach, notes: (world: World) => ReturnType<typeof notesOf>): number {
  for (let seed = 1; seed <= WORLDS_MAX; seed++) {
    const world = worldOf(seed, 200);
    if (breachesOf(world, notes(world)).has(breach)) return seed;
  }
  return -1;
}

describe("campaigns", () => {
  test("never break a rule in 200,000 decisions of 500 random worlds, and each rule is met", () => {
    const met = new Map<string, number>();
    const count = (what: string) => met.set(what, (met.get(what) ?? 0) + 1);
    let decisions = 0;
    for (let seed = 1; decisions < HAPPENINGS * WORLDS; seed++) {
      const world = worldOf(seed, HAPPENINGS);
      const notes = notesOf(world);
      expect([...breachesOf(world, notes)], `seed ${seed}`).toEqual([]);
      for (const note of notes) {
        if (note.kind === "sent") count("sent");
        else if (note.kind === "outcome") count(note.outcome.kind);
        else if (note.kind === "decision") {
          decisions++;
          const { decision } = note;
          if (decision.kind === "suppressed") count(decision.rule);
          for (const { rule } of decision.losers ?? []) count(rule);
        }
      }
    }
    for (const what of [...RULES, "held", "reminded", "expiredWhileHeld", "accepted"]) {
      expect(met.get(what) ?? 0, what).toBeGreaterThan(20);
    }
    expect(met.get("sent")).toBeGreaterThan(5_000);
  });

  test.each(TAKEN)("are caught breaking %s once that rule is taken away", (rule) => {
    const rules = RULES.filter((name) => name !== rule);
    expect(firstBreach(rule, (world) => notesOf(world, { rules }))).toBeGreaterThan(0);
  });

  test("are caught giving a moment to a lower score", () => {
    const byOrder = (world: World) => {
      const { arbitration, ...book } = world.book;
      return notesOf(world, { book });
    };
    expect(firstBreach("arbitration.lost", byOrder)).toBeGreaterThan(0);
  });
});
