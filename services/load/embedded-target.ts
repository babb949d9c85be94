// Kairos itself in a thread of this process as a target: a log of its own, and owners of all partitions.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Worker } from "node:worker_threads";
import { type ErrorCode, type ErrorParts, KairosError } from "../../domain/errors.ts";
import type { Scenario } from "../../scenarios/scenario.ts";
import type { Append } from "../log/event-log.ts";
import { notWritable } from "../output-file.ts";
import { decodeOutput } from "../owners/partition-output.ts";
import { createLogTarget } from "./log-target.ts";
import type { Target, TargetEars } from "./target.ts";

/** What the thread is made of. */
export interface EmbeddedOrder {
  readonly scenario: Scenario;
  readonly seed: string;
  readonly subscribers: number;
  readonly partitions: number;
  /** Of the log; made and removed by who starts the thread. */
  readonly folder: string;
}

/** To the thread. */
export type EmbeddedRequest =
  | { readonly kind: "append"; readonly number: number; readonly entries: readonly Append[] }
  | { readonly kind: "stop" };

/** From the thread. */
export type EmbeddedAnswer =
  | { readonly kind: "ready" }
  | { readonly kind: "appended"; readonly number: number; readonly failure?: string }
  | { readonly kind: "outputs"; readonly outputs: readonly Uint8Array[] }
  | { readonly kind: "failed"; readonly message: string }
  | { readonly kind: "refused"; readonly code: ErrorCode; readonly parts: ErrorParts }
  | { readonly kind: "stopped" };

/** @throws KairosError file.not-writable, and what the scenario's partitions throw */
export async function openEmbeddedTarget(
  order: Omit<EmbeddedOrder, "folder">,
  ears: TargetEars,
): Promise<Target> {
  const folder = await mkdtemp(join(tmpdir(), "kairos-load-log-")).catch((error) => {
    throw notWritable(tmpdir(), error as NodeJS.ErrnoException);
  });
  const thread = new EmbeddedThread({ ...order, folder }, ears);
  const close = async (): Promise<void> => {
    await thread.stop();
    await rm(folder, { recursive: true, force: true });
  };
  await Promise.race([thread.ready, thread.failure]).catch(async (error) => {
    await close();
    throw error;
  });
  return createLogTarget({
    name: "embedded",
    returns: true,
    ears,
    append: (entries) => thread.append(entries),
    failure: thread.failure,
    close,
  });
}

class EmbeddedThread {
  readonly ready: Promise<void>;
  readonly failure: Promise<never>;
  readonly #worker: Worker;
  readonly #stopped = Promise.withResolvers<void>();
  readonly #appends = new Map<number, PromiseWithResolvers<void>>();
  #number = 0;

  constructor(order: EmbeddedOrder, ears: TargetEars) {
    const ready = Promise.withResolvers<void>();
    const failure = Promise.withResolvers<never>();
    failure.promise.catch(() => undefined);
    this.ready = ready.promise;
    this.failure = failure.promise;
    this.#worker = new Worker(new URL("./embedded-worker.ts", import.meta.url), {
      workerData: order,
    });
    this.#worker.on("error", failure.reject);
    this.#worker.on("exit", (code) => {
      this.#stopped.resolve();
      failure.reject(new Error(`the thread with the log ended with ${code}`));
    });
    this.#worker.on("message", (answer: EmbeddedAnswer) => {
      if (answer.kind === "ready") ready.resolve();
      else if (answer.kind === "failed") failure.reject(new Error(answer.message));
      else if (answer.kind === "refused") {
        failure.reject(new KairosError(answer.code, answer.parts));
      } else if (answer.kind === "outputs") {
        for (const octets of answer.outputs) ears.returned(decodeOutput(octets));
      } else if (answer.kind === "stopped") this.#stopped.resolve();
      else this.#answered(answer.number, answer.failure);
    });
  }

  append(entries: readonly Append[]): Promise<void> {
    const number = this.#number++;
    const appended = Promise.withResolvers<void>();
    this.#appends.set(number, appended);
    // A part of a larger piece of memory would be sent with all of it.
    const sent = entries.map(({ partition, id, octets }) => ({
      partition,
      id,
      octets: octets.byteLength === octets.buffer.byteLength ? octets : octets.slice(),
    }));
    const request: EmbeddedRequest = { kind: "append", number, entries: sent };
    this.#worker.postMessage(
      request,
      sent.map(({ octets }) => octets.buffer as ArrayBuffer),
    );
    return appended.promise;
  }

  async stop(): Promise<void> {
    this.#worker.postMessage({ kind: "stop" } satisfies EmbeddedRequest);
    await this.#stopped.promise;
    await this.#worker.terminate();
  }

  #answered(number: number, failure: string | undefined): void {
    const appended = this.#appends.get(number);
    this.#appends.delete(number);
    if (failure === undefined) appended?.resolve();
    else appended?.reject(new Error(failure));
  }
}
