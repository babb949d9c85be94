// An errand that is done: what of it the tap sees, and what feeds will tell.
import { fraction, hashWords } from "../../domain/hash.ts";
import type { NumberPlan } from "../../domain/number-plan.ts";
import { PUSH_CONTENTS } from "../../domain/subscriber-event.ts";
import { SECOND_MS } from "../../domain/time.ts";
import { CALL_CAUSE } from "../../signaling/messages/dtap-elements.ts";
import { pathAt } from "../feed-names.ts";
import { between, SERVICE_PARTY } from "./act-columns.ts";
import { ACT, PROCEDURE, PROCEDURE_OF } from "./act-tables.ts";
import { ERRAND, type Errands } from "./errands.ts";
import { TYPE } from "./event-rows.ts";
import { handoversOf } from "./handovers.ts";
import { TAIL_MS } from "./legs.ts";
import { servicesInUse } from "./services-in-use.ts";
import type { Serving } from "./serving.ts";
import type { Setting } from "./setting.ts";
import type { Telling } from "./telling.ts";

/** Time from the first message of a transaction to its event: least, and span (assumed). */
export const MESSAGE_LEAD = [3_000, 1_600] as const;
const QUERY_LEAD = [900, 700] as const;
const FORWARDING_LEAD = [2_200, 1_800] as const;
const CALL_LEAD = [1_400, 1_200] as const;
/** What the network does (assumed): it asks for the IMEI in one call of ten. */
export const IDENTITY_IN_CALLS = 0.1;
/** From IDENTITY RESPONSE to the event that follows it on the connection. */
export const IDENTITY_MS = 350;
/** A service's number: from SETUP to ALERTING, and to CONNECT (assumed). */
const ALERT_MS = [900, 2_200] as const;
const RING_MS = [700, 4_500] as const;
/** Keys: from CONNECT to the first one, and from one to the next (assumed). */
const FIRST_KEY_MS = [3_000, 8_000] as const;
const NEXT_KEY_MS = [600, 1_900] as const;
/** Keys that order a tone by its number. */
const TONE_KEYS = 4;
/** From an announcement or a refusal to the release (assumed). */
const ANNOUNCED_AFTER_MS = 1_100;
const ANNOUNCEMENT_MS = [6_000, 14_000] as const;
const REFUSED_AFTER_MS = [700, 2_500] as const;
/** Progress description 8: in-band information (3GPP TS 24.008 §10.5.4.21). */
const IN_BAND = 8;
/** From the notification to the end of the retrieval over GPRS (assumed). */
const RETRIEVAL_MS = [4 * SECOND_MS, 30 * SECOND_MS] as const;
const NOTIFICATION = PUSH_CONTENTS.indexOf("mmsNotification");
const DELIVERY = PUSH_CONTENTS.indexOf("mmsDelivery");
const IN_TALK = 1;

/** The phone that errands are done with. Times are ms of the day. */
export interface Phone {
  readonly dayMs: number;
  push(timeMs: number, type: number, cell: number, a?: number, b?: number): void;
  cellAt(timeMs: number): number;
  /** A word of the transaction that comes next; salts 0 to 3, of which 0 is the lead's. */
  word(salt: number): number;
  lead(range: readonly [least: number, span: number]): number;
  showHandset(timeMs: number, cell: number): void;
  /** The connection is over. */
  done(eventMs: number): void;
  /** There was a call of her own. */
  called(startMs: number, releaseMs: number): void;
}

/** One errand as its row has it. */
interface Task {
  act: number;
  party: number;
  a: number;
  b: number;
}

export class ErrandRuns {
  readonly #setting: Setting;
  readonly #serving: Serving;
  readonly #telling: Telling;
  readonly #phone: Phone;
  readonly #services: NumberPlan["services"];
  readonly #mmsCentre: number;
  readonly #task: Task = { act: 0, party: 0, a: 0, b: 0 };

