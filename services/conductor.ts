// The traffic behind the traffic service: goes to where the run stands, then paces, and shows people.
import { Digest, digestEvent } from "../domain/digest.ts";
import type { ClockCommand } from "../domain/map-frame.ts";
import { byTotalOrder, type SubscriberEvent } from "../domain/subscriber-event.ts";
import { TwoDoors } from "../domain/two-doors.ts";
import { createLink, mtp3Of } from "../simulator/link.ts";
import type { Traffic } from "../simulator/traffic.ts";
import type {
  BatchHead,
  EventBatch,
  FrameBatch,
  Generated,
  PeopleMoved,
  TappedFrame,
  Truth,
  TruthQuestion,
} from "./batches.ts";
import type { FeedInlet } from "./feed-inlet.ts";
import { digestFrame } from "./frame-digest.ts";
import { type ClockState, Pacer, type Wall } from "./pacer.ts";
import { packPeople } from "./people-message.ts";
import type { Progress } from "./progress.ts";
import { Source, type Timed } from "./source.ts";
import type { Stage } from "./stage.ts";

export interface Pace {
  /** 1 to 600. */
  readonly speed: number;
  readonly paused: boolean;
  /** Virtual time to which everything goes at full speed before the pace begins. */
  readonly startAtMs: number;
  /** Whether events reach the tap as octets, to be decoded and tracked there. */
  readonly wire: boolean;
  /** Whether nobody listens: what is made is digested, counted and dropped. */
  readonly untapped: boolean;
  /** What feeds from outside say; absent: there are none. */
  readonly inlet?: FeedInlet;
}

/** Windows that may be in the log and not yet closed; the clock waits beyond. */
const WINDOWS_AHEAD_MAX = 8;

/** Where the conductor's messages go. */
export interface Outlets {
  /** Resolve when it is in the log. The same batch, or a part of it, may come a second time. */
  sendEvents(batch: EventBatch): Promise<void>;
  sendFrames(batch: FrameBatch): Promise<void>;
  /** Up to when the log has everything, ms. */
  logged(): Promise<number>;
  /** Resolves when all windows up to then are closed, however long that takes. */
  closed(toMs: number): Promise<void>;
  tellClock(clock: ClockState): void;
  tellPeople(part: PeopleMoved): void;
  tellProgress(progress: Progress): void;
  /** Nobody listens any more, and why; the traffic goes on. */
  tellLost(error: Error): void;
}

export class Conductor {
  readonly #traffic: Traffic;
  readonly #pace: Pace;
  readonly #outlets: Outlets;
  readonly #source: Source<Timed>;
  readonly #pacer: Pacer;
  readonly #digest = new Digest();
  #lost: Error | undefined;
  #shownMs = -1;
  /** Ends of the windows that are in the log and not known to be closed. */
  readonly #ahead: number[] = [];

