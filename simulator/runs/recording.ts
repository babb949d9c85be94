// Who was contacted, converted and complained in a run: lists of people that add up over shards.
import { inSegment } from "../../campaigns/segment.ts";
import type { Offered } from "../../domain/decision.ts";
import type { Directory } from "../../domain/directory.ts";
import { fraction, hashWords } from "../../domain/hash.ts";
import type { Outcome } from "../../domain/offer.ts";
import type { Trigger } from "../../domain/trigger.ts";
import type { Scenario } from "../../scenarios/scenario.ts";
import type { PeopleResponses } from "../days/response.ts";
import { claimedBy, type MomentName, type Moments, type TruthOfMoments } from "../needs.ts";

/** People of one campaign by index; somebody who was contacted twice stands there twice. */
export interface RecordedCampaign {
  readonly contacted: number[];
  readonly accepted: number[];
  /** When each of them did, ms since the start. */
  readonly acceptedMs: number[];
  readonly complained: number[];
  /** Fits the segment when the run begins, and converts without any message. */
  readonly unprompted: number[];
}

/** Something that woke needs of a person, as a row; times in ms since the start. */
export type RecordedMoment = readonly [
  subscriber: number,
  name: MomentName,
  sinceMs: number,
  untilMs: number,
];

/** A message to a person of the sample: sent when. */
export type RecordedSend = readonly [subscriber: number, campaign: number, timeMs: number];

/** Plain data, in no order that means anything. */
export interface Recording {
  /** In the order of the campaigns. */
  readonly campaigns: readonly RecordedCampaign[];
  /** Of the sample alone: for the timing of messages. */
  readonly moments: RecordedMoment[];
  readonly sends: RecordedSend[];
}

/** So many people at most, about, have their moments recorded. */
const SAMPLE = 1_000;
const SALT = 0x7e9a;

/** Whether this person is in the sample, the same in all runs on so many people. */
export function inSample(subscriber: number, subscribers: number): boolean {
  return subscribers <= SAMPLE || fraction(hashWords(SALT, subscriber)) < SAMPLE / subscribers;
}

const LISTS = ["contacted", "accepted", "acceptedMs", "complained", "unprompted"] as const;

const emptyRecording = (campaigns: number): Recording => ({
  campaigns: Array.from({ length: campaigns }, () => ({
    contacted: [],
    accepted: [],
    acceptedMs: [],
    complained: [],
    unprompted: [],
  })),
  moments: [],
  sends: [],
});

/** What all shards, and the office if there is one, have recorded. */
export function mergedRecordings(parts: readonly Recording[], campaigns: number): Recording {
  const whole = emptyRecording(campaigns);
  for (const part of parts) {
    for (const [place, campaign] of whole.campaigns.entries()) {
      for (const list of LISTS) {
        for (const number of part.campaigns[place]![list]) campaign[list].push(number);
      }
    }
    for (const moment of part.moments) whole.moments.push(moment);
    for (const send of part.sends) whole.sends.push(send);
  }
  return whole;
}

/** Notes whom a run's messages and outcomes are about. */
export class Recorder {
  readonly recording: Recording;
  readonly #subscribers: number;

  constructor(campaigns: number, subscribers: number) {
    this.recording = emptyRecording(campaigns);
    this.#subscribers = subscribers;
  }

  trigger({ subscriber, timeMs, facts }: Trigger): void {
    if (inSample(subscriber, this.#subscribers)) {
      this.#note(subscriber, claimedBy(facts, timeMs), timeMs);
    }
  }

  /** A message is on its way now, at once or released; a reminder too. */
  sent({ subscriber, campaign, timeMs, deliverAtMs }: Offered): void {
    this.recording.campaigns[campaign]!.contacted.push(subscriber);
    if (!inSample(subscriber, this.#subscribers)) return;
    this.recording.sends.push([subscriber, campaign, deliverAtMs ?? timeMs]);
  }

  outcome({ subscriber, campaign, kind, timeMs }: Outcome): void {
    const recorded = this.recording.campaigns[campaign]!;
    if (kind === "accepted") {
      recorded.accepted.push(subscriber);
      recorded.acceptedMs.push(timeMs);
    }
    if (kind === "complained") recorded.complained.push(subscriber);
  }

  /** Looks these people up once the run is over: who converts by herself, and what has happened. */
  close(
    subscribers: Iterable<number>,
    { scenario, directory, responses, truth, simulatedMs }: Closing,
  ): void {
    for (const subscriber of subscribers) {
      const profile = directory.profile(subscriber);
      for (const [campaign, { who }] of scenario.campaigns.entries()) {
        if (!inSegment(who, profile)) continue;
        if (!responses.convertsUnprompted({ subscriber, campaign })) continue;
        this.recording.campaigns[campaign]!.unprompted.push(subscriber);
      }
      if (!inSample(subscriber, this.#subscribers)) continue;
      for (let timeMs = LOOK_MS; timeMs <= simulatedMs; timeMs += LOOK_MS) {
        this.#note(subscriber, truth.of(subscriber, timeMs - 1), timeMs);
      }
    }
  }

  #note(subscriber: number, moments: Moments, seenMs: number): void {
    const rows = this.recording.moments;
    for (const [name, { sinceMs, untilMs }] of Object.entries(moments)) {
      if (name === "asked") continue;
      // What goes on is known until now; a later look knows more.
      const overMs = Math.min(untilMs, seenMs);
      const place = this.#rowOf(subscriber, name, sinceMs);
      const row = [subscriber, name as MomentName, sinceMs, overMs] as const;
      if (place < 0) rows.push(row);
      else if (rows[place]![3] < overMs) rows[place] = row;
    }
  }

  /** The row of a moment that was noted lately, −1 for none. */
  #rowOf(subscriber: number, name: string, sinceMs: number): number {
    const rows = this.recording.moments;
    for (let place = rows.length - 1; place >= Math.max(0, rows.length - RECENT); place--) {
      const row = rows[place]!;
      if (row[0] === subscriber && row[1] === name && row[2] === sinceMs) return place;
    }
    return -1;
  }
}

/** How often the truth is asked; shorter moments between two looks are missed. */
const LOOK_MS = 1_800_000;
/** How far back the row of a moment that goes on may stand. */
const RECENT = 8;

interface Closing {
  readonly scenario: Scenario;
  readonly directory: Pick<Directory, "profile">;
  readonly responses: Pick<PeopleResponses, "convertsUnprompted">;
  readonly truth: TruthOfMoments;
  readonly simulatedMs: number;
}
