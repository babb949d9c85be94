// What a process has of the two servers: the interfaces of the log, the store and the leases, over the network.
import type {
  Durability,
  EventLog,
  Leases,
  LogReader,
  SnapshotStore,
} from "../../services/log/event-log.ts";
import type { Host, Network, Process } from "./network.ts";
import type { Draws } from "./scheduler.ts";
import type { LogServer, StoreServer } from "./servers.ts";

export interface ConnectionParts {
  readonly from: Process;
  readonly network: Network;
  readonly log: LogServer;
  readonly store: StoreServer;
  readonly draws: Draws;
  readonly readMax: number;
}

export function connect({
  from,
  network,
  log,
  store,
  draws,
  readMax,
}: ConnectionParts): Durability {
  const ask = <R>(to: Host, handle: () => R | Promise<R>, repeatable = false) =>
    network.call({ from, to, handle, repeatable });
  /** Does as many parts as get through, and fails when that is not all. */
  const askInParts = <T, R>(parts: readonly T[], handle: (parts: readonly T[]) => R) => {
    const done = network.parts(parts.length);
    return ask(
      log,
      () => {
        const result = handle(parts.slice(0, done));
        if (done < parts.length) throw new Error("log: connection closed");
        return result;
      },
      true,
    );
  };
  const reader = async <T>(partition: number | "outputs", after: number) => {
    const cursor = await ask(log, () => log.open(partition, after));
    return readerOf<T>(
      () => ask(log, () => log.fetch<T>(cursor, draws.whole(1, readMax))),
      () => ask(log, () => log.close(cursor)),
    );
  };
  const eventLog: EventLog = {
    partitions: log.partitions,
    name: "memory",
    append: (entries) => askInParts(entries, (parts) => log.append(parts)),
    read: (partition, after) => reader(partition, after),
    bounds: (partition) => ask(log, () => log.bounds(partition)),
    prune: (partition, sequence) => ask(log, () => log.prune(partition, sequence)),
    say: (outputs) => askInParts(outputs, (parts) => log.say(parts)),
    outputs: () => reader("outputs", 0),
    close: async () => undefined,
  };
  const snapshots: SnapshotStore = {
    load: (partition) => ask(store, () => store.load(partition)),
    commit: (commit) => ask(store, () => store.commit(commit)),
    close: async () => undefined,
  };
  const leases: Leases = {
    acquire: (...claim) => ask(store, () => store.acquire(...claim)),
    renew: (...claim) => ask(store, () => store.renew(...claim)),
    release: (...claim) => ask(store, () => store.release(...claim)),
    owner: (partition) => ask(store, () => store.owner(partition)),
    present: (...claim) => ask(store, () => store.present(...claim)),
    absent: (node) => ask(store, () => store.absent(node)),
    close: async () => undefined,
  };
  return { log: eventLog, store: snapshots, leases, close: async () => undefined };
}

/** Empty once closed, whatever is on its way. */
function readerOf<T>(fetch: () => Promise<readonly T[]>, close: () => Promise<void>): LogReader<T> {
  let closed = false;
  let leave: (() => void) | undefined;
  return {
    next: () => {
      if (closed) return Promise.resolve([]);
      return new Promise((resolve, reject) => {
        leave = () => resolve([]);
        fetch().then(resolve, reject);
      });
    },
    close: () => {
      closed = true;
      leave?.();
      return close();
    },
  };
}