  constructor(stage: Stage, pace: Pace, outlets: Outlets, wall: Wall) {
    const { traffic } = stage;
    this.#traffic = traffic;
    this.#pace = pace;
    this.#outlets = outlets;
    this.#source = this.#sourceOf(stage, pace, wall);
    this.#pacer = new Pacer({
      wall,
      speed: pace.speed,
      paused: pace.paused,
      advance: (toMs) => this.#advance(toMs),
      beat: (clock) => this.#beat(clock),
    });
  }

  /**
   * Brings the network to the opening time, or to where the log ends if that is later, as fast as
   * the machine can, unless aborted. Rejects when a listener is lost on the way: such a run has not
   * begun.
   *
   * @returns where the log ended, ms; 0 for a run that begins
   */
  async warmUp(signal?: AbortSignal): Promise<number> {
    const { untapped, wire, startAtMs, inlet } = this.#pace;
    const loggedMs = untapped ? 0 : await this.#outlets.logged();
    // A probe has to hear the octets again, to know of every connection that is open.
    if (!wire) this.#source.skipTo(loggedMs);
    inlet?.begin(loggedMs);
    const goalMs = Math.max(startAtMs, loggedMs);
    await this.#pacer.fastForward(goalMs, (timeMs) => {
      signal?.throwIfAborted();
      if (this.#lost !== undefined) throw this.#lost;
      this.#outlets.tellProgress({
        phase: timeMs <= loggedMs ? "going to where the log ends" : "warming up",
        share: timeMs / goalMs,
        events: this.#source.sent + this.#source.dropped,
        timeMs,
      });
    });
    if (!untapped) await this.#outlets.closed(goalMs);
    this.#ahead.length = 0;
    signal?.throwIfAborted();
    return loggedMs;
  }

  /** Paces until stop(), whoever listens. */
  run(): Promise<void> {
    return this.#pacer.run();
  }

  stop(): Promise<void> {
    return this.#pacer.stop();
  }

  command(command: ClockCommand): void {
    this.#pacer.command(command);
  }

  get generated(): Generated {
    const { sent, dropped } = this.#source;
    return { digest: this.#digest.toString(), sent, dropped };
  }

  truth({ subscriber, events }: TruthQuestion): Truth {
    return {
      signals: events.map((event) => this.#traffic.signals(event)),
      person: this.#traffic.person(subscriber),
      track: this.#traffic.track(subscriber, this.#pacer.state.timeMs),
    };
  }

  async #advance(toMs: number): Promise<void> {
    if (!(await this.#source.advance(toMs))) return;
    this.#ahead.push(toMs);
    if (this.#ahead.length <= WINDOWS_AHEAD_MAX) return;
    await this.#pacer.waitFor(this.#outlets.closed(this.#ahead.shift()!));
  }

  #sourceOf(stage: Stage, { wire, untapped, inlet }: Pace, wall: Wall): Source<Timed> {
    const digest = this.#digest;
    const outlets = this.#outlets;
    const common = {
      breathe: () => wall.wait(0),
      onLost: (error: Error) => {
        this.#lost = error;
        outlets.tellLost(error);
      },
    };
    if (wire) {
      const send = (head: BatchHead, items: readonly Tapped[]): Promise<void> =>
        outlets.sendFrames({
          ...head,
          frames: items.filter((item): item is TappedFrame => "octets" in item),
          feeds: items.filter((item): item is SubscriberEvent => !("octets" in item)),
        });
      return new Source<Tapped>({
        ...common,
        items: framesOf(stage, inlet),
        note: (item) => ("octets" in item ? digestFrame(digest, item) : digestEvent(digest, item)),
        ...(untapped ? {} : { send }),
      });
    }
    const send = (head: BatchHead, events: readonly SubscriberEvent[]): Promise<void> =>
      outlets.sendEvents({ ...head, events });
    return new Source<SubscriberEvent>({
      ...common,
      items: eventsOf(stage, inlet),
      note: (event) => digestEvent(digest, event),
      ...(untapped ? {} : { send }),
    });
  }

  /** People first, so that a map that opens on the first tick has somebody to draw. */
  #beat(clock: ClockState): void {
    if (clock.timeMs !== this.#shownMs) {
      this.#shownMs = clock.timeMs;
      for (const part of packPeople(this.#traffic.people(clock.timeMs))) {
        this.#outlets.tellPeople(part);
      }
    }
    this.#outlets.tellClock(clock);
  }
}

/** Windows of events, with what feeds from outside say. */
function eventsOf(
  { traffic }: Stage,
  inlet: FeedInlet | undefined,
): (fromMs: number, toMs: number) => readonly SubscriberEvent[] {
  if (inlet === undefined) return (fromMs, toMs) => traffic.events(fromMs, toMs);
  const doors = new TwoDoors();
  return (fromMs, toMs) => doors.merge(traffic.events(fromMs, toMs), inlet.take(toMs));
}

/** A frame of the link, or what a feed tells beside it. */
type Tapped = TappedFrame | SubscriberEvent;

/** Windows of the link's frames, packed for the broker, and of feeds, in order of time. */
function framesOf(
  { traffic, seed, scenario }: Stage,
  inlet: FeedInlet | undefined,
): (fromMs: number, toMs: number) => Tapped[] {
  const { start } = scenario;
  const feeds: SubscriberEvent[] = [];
  const link = createLink(traffic, {
    seed,
    start,
    untilMs: Number.POSITIVE_INFINITY,
    onFeed: (event) => feeds.push(event),
  });
  return (fromMs, toMs) => {
    const frames: Tapped[] = Array.from(link.frames(fromMs, toMs), (frame) => ({
      timeMs: frame.timeMs,
      octets: Buffer.from(mtp3Of(frame)).toString("base64"),
    }));
    let told = 0;
    while (told < feeds.length && feeds[told]!.timeMs < toMs) told++;
    const said = [...feeds.splice(0, told), ...(inlet?.take(toMs) ?? [])];
    return [...frames, ...said.sort(byTotalOrder)].sort((a, b) => a.timeMs - b.timeMs);
  };
}
