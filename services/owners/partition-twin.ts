// The state of one partition: its people's twin and what was done about their moments, from the log.
import { createOutreach, type Outreach } from "../../campaigns/outreach.ts";
import type { Decision } from "../../domain/decision.ts";
import {
  Digest,
  digestColumns,
  digestDecision,
  digestTrigger,
  type Shard,
} from "../../domain/digest.ts";
import type { Directory } from "../../domain/directory.ts";
import type { SubscriberIndex } from "../../domain/identity.ts";
import type { Outcome, ResponseModel } from "../../domain/offer.ts";
import type { SubscriberEvent } from "../../domain/subscriber-event.ts";
import { createTwin, type RegionView, type Twin } from "../../machines/twin.ts";
import type { Scenario } from "../../scenarios/scenario.ts";
import type { LogEntry } from "../log/event-log.ts";
import type { Control, EventBlock } from "../log/log-record.ts";
import { decodeRecord } from "../log/record-codec.ts";
import { greatestRowOf } from "./block-sense.ts";
import type { OpenPartition, Partition } from "./partition.ts";
import {
  decodeHead,
  encodeHead,
  HEAD_SLAB,
  type PartitionHead,
  type PartitionIdentity,
} from "./partition-head.ts";
import { encodeOutput, type PartitionDigests } from "./partition-output.ts";

export interface PartitionTwinParts {
  readonly scenario: Pick<Scenario, "definitions" | "campaigns" | "policy" | "control">;
  readonly directory: Directory;
  /** Who answers; pure in its arguments, so that a replay gets the same answers. */
  readonly responses: Pick<ResponseModel, "react">;
  readonly partitions: number;
  /** An entry was not applied, or not shown in full. */
  onPassedOver?(partition: number, sequence: number, reason: PassedOver): void;
  /** A machine of a subscriber has failed, and is off from then on. */
  onMachineFailed?(partition: number, error: Error): void;
}

export interface PartitionTwin extends Partition, Pick<Twin, "lastSeen" | "materialise"> {
  /** Throws colony.no-such-row for a subscriber of another partition, or of nobody's. */
  regions(subscriber: SubscriberIndex): readonly RegionView[];
  /** End of the last block, ms since the scenario's start. */
  readonly timeMs: number;
  readonly digests: PartitionDigests;
  /** Names of the campaigns whose offers are held back. */
  readonly paused: readonly string[];
  /** Octets of typed arrays. */
  readonly bytes: number;
  /** Entries that were not applied since this was opened, by reason. */
  readonly passedOver: Readonly<Record<PassedOver, number>>;
  /** Machines of subscribers that have failed since this was opened. */
  readonly failures: number;
}

/**
 * Why an entry is not applied: nobody can read it; it is of a time that has been (a block that was
 * appended twice, say); or it names what is not there.
 */
export type PassedOver = "unreadable" | "past" | "senseless";

/** Partitions of one scenario: partition p has every subscriber with index ≡ p modulo `partitions`. */
export function openPartitionTwin(parts: PartitionTwinParts): OpenPartition<PartitionTwin> {
  return (partition, slabs) => new LoggedTwin(parts, partition, slabs);
}

/** Rows beyond those known that one entry may ask for: strangers come one by one. */
const STRANGERS_MAX = 2 ** 20;

class LoggedTwin implements PartitionTwin {
  readonly #parts: PartitionTwinParts;
  readonly #zones: number;
  readonly #shard: Shard;
  readonly #identity: PartitionIdentity;
  readonly #twin: Twin;
  readonly #outreach: Outreach;
  readonly #events: Digest;
  readonly #triggers: Digest;
  readonly #decisions: Digest;
  /** Of the block under way. */
  #outcomes: Outcome[] = [];
  /** Rows that blocks have named so far. */
  #rows: number;
  #timeMs = 0;
  failures = 0;
  readonly passedOver = { unreadable: 0, past: 0, senseless: 0 };

