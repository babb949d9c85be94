// The tap's own ear for SCCPlite: connections of BSCs, or of a load tool, become batches of frames.
import { createServer, type Server, type Socket } from "node:net";
import { KairosError } from "../domain/errors.ts";
import {
  IDENTITY_ACKNOWLEDGE,
  IDENTITY_REQUEST,
  IpaStream,
  PONG,
} from "../signaling/carriers/ipa-frames.ts";
import { encodeMtp3 } from "../signaling/carriers/mtp3.ts";
import type { FrameBatch, TappedFrame } from "./batches.ts";

export interface SccpliteOptions {
  /** TCP port on 127.0.0.1, 0 for any free one. */
  readonly port: number;
  /** Where the first batch begins, ms since the scenario's start. */
  readonly fromMs: number;
  /**
   * Time of frames that come without one, ms since the scenario's start. It goes on by itself from
   * the first of them; before, time stands until a connection says what it is.
   */
  nowMs(): number;
  /** Takes a batch; the next one waits for it, and so do the connections. */
  deliver(batch: FrameBatch): Promise<void>;
  /** Told, as a sentence, why a connection was given up. */
  onFault(sentence: string): void;
  /** Told once that no batch is delivered any more, because one was refused. */
  onLost(error: Error): void;
}

export interface SccpliteServer {
  readonly port: number;
  /** Frames that came later than time had reached, and were dropped. */
  readonly late: number;
  /** Ends all connections; what is not delivered is dropped. */
  close(): Promise<void>;
}

/** Octets of one connection that wait; more of it is not read until they are delivered. */
const WAITING_MAX = 1_048_576;
/** A connection whose octets wait beyond this is given up: its own time does not go on. */
const WAITING_HARD_MAX = 8 * WAITING_MAX;
const CONNECTIONS_MAX = 256;
/** Frames of one batch. */
const BATCH_FRAMES_MAX = 4_096;
/** Between two batches of connections that know no time, ms. */
const BEAT_MS = 50;
/** Point code of the MSC, and of the first unit that says no number of its own. */
const MSC = 1;
const FIRST_STRANGER = 8_192;
/** Names by which a load tool says which BSC it is, and in which direction its frames went. */
const OWN_NAME = /^kairos\/(\d{1,4})\/(up|down)$/;

/** @throws KairosError port.busy */
export async function openSccpliteServer(options: SccpliteOptions): Promise<SccpliteServer> {
  const hub = new Hub(options);
  await hub.listen();
  return hub;
}

interface Waiting {
  readonly timeMs: number;
  readonly order: number;
  readonly octets: Uint8Array;
}

class Connection {
  readonly stream = new IpaStream();
  readonly queue: Waiting[] = [];
  octets = 0;
  opc: number;
  dpc: number = MSC;
  /** What comes next is of this time; undefined: of the moment when it comes. */
  timeMs: number | undefined;
  order = 0;
  closed = false;
  readonly socket: Socket;

  constructor(socket: Socket, opc: number) {
    this.socket = socket;
    this.opc = opc;
  }

  named(name: string): void {
    const found = OWN_NAME.exec(name);
    if (found === null) return;
    const bsc = Number(found[1]);
    [this.opc, this.dpc] = found[2] === "up" ? [bsc, MSC] : [MSC, bsc];
    // Nobody's time goes on before this one's is known.
    this.timeMs = 0;
  }
}

class Hub implements SccpliteServer {
  late = 0;
  readonly #options: SccpliteOptions;
  readonly #server: Server;
  readonly #connections = new Set<Connection>();
  #strangers = 0;
  /** Whether frames have come without a time. */
  #timeless = false;
  #reachedMs: number;
  #delivering = false;
  #ended = false;
  #beat: NodeJS.Timeout | undefined;

  constructor(options: SccpliteOptions) {
    this.#options = options;
    this.#reachedMs = options.fromMs;
    this.#server = createServer({ noDelay: true }, (socket) => this.#accept(socket));
    this.#server.maxConnections = CONNECTIONS_MAX;
  }

  get port(): number {
    const address = this.#server.address();
    return typeof address === "object" && address !== null ? address.port : 0;
  }

  async listen(): Promise<void> {
    const { port } = this.#options;
    await new Promise<void>((resolve, reject) => {
      this.#server.once("error", (error: NodeJS.ErrnoException) => reject(busy(port, error)));
      this.#server.listen({ port, host: "127.0.0.1" }, resolve);
    });
    this.#beat = setInterval(() => this.#release(), BEAT_MS);
  }

  async close(): Promise<void> {
    this.#ended = true;
    clearInterval(this.#beat);
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()));
    for (const { socket } of this.#connections) socket.destroy();
    await closed;
  }

  #accept(socket: Socket): void {
    const connection = new Connection(
      socket,
      FIRST_STRANGER + (this.#strangers++ % FIRST_STRANGER),
    );
    this.#connections.add(connection);
    socket.on("data", (chunk) => this.#read(connection, chunk));
    socket.on("error", () => socket.destroy());
    socket.on("close", () => {
      connection.closed = true;
      this.#release();
    });
    socket.write(IDENTITY_REQUEST);
  }

  #read(connection: Connection, chunk: Uint8Array): void {
    try {
      for (const frame of connection.stream.read(chunk)) {
        if (frame.kind === "sccp") this.#take(connection, frame.userData);
        else if (frame.kind === "time") this.#mark(connection, frame.timeMs, frame.order);
        else if (frame.kind === "ping") connection.socket.write(PONG);
        else if (frame.kind === "identity.response") {
          connection.named(frame.name);
          connection.socket.write(IDENTITY_ACKNOWLEDGE);
        }
      }
    } catch (error) {
      if (!(error instanceof KairosError)) throw error;
      this.#giveUp(connection, error.message);
    }
    this.#release();
    this.#restrain();
  }

