// One half of the split as the page sees it: a worker that is asked for one window after another.
import type { BeginHalf, HalfMessage, HalfOrder, HalfReady, HalfWindow } from "./half-message.ts";

export interface HalfLink {
  begin(order: Omit<BeginHalf, "kind">): Promise<HalfReady>;
  /** Lives on until then, ms. */
  advance(toMs: number): Promise<HalfWindow>;
}

/** Starts the worker of a half. */
export function openHalf(): HalfLink {
  const worker = new Worker(new URL("../worker.ts", import.meta.url), { type: "module" });
  const ask = <T extends HalfMessage>(order: HalfOrder): Promise<T> =>
    new Promise<T>((resolve, reject) => {
      worker.onmessage = ({ data: message }: MessageEvent<HalfMessage>) => {
        if (message.kind === "failed") reject(new Error(message.message));
        else resolve(message as T);
      };
      worker.onerror = ({ message }) => reject(new Error(message));
      worker.postMessage(order);
    });
  return {
    begin: (order) => ask<HalfReady>({ kind: "begin", ...order }),
    advance: (toMs) => ask<HalfWindow>({ kind: "advance", toMs }),
  };
}
