// Whether a process is alive, ready and started: pure functions of facts that the node gives.

/** What a node knows of itself. */
export interface NodeFacts {
  /** Whether everything that it hosts has begun. */
  readonly started: boolean;
  /** Whether it was told to stop; it then takes nothing new. */
  readonly stopping: boolean;
  /** Whether the log answers, and the store of snapshots and leases. */
  readonly log: boolean;
  readonly store: boolean;
  /** Partitions that it owns, and that it should own now. */
  readonly partitionsOwned: number;
  readonly partitionsExpected: number;
  /** Entries of its partitions that the log has and it has not applied. */
  readonly lagEntries: number;
}

export interface HealthFacts extends NodeFacts {
  /** How late the event loop was at worst since it was last asked, in ms. */
  readonly eventLoopLagMs: number;
}

export interface Verdict {
  readonly ok: boolean;
  /** What is wrong, in words; empty when all is well. */
  readonly reasons: readonly string[];
}

/** A process whose event loop is later than this is as good as dead. */
export const EVENT_LOOP_LAG_MS_MAX = 1_000;
/** Entries behind which a node is not ready: a minute of the log at one block a second and partition. */
export const LAG_ENTRIES_MAX = 1_000;

/** For /livez: a process that fails this should be killed and started anew. */
export function livenessOf({ eventLoopLagMs }: Pick<HealthFacts, "eventLoopLagMs">): Verdict {
  return verdictOf([
    [
      eventLoopLagMs >= EVENT_LOOP_LAG_MS_MAX,
      `the event loop was ${Math.round(eventLoopLagMs)} ms late`,
    ],
  ]);
}

/** For /readyz: work should go elsewhere while a process fails this. */
export function readinessOf(facts: NodeFacts): Verdict {
  const { partitionsOwned, partitionsExpected, lagEntries } = facts;
  return verdictOf([
    [!facts.started, "it has not started yet"],
    [facts.stopping, "it is stopping"],
    [!facts.log, "the log does not answer"],
    [!facts.store, "the store does not answer"],
    [
      partitionsOwned !== partitionsExpected,
      `it owns ${partitionsOwned} partitions, not ${partitionsExpected}`,
    ],
    [lagEntries > LAG_ENTRIES_MAX, `it is ${lagEntries} entries behind the log`],
  ]);
}

/** For /startupz: whoever waits for a start asks this, and nothing else until it is ok. */
export function startupOf({ started }: Pick<NodeFacts, "started">): Verdict {
  return verdictOf([[!started, "it has not started yet"]]);
}

function verdictOf(checks: readonly (readonly [boolean, string])[]): Verdict {
  const reasons = checks.flatMap(([wrong, reason]) => (wrong ? [reason] : []));
  return { ok: reasons.length === 0, reasons };
}