  #mark(connection: Connection, timeMs: number, order: number): void {
    if (connection.timeMs !== undefined && timeMs < connection.timeMs) {
      this.#giveUp(connection, `Its time went back from ${connection.timeMs} to ${timeMs} ms.`);
      return;
    }
    connection.timeMs = timeMs;
    connection.order = order;
  }

  #take(connection: Connection, userData: Uint8Array): void {
    const { opc, dpc, order } = connection;
    this.#timeless ||= connection.timeMs === undefined;
    const timeMs = connection.timeMs ?? this.#clockMs();
    if (timeMs < this.#reachedMs) {
      if (this.late++ === 0) this.#options.onFault(lateness(opc, timeMs, this.#reachedMs));
      return;
    }
    // A copy, in effect: the chunk's memory is not kept.
    const octets = encodeMtp3({ opc, dpc, userData });
    connection.queue.push({ timeMs, order, octets });
    connection.octets += octets.length;
    if (connection.octets > WAITING_HARD_MAX) {
      this.#giveUp(connection, "Too much of it waits for time to go on.");
    }
  }

  /** For frames without a time: that of the others, if any knows one. */
  #clockMs(): number {
    const own = this.#timeless ? Math.floor(this.#options.nowMs()) : 0;
    return Math.max(this.#reachedMs, this.#marked() ?? own);
  }

  /** Up to when all connections that know the time have said everything. */
  #marked(): number | undefined {
    let reached: number | undefined;
    let last: number | undefined;
    for (const { timeMs, closed } of this.#connections) {
      if (timeMs === undefined) continue;
      last = Math.max(last ?? 0, timeMs);
      if (!closed) reached = Math.min(reached ?? timeMs, timeMs);
    }
    return reached ?? last;
  }

  #release(): void {
    if (this.#delivering || this.#ended) return;
    const toMs = this.#clockMs();
    if (toMs <= this.#reachedMs) return;
    const { frames, untilMs } = this.#due(toMs);
    const batch = { fromMs: this.#reachedMs, toMs: untilMs, frames };
    this.#reachedMs = untilMs;
    this.#forget();
    this.#delivering = true;
    this.#options.deliver(batch).then(
      () => {
        this.#delivering = false;
        this.#release();
        this.#restrain();
      },
      (error: Error) => {
        this.#ended = true;
        this.#options.onLost(error);
      },
    );
    this.#restrain();
  }

  /** Frames before `toMs` in their order; not all of them when they are many. */
  #due(toMs: number): { readonly frames: TappedFrame[]; readonly untilMs: number } {
    const due: Waiting[] = [];
    for (const connection of this.#connections) {
      const { queue } = connection;
      let count = 0;
      while (count < queue.length && queue[count]!.timeMs < toMs) count++;
      for (const frame of queue.slice(0, count)) due.push(frame);
    }
    due.sort((a, b) => a.timeMs - b.timeMs || a.order - b.order);
    // Never in the middle of a moment.
    const first = due[BATCH_FRAMES_MAX];
    const untilMs = first === undefined || first.timeMs === due[0]!.timeMs ? toMs : first.timeMs;
    for (const connection of this.#connections) {
      const { queue } = connection;
      let count = 0;
      while (count < queue.length && queue[count]!.timeMs < untilMs) {
        connection.octets -= queue[count++]!.octets.length;
      }
      queue.splice(0, count);
    }
    const frames = due
      .filter(({ timeMs }) => timeMs < untilMs)
      .map(({ timeMs, octets }) => ({ timeMs, octets: Buffer.from(octets).toString("base64") }));
    return { frames, untilMs };
  }

  /** Connections that have gone, once all that they said is delivered; one keeps the time. */
  #forget(): void {
    const marked = this.#marked();
    for (const connection of this.#connections) {
      const { closed, queue, timeMs } = connection;
      if (closed && queue.length === 0 && (timeMs === undefined || timeMs !== marked)) {
        this.#connections.delete(connection);
      }
    }
  }

  /** Reads no more of those of whom much waits; of the one that holds the others up, always. */
  #restrain(): void {
    const marked = this.#marked();
    for (const { socket, octets, timeMs } of this.#connections) {
      const holdsUp = !this.#delivering && timeMs !== undefined && timeMs === marked;
      if (octets > WAITING_MAX && !holdsUp) socket.pause();
      else if (socket.isPaused()) socket.resume();
    }
  }

  #giveUp(connection: Connection, why: string): void {
    this.#options.onFault(`The SCCPlite connection of ${connection.opc} is closed: ${why}`);
    connection.queue.length = 0;
    connection.octets = 0;
    connection.socket.destroy();
  }
}

function lateness(opc: number, timeMs: number, reachedMs: number): string {
  const frame = `A frame of ${opc} is of ${timeMs} ms`;
  return `${frame}, the tap is at ${reachedMs} ms: it is dropped, as all are that come too late.`;
}

function busy(port: number, error: NodeJS.ErrnoException): Error {
  if (error.code !== "EADDRINUSE" && error.code !== "EACCES") return error;
  return new KairosError("port.busy", {
    place: `127.0.0.1:${port}`,
    got: error.code === "EADDRINUSE" ? "a port that is in use" : "no permission",
    wanted: "a free port for SCCPlite",
    remedy: "Give another --listen-sccplite port, or 0 for any free one.",
  });
}
