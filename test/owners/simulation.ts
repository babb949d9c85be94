// One run: nodes, two servers, a producer and faults under one scheduler, watched by the checker.
import type { Append } from "../../services/log/event-log.ts";
import type { OwnerObserver } from "../../services/owners/observer.ts";
import { createOwner, type Owner, type OwnerOptions } from "../../services/owners/owner.ts";
import { shareOf } from "../../services/owners/spread.ts";
import { Chain } from "./chain.ts";
import { Checker } from "./checker.ts";
import { connect } from "./connection.ts";
import { CALM, Network, Process } from "./network.ts";
import { type Fault, KILLED_MS, type Options, quietMs } from "./options.ts";
import { Draws, Scheduler } from "./scheduler.ts";
import { LogServer, StoreServer } from "./servers.ts";

/** Virtual time within which all is done once all is well again. */
const DRAIN_MS = 30_000;

export interface Variant {
  readonly createOwner?: ((options: OwnerOptions<Chain>) => Owner<Chain>) | undefined;
  readonly fencing?: boolean;
  readonly open?: ((...parts: ConstructorParameters<typeof Chain>) => Chain) | undefined;
  /** Told of everything that happens. */
  trace?(line: string): void;
}

interface Node {
  readonly process: Process;
  readonly owner: Owner<Chain>;
  stopped: boolean;
}

/** What was wrong with a run; empty when nothing was. */
export async function simulate(options: Options, variant: Variant = {}): Promise<string[]> {
  const simulation = new Simulation(options, variant);
  return simulation.run();
}

class Simulation {
  readonly scheduler = new Scheduler();
  readonly network: Network;
  readonly checker: Checker;
  readonly log: LogServer;
  readonly store: StoreServer;
  /** The latest of each place, and all that ever were, by name. */
  readonly nodes: (Node | undefined)[];
  readonly #byName = new Map<string, Node>();
  readonly #options: Options;
  readonly #variant: Variant;
  readonly #draws: Draws;
  /** Appends that are acknowledged. */
  #appended = 0;

  constructor(options: Options, variant: Variant) {
    this.#options = options;
    this.#variant = variant;
    this.#draws = new Draws(options.seed, 2);
    this.nodes = options.nodes.map(() => undefined);
    this.network = new Network(this.scheduler, new Draws(options.seed, 3));
    this.checker = new Checker({
      partitions: options.partitions,
      ttlMs: options.ttlMs,
      nowMs: () => this.scheduler.nowMs,
      process: (name) => this.#byName.get(name)?.process,
      owner: (partition) => this.store.owner(partition),
    });
    this.log = new LogServer(options.partitions, this.checker);
    this.store = new StoreServer(this.scheduler, this.checker, variant.fencing ?? true);
  }

