// The nodes of a cluster as the coordinator of a rehearsal sees them: who is there, and how to ask.
import { Errors, type ServiceBroker } from "moleculer";
import { KairosError } from "../../domain/errors.ts";
import { as } from "../asking.ts";
import { WALL } from "../pacer.ts";
import type { ShardPlace } from "../shard.service.ts";
import { ACTION, type ActionName } from "../subjects.ts";
import {
  type Answer,
  type EndOf,
  type Letter,
  packed,
  type Question,
  type Reply,
  type RestOf,
  unpacked,
} from "./letters.ts";

/** A node that hosts shards. */
export interface KnownNode extends ShardPlace {
  readonly id: string;
}

export interface ShardNodesOptions {
  readonly broker: ServiceBroker;
  /** Names the run on all nodes. */
  readonly run: string;
  /** For people: which cluster this is. */
  readonly place: string;
  /** How long a run waits when no node is left. */
  readonly patienceMs: number;
}

/** Time between two looks for nodes. */
const LOOK_EVERY_MS = 50;
/** After this time a question is asked again, in case that a message was lost; ms. */
const ANSWER_MS = 10_000;
/** A node that is asked to end a run may take so long, ms. */
const END_MS = 3_000;

/** Nobody waits for what is said so. */
const RUN_ENDED = "the run has ended";

export class ShardNodes {
  readonly #options: ShardNodesOptions;
  /** Shards by node. */
  readonly #placed = new Map<string, number>();
  #questions = 0;
  #ended = false;

  constructor(options: ShardNodesOptions) {
    this.#options = options;
  }

  /** In the order of their names. */
  known(): readonly KnownNode[] {
    const services = this.#options.broker.registry.services.list({ onlyAvailable: true });
    return services
      .filter(({ name }) => name === "shard")
      .map(({ nodeID, metadata }) => ({ id: nodeID!, threads: (metadata as ShardPlace).threads }))
      .sort((a, b) => (a.id < b.id ? -1 : 1));
  }

  /** How many of the run's shards a node has. */
  placed(node: string): number {
    return this.#placed.get(node) ?? 0;
  }

  /**
   * The node that has most room for one more shard, which is counted as placed there.
   *
   * @throws KairosError server.unreachable, when there is none for as long as the patience
   */
  async choose(): Promise<string> {
    const sinceMs = WALL.now();
    for (;;) {
      if (this.#ended) throw new Error(RUN_ENDED);
      const load = ({ id, threads }: KnownNode): number => (this.placed(id) + 1) / threads;
      const [best] = [...this.known()].sort((a, b) => load(a) - load(b));
      if (best !== undefined) {
        this.#placed.set(best.id, this.placed(best.id) + 1);
        return best.id;
      }
      if (WALL.now() - sinceMs >= this.#options.patienceMs) throw this.#deserted();
      await WALL.wait(LOOK_EVERY_MS);
    }
  }

  /** A shard that was placed on a node is lost. */
  release(node: string): void {
    this.#placed.set(node, this.placed(node) - 1);
  }

  /**
   * Asks a shard on a node; "gone" when the node or its shard has.
   *
   * @throws what the step has met there and is no KairosError; once the run has ended, that it has
   */
  async ask(node: string, question: Question): Promise<Answer> {
    const answer = await this.#answer(node, question);
    if (this.#ended && "gone" in answer) throw new Error(RUN_ENDED);
    return answer;
  }

  async #answer(node: string, question: Question): Promise<Answer> {
    const { run } = this.#options;
    const id = `${this.#questions++}`;
    const texts = packed(question);
    let reply: Reply | undefined;
    for (const [part, text] of texts.entries()) {
      const letter: Letter = { run, id, part, parts: texts.length, text };
      reply = await this.#call<Reply>(node, ACTION.shardAsk, letter);
      if (reply === undefined) return { gone: true };
    }
    // Not complete after its last part: the node has begun anew in between.
    if (reply!.parts === 0) return { gone: true };
    const answer = [reply!.text];
    for (let part = 1; part < reply!.parts; part++) {
      const rest: RestOf = { run, id, part };
      const text = await this.#call<string>(node, ACTION.shardRest, rest);
      if (text === undefined || text === "") return { gone: true };
      answer.push(text);
    }
    return unpacked<Answer>(answer);
  }

  /** Ends the run everywhere, as far as nodes can be reached. */
  async end(): Promise<void> {
    this.#ended = true;
    const { broker, run } = this.#options;
    const params: EndOf = { run };
    await Promise.allSettled(
      this.known().map(({ id: nodeID }) =>
        broker.call<void, EndOf>(ACTION.shardEnd, params, {
          ...as("system"),
          nodeID,
          timeout: END_MS,
        }),
      ),
    );
  }

  /** Undefined when the node has left; asked again as long as it is there and says nothing. */
  async #call<T>(nodeID: string, action: ActionName, params: object): Promise<T | undefined> {
    const { broker } = this.#options;
    for (;;) {
      try {
        const options = { ...as("system"), nodeID, timeout: ANSWER_MS };
        return await broker.call<T, object>(action, params, options);
      } catch (error) {
        const waits = error instanceof Errors.RequestTimeoutError && !this.#ended;
        if (waits && this.known().some(({ id }) => id === nodeID)) continue;
        if (error instanceof Errors.MoleculerRetryableError) return undefined;
        throw error;
      }
    }
  }

  #deserted(): KairosError {
    return new KairosError("server.unreachable", {
      place: this.#options.place,
      got: "no node that hosts shards",
      wanted: "at least one",
      remedy: `Start nodes there (KAIROS_SERVICES=shard "kairos start"), and simulate again.`,
    });
  }
}
