// Reads the inspected person again and again while the inspector is open.
import type { Inspection } from "../domain/map-frame.ts";
import { readSubscriber } from "./gateway.ts";
import type { Session } from "./session.ts";

/** Time between two readings, ms. */
const PERIOD_MS = 1_500;

export interface InspectionFeed {
  readonly current: Inspection | undefined;
  /** Whether the last reading failed. */
  readonly failed: boolean;
  onChange(listener: (inspection: Inspection | undefined) => void): void;
}

export function createInspectionFeed(session: Session): InspectionFeed {
  const listeners: ((inspection: Inspection | undefined) => void)[] = [];
  let current: Inspection | undefined;
  let failed = false;
  let reading = false;
  const tell = (): void => {
    for (const listener of listeners) listener(current);
  };
  const read = async (): Promise<void> => {
    const wanted = session.selection;
    if (wanted === undefined || reading) return;
    reading = true;
    try {
      const inspection = await readSubscriber(wanted);
      if (session.selection === wanted) [current, failed] = [inspection, false];
    } catch {
      failed = session.selection === wanted;
    } finally {
      reading = false;
    }
    tell();
    if (session.selection !== wanted) void read();
  };
  session.on("selection", () => {
    current = undefined;
    failed = false;
    tell();
    void read();
  });
  session.on("moment", ({ subscriber }) => {
    if (subscriber === session.selection) void read();
  });
  setInterval(() => {
    if (session.connection.kind === "open") void read();
  }, PERIOD_MS);
  return {
    get current() {
      return current;
    },
    get failed() {
      return failed;
    },
    onChange: (listener) => listeners.push(listener),
  };
}
