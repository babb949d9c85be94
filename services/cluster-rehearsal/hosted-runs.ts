// The shards that a node hosts for others' rehearsals, on threads, and when they end.
import { KairosError } from "../../domain/errors.ts";
import { layOutPopulation } from "../../simulator/population.ts";
import type { ShardOrder } from "../../simulator/runs/shard.ts";
import type { RemoteShard } from "../../simulator/runs/simulation.ts";
import { threads } from "../threads.ts";
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

/** All runs of which this node has shards. */
export class HostedRuns {
  readonly #runs = new Map<string, HostedRun>();

  /** Answers a question once its last part is here. `from` is the node that asks. */
  async ask(letter: Letter, from: string): Promise<Reply> {
    let run = this.#runs.get(letter.run);
    if (run === undefined) {
      run = new HostedRun(from);
      this.#runs.set(letter.run, run);
    }
    return await run.ask(letter);
  }

  /** A further part of an answer that {@link ask} has begun. */
  async rest({ run, id, part }: RestOf): Promise<string> {
    return (await this.#runs.get(run)?.rest(id, part)) ?? "";
  }

  /** Ends the shards of a run; unknown runs have none. */
  async end({ run }: EndOf): Promise<void> {
    const ended = this.#runs.get(run);
    this.#runs.delete(run);
    await ended?.end();
  }

  /** A node has left the cluster: nobody asks for the steps of its runs any more. */
  async left(node: string): Promise<void> {
    const orphaned = [...this.#runs].filter(([, { coordinator }]) => coordinator === node);
    await Promise.all(orphaned.map(([run]) => this.end({ run })));
  }

  async stop(): Promise<void> {
    await Promise.all([...this.#runs.keys()].map((run) => this.end({ run })));
  }

  /** Runs with shards here. */
  get size(): number {
    return this.#runs.size;
  }
}

/** A question on its way, or answered. */
interface Asked {
  readonly texts: string[];
  answer?: Promise<readonly string[]>;
}

class HostedRun {
  readonly coordinator: string;
  readonly #host = threads();
  readonly #shards = new Map<string, RemoteShard>();
  readonly #asked = new Map<string, Asked>();
  /** The question that each shard has answered last; its answer may be asked for again. */
  readonly #latest = new Map<string, string>();
  #people: ArrayBufferLike | undefined;
  #settled: Promise<void> | undefined;
  #over = false;

  constructor(coordinator: string) {
    this.coordinator = coordinator;
  }

  async ask({ id, part, parts, text }: Letter): Promise<Reply> {
    let asked = this.#asked.get(id);
    if (asked === undefined) {
      asked = { texts: [] };
      this.#asked.set(id, asked);
    }
    if (asked.answer === undefined) {
      asked.texts[part] = text;
      // Counts what has come: a part may be missing in between.
      if (Object.keys(asked.texts).length < parts) return { parts: 0, text: "" };
      asked.answer = this.#answer(id, unpacked<Question>(asked.texts));
      asked.texts.length = 0;
    }
    const texts = await asked.answer;
    return { parts: texts.length, text: texts[0]! };
  }

  async rest(id: string, part: number): Promise<string | undefined> {
    return (await this.#asked.get(id)?.answer)?.[part];
  }

  async end(): Promise<void> {
    this.#over = true;
    await this.#host.stop();
  }

  async #answer(id: string, question: Question): Promise<readonly string[]> {
    const { shard } = question;
    // Who asks the next thing has the answer to the one before.
    const before = this.#latest.get(shard);
    if (before !== undefined) this.#asked.delete(before);
    this.#latest.set(shard, id);
    return packed(await this.#act(question));
  }

  async #act({ shard, ask }: Question): Promise<Answer> {
    try {
      const answer = "order" in ask ? this.#start(shard, ask.order) : await this.#step(shard, ask);
      return this.#over ? { gone: true } : answer;
    } catch (error) {
      if (this.#over) return { gone: true };
      if (!(error instanceof KairosError)) throw error;
      return { refusal: { code: error.code, parts: error.parts } };
    }
  }

  #start(shard: string, order: Omit<ShardOrder, "people">): Answer {
    const allocate = (octets: number): ArrayBufferLike => this.#host.allocate(octets);
    this.#people ??= layOutPopulation(order.subscribers, allocate).buffer;
    this.#shards.set(shard, this.#host.start({ ...order, people: this.#people }));
    return { value: undefined };
  }

  async #step(
    shard: string,
    { step, given }: Extract<Question["ask"], { step: unknown }>,
  ): Promise<Answer> {
    const remote = this.#shards.get(shard);
    if (remote === undefined) return { gone: true };
    if (step === "settlePeople") {
      this.#settled ??= this.#settle([...this.#shards.values()]);
      await this.#settled;
      return { value: undefined };
    }
    const act = remote[step] as (...given: readonly unknown[]) => Promise<unknown>;
    return { value: await act(...given) };
  }

  /** Makes all people of the run, once: nodes have no memory in common. */
  async #settle(shards: readonly RemoteShard[]): Promise<void> {
    const all = (step: "settleHomes" | "settlePeople") =>
      Promise.all(shards.map((shard, index) => shard[step]({ index, of: shards.length })));
    await all("settleHomes");
    await shards[0]!.formGroups();
    await all("settlePeople");
  }
}
