// What becomes of one call attempt: pure functions of its number, the same at both ends.
import { fraction } from "../../domain/hash.ts";
import { DAY_MS, SECOND_MS } from "../../domain/time.ts";
import { CALL_CAUSE } from "../../signaling/messages/dtap-elements.ts";
import { draw, normalOf, PURPOSE, type RunKey } from "../random.ts";
import { LEAD_MS, LEG, TAIL_MS } from "./legs.ts";
import { lognormalPoints } from "./lognormal-points.ts";

/** Outcomes of calls that reach the phone (traffic.md: 68 % answered; the rest ASSUMED). */
const ANSWERED = 0.68;
const REFUSED = 0.05;
/** The same of calls that robots make: few want them. ASSUMED. */
const ROBOT_ANSWERED = 0.5;
/**
 * Talk of two average people: log-logistic of shape 2 with this median (de Melo et al. 2010: truncated
 * log-logistic per user; Guo et al.: near lognormal on Chinese networks). CALIBRATED (C1, C5).
 */
const TALK_MEDIAN_SECONDS = 68;
const ROBOT_MEDIAN_SECONDS = 22;
const TALK_SECONDS_MAX = 3_600;
/**
 * How much longer than others a person talks, equally likely values; a call's length goes with the
 * product of both. ASSUMED.
 */
export const TALK_SCALES = lognormalPoints(0.32);
const RING = { mu: Math.log(7), sigma: 0.55 };
const RING_SECONDS_MAX = 40;
const RUNG_OUT = 0.3;

/** Every call ends within its day. */
export const LAST_RELEASE_MS = DAY_MS - 20 * SECOND_MS;

/** Counters of purpose `callFate`, entity = call; two of them hold two parts of 16 bits each. */
export const FATE = {
  /** Caller hears that the phone is off, or hangs up; and how long it rings in vain. */
  vain: 0,
  /** Paging and alerting. */
  way: 1,
  outcome: 3,
  ring: 4,
  /** Whether another call follows, and of whom. */
  next: 5,
  gap: 6,
  duration: 8,
} as const;

/** What becomes of a call that reaches the phone. */
export const OUTCOME = { answered: 0, refused: 1, unanswered: 2 } as const;

/** Times of a call on one leg, ms of the day; 0 for what does not happen. */
export interface CallTimes {
  /** SETUP on this leg. */
  startMs: number;
  alertMs: number;
  answerMs: number;
  releaseMs: number;
  /** 3GPP TS 24.008 §10.5.4.11. */
  cause: number;
}

/** A call that will be read into. */
export function emptyCall(): CallTimes {
  return { startMs: 0, alertMs: 0, answerMs: 0, releaseMs: 0, cause: 0 };
}

/** Release of a call to a phone that is off, whatever the caller's own power; ms of the day. */
export function unreachedRelease(key: RunKey, id: number, setUpMs: number): number {
  return setUpMs + 6_000 + spread(9_000, wordOf(key, id, FATE.way));
}

/** One of OUTCOME. Calls of robots have odd numbers. */
export function outcomeOf(key: RunKey, id: number): number {
  const share = fraction(wordOf(key, id, FATE.outcome));
  const answered = isRobot(id) ? ROBOT_ANSWERED : ANSWERED;
  if (share < answered) return OUTCOME.answered;
  return share < answered + REFUSED ? OUTCOME.refused : OUTCOME.unanswered;
}

/**
 * Release of a call with this outcome, ms of the day; 0 when it cannot take place because one of
 * the phones, free until `freeMs`, is switched off too soon. `scale`: of {@link TALK_SCALES}.
 */
export function releaseOf(
  key: RunKey,
  id: number,
  outcome: number,
  { setUpMs, freeMs, scale }: { setUpMs: number; freeMs: number; scale: number },
): number {
  const lastMs = Math.min(freeMs - TAIL_MS, LAST_RELEASE_MS);
  const way = wordOf(key, id, FATE.way);
  const alertMs = alertOf(pagedOf(setUpMs, way), way);
  if (outcome === OUTCOME.answered) {
    const answerMs = answerOf(key, id, alertMs);
    const share = (wordOf(key, id, FATE.duration) + 0.5) / 4_294_967_296;
    const median = isRobot(id) ? ROBOT_MEDIAN_SECONDS : TALK_MEDIAN_SECONDS * scale;
    const talk = median * Math.sqrt(share / (1 - share));
    const wishedMs = answerMs + Math.round(2_000 + SECOND_MS * Math.min(TALK_SECONDS_MAX, talk));
    const releaseMs = Math.min(wishedMs, lastMs);
    return releaseMs < answerMs + 1_500 ? 0 : releaseMs;
  }
  const vain = wordOf(key, id, FATE.vain);
  const rings =
    outcome === OUTCOME.refused ? 3_000 + spread(9_000, vain) : 12_000 + spread(38_000, vain);
  return alertMs + rings > lastMs ? 0 : alertMs + rings;
}

function isRobot(id: number): boolean {
  return (id & 1) === 1;
}

/** Reads a call's times on one leg: `kind` of LEG, taken for `fromMs` to `toMs`. */
export function readCall(
  key: RunKey,
  leg: {
    readonly kind: number;
    readonly id: number;
    readonly fromMs: number;
    readonly toMs: number;
  },
  out: CallTimes,
): void {
  const { kind, id } = leg;
  const setUpMs = leg.fromMs + LEAD_MS;
  out.startMs = setUpMs;
  out.alertMs = 0;
  out.answerMs = 0;
  out.releaseMs = leg.toMs - TAIL_MS;
  out.cause = CALL_CAUSE.normalClearing;
  const vain = wordOf(key, id, FATE.vain);
  if (kind === LEG.unreached || kind === LEG.missed) {
    if ((vain & 1) === 0) out.cause = CALL_CAUSE.subscriberAbsent;
    return;
  }
  const way = wordOf(key, id, FATE.way);
  const pagedMs = pagedOf(setUpMs, way);
  if (kind === LEG.terminated) out.startMs = pagedMs;
  out.alertMs = alertOf(pagedMs, way);
  const outcome = outcomeOf(key, id);
  if (outcome === OUTCOME.answered) out.answerMs = answerOf(key, id, out.alertMs);
  else if (outcome === OUTCOME.refused) out.cause = CALL_CAUSE.userBusy;
  else if ((vain & 0xff) < RUNG_OUT * 0x100) out.cause = CALL_CAUSE.recoveryOnTimerExpiry;
}

/** SETUP at the callee, ms of the day. */
export function setUpAtCallee(key: RunKey, id: number, setUpMs: number): number {
  return pagedOf(setUpMs, wordOf(key, id, FATE.way));
}

function pagedOf(setUpMs: number, way: number): number {
  return setUpMs + 1_500 + spread(1_800, way);
}

function alertOf(pagedMs: number, way: number): number {
  return pagedMs + 700 + (((way & 0xffff) * 900) >>> 16);
}

function answerOf(key: RunKey, id: number, alertMs: number): number {
  const ring = RING.mu + RING.sigma * normalOf(wordOf(key, id, FATE.ring));
  return alertMs + Math.round(1_200 + SECOND_MS * Math.min(RING_SECONDS_MAX, Math.exp(ring)));
}

/** 0 ≤ ms < span, by the upper half of a word; spans below 65,536 ms. */
function spread(span: number, word: number): number {
  return ((word >>> 16) * span) >>> 16;
}

function wordOf(key: RunKey, id: number, counter: number): number {
  return draw(key, id, PURPOSE.callFate, counter);
}
