// Lets a node run until somebody or something ends it, then stops it within a deadline.
import { setTimeout as wait } from "node:timers/promises";
import closeWithGrace from "close-with-grace";

/** Time in which a node has to be stopped; what it could not keep by then is replayed at its next start. */
export const STOP_MS_MAX = 5_000;
/** Time in which a process that has stopped has to have ended. */
const END_MS_MAX = 500;

/** What can be stopped, and may break. */
export interface Stoppable {
  /** Resolves with the error when it can do its work no more. */
  readonly failure: Promise<Error>;
  /** First takes nothing new, and says so to whoever asks for readiness; then keeps what it has. */
  stop(): Promise<void>;
}

export interface GraceOptions<T extends Stoppable> {
  /** SIGINT and SIGTERM, as bin/interruption.ts has them. */
  readonly signal: AbortSignal;
  /** Rejects with the signal's reason when it is aborted. */
  start(signal: AbortSignal): Promise<T>;
  /** {@link STOP_MS_MAX} when absent. */
  readonly stopMsMax?: number;
}

export interface Stopped<T> {
  readonly node: T;
  /** Why: an AbortError when it was told to, the node's failure, or an error that nobody caught. */
  readonly reason: Error;
  /** Whether it was not stopped in time. */
  readonly late: boolean;
}

/**
 * Starts a node and stops it at a signal, at its failure, or at an error that nobody caught. The
 * process then ends with its exit code within half a second of this, whatever is still open. An error
 * during the stop ends it at once.
 *
 * @throws whatever `start` rejects with
 */
export async function runUntilStopped<T extends Stoppable>(
  options: GraceOptions<T>,
): Promise<Stopped<T>> {
  const crash = new AbortController();
  const grace = closeWithGrace(
    // Of the signals only those that nobody handles; the deadline and the exit code are ours.
    { delay: false, logger: false, skip: ["SIGINT", "SIGTERM", "SIGUSR2", "beforeExit"] },
    async ({ err, signal }) => {
      crash.abort(err ?? new DOMException(`Stopped by ${signal}.`, "AbortError"));
      await new Promise(() => undefined);
    },
  );
  const ended = AbortSignal.any([options.signal, crash.signal]);
  try {
    const node = await options.start(ended);
    const reason = await Promise.race([node.failure, reasonOf(ended)]);
    const late = await Promise.race([
      node.stop().then(() => false),
      wait(options.stopMsMax ?? STOP_MS_MAX, true, { ref: false }),
    ]);
    return { node, reason, late };
  } finally {
    grace.uninstall();
    // Unreferenced: it ends only a process that something else keeps from ending.
    setTimeout(() => process.exit(), END_MS_MAX).unref();
  }
}

function reasonOf(signal: AbortSignal): Promise<Error> {
  return new Promise((resolve) => {
    const resolved = (): void => resolve(signal.reason as Error);
    if (signal.aborted) resolved();
    else signal.addEventListener("abort", resolved, { once: true });
  });
}
