// What becomes of one call attempt: pure functions of its number, the same at both ends.
import { fraction } from "../../domain/hash.ts";
import { DAY_MS, SECOND_MS } from "../../domain/time.ts";
import { CALL_CAUSE } from "../../signaling/messages/dtap-elements.ts";
import { draw, normal, PURPOSE, type RunKey } from "../random.ts";
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
const TALK_MEDIAN_SECONDS = 67;
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

/** Counters of purpose `callFate`, entity = call. */
export const FATE = {
  word: 0,
  paging: 1,
  alerting: 2,
  outcome: 3,
  ring: 4,
  repeats: 5,
  gap: 6,
  turns: 7,
  duration: 8,
  rungOut: 9,
} as const;

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
  return setUpMs + 6_000 + Math.round(part(key, id, FATE.paging) * 9_000);
}

/**
 * Release of a call that reaches the phone, ms of the day; 0 when it cannot take place because one
 * of the phones, free until `freeMs`, is switched off too soon. `scale`: of {@link TALK_SCALES}.
 */
export function releaseOf(
  key: RunKey,
  id: number,
  setUpMs: number,
  freeMs: number,
  scale: number,
): number {
  const lastMs = Math.min(freeMs - TAIL_MS, LAST_RELEASE_MS);
  const alertMs = alertOf(key, id, setUpAtCallee(key, id, setUpMs));
  const outcome = part(key, id, FATE.outcome);
  const answered = answeredShare(id);
  if (outcome < answered) {
    const answerMs = answerOf(key, id, alertMs);
    const share = part(key, id, FATE.duration);
    const median = isRobot(id) ? ROBOT_MEDIAN_SECONDS : TALK_MEDIAN_SECONDS * scale;
    const talk = median * Math.sqrt(share / (1 - share));
    const wishedMs = answerMs + Math.round(2_000 + SECOND_MS * Math.min(TALK_SECONDS_MAX, talk));
    const releaseMs = Math.min(wishedMs, lastMs);
    return releaseMs < answerMs + 1_500 ? 0 : releaseMs;
  }
  const ring = part(key, id, FATE.ring);
  const refused = outcome < answered + REFUSED;
  const rings = refused ? 3_000 + ring * 9_000 : 12_000 + ring * 38_000;
  const releaseMs = alertMs + Math.round(rings);
  return releaseMs > lastMs ? 0 : releaseMs;
}

/** Whether a call that reaches the phone is answered. */
export function isAnswered(key: RunKey, id: number): boolean {
  return part(key, id, FATE.outcome) < answeredShare(id);
}

/** Calls of robots have odd numbers. */
function isRobot(id: number): boolean {
  return (id & 1) === 1;
}

function answeredShare(id: number): number {
  return isRobot(id) ? ROBOT_ANSWERED : ANSWERED;
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
  if (kind === LEG.unreached || kind === LEG.missed) {
    const absent = (draw(key, id, PURPOSE.callFate, FATE.word) & 1) === 0;
    if (absent) out.cause = CALL_CAUSE.subscriberAbsent;
    return;
  }
  const pagedMs = setUpAtCallee(key, id, setUpMs);
  if (kind === LEG.terminated) out.startMs = pagedMs;
  out.alertMs = alertOf(key, id, pagedMs);
  const outcome = part(key, id, FATE.outcome);
  const answered = answeredShare(id);
  if (outcome < answered) out.answerMs = answerOf(key, id, out.alertMs);
  else if (outcome < answered + REFUSED) out.cause = CALL_CAUSE.userBusy;
  else if (part(key, id, FATE.rungOut) < RUNG_OUT) out.cause = CALL_CAUSE.recoveryOnTimerExpiry;
}

/** SETUP at the callee, ms of the day. */
export function setUpAtCallee(key: RunKey, id: number, setUpMs: number): number {
  return setUpMs + 1_500 + Math.round(part(key, id, FATE.paging) * 1_800);
}

function alertOf(key: RunKey, id: number, pagedMs: number): number {
  return pagedMs + 700 + Math.round(part(key, id, FATE.alerting) * 900);
}

function answerOf(key: RunKey, id: number, alertMs: number): number {
  const ring = RING.mu + RING.sigma * normal(key, id, PURPOSE.callFate, FATE.ring);
  return alertMs + Math.round(1_200 + SECOND_MS * Math.min(RING_SECONDS_MAX, Math.exp(ring)));
}

function part(key: RunKey, id: number, counter: number): number {
  return fraction(draw(key, id, PURPOSE.callFate, counter));
}
