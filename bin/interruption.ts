// Ctrl-C as an AbortSignal, so that a run stops between two windows.

/** A second Ctrl-C within this time is the first one: terminal and launcher both pass it on. */
const REPEAT_MS = 500;

/**
 * A signal that SIGINT and SIGTERM abort; `restore` gives the signals back their default, so that
 * a later Ctrl-C ends the process at once.
 */
export function onInterrupt(): { readonly signal: AbortSignal; restore(): void } {
  const controller = new AbortController();
  const restore = (): void => {
    process.off("SIGINT", abort);
    process.off("SIGTERM", abort);
  };
  const abort = (): void => {
    if (!controller.signal.aborted) setTimeout(restore, REPEAT_MS).unref();
    controller.abort();
  };
  process.on("SIGINT", abort);
  process.on("SIGTERM", abort);
  return { signal: controller.signal, restore };
}