  async run(): Promise<string[]> {
    const { nodes, faults, stormMs, weather, backlog, batches } = this.#options;
    this.log.append(Array.from({ length: backlog }, (_, index) => this.#append(`early:${index}`)));
    this.network.weather = weather;
    void this.#produce();
    for (const [place, { startMs }] of nodes.entries()) {
      this.scheduler.after(startMs, () => this.#start(place));
    }
    for (const fault of faults) this.scheduler.after(fault.atMs, () => this.#strike(fault));
    await this.scheduler.run(stormMs);
    this.network.weather = CALM;
    this.#trace("the storm is over");
    const done = () => this.#appended === batches && this.#unsettled() === undefined;
    const drained = await this.scheduler.run(quietMs(this.#options) + DRAIN_MS, done);
    if (!drained) this.checker.violate(`not done in ${DRAIN_MS} ms: ${this.#unsettled()}`);
    await this.#stopAll();
    return this.checker.violations;
  }

  async #stopAll(): Promise<void> {
    const nodes = this.nodes.filter((node) => node !== undefined);
    for (const [place] of nodes.entries()) this.#stop(place);
    const stopped = () => nodes.every((node) => node.stopped);
    if (!(await this.scheduler.run(this.scheduler.nowMs + this.#options.ttlMs, stopped))) {
      this.checker.violate("nodes do not stop");
    }
    for (let partition = 0; partition < this.#options.partitions; partition++) {
      const owner = this.store.owner(partition);
      if (owner === undefined) continue;
      // A grant may have been on its way for long.
      const { troubledMs } = this.#byName.get(owner)!.process;
      if (this.scheduler.nowMs - troubledMs < this.#options.ttlMs) continue;
      this.checker.violate(`${owner} has kept partition ${partition}`);
    }
  }

  /** Why a calm run is not over; undefined when it is. */
  #unsettled(): string | undefined {
    if (this.#appended < this.#options.batches) return `${this.#appended} batches are appended`;
    const pending = this.checker.pending();
    if (pending !== undefined) return pending;
    const running = this.nodes.filter((node) => node?.process.alive && !node.stopped);
    if (running.length < this.nodes.length) return "a node is not back";
    if (running.some((node) => node!.process.stopped)) return "a node is suspended";
    const names = running.map((node) => node!.process.name).sort();
    for (const node of running) {
      const share = shareOf(node!.process.name, names, this.#options.partitions);
      const { size } = node!.owner.owned;
      if (size !== share) return `${node!.process.name} has ${size} partitions, expected ${share}`;
    }
    return undefined;
  }

  #start(place: number): void {
    const before = this.nodes[place];
    if (before?.process.alive && !before.stopped) return;
    const { ttlMs, checkpointMs, nodes, applyMs } = this.#options;
    const name = `node-${place}.${this.#byName.size}`;
    const process = new Process(name, this.scheduler, nodes[place]!);
    const make = this.#variant.createOwner ?? createOwner;
    const open = this.#variant.open ?? ((...parts) => new Chain(...parts));
    const owner = make({
      node: name,
      durability: this.#connect(process),
      open: (_, slabs) => open(slabs, () => process.compute(applyMs)),
      wall: process.wall,
      ttlMs,
      checkpointMs,
      observer: this.#observer(name, (partition) => {
        process.compute(applyMs);
        this.checker.applied(partition, name);
      }),
    });
    void owner.failure.then((error) => this.checker.violate(`${name} gives up: ${error.message}`));
    const node = { process, owner, stopped: false };
    this.nodes[place] = node;
    this.#byName.set(name, node);
    this.#trace(`${name} starts`);
    owner.start();
  }

  #stop(place: number): void {
    const node = this.nodes[place];
    if (node === undefined || !node.process.alive) return;
    this.#trace(`${node.process.name} is told to stop`);
    node.process.deliver(async () => {
      await node.owner.stop();
      node.stopped = true;
      this.#trace(`${node.process.name} has stopped`);
      if (node.owner.owned.size > 0)
        this.checker.violate(`${node.process.name} has stopped too soon`);
    });
  }

  #strike(fault: Fault): void {
    this.#trace(JSON.stringify(fault));
    if (fault.kind === "crash log") {
      this.log.crash(this.scheduler.nowMs + fault.downMs, fault.tell);
    } else if (fault.kind === "crash store") {
      this.store.crash(this.scheduler.nowMs + fault.downMs, fault.lostMs);
      this.checker.rewound((partition) => this.store.load(partition));
    } else {
      const process = this.nodes[fault.node]?.process;
      if (process !== undefined) this.#strikeNode(process, fault);
    }
  }

  #strikeNode(process: Process, fault: Extract<Fault, { node: number }>): void {
    if (fault.kind === "suspend node") process.suspend(fault.forMs);
    if (fault.kind === "cut from log") this.network.cut(process, this.log, fault.forMs);
    if (fault.kind === "cut from store") this.network.cut(process, this.store, fault.forMs);
    if (fault.kind === "crash node") {
      process.crash();
      this.scheduler.after(fault.backMs, () => this.#start(fault.node));
    }
    if (fault.kind === "stop node") {
      this.#stop(fault.node);
      if (fault.again) this.scheduler.after(1, () => this.#stop(fault.node));
      // A process manager kills what does not stop, and starts it again.
      this.scheduler.after(KILLED_MS + fault.backMs, () => {
        process.crash();
        this.#start(fault.node);
      });
    }
  }

  /**
   * Appends batch after batch, each until it is acknowledged. The last one is for all partitions, in
   * calm weather: whoever has committed before a rewind finds it out with the next commit.
   */
  async #produce(): Promise<void> {
    const { batches, partitions, stormMs } = this.#options;
    const process = new Process("tap", this.scheduler, { offsetMs: 0, rate: 1 });
    const { log } = this.#connect(process);
    while (this.#appended < batches) {
      const last = this.#appended === batches - 1;
      if (last) await process.wall.wait(stormMs - process.wall.now());
      const size = last ? partitions : this.#draws.whole(1, 6);
      const entries = Array.from({ length: size }, (_, index) => {
        const append = this.#append(`${this.#appended}:${index}`);
        return last ? { ...append, partition: index } : append;
      });
      while (!(await answered(log.append(entries), process))) await process.wall.wait(100);
      this.#appended++;
      await process.wall.wait(this.#draws.between(0, (2 * stormMs) / batches));
    }
  }

  #append(id: string): Append {
    const { partitions, subscribers } = this.#options;
    const subscriber = this.#draws.whole(0, subscribers - 1);
    const octets = new Uint8Array([subscriber, this.#draws.whole(0, 255)]);
    return { partition: subscriber % partitions, octets, id: `b:${id}` };
  }

  #connect(from: Process) {
    const { network, log, store } = this;
    const { readMax } = this.#options;
    return connect({ from, network, log, store, draws: this.#draws, readMax });
  }

  #observer(name: string, applied: (partition: number) => void): Partial<OwnerObserver> {
    const tell = (what: string) => (partition: number, more?: unknown) =>
      this.#trace(`${name} ${partition} ${what} ${more instanceof Error ? more.message : ""}`);
    return {
      applied,
      acquired: tell("acquired"),
      committed: (partition, _seconds, _octets, sequence) =>
        this.#trace(`${name} ${partition} committed ${sequence}`),
      fenced: tell("fenced"),
      stale: tell("stale"),
      renewFailed: tell("not renewed"),
      released: tell("released"),
      failed: tell("failed"),
    };
  }

  #trace(line: string): void {
    this.#variant.trace?.(`${(this.scheduler.nowMs / 1_000).toFixed(3)} ${line}`);
  }
}

/** Whether it was fulfilled before a client would lose patience. */
function answered(promise: Promise<unknown>, { wall }: Process): Promise<boolean> {
  const fulfilled = promise.then(
    () => true,
    () => false,
  );
  return Promise.race([fulfilled, wall.wait(5_000).then(() => false)]);
}
