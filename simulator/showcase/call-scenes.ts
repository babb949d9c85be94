// Scenes of calls: to each other, to services and to nobody, with every end and every handover.
import { SECOND_MS } from "../../domain/time.ts";
import { CALL_CAUSE, PROGRESS_DESCRIPTION } from "../../signaling/messages/dtap-elements.ts";
import type { Forced } from "../procedures.ts";
import { CHANGED_NUMBERS, numbersOf, OUTSIDE_NUMBERS } from "./directory-tables.ts";
import { PLAIN, SECURE } from "./forms.ts";
import { Leg } from "./legs.ts";
import { switchOff, switchOn, update } from "./mobility-scenes.ts";
import type { Pair, Player } from "./players.ts";
import { PAUSE_MS, type Stage } from "./stage.ts";

const { inBandInformation, notEndToEnd } = PROGRESS_DESCRIPTION;
/** From the caller's SETUP to the called party's, and on to its ALERTING. */
const PAGED_MS = 3_200;
const RINGS_MS = 4_400;
/** The pause that a phone needs which is away for eleven minutes. */
const AWAY_MS = 11 * 60 * SECOND_MS;

/** Both legs, set up; the called one rings. */
function ring(
  stage: Stage,
  { first, second }: Pair,
  forms: { readonly caller?: Forced; readonly called?: Forced; readonly prefix?: string } = {},
): readonly [caller: Leg, called: Leg] {
  const { caller = PLAIN, called = PLAIN, prefix = "" } = forms;
  const dialled = { digits: prefix + second.digits, typeOfNumber: 0 };
  const shown = { digits: first.digits, typeOfNumber: 2 };
  return [
    new Leg(stage, first, "originated", dialled).setUp(0, caller).alerted(RINGS_MS),
    new Leg(stage, second, "terminated", shown).setUp(PAGED_MS, called).alerted(RINGS_MS),
  ];
}

/** A call that is answered after 25 s, and by turns hung up by either side. */
export function talk(stage: Stage, pair: Pair): void {
  const { prefix } = numbersOf(stage.numbers);
  const ends = [
    { caller: PLAIN, called: SECURE, prefix: "" },
    { caller: { ...SECURE, overIp: true }, called: { ...PLAIN, overIp: true }, prefix },
    {
      caller: { ...PLAIN, authenticated: true },
      called: { ...PLAIN, commonId: false },
      prefix: "",
    },
    { caller: { ...PLAIN, tmsiCommand: true }, called: { ...PLAIN, pagedByImsi: true }, prefix },
  ];
  for (const [index, form] of ends.entries()) {
    const [caller, called] = ring(stage, pair, {
      caller: { ...form.caller, hangsUp: index % 2 === 0 },
      called: { ...form.called, hangsUp: index % 2 === 1 },
      prefix: form.prefix,
    });
    for (const leg of [caller, called]) leg.answered(30_000).released(50_000, 16);
    stage.pass(50_000 + PAUSE_MS);
  }
}

/** Calls that end before anybody answers. */
export function untaken(stage: Stage, pair: Pair): void {
  const outcomes = [
    { caller: CALL_CAUSE.userBusy, called: CALL_CAUSE.userBusy, form: {} },
    {
      caller: CALL_CAUSE.callRejected,
      called: CALL_CAUSE.callRejected,
      form: { release: "release" },
    },
    { caller: CALL_CAUSE.normalClearing, called: CALL_CAUSE.normalClearing, form: {} },
    {
      caller: CALL_CAUSE.userAlertingNoAnswer,
      called: CALL_CAUSE.recoveryOnTimerExpiry,
      form: { release: "release" },
    },
  ] as const;
  for (const { caller, called, form } of outcomes) {
    const [one, other] = ring(stage, pair, { caller: SECURE });
    one.released(34_000, caller, { ...PLAIN, ...form });
    other.released(34_000, called, { ...PLAIN, ...form });
    stage.pass(34_000 + PAUSE_MS);
  }
  const { first, second } = pair;
  const shown = { digits: `86${first.digits}`, typeOfNumber: 1 };
  // Refused before it rings.
  new Leg(stage, first, "originated", { digits: second.digits })
    .setUp(0, PLAIN)
    .released(PAGED_MS + 1_500, CALL_CAUSE.callRejected, PLAIN);
  new Leg(stage, second, "terminated", shown)
    .setUp(PAGED_MS, PLAIN)
    .released(PAGED_MS + 1_500, CALL_CAUSE.callRejected, { ...PLAIN, release: "releaseComplete" });
  stage.pass(PAUSE_MS);
  // Calls from numbers that show themselves, and one that does not.
  for (const number of [...OUTSIDE_NUMBERS, { digits: "" }]) {
    new Leg(stage, first, "terminated", number)
      .setUp(0, PLAIN)
      .alerted(1_500)
      .released(9_000, CALL_CAUSE.normalClearing, PLAIN);
    stage.pass(PAUSE_MS);
  }
}

