// The decision on one trigger: an offer, or the rule that held it back; and who lost the moment. Pure.
import {
  type Decision,
  type Loser,
  type Offered,
  RULES,
  type Rule,
  type Suppressed,
} from "../domain/decision.ts";
import { KairosError } from "../domain/errors.ts";
import type { Trigger } from "../domain/trigger.ts";
import { BOUND_BY_CONTACTS, canHold, HOLDS, OF_THE_HOUR } from "./contact-policy.ts";
import { NOTHING_SHARED, Request, type Shared, type Subject } from "./request.ts";
import { armOf, type Candidate, NONE, type Rulebook, type Waiter } from "./rulebook.ts";
import { sendingTime } from "./sending-time.ts";
import type { ContactChannel } from "./terms.ts";

/** A rule that may hold a candidate back, with its place in RULES. */
interface Asked {
  readonly rule: number;
  readonly isOfTheHour: boolean;
  holds(request: Request): boolean;
}

const CONTROL = RULES.indexOf("experiment.control-group");
const LOST = RULES.indexOf("arbitration.lost");
const NOT_TOGETHER = RULES.indexOf("moment.not-together");
/** No rule holds. */
const FREE = RULES.length;

/** What one campaign's request came to. */
interface Answer {
  readonly candidate: Candidate;
  /** Place of the rule that holds it back; {@link FREE} for none. */
  readonly rule: number;
  readonly score: number;
}

/** Decides by one rulebook; what it is asked about comes in, and it keeps nothing. */
export class Decider {
  readonly #rulebook: Rulebook;
  readonly #asked: readonly (readonly (readonly Asked[])[])[];
  readonly #isByScore: boolean;
  readonly #refusalWeight: number;
  readonly #hasControl: boolean;
  readonly #request: Request;

  /** `rules` are asked, all of them by default: a test takes one away to see that it is missed. */
  constructor(rulebook: Rulebook, rules: readonly Rule[] = RULES) {
    const { arbitration } = rulebook.book;
    const mayHold = canHold(rulebook.book);
    const asked = (candidate: Candidate): Asked[] =>
      RULES.flatMap((rule, place) =>
        place !== CONTROL && rules.includes(rule) && mayHold(rule, candidate)
          ? [{ rule: place, isOfTheHour: OF_THE_HOUR.has(rule), holds: HOLDS[rule] }]
          : [],
      );
    this.#rulebook = rulebook;
    this.#asked = rulebook.candidates.map((variants) => variants.map(asked));
    this.#isByScore = arbitration?.by === "score";
    this.#refusalWeight = arbitration?.refusalWeight ?? 0;
    this.#hasControl = rules.includes("experiment.control-group");
    this.#request = new Request(rulebook);
  }

