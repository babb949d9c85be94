// What a link remembers of each person between events: call, connection, TMSI, time of last message.
import { hashWords } from "../../domain/hash.ts";
import { NO_TOKEN } from "../../domain/identity.ts";
import type { CallSetUp, HandsetSeen, SubscriberEvent } from "../../domain/subscriber-event.ts";
import { dayOf } from "../../domain/time.ts";
import type { PartyOf } from "../parties.ts";
import { wordOfEvent } from "../procedures/context.ts";
import { variantsOf } from "../procedures/variants.ts";
import {
  type CallAtHand,
  type Forced,
  type LadderContext,
  type Party,
  type Procedure,
  procedureOf,
} from "../procedures.ts";
import type { Spoken } from "../spoken.ts";
import { type Connection, createConnection } from "./ends.ts";

/** A person in the middle of something. */
interface Dialogue {
  /** Of the call; absent between calls. */
  connection?: Connection;
  call?: CallAtHand;
  /** Belongs to the connection that the next event opens. */
  handset?: HandsetSeen;
}

/** An event's procedure, and the connection of each of its messages. */
export interface Expanded {
  readonly procedure: Procedure;
  readonly connections: readonly Connection[];
  /** The event that the message which shows the handset concludes. */
  readonly handset?: HandsetSeen;
}

export interface DialoguesOptions {
  readonly partyOf: PartyOf;
  readonly subscribers: number;
  readonly spoken: Spoken;
  /** ISO date of day 0. */
  readonly start: string;
  numberOf(subscriber: number): number;
  formsOf(event: SubscriberEvent): Forced | undefined;
}

/** Expands events, each person's in order. About 16 octets a person, more while in a call. */
export class Dialogues {
  readonly #options: DialoguesOptions;
  readonly #dialogues = new Map<number, Dialogue>();
  readonly #lastMs: Float64Array;
  readonly #reallocations: Uint16Array;
  /** Location area in which a tap knows the person's TMSI, 0 for none. */
  readonly #knownInLac: Uint16Array;
  /** Reference of the concatenated message that is under way. */
  readonly #concatenation: Uint8Array;

  constructor(options: DialoguesOptions) {
    const { subscribers } = options;
    this.#options = options;
    this.#lastMs = new Float64Array(subscribers).fill(Number.NEGATIVE_INFINITY);
    this.#reallocations = new Uint16Array(subscribers);
    this.#knownInLac = new Uint16Array(subscribers);
    this.#concatenation = new Uint8Array(subscribers);
  }

  /** Undefined for events without messages, and for a handset that the next event will show. */
  expand(event: SubscriberEvent): Expanded | undefined {
    if (event.type === "call.missed") return undefined;
    const { subscriber } = event;
    const dialogue = this.#dialogues.get(subscriber) ?? {};
    if (event.type === "handset.seen" && dialogue.call === undefined) {
      this.#dialogues.set(subscriber, { ...dialogue, handset: event });
      return undefined;
    }
    const { handset } = dialogue;
    const context = this.#contextOf(event, dialogue);
    const procedure = procedureOf(event, context);
    const connections = connect(procedure, dialogue.connection);
    this.#follow(event, context, procedure);
    this.#continue(event, context, { dialogue, procedure, connections });
    return { procedure, connections, ...(handset === undefined ? {} : { handset }) };
  }

  #contextOf(event: SubscriberEvent, { call, handset }: Dialogue): LadderContext {
    const { spoken, start } = this.#options;
    const { subscriber } = event;
    const direction = event.type === "call.setUp" ? event.direction : call?.direction;
    const forced = this.#options.formsOf(event);
    const knownInLac = this.#knownInLac[subscriber]!;
    if ("parts" in event && event.part === 1) this.#concatenation[subscriber]!++;
    return {
      party: this.#options.partyOf(subscriber, this.#reallocations[subscriber]),
      start,
      direction: direction ?? "originated",
      spoken,
      roomMs: Math.max(0, event.timeMs - this.#lastMs[subscriber]! - 1),
      concatenation: this.#concatenation[subscriber]!,
      ...(knownInLac === 0 ? {} : { knownInLac }),
      ...(call === undefined ? {} : { call }),
      ...(handset === undefined ? {} : { handset }),
      ...(forced === undefined ? {} : { forced }),
    };
  }

