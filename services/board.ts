// What the gateway shows: totals, chronicle, clock, people; filled by the broker's events.
import type {
  CampaignChange,
  CampaignState,
  ClockCommand,
  History,
  Inspection,
} from "../domain/map-frame.ts";
import type { Scene } from "../domain/scene.ts";
import type { Report } from "../metrics/summary.ts";
import type { Role } from "./access/roles.ts";
import type { PeopleMoved, Rehearsal, Standing, WindowClosed } from "./batches.ts";
import { Totals } from "./counters.ts";
import type { Views } from "./http.ts";
import { type Atlas, Chronicle } from "./moments.ts";
import { scenarioNamed } from "./named-scenarios.ts";
import type { ClockState } from "./pacer.ts";
import { PeopleAssembly } from "./people-message.ts";
import type { Progress } from "./progress.ts";
import { Stream } from "./stream.ts";

/** What a board needs before it can show anything but progress. */
export interface Opening {
  readonly scene: Scene;
  readonly atlas: Atlas;
  /** What all windows have told so far. */
  standing(): Promise<Standing>;
  inspect(subscriber: number, role: Role): Promise<Inspection>;
  command(command: ClockCommand, role: Role): Promise<void>;
  campaigns(role: Role): Promise<readonly CampaignState[]>;
  changeCampaign(campaign: string, change: CampaignChange, role: Role): Promise<void>;
  optOut(subscriber: number, role: Role): Promise<void>;
  rehearse(rehearsal: Rehearsal, role: Role): Promise<Report>;
}

/** Windows that wait while the board asks for what it has missed. */
const WAITING_MAX = 10_000;

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
  /** Up to when the windows are counted, ms. */
  #countedMs = 0;
  /** Those that came while something is missing; undefined when nothing is. */
  #waiting: WindowClosed[] | undefined = [];
  #asking = false;

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

  /** Counts each window once, in order; asks for the standing when one has not come. */
  windowClosed(window: WindowClosed): void {
    if (this.#opened === undefined || window.toMs <= this.#countedMs) return;
    if (window.fromMs === this.#countedMs) {
      this.#count(this.#opened, window);
      return;
    }
    this.#waiting ??= [];
    if (this.#waiting.length < WAITING_MAX) this.#waiting.push(window);
    void this.#catchUp(this.#opened);
  }

  peopleMoved(part: PeopleMoved): void {
    const frame = this.#assembly.add(part);
    if (frame !== undefined) this.stream.people(frame);
  }

  clockTicked(clock: ClockState): void {
    if (this.#opened === undefined) return;
    this.#ticked = true;
    if (this.#waiting !== undefined) void this.#catchUp(this.#opened);
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

  async inspect(subscriber: number, role: Role): Promise<Inspection | undefined> {
    const { scene, inspect } = this.#ready;
    return subscriber < scene.subscribers ? await inspect(subscriber, role) : undefined;
  }

  async command(command: ClockCommand, role: Role): Promise<void> {
    await this.#ready.command(command, role);
  }

  async campaigns(role: Role): Promise<readonly CampaignState[]> {
    return await this.#ready.campaigns(role);
  }

  async changeCampaign(index: number, change: CampaignChange, role: Role): Promise<boolean> {
    const { scene, changeCampaign } = this.#ready;
    const campaign = scene.campaigns[index];
    if (campaign === undefined) return false;
    await changeCampaign(campaign.name, change, role);
    return true;
  }

  async optOut(subscriber: number, role: Role): Promise<boolean> {
    const { scene, optOut } = this.#ready;
    if (subscriber >= scene.subscribers) return false;
    await optOut(subscriber, role);
    return true;
  }

  /** Needs no network: a rehearsal is a run of its own. */
  async rehearse(rehearsal: Rehearsal, role: Role): Promise<Report> {
    return await this.#ready.rehearse(rehearsal, role);
  }

  /** Needs no network either: the map's split view runs it in the browser. */
  async scenario(name: string): Promise<object | undefined> {
    return await scenarioNamed(name);
  }

  #count({ totals, chronicle }: Opened, window: WindowClosed): void {
    this.#countedMs = window.toMs;
    totals.add(window);
    const messages = chronicle.add(window);
    // While the machines warm up, moments are history and not news.
    if (this.#ticked) this.stream.tell(messages);
  }

  /** Begins anew with what the delivery has; without an answer it asks again at the next tick. */
  async #catchUp(opened: Opened): Promise<void> {
    if (this.#asking) return;
    this.#asking = true;
    try {
      const { toMs, totals, history } = await opened.standing();
      const waiting = this.#waiting ?? [];
      this.#waiting = undefined;
      // The delivery is itself catching up when it knows less than this board.
      if (toMs >= this.#countedMs) {
        this.#countedMs = toMs;
        opened.totals.restore(totals);
        opened.chronicle.restore(history);
      }
      for (const window of waiting) this.windowClosed(window);
    } catch {
      // There is no delivery at present.
    } finally {
      this.#asking = false;
    }
  }

  /** The routes ask only after scene() has answered. */
  get #ready(): Opened {
    if (this.#opened === undefined) throw new Error("The board was asked before it was opened.");
    return this.#opened;
  }
}
