// Scenes of supplementary services: USSD strings, and call forwarding of every kind and end.

import type { SignalledNumber } from "../../domain/number-plan.ts";
import { FORWARDING_CONDITIONS, type ForwardingSet } from "../../domain/subscriber-event.ts";
import type { Forced } from "../procedures.ts";
import { FORWARDED_TO, numbersOf } from "./directory-tables.ts";
import { PLAIN, SECURE } from "./forms.ts";
import type { Pair, Player } from "./players.ts";
import { PAUSE_MS, type Stage } from "./stage.ts";

/** Codes that a plan lists, and one that it does not; answered in each way. */
export function queries(stage: Stage, { first: player }: Pair): void {
  const { code } = numbersOf(stage.numbers);
  query(stage, player, code, PLAIN);
  query(stage, player, code, { ...SECURE, answerInChinese: true });
  query(stage, player, "*140*4711#", { ...PLAIN, askedBack: true });
  query(stage, player, code, { ...PLAIN, authenticated: true, resultInFacility: true });
}

function query(stage: Stage, player: Player, code: string, forced: Forced): void {
  const listed = stage.numbers.codes.includes(code) ? code : "";
  stage.tell(player, { type: "ussd.requested", code: listed }, { said: { code }, forced });
  stage.pass(PAUSE_MS);
}

/** Each kind of forwarding is registered, ended, made active again, and erased. */
export function forwarding(stage: Stage, { first: player }: Pair): void {
  for (const [index, condition] of FORWARDING_CONDITIONS.entries()) {
    const number = FORWARDED_TO[index % FORWARDED_TO.length]!;
    const facility = { resultInFacility: index % 2 === 1 };
    set(stage, player, { condition, active: true, number, forced: { ...PLAIN, ...facility } });
    set(stage, player, { condition, active: false, forced: { ...SECURE, erases: false } });
    const refused = { askedBefore: index === 0 ? "refused" : "nothing" } as const;
    set(stage, player, { condition, active: true, forced: { ...PLAIN, ...refused } });
    const asked = { askedBefore: index === 1 ? "answered" : "nothing" } as const;
    set(stage, player, { condition, active: false, forced: { ...PLAIN, ...asked, erases: true } });
  }
}

function set(
  stage: Stage,
  player: Player,
  how: Pick<ForwardingSet, "condition" | "active"> & {
    readonly number?: SignalledNumber;
    readonly forced: Forced;
  },
): void {
  const { condition, active, number = { digits: "" }, forced } = how;
  stage.tell(
    player,
    { type: "forwarding.set", condition, active, ...stage.partyOf(number) },
    { said: { number }, forced },
  );
  stage.pass(PAUSE_MS);
}
