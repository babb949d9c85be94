// Several observers of one owner as one: metrics, traces and the log each hear of everything.
import type { Logger } from "pino";
import type { OwnerObserver } from "../owners/observer.ts";

/** Tells each of them, in this order. */
export function observeAll(...observers: readonly Partial<OwnerObserver>[]): OwnerObserver {
  return {
    acquired: (...told) => tell((observer) => observer.acquired?.(...told)),
    applied: (...told) => tell((observer) => observer.applied?.(...told)),
    passedOver: (...told) => tell((observer) => observer.passedOver?.(...told)),
    machineFailed: (...told) => tell((observer) => observer.machineFailed?.(...told)),
    committed: (...told) => tell((observer) => observer.committed?.(...told)),
    fenced: (...told) => tell((observer) => observer.fenced?.(...told)),
    stale: (...told) => tell((observer) => observer.stale?.(...told)),
    renewFailed: (...told) => tell((observer) => observer.renewFailed?.(...told)),
    released: (...told) => tell((observer) => observer.released?.(...told)),
    failed: (...told) => tell((observer) => observer.failed?.(...told)),
  };

  function tell(what: (observer: Partial<OwnerObserver>) => void): void {
    for (const observer of observers) what(observer);
  }
}

/** Lines of the log about partitions: what is unusual as a warning, the rest for whoever debugs. */
export function loggingObserver(logger: Pick<Logger, "debug" | "warn">): Partial<OwnerObserver> {
  const failed = new Set<number>();
  return {
    acquired: (partition, seconds) => logger.debug({ partition, seconds }, "owned"),
    committed: (partition, seconds, octets, sequence) =>
      logger.debug({ partition, seconds, octets, sequence }, "committed"),
    passedOver: (partition, sequence, reason) =>
      logger.warn({ partition, sequence, reason }, "an entry of the log was passed over"),
    machineFailed(partition, { message }) {
      if (failed.has(partition)) return;
      failed.add(partition);
      logger.warn({ partition, error: message }, "a machine failed; later ones are only counted");
    },
    fenced: (partition) => logger.warn({ partition }, "fenced: the lease is another node's"),
    stale: (partition) => logger.warn({ partition }, "stale: another commit came before"),
    renewFailed: (partition) => logger.warn({ partition }, "the lease was not renewed"),
    released: (partition) => logger.debug({ partition }, "released"),
    failed: (partition, error) =>
      logger.warn({ partition, error: error.message }, "it begins anew at the checkpoint"),
  };
}
