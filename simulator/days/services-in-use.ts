// Which of the number plan's services people use, and for what: places, never numbers.
import type { NumberPlan, ServiceRole } from "../../domain/number-plan.ts";
import usual from "../../scenarios/base/usual-numbers.json" with { type: "json" };
import { NOBODY, SERVICE_PARTY } from "./act-columns.ts";
import { TOPICS } from "./act-tables.ts";

/** Parties are SERVICE_PARTY + place in the plan's services, NOBODY where the plan has none. */
export interface ServicesInUse {
  readonly hotline: number;
  /** Places among the hotline's keywords: those that ask for something, and those that order. */
  readonly questions: readonly number[];
  readonly orders: readonly number[];
  /** Places among the hotline's paths, the same; and the one to a person, −1 for none. */
  readonly questionPaths: readonly number[];
  readonly otherPaths: readonly number[];
  readonly agentPath: number;
  /** How many USSD strings the plan lists. */
  readonly codes: number;
  party(role: ServiceRole): number;
}

/** Id of the path that leads to a person. */
const AGENT = "agent";

export function servicesInUse({ services, codes }: NumberPlan): ServicesInUse {
  const parties = new Map<ServiceRole, number>();
  services.forEach(({ role }, place) => {
    if (role !== undefined && !parties.has(role)) parties.set(role, SERVICE_PARTY + place);
  });
  const hotline = services.find(({ role }) => role === "hotline");
  const keywords = Object.values(hotline?.keywords ?? {});
  const labels = Object.values(hotline?.paths ?? {});
  return {
    hotline: parties.get("hotline") ?? NOBODY,
    questions: placesWhere(keywords, isQuestion),
    orders: placesWhere(keywords, (id) => !isQuestion(id)),
    questionPaths: placesWhere(labels, isQuestion),
    otherPaths: placesWhere(labels, (id) => !isQuestion(id)),
    agentPath: labels.indexOf(AGENT),
    codes: codes.length,
    party: (role) => parties.get(role) ?? NOBODY,
  };
}

/** Senders of service providers' messages: the plan's, or the usual ones where it says nothing. */
export function sendersOf({ senders }: Pick<NumberPlan, "senders">): readonly string[] {
  return senders ?? usual.senders;
}

function isQuestion(id: string): boolean {
  return (TOPICS as readonly string[]).includes(id);
}

function placesWhere(ids: readonly string[], is: (id: string) => boolean): readonly number[] {
  return ids.flatMap((id, place) => (is(id) ? [place] : []));
}