/** Handovers inside a BSC and between two, at the first attempt and after each failure. */
export function handovers(stage: Stage, pair: Pair): void {
  const { first } = pair;
  const { home, near, beyond, far } = first.cells;
  const [caller, called] = ring(stage, pair, { caller: { ...SECURE, overIp: true } });
  caller.answered(12_000).handedOver(20_000, near).handedOver(26_000, beyond, PLAIN);
  caller.handedOver(34_000, far, { ...PLAIN, handoverJoin: "callIdentifier" });
  caller.handedOver(42_000, beyond, { ...PLAIN, handoverJoin: "layer3Information" });
  caller.handedOver(50_000, home, { ...PLAIN, handoverFails: "rejected" });
  caller.pressed(54_000, "5").released(60_000, CALL_CAUSE.normalClearing, PLAIN);
  called.answered(12_000).released(60_000, CALL_CAUSE.normalClearing, PLAIN);
  stage.pass(60_000 + PAUSE_MS);
  const [again, there] = ring(stage, pair, { caller: PLAIN });
  again.answered(12_000).handedOver(20_000, beyond, { ...PLAIN, handoverFails: "atTarget" });
  again.handedOver(30_000, far, { ...PLAIN, handoverFails: "reversion" });
  again.handedOver(40_000, home, { ...PLAIN, handoverJoin: "layer3Information" });
  again.showed(44_000).released(50_000, CALL_CAUSE.normalClearing, PLAIN);
  there.answered(12_000).released(50_000, CALL_CAUSE.normalClearing, PLAIN);
  stage.pass(50_000 + PAUSE_MS);
}

/** The called phone is off, and comes back after eleven minutes. */
export function calledWhileOff(stage: Stage, pair: Pair): void {
  const { first, second } = pair;
  switchOff(stage, second);
  for (const [cause, description] of [
    [CALL_CAUSE.subscriberAbsent, inBandInformation],
    [CALL_CAUSE.normalClearing, notEndToEnd],
  ] as const) {
    new Leg(stage, first, "originated", { digits: second.digits })
      .setUp(0, PLAIN)
      .announced(2_500, description)
      .released(14_000, cause, PLAIN);
    missed(stage, pair, "off", 14_000);
    stage.pass(14_000 + PAUSE_MS);
  }
  stage.pass(AWAY_MS);
  switchOn(stage, second, { forced: { ...SECURE, newTmsi: true } });
}

/** The called phone has lost its network: paging finds nobody. */
export function calledInVain(stage: Stage, { first, second }: Pair): void {
  for (const pagings of [2, 3]) {
    new Leg(stage, first, "originated", { digits: second.digits })
      .setUp(0, PLAIN)
      .announced(12_000, inBandInformation)
      .released(20_000, CALL_CAUSE.noUserResponding, PLAIN);
    stage.tell(
      second,
      { type: "paging.unanswered" },
      { afterMs: 22_000, at: NOWHERE, forced: { ...PLAIN, pagings } },
    );
    stage.pass(22_000 + PAUSE_MS);
  }
  update(stage, second, { forced: PLAIN });
}

const NOWHERE = { lac: 0, ci: 0 };

/** The called party's calls go to where no tap is: only the caller's leg shows what became of them. */
export function calledElsewhere(stage: Stage, pair: Pair): void {
  const { first, second } = pair;
  const leg = () => new Leg(stage, first, "originated", { digits: second.digits }).setUp(0, PLAIN);
  leg().alerted(RINGS_MS).released(24_000, CALL_CAUSE.normalClearing, PLAIN);
  missed(stage, pair, "noAnswer", 24_000);
  stage.pass(24_000 + PAUSE_MS);
  leg().released(6_000, CALL_CAUSE.userBusy, { ...PLAIN, release: "release" });
  missed(stage, pair, "rejected", 6_000);
  stage.pass(PAUSE_MS);
}

/** What the called party misses and only the caller's leg shows. */
function missed(
  stage: Stage,
  { first, second }: Pair,
  why: "off" | "noAnswer" | "rejected",
  afterMs: number,
): void {
  const party = stage.partyOf({ digits: first.digits });
  stage.tell(second, { type: "call.missed", why, ...party }, { afterMs, at: NOWHERE });
}

