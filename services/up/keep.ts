// Keeps one process alive: started again when it ends, each time a little later, up to a limit.

/** A process that runs: a server or a node. */
export interface Living {
  readonly pid: number;
  /** Resolves when it ends without stop(). */
  readonly failure: Promise<Error>;
  stop(): Promise<void>;
}

export interface Keeper<T extends Living> {
  /** For people, such as "node-2". */
  readonly name: string;
  /** Rejects soon after the signal aborts, with nothing left behind. */
  start(signal: AbortSignal): Promise<T>;
  /** One sentence for people. */
  tell(sentence: string): void;
  /** After every start, and with nothing after every end. */
  onChange(current: T | undefined): void;
  /** Resolves early when the signal aborts. */
  wait(ms: number, signal: AbortSignal): Promise<void>;
  now(): number;
}

export interface Kept<T extends Living> {
  /** The process that runs now; undefined between two. */
  readonly current: T | undefined;
  /** Resolves when it has ended too often in a row. */
  readonly failure: Promise<Error>;
  stop(): Promise<void>;
}

/** Time before the next start: doubled with every end, back to the first after {@link STEADY_MS}. */
const FIRST_WAIT_MS = 250;
const LONGEST_WAIT_MS = 8_000;
/** A process that has run so long begins a new row of attempts. */
const STEADY_MS = 30_000;
/** Ends in a row after which nobody tries again. */
const ENDS_MAX = 8;

/**
 * Starts the process, and rejects when this first start fails; after that it is kept alive.
 *
 * @param signal  ends the first start
 */
export async function keepAlive<T extends Living>(
  keeper: Keeper<T>,
  signal: AbortSignal,
): Promise<Kept<T>> {
  let current: T | undefined;
  const stopping = new AbortController();
  const failure = Promise.withResolvers<Error>();
  const show = (now: T | undefined): void => {
    current = now;
    keeper.onChange(now);
  };
  const stopped = new Promise<undefined>((resolve) => {
    stopping.signal.addEventListener("abort", () => resolve(undefined), { once: true });
  });
  const begun = await keeper.start(signal);
  show(begun);
  const watching = watch(begun).catch(failure.resolve);

  async function watch(first: T): Promise<void> {
    let running: T | Error = first;
    let startedMs = keeper.now();
    for (let ends = 1; ; ends++) {
      const reason: Error | undefined =
        running instanceof Error ? running : await Promise.race([running.failure, stopped]);
      if (reason === undefined) return;
      show(undefined);
      if (keeper.now() - startedMs > STEADY_MS) ends = 1;
      if (ends > ENDS_MAX) throw reason;
      const waitMs = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** (ends - 1));
      keeper.tell(`${keeper.name} is started again in ${waitMs / 1_000} s. ${reason.message}`);
      await keeper.wait(waitMs, stopping.signal);
      if (stopping.signal.aborted) return;
      startedMs = keeper.now();
      running = await keeper.start(stopping.signal).catch((error: Error) => error);
      if (!(running instanceof Error)) show(running);
    }
  }

  return {
    get current() {
      return current;
    },
    failure: failure.promise,
    async stop() {
      stopping.abort();
      await watching;
      await current?.stop();
      show(undefined);
    },
  };
}