  constructor(setting: Setting, serving: Serving, telling: Telling, phone: Phone) {
    const { numbers } = setting.scenario;
    this.#setting = setting;
    this.#serving = serving;
    this.#telling = telling;
    this.#phone = phone;
    this.#services = numbers.services;
    this.#mmsCentre = servicesInUse(numbers).party("mmsCentre");
  }

  /** Does an errand from `beginMs` on, if it can be over by `untilMs`; says whether. */
  run(
    errands: Errands,
    row: number,
    subscriber: number,
    beginMs: number,
    untilMs: number,
  ): boolean {
    const kind = errands.kind[row]!;
    const phone = this.#phone;
    if (kind < ERRAND.act) {
      const peer = errands.peerOf(row);
      const service = kind === ERRAND.service;
      return this.#receive(beginMs, untilMs, service ? 0 : peer, service ? peer + 1 : 0);
    }
    const task = this.#task;
    task.act = kind - ERRAND.act;
    errands.readAct(row, task);
    switch (PROCEDURE_OF[task.act]) {
      case PROCEDURE.call:
        return this.#call(subscriber, beginMs, untilMs);
      case PROCEDURE.vainCall:
        return this.#callInVain(beginMs, untilMs);
      case PROCEDURE.message: {
        const keyword = task.act === ACT.toneChangedByMessage ? 0 : task.a + 1;
        const eventMs = beginMs + phone.lead(MESSAGE_LEAD);
        if (eventMs + TAIL_MS > untilMs) return false;
        phone.push(eventMs, TYPE["message.sent"], phone.cellAt(beginMs), task.party, keyword);
        return this.#end(subscriber, eventMs);
      }
      case PROCEDURE.push: {
        const content = task.act === ACT.mmsNotified ? NOTIFICATION : DELIVERY;
        const eventMs = beginMs + phone.lead(MESSAGE_LEAD);
        if (eventMs + TAIL_MS > untilMs) return false;
        const fetchedMs = eventMs + between(RETRIEVAL_MS, phone.word(2));
        const cell = phone.cellAt(beginMs);
        phone.push(eventMs, TYPE["push.received"], cell, this.#mmsCentre, content);
        phone.done(eventMs);
        this.#tell(subscriber, fetchedMs);
        return true;
      }
      case PROCEDURE.ussd: {
        const eventMs = beginMs + phone.lead(QUERY_LEAD);
        if (eventMs + TAIL_MS > untilMs) return false;
        phone.push(eventMs, TYPE["ussd.requested"], phone.cellAt(beginMs), task.a);
        return this.#end(subscriber, eventMs);
      }
      case PROCEDURE.forwarding: {
        const eventMs = beginMs + phone.lead(FORWARDING_LEAD);
        if (eventMs + TAIL_MS > untilMs) return false;
        phone.push(eventMs, TYPE["forwarding.set"], phone.cellAt(beginMs), task.party, task.a);
        return this.#end(subscriber, eventMs);
      }
      default:
        return this.#receive(beginMs, untilMs, task.party, 0);
    }
  }

  #receive(beginMs: number, untilMs: number, peer: number, sender: number): boolean {
    const phone = this.#phone;
    const eventMs = beginMs + phone.lead(MESSAGE_LEAD);
    if (eventMs + TAIL_MS > untilMs) return false;
    phone.push(eventMs, TYPE["message.received"], phone.cellAt(beginMs), peer, sender);
    phone.done(eventMs);
    return true;
  }