/** Numbers that nobody has, and calls that the network cannot carry. */
export function nobody(stage: Stage, { first: player }: Pair): void {
  const ends: readonly (readonly [cause: number, forced: Forced, announced: boolean])[] = [
    [CALL_CAUSE.noUserResponding, PLAIN, false],
    [CALL_CAUSE.noUserResponding, { ...PLAIN, release: "release" }, true],
    [CALL_CAUSE.unassignedNumber, { ...PLAIN, release: "releaseComplete" }, false],
    [CALL_CAUSE.noRouteToDestination, { ...PLAIN, release: "release" }, false],
    [CALL_CAUSE.numberChanged, { ...PLAIN, newNumberTold: true }, true],
    [CALL_CAUSE.numberChanged, PLAIN, false],
    [CALL_CAUSE.invalidNumberFormat, PLAIN, false],
    [CALL_CAUSE.normalUnspecified, PLAIN, true],
  ];
  for (const [index, [cause, forced, announced]] of ends.entries()) {
    const number = CHANGED_NUMBERS[index % CHANGED_NUMBERS.length]!;
    const leg = new Leg(stage, player, "originated", number).setUp(0, PLAIN);
    if (announced) leg.announced(2_000, inBandInformation);
    leg.released(9_000, cause, forced);
    stage.pass(PAUSE_MS);
  }
  const outside = OUTSIDE_NUMBERS[0]!;
  new Leg(stage, player, "originated", outside)
    .setUp(0, { ...PLAIN, assignmentFails: true })
    .released(1_200, CALL_CAUSE.resourcesUnavailable, PLAIN);
  stage.pass(PAUSE_MS);
  for (const number of OUTSIDE_NUMBERS) {
    new Leg(stage, player, "originated", number)
      .setUp(0)
      .alerted(3_000)
      .answered(9_000)
      .released(19_000, CALL_CAUSE.normalClearing);
    stage.pass(PAUSE_MS);
  }
}

/** The radio is lost: while it rings, for good, and for a moment. The other side is told. */
export function radioLost(stage: Stage, pair: Pair): void {
  const [early, unanswered] = ring(stage, pair);
  early.released(12_000, CALL_CAUSE.interworkingUnspecified, PLAIN);
  unanswered.released(12_300, CALL_CAUSE.normalClearing, PLAIN);
  stage.pass(12_300 + PAUSE_MS);
  const [caller, called] = ring(stage, pair, { called: { ...PLAIN, hangsUp: false } });
  caller.answered(9_000).released(30_000, CALL_CAUSE.interworkingUnspecified, PLAIN);
  called.answered(9_000).released(30_300, CALL_CAUSE.normalClearing, PLAIN);
  stage.pass(30_300 + PAUSE_MS);
  const [one, other] = ring(stage, pair, { caller: SECURE });
  one
    .answered(9_000)
    .released(30_000, CALL_CAUSE.normalClearing, { ...SECURE, reestablished: true });
  other.answered(9_000).released(30_000, CALL_CAUSE.normalClearing, PLAIN);
  stage.pass(30_000 + PAUSE_MS);
}

/** Keys in calls to a menu that may pass, to one that may not, and to a friend. */
export function keys(stage: Stage, pair: Pair): void {
  const { menu, partner, service, rival } = numbersOf(stage.numbers);
  const { first: player, second: friend } = pair;
  for (const digits of [menu, partner, service, rival]) {
    new Leg(stage, player, "originated", { digits, typeOfNumber: 0 })
      .setUp(0, { ...SECURE, handset: "cipherModeComplete" }, digits === menu)
      .alerted(2_500)
      .pressed(4_000, "1")
      .announced(5_000, inBandInformation)
      .answered(6_000)
      .pressed(8_000, "20*#")
      .released(16_000, CALL_CAUSE.normalClearing, PLAIN);
    stage.pass(PAUSE_MS);
  }
  const [caller, called] = ring(stage, { first: player, second: friend });
  caller.answered(9_000).pressed(11_000, "7").released(20_000, CALL_CAUSE.normalClearing, PLAIN);
  called.answered(9_000).pressed(12_000, "8").released(20_000, CALL_CAUSE.normalClearing, PLAIN);
  stage.pass(20_000 + PAUSE_MS);
}

/** The handset is asked for in calls, by IMEI and by IMEISV. */
export function identities(stage: Stage, { first: player }: Pair): void {
  const forms: readonly Forced[] = [
    { ...PLAIN, handset: "imei" },
    { ...PLAIN, handset: "imeisv" },
    { ...SECURE, handset: "imei" },
    { ...SECURE, handset: "cipherModeComplete" },
  ];
  for (const [index, form] of forms.entries()) {
    const direction = index % 2 === 0 ? "originated" : "terminated";
    new Leg(stage, player, direction, OUTSIDE_NUMBERS[0]!)
      .setUp(0, form, true)
      .alerted(2_500)
      .answered(5_000)
      .released(12_000, CALL_CAUSE.normalClearing, PLAIN);
    stage.pass(PAUSE_MS);
  }
}

/** Whoever plays this next begins at home. */
export function goHome(stage: Stage, player: Player): void {
  player.at = player.cells.home;
  if (player.registeredLac !== player.at.lac) update(stage, player);
}
