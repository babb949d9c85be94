// The servers of the fault tests: killed by pid and started again on the same files and port.
import { cp, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type RunningServer, startNats, startRedis } from "../../services/up/servers.ts";

const START = { nats: startNats, redis: startRedis } as const;

/** One server that can be lost and come back. */
export class LosableServer {
  readonly #kind: keyof typeof START;
  readonly #folder: string;
  #running: RunningServer;

  private constructor(kind: keyof typeof START, folder: string, running: RunningServer) {
    this.#kind = kind;
    this.#folder = folder;
    this.#running = running;
  }

  static async start(kind: keyof typeof START): Promise<LosableServer> {
    const folder = await mkdtemp(join(tmpdir(), `kairos-faults-${kind}-`));
    return new LosableServer(kind, folder, await START[kind]({ folder: join(folder, "now") }));
  }

  get url(): string {
    return this.#running.url;
  }

  /** Kill -9, whatever is done while it is gone, and a new start. */
  async lose(meanwhile: () => Promise<void> = async () => {}): Promise<void> {
    const { port, failure, pid } = this.#running;
    process.kill(pid, "SIGKILL");
    await failure;
    await meanwhile();
    this.#running = await START[this.#kind]({ folder: join(this.#folder, "now"), port });
  }

  /** Keeps a copy of its files, as they are while it is gone for a moment. */
  async keepCopy(): Promise<void> {
    await this.lose(() => this.#copy("now", "kept"));
  }

  /** Puts the kept copy back in the place of what came after it. */
  async restoreCopy(): Promise<void> {
    await this.lose(() => this.#copy("kept", "now"));
  }

  async stop(): Promise<void> {
    await this.#running.stop();
    await rm(this.#folder, { recursive: true, force: true });
  }

  async #copy(from: string, to: string): Promise<void> {
    await rm(join(this.#folder, to), { recursive: true, force: true });
    await cp(join(this.#folder, from), join(this.#folder, to), { recursive: true });
  }
}