  #end(subscriber: number, eventMs: number): boolean {
    this.#phone.done(eventMs);
    this.#tell(subscriber, eventMs);
    return true;
  }

  #tell(subscriber: number, happenedMs: number): void {
    const { act, party, a, b } = this.#task;
    this.#telling.tell(subscriber, act, party, a, b, this.#phone.dayMs + happenedMs);
  }

  /** A call to a service, with handovers and keys on the way. */
  #call(subscriber: number, beginMs: number, untilMs: number): boolean {
    const phone = this.#phone;
    const { party, b: seconds } = this.#task;
    const startMs = beginMs + phone.lead(CALL_LEAD);
    const word = phone.word(2);
    const alertMs = startMs + between(ALERT_MS, word);
    const answerMs = alertMs + between(RING_MS, word >>> 5);
    const releaseMs = answerMs + seconds * SECOND_MS + (word % SECOND_MS);
    if (releaseMs + TAIL_MS > untilMs) return false;
    let cell = phone.cellAt(beginMs);
    if (fraction(phone.word(1)) < IDENTITY_IN_CALLS) phone.showHandset(startMs - IDENTITY_MS, cell);
    phone.push(startMs, TYPE["call.setUp"], cell, party, 0);
    phone.push(alertMs, TYPE["call.alerted"], cell);
    phone.push(answerMs, TYPE["call.answered"], cell);
    const span = { fromMs: answerMs + 500, toMs: releaseMs - 900, answerMs };
    const id = hashWords(word, startMs);
    const handovers = handoversOf(this.#setting.key, this.#serving, span, { subscriber, id, cell });
    let key = 0;
    const keys = this.#keys();
    let keyMs = answerMs + between(FIRST_KEY_MS, word >>> 3);
    const pressUntil = (timeMs: number): void => {
      for (; key < keys && keyMs < timeMs; key++) {
        phone.push(keyMs, TYPE["key.pressed"], cell, party, this.#keyCode(key + 1));
        keyMs += between(NEXT_KEY_MS, hashWords(word, key));
      }
    };
    for (const handover of handovers) {
      pressUntil(handover.timeMs);
      // A key that is as good as in the handover waits for the new channel.
      keyMs = Math.max(keyMs, handover.timeMs + KEY_AFTER_HANDOVER_MS);
      phone.push(handover.timeMs, TYPE["call.handedOver"], handover.cell, cell);
      cell = handover.cell;
    }
    pressUntil(releaseMs - LAST_KEY_MS);
    phone.push(releaseMs, TYPE["call.released"], cell, CALL_CAUSE.normalClearing);
    phone.called(startMs, releaseMs);
    return this.#end(subscriber, releaseMs);
  }

  /** How many keys are pressed: a path that the menu has, or what nobody may read. */
  #keys(): number {
    const { act, party, a } = this.#task;
    const service = this.#services[party - SERVICE_PARTY]!;
    if (act === ACT.serviceCalled || act === ACT.toneChangedByCall) {
      // Keys that would pass are pressed only where a path says which.
      if (service.menu) return 0;
      return act === ACT.serviceCalled ? a : TONE_KEYS;
    }
    return pathAt(service, a).length;
  }

  /** What a key's row holds: in talk, how many keys so far, and 1 + place of the path or 0. */
  #keyCode(keys: number): number {
    const { act, a } = this.#task;
    const listed = act !== ACT.serviceCalled && act !== ACT.toneChangedByCall;
    return IN_TALK + keys * 2 + (listed ? a + 1 : 0) * 256;
  }

  /** A call to a number that nobody has: an announcement, or a cause and nothing else. */
  #callInVain(beginMs: number, untilMs: number): boolean {
    const phone = this.#phone;
    const { party, a: announced, b: cause } = this.#task;
    const startMs = beginMs + phone.lead(CALL_LEAD);
    const word = phone.word(2);
    const releaseMs =
      announced === 1
        ? startMs + ANNOUNCED_AFTER_MS + between(ANNOUNCEMENT_MS, word)
        : startMs + between(REFUSED_AFTER_MS, word);
    if (releaseMs + TAIL_MS > untilMs) return false;
    const cell = phone.cellAt(beginMs);
    phone.push(startMs, TYPE["call.setUp"], cell, party, 0);
    if (announced === 1) {
      phone.push(startMs + ANNOUNCED_AFTER_MS, TYPE["announcement.heard"], cell, IN_BAND);
    }
    phone.push(releaseMs, TYPE["call.released"], cell, cause);
    phone.called(startMs, releaseMs);
    phone.done(releaseMs);
    return true;
  }
}

const KEY_AFTER_HANDOVER_MS = 1_500;
/** The last key is pressed so long before the release at the latest. */
const LAST_KEY_MS = 2_000;