  /** Notes what the messages leave behind: time, TMSI, and where a tap knows it. */
  #follow(event: SubscriberEvent, { party }: LadderContext, procedure: Procedure): void {
    const { subscriber } = event;
    const last = procedure.messages.at(-1);
    if (last !== undefined) this.#lastMs[subscriber] = last.timeMs;
    if (procedure.hasNextTmsi) this.#reallocations[subscriber]!++;
    if (event.lac !== 0 && event.type !== "call.handedOver" && pairs(procedure, party)) {
      this.#knownInLac[subscriber] = event.lac;
    }
  }

  #continue(
    event: SubscriberEvent,
    context: LadderContext,
    now: {
      readonly dialogue: Dialogue;
      readonly procedure: Procedure;
      readonly connections: readonly Connection[];
    },
  ): void {
    const { subscriber } = event;
    const { call, connection } = now.dialogue;
    const concluding = now.procedure.messages.findIndex(({ concludes }) => concludes);
    const used = now.connections[concluding] ?? connection;
    if (event.type === "call.setUp") {
      this.#dialogues.set(subscriber, { call: this.#callOf(event, context), connection: used! });
    } else if (call === undefined || event.type === "call.released") {
      this.#dialogues.delete(subscriber);
    } else if (event.type === "call.answered") {
      this.#dialogues.set(subscriber, { call: { ...call, answered: true }, connection: used! });
    } else if (event.type === "call.handedOver") {
      this.#dialogues.set(subscriber, { call: { ...call, lac: event.lac }, connection: used! });
    }
  }

  #callOf(event: CallSetUp, { party, forced }: LadderContext): CallAtHand {
    const { direction, lac } = event;
    const word = wordOfEvent(party, event.sequence);
    const variants = variantsOf(word, forced);
    const hangsUp = variants.hangsUp ?? this.#hangsUp(event, word);
    return { word, direction, variants, lac, answered: false, hangsUp };
  }

  /** Both ends of a call come to opposite answers, each by itself. */
  #hangsUp({ subscriber, peer, timeMs }: CallSetUp, word: number): boolean {
    const own = this.#options.numberOf(subscriber);
    if (own === NO_TOKEN || peer === NO_TOKEN || own === peer) return (word & 1) === 0;
    const [low, high] = own < peer ? [own, peer] : [peer, own];
    const lowHangsUp = (hashWords(low, Math.floor(low / 2 ** 32), high, dayOf(timeMs)) & 1) === 0;
    return lowHangsUp === own < peer;
  }
}

/** The connection of each message: a connection request makes a new one for its path. */
function connect({ messages }: Procedure, atHand: Connection | undefined): Connection[] {
  const paths: (Connection | undefined)[] = [atHand];
  return messages.map(({ sccp, path, lac }) => {
    if (sccp === "UDT") return createConnection(lac);
    const made = paths[path];
    if (made !== undefined && sccp !== "CR") return made;
    const numbering = path === 0 ? undefined : paths[0]?.numbering;
    const connection = createConnection(lac, numbering);
    paths[path] = connection;
    return connection;
  });
}

/** Whether the messages show that this IMSI and the phone's TMSI are one. */
function pairs({ messages }: Procedure, { imsi }: Party): boolean {
  let names = false;
  let numbers = false;
  for (const { bssap } of messages) {
    if (bssap === undefined) continue;
    const inner = "layer3Information" in bssap ? bssap.layer3Information : bssap;
    names ||= "imsi" in bssap && bssap.imsi === imsi;
    numbers ||= "tmsi" in bssap && bssap.tmsi !== undefined;
    if (typeof inner !== "object" || !("mobileIdentity" in inner)) continue;
    const identity = inner.mobileIdentity;
    names ||= identity?.type === "imsi";
    numbers ||= identity?.type === "tmsi";
  }
  return names && numbers;
}
