// What this screen knows: the scene, what the stream said, and what the reader picked.
import type { History, Moment, OutcomeMessage, Tick } from "../domain/map-frame.ts";
import type { OutcomeKind } from "../domain/offer.ts";
import type { Named, Scene } from "../domain/scene.ts";
import { type Language, type Look, lookOf } from "./look.ts";
import { createPeople, type People, receivePeople } from "./people.ts";
import { addTick, type Bins, createBins, fillBins } from "./timeline-bins.ts";

/** How the stream is doing; times are wall time in ms. */
export type Connection =
  | { readonly kind: "connecting" }
  | { readonly kind: "open" }
  | { readonly kind: "lost"; readonly sinceMs: number; readonly retryAtMs: number };

interface Topics {
  tick: Tick;
  moment: Moment;
  outcome: OutcomeMessage;
  /** The history was read again: everything known of the past is new. */
  history: undefined;
  people: undefined;
  connection: Connection;
  look: Look;
  /** Another person is inspected, or nobody. */
  selection: number | undefined;
  /** The selected person is kept in view from now on, or no longer. */
  following: boolean;
  /** A moment is pointed at, or none. */
  highlight: string | undefined;
  /** Campaigns were hidden or shown. */
  campaigns: undefined;
}
type Topic = keyof Topics;
type Listener<T extends Topic> = (news: Topics[T]) => void;

/** Moments kept for the feed, for highlights and for N and P. */
const MOMENTS_KEPT = 400;

/** The one state that all panels and layers read, and the place where they hear of changes. */
export class Session {
  readonly scene: Scene;
  readonly people: People;
  /** Newest last. */
  readonly moments: Moment[] = [];
  readonly outcomes = new Map<string, OutcomeKind>();
  bins: Bins;
  /** Yesterday's bins, once a midnight has been seen. */
  previousBins: Bins | undefined;
  look: Look;
  connection: Connection = { kind: "connecting" };
  tick: Tick | undefined;
  tickAt = 0;
  selection: number | undefined;
  highlight: string | undefined;
  /** Whether the selected person is kept in view. */
  follows = false;
  readonly hidden = new Set<number>();
  readonly #listeners = new Map<Topic, Set<Listener<never>>>();
  readonly #byId = new Map<string, Moment>();
  /** The tick that the next one is compared with; none after a gap. */
  #before: Tick | undefined;

  constructor(scene: Scene, look: Look) {
    this.scene = scene;
    this.look = look;
    this.people = createPeople(scene.subscribers);
    this.bins = createBins(scene.campaigns.length, 0);
  }

  on<T extends Topic>(topic: T, listener: Listener<T>): void {
    const listeners = this.#listeners.get(topic) ?? new Set();
    listeners.add(listener as Listener<never>);
    this.#listeners.set(topic, listeners);
  }

  #tell<T extends Topic>(topic: T, news: Topics[T]): void {
    for (const listener of this.#listeners.get(topic) ?? []) (listener as Listener<T>)(news);
  }

  moment(id: string | undefined): Moment | undefined {
    return id === undefined ? undefined : this.#byId.get(id);
  }

  isShown(campaign: number): boolean {
    return !this.hidden.has(campaign);
  }

  say(named: Named): string {
    return named[this.look.language];
  }

  receiveFrame(octets: ArrayBuffer, nowMs: number): void {
    receivePeople(this.people, octets, nowMs);
    this.#tell("people", undefined);
  }

  receiveHistory(history: History): void {
    this.bins = fillBins(history, this.scene.campaigns.length);
    for (const moment of history.moments) if (!this.#byId.has(moment.id)) this.#keep(moment);
    this.#tell("history", undefined);
  }

  /** The look of the other half: nothing is remembered twice. */
  dressAs(look: Look): void {
    this.look = look;
    this.#tell("look", look);
  }

  receiveTick(tick: Tick, nowMs: number): void {
    const next = addTick(this.bins, this.#before, tick);
    if (next !== this.bins) {
      this.previousBins = this.bins;
      this.bins = next;
    }
    this.#before = tick;
    this.tick = tick;
    this.tickAt = nowMs;
    this.#tell("tick", tick);
  }

  receiveMoment(moment: Moment): void {
    if (this.#byId.has(moment.id)) return;
    this.#keep(moment);
    this.#tell("moment", moment);
  }

  receiveOutcome(outcome: OutcomeMessage): void {
    if (this.#byId.has(outcome.id)) this.outcomes.set(outcome.id, outcome.outcome);
    this.#tell("outcome", outcome);
  }

  #keep(moment: Moment): void {
    this.moments.push(moment);
    this.#byId.set(moment.id, moment);
    if (this.moments.length > MOMENTS_KEPT) {
      const gone = this.moments.shift()!;
      this.#byId.delete(gone.id);
      this.outcomes.delete(gone.id);
    }
  }

  connect(connection: Connection): void {
    this.connection = connection;
    if (connection.kind !== "open") this.#before = undefined;
    this.#tell("connection", connection);
  }

  /** Some of the stream is lost: the next tick is compared with none. */
  miss(): void {
    this.#before = undefined;
  }

  select(subscriber: number | undefined): void {
    if (subscriber === this.selection) return;
    this.selection = subscriber;
    if (this.follows) this.follow(false);
    this.#tell("selection", subscriber);
  }

  /** Keeps the selected person in view, or lets her go. */
  follow(follows: boolean): void {
    this.follows = follows && this.selection !== undefined;
    this.#tell("following", this.follows);
  }

  pointAt(id: string | undefined): void {
    if (id === this.highlight) return;
    this.highlight = id;
    this.#tell("highlight", id);
  }

  speak(language: Language): void {
    this.look = lookOf(language, this.look.theme);
    this.#tell("look", this.look);
  }

  wear(theme: Look["theme"]): void {
    this.look = lookOf(this.look.language, theme);
    this.#tell("look", this.look);
  }

  /** Shows only this campaign, or all again when it was the only one. */
  solo(campaign: number): void {
    const alone = this.isShown(campaign) && this.hidden.size === this.scene.campaigns.length - 1;
    this.hidden.clear();
    if (!alone) {
      for (let index = 0; index < this.scene.campaigns.length; index++) {
        if (index !== campaign) this.hidden.add(index);
      }
    }
    this.#tell("campaigns", undefined);
  }

  /** Shows these campaigns and hides all others. */
  show(campaigns: readonly number[]): void {
    this.hidden.clear();
    for (let index = 0; index < this.scene.campaigns.length; index++) {
      if (!campaigns.includes(index)) this.hidden.add(index);
    }
    this.#tell("campaigns", undefined);
  }

  toggle(campaign: number): void {
    if (!this.hidden.delete(campaign)) this.hidden.add(campaign);
    this.#tell("campaigns", undefined);
  }

  /** Network time right now, ms: between two ticks it runs on at the reached speed. */
  timeAt(nowMs: number): number | undefined {
    const { tick, connection } = this;
    if (tick === undefined) return this.people.timeMs;
    if (tick.paused || connection.kind !== "open") return tick.timeMs;
    return tick.timeMs + Math.min(nowMs - this.tickAt, 500) * tick.realSpeed;
  }
}
