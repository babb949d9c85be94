// The shards of one rehearsal on the nodes of a cluster; what a lost node had is done again elsewhere.
import { KairosError } from "../../domain/errors.ts";
import type { ShardOrder } from "../../simulator/runs/shard.ts";
import type { RemoteShard, ShardHost } from "../../simulator/runs/simulation.ts";
import { remoteShard, threads } from "../threads.ts";
import type { Question } from "./letters.ts";
import type { ShardNodes } from "./shard-nodes.ts";

export interface ClusterHostOptions {
  readonly nodes: ShardNodes;
  /** Ends the wait for a step that is under way. */
  readonly signal?: AbortSignal;
  /** One sentence for people. */
  tell?(sentence: string): void;
}

/**
 * A host that places shards on nodes. A shard is a pure function of its steps: when its node is
 * lost, another one does the steps that the shard has done, and the run goes on. The one office of a
 * run with shared limits stays here, on a thread.
 */
export function clusterHost({ nodes, signal, tell = () => {} }: ClusterHostOptions): ShardHost {
  const here = threads();
  return {
    // Every node has the people in its own memory; this one is never written to.
    allocate: (octets) => new ArrayBuffer(octets),
    start({ people: _, ...order }) {
      const shard = new PlacedShard(order, nodes, tell);
      return {
        ...remoteShard(
          (step) =>
            (...given) =>
              unlessAborted(signal, () => shard.ask({ step: step as keyof RemoteShard, given })),
        ),
        // Each node makes its people by itself, when the first of its shards settles them.
        settleHomes: () => unlessAborted(signal, () => shard.place()),
        formGroups: async () => {},
      };
    },
    openOffice: ({ people: _, ...order }) => here.openOffice(order),
    async stop() {
      await Promise.all([nodes.end(), here.stop()]);
    },
  };
}

/** What comes of it; the signal's reason as soon as it is aborted. */
async function unlessAborted<T>(
  signal: AbortSignal | undefined,
  begin: () => Promise<T>,
): Promise<T> {
  if (signal === undefined) return await begin();
  signal.throwIfAborted();
  const { promise: aborted, reject } = Promise.withResolvers<never>();
  const abort = (): void => reject(signal.reason);
  signal.addEventListener("abort", abort, { once: true });
  try {
    return await Promise.race([begin(), aborted]);
  } finally {
    signal.removeEventListener("abort", abort);
  }
}

type Step = Extract<Question["ask"], { readonly step: unknown }>;

/** A shard, wherever it is at the moment. */
class PlacedShard {
  readonly #order: Omit<ShardOrder, "people">;
  readonly #nodes: ShardNodes;
  readonly #tell: (sentence: string) => void;
  /** What a new node has to do to bring the shard to the present. */
  readonly #done: Step[] = [];
  #node: string | undefined;
  /** Times that it was started somewhere: each is a shard of its own to the nodes. */
  #starts = 0;

  constructor(
    order: Omit<ShardOrder, "people">,
    nodes: ShardNodes,
    tell: (sentence: string) => void,
  ) {
    this.#order = order;
    this.#nodes = nodes;
    this.#tell = tell;
  }

  /** Does a step, on as many nodes as it takes. */
  async ask(step: Step): Promise<unknown> {
    for (;;) {
      await this.place();
      const answer = await this.#askNode(step);
      if ("value" in answer) {
        this.#done.push(step);
        return answer.value;
      }
      this.#lose();
    }
  }

  /** Resolves when the shard is on a node and has done there all that it has done before. */
  async place(): Promise<void> {
    while (this.#node === undefined) {
      this.#node = await this.#nodes.choose();
      this.#starts++;
      if (!(await this.#catchUp())) this.#lose();
      else if (this.#starts > 1) this.#tell(`${this.#name} goes on at ${this.#node}.`);
    }
  }

  /** Whether the node has stayed until the shard was where it is to go on. */
  async #catchUp(): Promise<boolean> {
    for (const ask of [{ order: this.#order }, ...this.#done]) {
      if (!("value" in (await this.#askNode(ask)))) return false;
    }
    return true;
  }

  /** @throws KairosError, what the step has refused there */
  async #askNode(ask: Question["ask"]): Promise<{ readonly value: unknown } | { gone: true }> {
    const shard = `${this.#order.index}.${this.#starts}`;
    const answer = await this.#nodes.ask(this.#node!, { shard, ask });
    if (!("refusal" in answer)) return answer;
    throw new KairosError(answer.refusal.code, answer.refusal.parts);
  }

  #lose(): void {
    this.#tell(`${this.#node} has lost ${this.#name}: it is done again.`);
    this.#nodes.release(this.#node!);
    this.#node = undefined;
  }

  get #name(): string {
    return `shard ${this.#order.index + 1} of ${this.#order.of}`;
  }
}
