// Which of a person's doings each definition of a trigger about calls and messages means.
import type { ServiceNumber } from "../../domain/number-plan.ts";
import { FORWARDING_CONDITIONS } from "../../domain/subscriber-event.ts";
import { DAY_MS } from "../../domain/time.ts";
import type { TriggerParameters } from "../../domain/trigger.ts";
import { TOLERANCE } from "../../metrics/tolerance.ts";
import type { Doing } from "./doings.ts";
import { Tally } from "./tally.ts";
import { type Tell, type Wanted, wantedOf } from "./wanted.ts";

interface Meant {
  readonly definition: number;
  readonly count: number;
  readonly withinMs: number;
  readonly earlyMs: number;
  readonly lateMs: number;
  /** When a doing is what is meant, ms of the day; undefined when it is not. */
  momentOf(doing: Doing): number | undefined;
}

const EVERY = { count: 1, withinMs: 0 } as const;

/** A phase of a call. */
type Phase = "setup" | "answered" | "released";

/** Remembers from day to day what counts together. */
export class PhoneUse {
  readonly #meant: readonly Meant[];
  readonly #bulk: readonly Wanted<"messages.sentInBulk">[];
  readonly #tally = new Tally();

  constructor(definitions: readonly TriggerParameters[]) {
    this.#bulk = wantedOf(definitions, "messages.sentInBulk");
    this.#meant = [
      ...dialled(definitions),
      ...calledBy(definitions),
      ...made(definitions),
      ...missed(definitions),
      ...sent(definitions),
      ...asked(definitions),
      ...pressed(definitions),
      ...forwarded(definitions),
    ];
  }

  get isWanted(): boolean {
    return this.#meant.length + this.#bulk.length > 0;
  }

  read(doings: readonly Doing[], place: number, day: number, tell: Tell): void {
    const dayMs = day * DAY_MS;
    for (const meant of this.#meant) {
      for (const doing of doings) {
        const atMs = meant.momentOf(doing);
        if (atMs === undefined) continue;
        if (!this.#tally.isLast(meant, place, dayMs + atMs)) continue;
        const { definition, earlyMs, lateMs } = meant;
        const dueMs = dayMs + atMs;
        tell(definition, Math.min(dueMs, dayMs + doing.atMs) - earlyMs, dueMs, dueMs + lateMs);
      }
    }
    for (const bulk of this.#bulk) tellBulks(doings, bulk, dayMs, tell);
  }
}

/** One moment for each bulk: when the last of so many people gets the same text. */
function tellBulks(
  doings: readonly Doing[],
  { definition, recipients, withinMs }: Wanted<"messages.sentInBulk">,
  dayMs: number,
  tell: Tell,
): void {
  const { earlyMs, lateMs } = TOLERANCE["messages.sentInBulk"];
  let first = Number.NEGATIVE_INFINITY;
  let peers = new Set<number>();
  for (const { kind, atMs, peer } of doings) {
    if (kind !== "sentToMany") continue;
    if (atMs - first > withinMs) {
      first = atMs;
      peers = new Set();
    }
    peers.add(peer);
    if (peers.size !== recipients) continue;
    const dueMs = dayMs + atMs;
    tell(definition, dueMs - earlyMs, dueMs, dueMs + withinMs + lateMs);
    peers.add(Number.NaN);
  }
}

interface PartyWish {
  readonly numbers: readonly string[];
  readonly prefix?: readonly string[];
  readonly class?: string;
}

/** People of this network are all the others there are. */
function isParty(wish: PartyWish, service: ServiceNumber | undefined): boolean {
  const listed = [...wish.numbers, ...(wish.prefix ?? [])];
  const isAnyNumber = wish.numbers.length === 0 && wish.prefix === undefined;
  if (!isAnyNumber && (service === undefined || !listed.includes(service.number))) return false;
  return wish.class === undefined || wish.class === (service?.class ?? "onNet");
}

function phaseOf(doing: Doing, phase: Phase, minimumTalkMs: number): number | undefined {
  const { atMs, answerMs, endMs } = doing;
  if (phase === "setup") return atMs;
  if (phase === "answered") return answerMs === 0 ? undefined : answerMs;
  if (minimumTalkMs === 0) return endMs;
  return answerMs > 0 && endMs - answerMs >= minimumTalkMs ? endMs : undefined;
}

function dialled(definitions: readonly TriggerParameters[]): Meant[] {
  return wantedOf(definitions, "number.dialled").map((wanted) => ({
    ...EVERY,
    ...TOLERANCE["number.dialled"],
    definition: wanted.definition,
    momentOf: (doing) => {
      if (doing.kind !== "called" || !isParty(wanted, doing.service)) return undefined;
      if (wanted.outcome === "vacant") return doing.vacant ? doing.endMs : undefined;
      return phaseOf(doing, wanted.phase, wanted.minimumTalkMs);
    },
  }));
}

function calledBy(definitions: readonly TriggerParameters[]): Meant[] {
  return wantedOf(definitions, "called.by").map((wanted) => ({
    ...EVERY,
    ...TOLERANCE["called.by"],
    definition: wanted.definition,
    momentOf: (doing) =>
      doing.kind === "wasCalled" && isParty(wanted, doing.service)
        ? phaseOf(doing, wanted.phase, wanted.minimumTalkMs)
        : undefined,
  }));
}

function made(definitions: readonly TriggerParameters[]): Meant[] {
  return wantedOf(definitions, "call.made").map((wanted) => ({
    ...TOLERANCE["call.made"],
    definition: wanted.definition,
    count: wanted.count,
    withinMs: wanted.withinMs,
    momentOf: (doing) => {
      const { hours } = wanted;
      if (doing.kind !== "called") return undefined;
      if (hours !== undefined && !isWithinHours(doing.atMs, hours)) return undefined;
      return phaseOf(doing, "released", wanted.minimumTalkMs);
    },
  }));
}

function isWithinHours(
  atMs: number,
  { fromMs, toMs }: { readonly fromMs: number; readonly toMs: number },
): boolean {
  return fromMs <= toMs ? atMs >= fromMs && atMs < toMs : atMs >= fromMs || atMs < toMs;
}

function missed(definitions: readonly TriggerParameters[]): Meant[] {
  return wantedOf(definitions, "call.missed").map((wanted) => ({
    ...TOLERANCE["call.missed"],
    definition: wanted.definition,
    count: wanted.count,
    withinMs: wanted.withinMs,
    momentOf: ({ kind, why, atMs }) =>
      kind === "missed" && why !== undefined && wanted.why.includes(why) ? atMs : undefined,
  }));
}

function sent(definitions: readonly TriggerParameters[]): Meant[] {
  return wantedOf(definitions, "message.sent").map((wanted) => ({
    ...EVERY,
    ...TOLERANCE["message.sent"],
    definition: wanted.definition,
    momentOf: ({ kind, service, keyword, atMs }) => {
      const { to, numbers } = wanted;
      if (kind !== "sent" && kind !== "sentToMany") return undefined;
      if (to === "person" && service !== undefined) return undefined;
      if (numbers.length > 0 && !numbers.includes(service?.number ?? "")) return undefined;
      return wanted.keyword === undefined || wanted.keyword === keyword ? atMs : undefined;
    },
  }));
}

function asked(definitions: readonly TriggerParameters[]): Meant[] {
  return wantedOf(definitions, "query.made").map((wanted) => ({
    ...TOLERANCE["query.made"],
    definition: wanted.definition,
    count: wanted.count,
    withinMs: wanted.withinMs,
    momentOf: ({ kind, service, keyword, path, code, atMs }) => {
      const { by, numbers, keywords, paths, codes } = wanted;
      if (kind !== "asked") return undefined;
      const isListed = <T>(list: readonly T[], one: T): boolean =>
        list.length === 0 || list.includes(one);
      if (code !== undefined)
        return by.includes("ussd") && isListed(codes, code) ? atMs : undefined;
      if (!isListed(numbers, service?.number ?? "")) return undefined;
      if (keyword !== undefined) {
        return by.includes("sms") && isListed(keywords, keyword) ? atMs : undefined;
      }
      const isPath = paths.length === 0 || paths.some((one) => path?.startsWith(one));
      return by.includes("ivr") && isPath ? atMs : undefined;
    },
  }));
}

function pressed(definitions: readonly TriggerParameters[]): Meant[] {
  return wantedOf(definitions, "keys.pressed").map((wanted) => ({
    ...EVERY,
    ...TOLERANCE["keys.pressed"],
    definition: wanted.definition,
    momentOf: ({ kind, service, path, atMs }) => {
      if (kind !== "pressed" || wanted.phase === "ringing") return undefined;
      if (wanted.number !== undefined && service?.number !== wanted.number) return undefined;
      return wanted.path === undefined || path?.startsWith(wanted.path) ? atMs : undefined;
    },
  }));
}

function forwarded(definitions: readonly TriggerParameters[]): Meant[] {
  return wantedOf(definitions, "forwarding.set").map((wanted) => ({
    ...EVERY,
    ...TOLERANCE["forwarding.set"],
    definition: wanted.definition,
    momentOf: ({ kind, condition, atMs }) => {
      const isMeant =
        wanted.condition === "any" || FORWARDING_CONDITIONS[condition ?? -1] === wanted.condition;
      // Generated people forward to friends and mailboxes of this network.
      return kind === "forwarded" && isMeant && wanted.to === "any" ? atMs : undefined;
    },
  }));
}
