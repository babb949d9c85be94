// The state of the tracker's first stage: connections, TMSIs, transactions, and what is observed.
import type {
  Imsi,
  Introduction,
  SubscriberIndex,
  SubscriberRegistry,
  Tokenise,
} from "../../domain/identity.ts";
import { EMPTY_PLAN, type NumberPlan } from "../../domain/number-plan.ts";
import type { SubscriberEvent, SubscriberEventType } from "../../domain/subscriber-event.ts";
import type { Connection } from "./connection.ts";
import { ConnectionTable } from "./connections.ts";
import { type ExchangeIndex, Exchanges } from "./exchanges.ts";
import { introductionOf } from "./introduction.ts";
import { KeyTable } from "./key-table.ts";
import type { Observation } from "./observations.ts";
import { BRIEF_MAX } from "./repeats.ts";
import { TmsiMap } from "./tmsis.ts";

/** What the tracker asks of the world around it. */
export interface LinksOptions {
  readonly registry: SubscriberRegistry;
  /** The door: what the tracker keeps of digits and texts is what this makes of them. */
  readonly tokenise: Tokenise;
  /** Default: the plan of nobody, every number is a token. */
  readonly numbers?: NumberPlan;
  /**
   * Told of every event that no IMSI was ever found for, when its connection ends, and of those of
   * subscribers whom the registry does not hold. Its subscriber is −1; its cause names the frame.
   */
  readonly onUnattributed?: (event: SubscriberEvent) => void;
}

/** Counters of what could not be used, and of what was mended. */
export interface TrackerCounts {
  /** Messages on a connection whose beginning was not seen. */
  unconnected: number;
  /** Events of connections that ended before their subscriber was known, or of foreign IMSIs. */
  dropped: number;
  readonly droppedByType: Partial<Record<SubscriberEventType, number>>;
  /** Messages that were the same again. */
  repeated: number;
  /** Connections that fell silent, and were not closed. */
  timedOut: number;
  /** Calls that a handover took to where no tap is. */
  handedAway: number;
}

/** The first stage; made by {@link createLinks}, changed by nobody else. */
export interface Links {
  readonly tokenise: Tokenise;
  readonly numbers: NumberPlan;
  readonly onUnattributed: LinksOptions["onUnattributed"];
  readonly counts: TrackerCounts;
  readonly connections: ConnectionTable;
  readonly exchanges: Exchanges;
  readonly tmsis: TmsiMap;
  /** Index of an IMSI's subscriber, −1 for one outside the registry. */
  readonly subscriberOf: (imsi: Imsi, exchange: ExchangeIndex) => SubscriberIndex;
  /** Connections that asked for a handover, and those that a handover sets up, oldest first. */
  readonly leaving: Set<Connection>;
  readonly arriving: Set<Connection>;
  /** Connections that were asked to close, oldest first. */
  readonly closing: Set<Connection>;
  /** Connections that lost the radio in a call; those that ended so; those of phones that return. */
  readonly lost: Set<Connection>;
  readonly parked: Set<Connection>;
  readonly returning: Set<Connection>;
  /** When connections were opened that ended as soon as they were: `noteBrief`. */
  readonly brief: KeyTable;
  /** Time and frame of what is being followed; the time never goes back. */
  timeMs: number;
  frame: number;
  /** Whether a timer is being followed, and not a message. */
  overdue: boolean;
  /** No timer runs out before this time. */
  dueMs: number;
  /** The BSSAP PDU that is being followed. */
  octets: Uint8Array;
  observations: Observation[];
}

/** Connections of a kind that are looked through, as those in handovers; the oldest is forgotten. */
export const WATCHED_MAX = 8_192;

/** Adds a connection to those of its kind; `forget` takes the oldest away when there are too many. */
export function watch(
  kind: Set<Connection>,
  connection: Connection,
  forget: (oldest: Connection) => void,
): void {
  if (kind.size >= WATCHED_MAX && !kind.has(connection)) forget(kind.values().next().value!);
  kind.add(connection);
}

export const NO_OCTETS = new Uint8Array();

/**
 * A first stage. Several may share the work: all messages of one exchange must come to the same one,
 * as its TMSIs, its handovers and the answers to its paging cross its BSCs; and all must share one
 * registry, or registries that give one IMSI the same index.
 */
export function createLinks(options: LinksOptions): Links {
  const { registry, tokenise, numbers, onUnattributed } = options;
  const exchanges = new Exchanges();
  return {
    tokenise,
    numbers: numbers ?? EMPTY_PLAN,
    onUnattributed,
    counts: {
      unconnected: 0,
      dropped: 0,
      droppedByType: {},
      repeated: 0,
      timedOut: 0,
      handedAway: 0,
    },
    connections: new ConnectionTable(),
    exchanges,
    tmsis: new TmsiMap(),
    subscriberOf: subscribersOf(registry, tokenise, exchanges),
    leaving: new Set(),
    arriving: new Set(),
    closing: new Set(),
    lost: new Set(),
    parked: new Set(),
    returning: new Set(),
    brief: new KeyTable({ max: BRIEF_MAX, numbers: "u53" }),
    timeMs: 0,
    frame: 0,
    overdue: false,
    dueMs: Number.POSITIVE_INFINITY,
    octets: NO_OCTETS,
    observations: [],
  };
}

/** Turns IMSIs into indices at once; the digits are gone when the call returns. */
function subscribersOf(
  registry: SubscriberRegistry,
  tokenise: Tokenise,
  exchanges: Exchanges,
): Links["subscriberOf"] {
  let digits = "";
  let exchange: ExchangeIndex = -1;
  // One function for all, as most IMSIs are known and nobody asks for an introduction.
  const introduce = (): Introduction =>
    introductionOf(digits, exchanges.homeOf(exchange, digits), tokenise);
  return (imsi, at) => {
    digits = imsi;
    exchange = at;
    const subscriber = registry.ofImsi(tokenise("imsi", imsi), introduce);
    digits = "";
    return subscriber;
  };
}

/** A timer was set that runs out at `timeMs`. */
export function dueAt(links: Links, timeMs: number): void {
  if (timeMs < links.dueMs) links.dueMs = timeMs;
}
