// Ctrl-C as an AbortSignal, so that a run stops between two windows.

/** A signal that SIGINT and SIGTERM abort; `restore` gives the signals back their default. */
export function onInterrupt(): { readonly signal: AbortSignal; restore(): void } {
  const controller = new AbortController();
  const abort = (): void => controller.abort();
  process.once("SIGINT", abort);
  process.once("SIGTERM", abort);
  return {
    signal: controller.signal,
    restore() {
      process.off("SIGINT", abort);
      process.off("SIGTERM", abort);
    },
  };
}