  constructor(
    parts: PartitionTwinParts,
    partition: number,
    slabs: ReadonlyMap<string, Uint8Array>,
  ) {
    const { scenario, directory, responses, partitions } = parts;
    const shard = { index: partition, of: partitions };
    this.#parts = parts;
    this.#zones = directory.zones.length;
    this.#shard = shard;
    this.#identity = {
      partition,
      partitions,
      definitions: scenario.definitions,
      campaigns: scenario.campaigns.map(({ name }) => name),
    };
    this.#twin = createTwin({
      directory,
      definitions: scenario.definitions,
      shard,
      onFailure: (error) => {
        this.failures++;
        parts.onMachineFailed?.(partition, error);
      },
    });
    this.#outreach = createOutreach({
      book: scenario,
      directory,
      responses,
      shard,
      limitShare: shard,
      onOutcome: (outcome) => this.#outcomes.push(outcome),
    });
    this.#twin.prepareCapture();
    const head = slabs.get(HEAD_SLAB);
    const {
      timeMs,
      digests,
      rows = 0,
    } = head === undefined ? NOTHING_YET : decodeHead(head, this.#identity);
    this.#rows = Math.max(rows, Math.ceil(directory.subscribers / partitions));
    this.#events = Digest.parse(digests.events);
    this.#triggers = Digest.parse(digests.triggers);
    this.#decisions = Digest.parse(digests.decisions);
    this.#timeMs = timeMs;
    if (head === undefined) return;
    this.#twin.load(slabs, timeMs);
    this.#outreach.load(slabs, timeMs);
  }

  apply({ octets, sequence }: LogEntry): readonly Uint8Array[] {
    let record: ReturnType<typeof decodeRecord>;
    try {
      record = decodeRecord(octets);
    } catch {
      return this.#passOver(sequence, "unreadable");
    }
    if (record.kind === "control") {
      return this.#change(record.control) ? [] : this.#passOver(sequence, "senseless");
    }
    // A block in front of it that nobody could read leaves a gap: time goes on over it.
    if (record.fromMs < this.#timeMs) return this.#passOver(sequence, "past");
    if (!this.#makesSense(record)) return this.#passOver(sequence, "senseless");
    return [this.#take(record, sequence)];
  }

  regions(subscriber: SubscriberIndex): readonly RegionView[] {
    return this.#twin.regions(subscriber);
  }

  lastSeen(subscriber: SubscriberIndex): ReturnType<Twin["lastSeen"]> {
    return this.#twin.lastSeen(subscriber);
  }

  materialise(subscriber: SubscriberIndex): ReturnType<Twin["materialise"]> {
    return this.#twin.materialise(subscriber);
  }

  get timeMs(): number {
    return this.#timeMs;
  }

  get digests(): PartitionDigests {
    return {
      events: this.#events.toString(),
      triggers: this.#triggers.toString(),
      decisions: this.#decisions.toString(),
    };
  }

  get paused(): readonly string[] {
    const { campaigns } = this.#identity;
    return campaigns.filter((_, campaign) => this.#outreach.isPaused(campaign));
  }

  get bytes(): number {
    return this.#twin.bytes;
  }

  changed(): ReadonlyMap<string, () => Uint8Array> {
    const { timeMs, digests } = this;
    const head = encodeHead(this.#identity, { timeMs, digests, rows: this.#rows });
    return new Map([[HEAD_SLAB, () => head], ...this.#twin.changed(), ...this.#outreach.changed()]);
  }

  committed(): void {
    this.#twin.committed();
    this.#outreach.committed();
  }

  /** False for what is not there. */
  #change(control: Control): boolean {
    if (control.kind === "contact.refuse") {
      const { subscriber } = control;
      const { index, of } = this.#shard;
      if (subscriber % of !== index || (subscriber - index) / of >= this.#rowsMax) return false;
      this.#outreach.optOut(subscriber);
      return true;
    }
    const campaign = this.#identity.campaigns.indexOf(control.campaign);
    if (campaign < 0) return false;
    this.#outreach.pause(campaign, control.kind === "campaign.pause");
    return true;
  }

  /** Applies a block, and says what there is to be said of it. */
  #take(block: EventBlock, sequence: number): Uint8Array {
    const { fromMs, toMs, columns } = block;
    digestColumns(this.#events, columns, this.#shard);
    this.#twin.walk(columns, toMs);
    const decisions = this.#twin.endWindow(toMs).flatMap((trigger) => {
      digestTrigger(this.#triggers, trigger);
      const decision = this.#outreach.decide(trigger);
      if (decision === undefined) return [];
      digestDecision(this.#decisions, decision);
      return decision;
    });
    this.#outreach.advance(toMs);
    this.#timeMs = toMs;
    const outcomes = this.#outcomes.sort(byDecision);
    this.#outcomes = [];
    return encodeOutput({
      partition: this.#shard.index,
      sequence,
      fromMs,
      toMs,
      events: columns.size,
      decisions,
      outcomes,
      digests: this.digests,
      causes: this.#causesOf(decisions, sequence, block),
    });
  }

  #causesOf(
    decisions: readonly Decision[],
    sequence: number,
    { columns, events, eventAt = (place) => events!()[place]! }: EventBlock,
  ): readonly SubscriberEvent[] {
    if (events === undefined || decisions.length === 0) return [];
    const { index, of } = this.#shard;
    const wanted = new Set<string>();
    for (const { subscriber, trigger } of decisions) {
      const row = (subscriber - index) / of;
      if (trigger.cause.event !== undefined) wanted.add(`${row} ${trigger.cause.event}`);
    }
    const causes: SubscriberEvent[] = [];
    for (let place = 0; place < columns.size && wanted.size > 0; place++) {
      if (!wanted.delete(`${columns.subscriber[place]} ${columns.sequence[place]}`)) continue;
      try {
        causes.push(eventAt(place));
      } catch {
        // Only the inspector misses it; the columns, which count, are sound.
        this.#passOver(sequence, "unreadable");
      }
    }
    return causes;
  }

  /** Nothing is said of it. */
  #passOver(sequence: number, reason: PassedOver): readonly [] {
    this.passedOver[reason]++;
    this.#parts.onPassedOver?.(this.#shard.index, sequence, reason);
    return [];
  }

  /** Beyond it an entry names people that nobody can have, and asks for their memory. */
  get #rowsMax(): number {
    return this.#rows + STRANGERS_MAX;
  }

  #makesSense(block: EventBlock): boolean {
    const greatest = greatestRowOf(block, this.#zones);
    if (greatest === undefined || greatest >= this.#rowsMax) return false;
    this.#rows = Math.max(this.#rows, greatest + 1);
    return true;
  }
}

const NOTHING = new Digest().toString();
const NOTHING_YET: PartitionHead = {
  timeMs: 0,
  digests: { events: NOTHING, triggers: NOTHING, decisions: NOTHING },
};

function byDecision(a: Outcome, b: Outcome): number {
  return a.timeMs - b.timeMs || a.subscriber - b.subscriber || a.decision - b.decision;
}
