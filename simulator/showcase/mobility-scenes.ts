// Scenes of phones that are on, off, elsewhere, or in other hands; a wait at the station, a ride.
import { MINUTE_MS } from "../../domain/time.ts";
import type { Forced } from "../procedures.ts";
import { PLAIN, SECURE } from "./forms.ts";
import { receive, send } from "./message-scenes.ts";
import type { CellPlace, Pair, Player } from "./players.ts";
import { PAUSE_MS, type Stage } from "./stage.ts";

/** Reject causes, 24.008 §10.5.3.6: network failure, congestion. */
const NETWORK_FAILURE = 17;
const CONGESTION = 22;

export interface Update {
  readonly forced?: Forced;
  /** Shows the handset in the same connection. */
  readonly handset?: boolean;
}

export function switchOff(stage: Stage, player: Player, detachRefused = false): void {
  stage.tell(player, { type: "power.turnedOff" }, { forced: { ...PLAIN, detachRefused } });
  stage.pass(PAUSE_MS);
}

export function switchOn(
  stage: Stage,
  player: Player,
  { forced, handset = false }: Update = {},
): void {
  if (handset) stage.tellHandset(player);
  const { registeredLac: fromLac } = player;
  stage.tell(player, { type: "power.turnedOn", fromLac }, forced && { forced });
  player.registeredLac = player.at.lac;
  stage.pass(PAUSE_MS);
}

/** Periodic where the phone is registered, else normal. */
export function update(
  stage: Stage,
  player: Player,
  { forced, handset = false }: Update = {},
): void {
  const { registeredLac: fromLac } = player;
  const updatingType = fromLac === player.at.lac ? "periodic" : "normal";
  if (handset) stage.tellHandset(player);
  stage.tell(player, { type: "location.updated", updatingType, fromLac }, forced && { forced });
  player.registeredLac = player.at.lac;
  stage.pass(PAUSE_MS);
}

export function moveTo(stage: Stage, player: Player, to: CellPlace, how: Update = {}): void {
  player.at = to;
  if (to.lac !== player.registeredLac) update(stage, player, how);
}

/** Off and on: a detach by IMSI, one by TMSI, an attach where the phone was and one elsewhere. */
export function power(stage: Stage, { first: player }: Pair): void {
  switchOff(stage, player);
  const shown = { ...SECURE, handset: "cipherModeComplete", newTmsi: true } as const;
  switchOn(stage, player, { forced: { ...shown, classmark: "early" }, handset: true });
  switchOff(stage, player);
  player.at = player.cells.beyond;
  switchOn(stage, player, { forced: { ...PLAIN, handset: "imeisv" }, handset: true });
  switchOff(stage, player, true);
  player.at = player.cells.home;
  switchOn(stage, player, { forced: { ...SECURE, handset: "imei" }, handset: true });
}

/** Location updates with and without each of their parts, and two that are refused first. */
export function updates(stage: Stage, { first: player }: Pair): void {
  const { home, beyond, far } = player.cells;
  update(stage, player, { forced: PLAIN });
  update(stage, player, { forced: { ...PLAIN, authenticated: true, information: true } });
  moveTo(stage, player, beyond, {
    forced: { ...PLAIN, tmsiUnknown: true, newTmsi: true, authenticated: true },
  });
  moveTo(stage, player, far, { forced: { ...SECURE, classmark: "requested" } });
  moveTo(stage, player, home, { forced: { ...SECURE, newTmsi: true, information: true } });
  update(stage, player, { forced: { ...SECURE, handset: "cipherModeComplete" }, handset: true });
  moveTo(stage, player, beyond, { forced: { ...PLAIN, rejectCause: NETWORK_FAILURE } });
  moveTo(stage, player, home, { forced: { ...SECURE, rejectCause: CONGESTION, newTmsi: true } });
}

/** The card goes into another handset, which stays; and for a moment back. */
export function newHandset(stage: Stage, { first: player }: Pair): void {
  update(stage, player, { forced: { ...PLAIN, handset: "imeisv" }, handset: true });
  switchOff(stage, player);
  player.imei = player.handsets[1];
  switchOn(stage, player, {
    forced: { ...SECURE, handset: "cipherModeComplete" },
    handset: true,
  });
  stage.pass(MINUTE_MS);
  update(stage, player, { forced: { ...PLAIN, handset: "imei" }, handset: true });
}

/** Twenty-five minutes in a station, seen every five. */
export function waitAtStation(stage: Stage, { first: player, second: friend }: Pair): void {
  moveTo(stage, player, player.cells.station);
  const number = { digits: friend.digits };
  for (let minutes = 0; minutes < 25; minutes += 5) {
    if (minutes % 10 === 0) receive(stage, player, { number, text: "Where are you?" });
    else send(stage, player, { number, text: "Still waiting." });
    stage.pass(5 * MINUTE_MS - PAUSE_MS);
  }
  update(stage, player);
}

/** Four cells in five minutes, and a message on the way. */
export function ride(stage: Stage, { first: player, second: friend }: Pair): void {
  const { far, beyond, home, station } = player.cells;
  for (const cell of [station, far, beyond, home]) {
    moveTo(stage, player, cell);
    stage.pass(MINUTE_MS);
  }
  send(stage, player, { number: { digits: friend.digits }, text: "Nearly there!" });
}