  /**
   * Campaigns that wait for this trigger's definition compete: of those that no rule holds back at
   * the time at which they would send, the one whose product has the highest priority makes the
   * offer; of equal ones the first of the list, or the one with the highest score. When all are
   * held back, the one that came furthest is reported, the first of them on a tie.
   *
   * Throws KairosError "scenario.invalid" when no campaign waits for the definition.
   */
  decide(trigger: Trigger, subject: Subject, shared: Shared = NOTHING_SHARED): Decision {
    const waiters = this.#rulebook.waiting[trigger.definition] ?? [];
    if (waiters.length === 0) throw unwanted(trigger);
    let best: Answer | undefined;
    let others: Answer[] | undefined;
    for (let place = 0; place < waiters.length; place++) {
      const answer = this.#answer(waiters[place]!, trigger, subject, shared);
      if (best === undefined || wins(answer, best)) {
        if (best !== undefined) others = [...(others ?? []), best];
        best = answer;
      } else others = [...(others ?? []), answer];
    }
    const { candidate, rule, score } = best!;
    const head = {
      timeMs: trigger.timeMs,
      subscriber: trigger.subscriber,
      sequence: subject.sequence,
      campaign: candidate.campaign,
      trigger,
      cause: { trigger: trigger.sequence },
      ...(candidate.arm === undefined ? {} : { arm: candidate.arm }),
      ...(this.#isByScore ? { score } : {}),
      ...(others === undefined ? {} : { losers: this.#losers(others) }),
    };
    if (rule !== FREE) return this.#suppressed(head, RULES[rule]!, subject);
    if (this.#hasControl && subject.inControl) {
      return { kind: "suppressed", ...head, rule: "experiment.control-group", sinceContactMs: 0 };
    }
    return this.#offered(head, candidate, subject, shared);
  }

  /**
   * The rule that holds back an offer which has waited, when its time has come; undefined: none. The
   * control group is not asked for: who it is was known before.
   */
  again(
    { candidate, momentMs }: { readonly candidate: Candidate; readonly momentMs: number },
    timeMs: number,
    subject: Subject,
    shared: Shared = NOTHING_SHARED,
  ): Rule | undefined {
    this.#aim(subject, shared, momentMs);
    const rule = this.#ask(candidate, NONE, timeMs, false);
    return rule === FREE ? undefined : RULES[rule]!;
  }

  /** The channel of a candidate for a contact at this time. */
  channelOf(
    candidate: Candidate,
    timeMs: number,
    subject: Subject,
    shared: Shared = NOTHING_SHARED,
  ): ContactChannel {
    this.#aim(subject, shared, timeMs);
    this.#request.ask(candidate, NONE, timeMs);
    return this.#request.channel;
  }

  /** What of a campaign this person may be offered. */
  candidateOf(campaign: number, subscriber: number): Candidate {
    const variants = this.#rulebook.candidates[campaign]!;
    const arm = variants.length === 1 ? undefined : armOf(variants[0]!.of, subscriber);
    return variants[arm === undefined ? 0 : arm + 1]!;
  }

  #answer(waiter: Waiter, trigger: Trigger, subject: Subject, shared: Shared): Answer {
    const candidate = this.candidateOf(waiter.campaign, trigger.subscriber);
    const { policy } = this.#rulebook.book;
    const sending = candidate.isAtOnce ? undefined : sendingTime(candidate, policy, trigger.timeMs);
    const timeMs = sending?.timeMs ?? trigger.timeMs;
    this.#aim(subject, shared, trigger.timeMs);
    const rule = this.#ask(candidate, waiter.other, timeMs, sending?.idle !== undefined);
    return { candidate, rule, score: this.#isByScore ? this.#scoreOf(candidate, subject) : 0 };
  }

  #aim(subject: Subject, shared: Shared, momentMs: number): void {
    this.#request.subject = subject;
    this.#request.shared = shared;
    this.#request.momentMs = momentMs;
  }

  /** Place of the first rule that holds; an offer that waits for a trigger does not mind the hour. */
  #ask(candidate: Candidate, other: number, timeMs: number, atAnyHour: boolean): number {
    const request = this.#request;
    request.ask(candidate, other, timeMs);
    const asked = this.#asked[candidate.campaign]![(candidate.arm ?? -1) + 1]!;
    for (let place = 0; place < asked.length; place++) {
      const { rule, isOfTheHour, holds } = asked[place]!;
      if (atAnyHour && isOfTheHour) continue;
      if (rule === NOT_TOGETHER && other === NONE) continue;
      if (holds(request)) return rule;
    }
    return FREE;
  }

  #scoreOf({ need, value }: Candidate, { profile }: Subject): number {
    const scores = profile?.scores[need];
    if (scores === undefined) return 0;
    return scores.fit * scores.need * value - this.#refusalWeight * scores.refusal;
  }

  #losers(answers: readonly Answer[]): Loser[] {
    return answers
      .map(({ candidate: { campaign }, rule, score }) => ({
        campaign,
        rule: RULES[rule === FREE ? LOST : rule]!,
        ...(this.#isByScore ? { score } : {}),
      }))
      .sort((a, b) => a.campaign - b.campaign);
  }

  #suppressed(
    head: Omit<Suppressed, "kind" | "rule" | "sinceContactMs">,
    rule: Rule,
    subject: Subject,
  ): Suppressed {
    const isGap = rule === "contact-policy.minimum-gap";
    return {
      kind: "suppressed",
      ...head,
      rule,
      sinceContactMs: isGap ? Math.max(0, head.timeMs - subject.record.lastMs) : 0,
      ...(subject.inControl && BOUND_BY_CONTACTS.has(rule) ? { withheld: true } : {}),
    };
  }

  #offered(
    head: Omit<Offered, "kind">,
    candidate: Candidate,
    subject: Subject,
    shared: Shared,
  ): Offered {
    const { policy } = this.#rulebook.book;
    const { timeMs, deadlineMs, idle } = sendingTime(candidate, policy, head.timeMs);
    const channel = this.channelOf(candidate, timeMs, subject, shared);
    const waits = idle !== undefined || timeMs > head.timeMs;
    return {
      kind: "offered",
      ...head,
      contactPressure: subject.record.pressureAt(head.timeMs),
      ...(channel === "sms" ? {} : { channel }),
      ...(waits ? { deliverAtMs: idle === undefined ? timeMs : deadlineMs } : {}),
    };
  }
}

/** Whether an answer that comes later in the list takes the place of the best so far. */
function wins(answer: Answer, best: Answer): boolean {
  if (answer.rule !== best.rule) return answer.rule > best.rule;
  if (answer.rule !== FREE) return false;
  const ahead = answer.candidate.priority - best.candidate.priority;
  return ahead === 0 ? answer.score > best.score : ahead > 0;
}

function unwanted(trigger: Trigger): KairosError {
  return new KairosError("scenario.invalid", {
    place: `trigger ${trigger.facts.name} of definition ${trigger.definition}`,
    got: "a trigger that no campaign waits for",
    wanted: "a definition of the book",
    remedy: "Build the book with createBook, which keeps no other definitions.",
  });
}
