// What the gateway shows: totals, chronicle, clock, people; filled by the broker's events.
import type { ClockCommand, History, Inspection } from "../domain/map-frame.ts";
import type { Scene } from "../domain/scene.ts";
import type { PeopleMoved, WindowClosed } from "./batches.ts";
import { Totals } from "./counters.ts";
import type { Views } from "./http.ts";
import { type Atlas, Chronicle } from "./moments.ts";
import type { ClockState } from "./pacer.ts";
import { PeopleAssembly } from "./people-message.ts";
import type { Progress } from "./progress.ts";
import { Stream } from "./stream.ts";

/** What a board needs before it can show anything but progress. */
export interface Opening {
  readonly scene: Scene;
  readonly atlas: Atlas;
  inspect(subscriber: number): Promise<Inspection>;
  command(command: ClockCommand): Promise<void>;
}

interface Opened extends Opening {
  readonly sceneText: string;
  readonly totals: Totals;
  readonly chronicle: Chronicle;
}

/** Empty at first: the page may be asked for before the world is made. */
export class Board implements Views {
  readonly stream = new Stream();
  readonly #assembly = new PeopleAssembly();
  #progress: Progress = { phase: "making the province", share: 0, events: 0, timeMs: 0 };
  #opened: Opened | undefined;
  #ticked = false;

  open(opening: Opening): void {
    this.#opened = {
      ...opening,
      sceneText: JSON.stringify(opening.scene),
      totals: new Totals(opening.atlas.campaigns.length),
      chronicle: new Chronicle(opening.atlas),
    };
  }

  warmedUp(progress: Progress): void {
    this.#progress = progress;
  }

  windowClosed(window: WindowClosed): void {
    this.#opened?.totals.add(window);
    const messages = this.#opened?.chronicle.add(window) ?? [];
    // While the machines warm up, moments are history and not news.
    if (this.#ticked) this.stream.tell(messages);
  }

  peopleMoved(part: PeopleMoved): void {
    const frame = this.#assembly.add(part);
    if (frame !== undefined) this.stream.people(frame);
  }

  clockTicked(clock: ClockState): void {
    if (this.#opened === undefined) return;
    this.#ticked = true;
    this.stream.tell([this.#opened.totals.tick(clock)]);
  }

  scene(): string | undefined {
    return this.#ticked ? this.#opened?.sceneText : undefined;
  }

  progress(): Progress {
    return this.#progress;
  }

  history(): History {
    return this.#ready.chronicle.history;
  }

  async inspect(subscriber: number): Promise<Inspection | undefined> {
    const { scene, inspect } = this.#ready;
    return subscriber < scene.subscribers ? await inspect(subscriber) : undefined;
  }

  async command(command: ClockCommand): Promise<void> {
    await this.#ready.command(command);
  }

  /** The routes ask only after scene() has answered. */
  get #ready(): Opened {
    if (this.#opened === undefined) throw new Error("The board was asked before it was opened.");
    return this.#opened;
  }
}
