// A tap as a target: a TCP connection for each BSC and direction, with SCCP in IPA frames.
import { connect, type Socket } from "node:net";
import { KairosError } from "../../domain/errors.ts";
import {
  IDENTITY_ACKNOWLEDGE,
  IpaStream,
  identityResponse,
  PONG,
} from "../../signaling/carriers/ipa-frames.ts";
import type { LinkConnection } from "./link-arrivals.ts";
import type { Results } from "./nats-target.ts";
import type { Target, TargetEars } from "./target.ts";
import type { Tick } from "./tick.ts";

export interface SccpliteTargetOptions {
  readonly host: string;
  readonly port: number;
  readonly name: string;
  readonly connections: readonly LinkConnection[];
  /** Where decisions come back, if anywhere. */
  readonly results?: Results;
}

/** Octets of one connection that its socket has not taken yet. */
const WAITING_MAX = 4_194_304;
const PATIENCE_MS = 10_000;

/** @throws KairosError server.unreachable */
export async function openSccpliteTarget(
  options: SccpliteTargetOptions,
  ears: TargetEars,
): Promise<Target> {
  const opened = await Promise.allSettled(
    options.connections.map((connection) => openConnection(options, connection)),
  );
  const sockets = opened.flatMap((one) => (one.status === "fulfilled" ? [one.value] : []));
  const refused = opened.find((one) => one.status === "rejected");
  if (refused !== undefined) {
    for (const socket of sockets) socket.destroy();
    throw refused.reason;
  }
  return new SccpliteTarget(options, sockets, ears);
}

class SccpliteTarget implements Target {
  readonly name: string;
  readonly returns: boolean;
  readonly paced = true;
  readonly failure: Promise<never>;
  readonly #sockets: readonly Socket[];
  readonly #ears: TargetEars;
  readonly #results: Results | undefined;
  #lost: Error | undefined;

  constructor(options: SccpliteTargetOptions, sockets: readonly Socket[], ears: TargetEars) {
    this.name = options.name;
    this.returns = options.results !== undefined;
    this.failure = options.results?.failure ?? new Promise<never>(() => {});
    this.#sockets = sockets;
    this.#ears = ears;
    this.#results = options.results;
    for (const socket of sockets) {
      socket.on("error", (error) => {
        this.#lost ??= error;
      });
      socket.on("close", () => {
        this.#lost ??= new Error("the tap has closed the connection");
      });
    }
  }

  offer({ events, blocks }: Tick): boolean {
    if (this.#lost !== undefined) {
      this.#ears.failed(events, this.#lost);
      return true;
    }
    if (this.#sockets.some((socket) => socket.writableLength > WAITING_MAX)) return false;
    let open = blocks.length;
    let failed: Error | undefined;
    for (const { partition, octets } of blocks) {
      this.#sockets[partition]!.write(octets, (error) => {
        failed ??= error ?? undefined;
        if (--open > 0) return;
        if (failed === undefined) this.#ears.confirmed(events);
        else this.#ears.failed(events, failed);
      });
    }
    return true;
  }

  async room(): Promise<void> {
    const full = this.#sockets.find((socket) => socket.writableLength > WAITING_MAX);
    if (full === undefined) return;
    await new Promise<void>((resolve) => {
      full.once("drain", resolve);
      full.once("close", resolve);
    });
  }

  async close(): Promise<void> {
    await Promise.all(
      this.#sockets.map(
        (socket) =>
          new Promise<void>((resolve) => {
            if (socket.destroyed) resolve();
            else socket.once("close", resolve).end();
            // The tap ends nothing of its own accord.
            socket.once("finish", () => socket.destroy());
          }),
      ),
    );
    await this.#results?.close();
  }
}

/** Connects, and says who is there when it is asked. */
function openConnection(
  { host, port, name }: SccpliteTargetOptions,
  { bsc, direction }: LinkConnection,
): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const stream = new IpaStream();
    const socket = connect({ host, port, noDelay: true });
    const refuse = (reason: string): void => {
      socket.destroy();
      reject(unreachable(name, reason));
    };
    socket.setTimeout(PATIENCE_MS, () => refuse("no identity request"));
    socket.once("error", ({ message }) => refuse(message));
    socket.once("close", () => refuse("a connection that is closed at once"));
    socket.on("data", (chunk) => {
      for (const frame of stream.read(chunk)) {
        if (frame.kind === "ping") socket.write(PONG);
        if (frame.kind === "identity.request") {
          socket.write(identityResponse(`kairos/${bsc}/${direction}`));
        }
        if (frame.kind !== "identity.acknowledge") continue;
        socket.write(IDENTITY_ACKNOWLEDGE);
        socket.setTimeout(0);
        socket.removeAllListeners("error").removeAllListeners("close");
        resolve(socket);
      }
    });
  });
}

function unreachable(name: string, got: string): KairosError {
  return new KairosError("server.unreachable", {
    place: name,
    got,
    wanted: "a tap that listens for SCCPlite",
    remedy: 'Start one: "kairos start --listen-sccplite PORT".',
  });
}
