// Every trigger by the name that campaigns use; a new one is one file, and one line at the end of
// this list.
import type { Directory } from "../../domain/directory.ts";
import { KairosError } from "../../domain/errors.ts";
import type { Named } from "../../domain/scene.ts";
import type { Trigger, TriggerParameters } from "../../domain/trigger.ts";
import { definition as areaDwelled } from "./area-dwelled.ts";
import { definition as areaEntered } from "./area-entered.ts";
import { definition as callMade } from "./call-made.ts";
import { definition as callMissed } from "./call-missed.ts";
import { definition as calledBy } from "./called-by.ts";
import { definition as cellsChangedRapidly } from "./cells-changed-rapidly.ts";
import { definition as dateReached } from "./date-reached.ts";
import type { AnyDefinition, ParametersFrom, TriggerMachine } from "./define.ts";
import { definition as feedReceived } from "./feed-received.ts";
import { definition as forwardingSet } from "./forwarding-set.ts";
import { definition as handsetChanged } from "./handset-changed.ts";
import { definition as keysPressed } from "./keys-pressed.ts";
import { definition as listLoaded } from "./list-loaded.ts";
import { definition as messageSent } from "./message-sent.ts";
import { definition as messagesSentInBulk } from "./messages-sent-in-bulk.ts";
import { definition as numberDialled } from "./number-dialled.ts";
import { definition as poweredOn } from "./powered-on.ts";
import { definition as queryMade } from "./query-made.ts";
import { definition as ringbackHeard } from "./ringback-heard.ts";
import { definition as roamedHome } from "./roamed-home.ts";
import { definition as roamedOut } from "./roamed-out.ts";
import { definition as subscriberIdle } from "./subscriber-idle.ts";
import { definition as subscriberSilent } from "./subscriber-silent.ts";
import { definition as thresholdCrossed } from "./threshold-crossed.ts";

const DEFINED = [
  handsetChanged,
  poweredOn,
  areaDwelled,
  cellsChangedRapidly,
  ringbackHeard,
  numberDialled,
  calledBy,
  queryMade,
  messageSent,
  messagesSentInBulk,
  areaEntered,
  callMissed,
  callMade,
  subscriberIdle,
  subscriberSilent,
  keysPressed,
  forwardingSet,
  feedReceived,
  thresholdCrossed,
  dateReached,
  listLoaded,
  roamedOut,
  roamedHome,
] as const;

type Defined = (typeof DEFINED)[number];

/** In the order in which they were added. */
export const TRIGGERS: readonly AnyDefinition[] = DEFINED;

export const TRIGGER_NAMES: readonly string[] = TRIGGERS.map(({ name }) => name);

/** The names as types. */
export type TriggerOf = Defined["name"];

/** What the machine of a trigger is made of. */
export type ParametersOf<TName extends TriggerOf> = {
  [TDefined in Defined as TDefined["name"]]: ParametersFrom<TDefined["name"], TDefined["fields"]>;
}[TName];

const BY_NAME: ReadonlyMap<string, AnyDefinition> = new Map(
  TRIGGERS.map((definition) => [definition.name, definition]),
);

/** @throws KairosError machine.failed for a name that none has. */
export function definitionOf(name: string): AnyDefinition {
  const definition = BY_NAME.get(name);
  if (definition !== undefined) return definition;
  throw new KairosError("machine.failed", {
    place: "triggers",
    got: `the name ${name}`,
    wanted: `one of ${TRIGGER_NAMES.join(", ")}`,
    remedy: "Add it to machines/triggers/catalogue.ts, or use the version that wrote it.",
  });
}

/**
 * The machine of a trigger. The parameters are a part of its definition, not of its rows: they are
 * the same for all subscribers.
 */
export function createTriggerMachine(parameters: TriggerParameters): TriggerMachine {
  return definitionOf(parameters.name).machine(parameters);
}

/** What happened, from facts that the tap saw. No verb of doing, no full stop. */
export function describeTrigger(
  { facts }: Pick<Trigger, "facts">,
  directory?: Pick<Directory, "zones">,
): Named {
  return definitionOf(facts.name).sentence(facts, directory);
}
