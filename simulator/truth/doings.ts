// What a person does with the phone on a day, in order of time: calls, messages, questions.
import type { NumberPlan, ServiceNumber } from "../../domain/number-plan.ts";
import { isRefusal } from "../../signaling/messages/dtap-elements.ts";
import { type Acts, SERVICE_PARTY } from "../days/act-columns.ts";
import { ACT, PROCEDURE, PROCEDURE_OF } from "../days/act-tables.ts";
import { emptyCall } from "../days/call-fate.ts";
import { LEG } from "../days/legs.ts";
import type { Talk } from "../days/talk.ts";
import { keywordIdAt, pathAt } from "../feed-names.ts";

/** A call takes this long to be answered, about, where no day plan says it, ms. */
const SERVICE_ANSWER_MS = 10_000;

export type DoingKind =
  | "called"
  | "wasCalled"
  | "missed"
  | "sent"
  | "sentToMany"
  | "received"
  | "asked"
  | "pressed"
  | "forwarded";

/** ms of the day; 0 for what does not happen. */
export interface Doing {
  readonly kind: DoingKind;
  readonly atMs: number;
  readonly answerMs: number;
  readonly endMs: number;
  /** Index of the other person, −1 for a service. */
  readonly peer: number;
  /** The listed number of a service, undefined for a person's. */
  readonly service?: ServiceNumber;
  /** A number that nobody has. */
  readonly vacant?: true;
  readonly why?: "off" | "noAnswer" | "rejected";
  /** Id of a keyword; keys of a path; a USSD string; the place of a forwarding's condition. */
  readonly keyword?: string;
  readonly path?: string;
  readonly code?: string;
  readonly condition?: number;
}

const CALL = emptyCall();

export function doingsOf(
  talk: Talk,
  subscriber: number,
  acts: Acts,
  numbers: NumberPlan,
): readonly Doing[] {
  const doings = [...legDoings(talk, subscriber), ...actDoings(acts, numbers)];
  return doings.sort((a, b) => a.atMs - b.atMs);
}

function* legDoings(talk: Talk, subscriber: number): Generator<Doing> {
  const { legs } = talk;
  const first = talk.firstRow(subscriber);
  for (let row = first; row < first + legs.length[subscriber]!; row++) {
    const kind = legs.kindOf(row);
    const peer = legs.peerOf(row);
    if (kind === LEG.sent || kind === LEG.sentToMany || kind === LEG.received) {
      const atMs = talk.startMs(row);
      const words = {
        [LEG.sent]: "sent",
        [LEG.sentToMany]: "sentToMany",
        [LEG.received]: "received",
      };
      yield { kind: words[kind] as DoingKind, atMs, answerMs: 0, endMs: atMs, peer };
      continue;
    }
    talk.call(row, CALL);
    const { startMs: atMs, answerMs, releaseMs: endMs, cause } = CALL;
    const call = { atMs, answerMs, endMs, peer };
    if (kind === LEG.missed) {
      yield { ...call, kind: "missed", endMs: atMs, why: "off" };
    } else if (kind === LEG.terminated) {
      yield { ...call, kind: "wasCalled" };
      const why = isRefusal(cause) ? "rejected" : "noAnswer";
      if (answerMs === 0) yield { ...call, kind: "missed", atMs: endMs, why };
    } else {
      yield { ...call, kind: "called" };
    }
  }
}

function* actDoings(acts: Acts, { services, codes }: NumberPlan): Generator<Doing> {
  for (let act = 0; act < acts.size; act++) {
    const { kind, party, a, b } = acts;
    const what = kind[act]!;
    const atMs = acts.atMs[act]!;
    const place = party[act]! - SERVICE_PARTY;
    const service = services[place];
    const at = { atMs, answerMs: 0, endMs: atMs, peer: -1, ...(service && { service }) };
    switch (PROCEDURE_OF[what]) {
      case PROCEDURE.call: {
        const answerMs = atMs + SERVICE_ANSWER_MS;
        yield { ...at, kind: "called", answerMs, endMs: answerMs + b[act]! * 1_000 };
        const isTold = what !== ACT.serviceCalled && what !== ACT.toneChangedByCall;
        const path = service?.menu && isTold ? pathAt(service, a[act]!) : "";
        if (path !== "") {
          yield { ...at, kind: "pressed", atMs: answerMs, path };
          yield { ...at, kind: "asked", atMs: answerMs, path };
        }
        break;
      }
      case PROCEDURE.vainCall:
        yield { ...at, kind: "called", vacant: true };
        break;
      case PROCEDURE.message: {
        const isKeyword = what !== ACT.toneChangedByMessage && service !== undefined;
        const keyword = isKeyword ? keywordIdAt(service, a[act]!) : "";
        yield { ...at, kind: "sent", keyword };
        if (keyword !== "") yield { ...at, kind: "asked", keyword };
        break;
      }
      case PROCEDURE.ussd:
        yield { ...at, kind: "asked", code: codes[a[act]!] ?? "" };
        break;
      case PROCEDURE.forwarding:
        if ((a[act]! & 1) === 1) yield { ...at, kind: "forwarded", condition: a[act]! >> 1 };
        break;
      default:
    }
  }
}
