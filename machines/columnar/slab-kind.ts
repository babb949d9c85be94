// What all slabs of a colony have in common: their kind and version.
import type { AnyStateMachine, AnyTransitionDefinition } from "xstate";
import { crc32 } from "./checksum.ts";
import type { CompileOptions } from "./colony.ts";
import type { Layout } from "./columns.ts";
import { nodesOf, transitionsOf } from "./definition.ts";
import { type KnownKind, knownKind } from "./slab-format.ts";
import type { StepperParts } from "./stepper.ts";
import type { Timers } from "./timers.ts";

export type SlabParts = Omit<StepperParts, "undo">;

const KINDS = new WeakMap<Timers, KnownKind>();

/** Made once for all slabs of a colony. */
export function kindOf({ scope, options }: SlabParts): KnownKind {
  const { machine, records, timers } = scope;
  const known = KINDS.get(timers);
  if (known !== undefined) return known;
  const kind = knownKind({
    machine: machine.id,
    version: versionOf(machine, options),
    fingerprint: fingerprintOf(machine, records.layout, timers),
    layout: records.layout,
    slots: timers.layout.slots.map(({ id }) => id),
  });
  KINDS.set(timers, kind);
  return kind;
}

export function versionOf(machine: AnyStateMachine, { version }: CompileOptions): string {
  return version ?? machine.version ?? "";
}

/** Of all that a record's meaning hangs on; what functions do is not seen. */
function fingerprintOf(
  machine: AnyStateMachine,
  layout: Layout,
  { layout: slots }: Timers,
): string {
  const described = nodesOf(machine.root).map((node) => [
    node.id,
    node.type,
    node.history,
    node.initial?.target?.map(({ id }) => id),
    (transitionsOf(node) as AnyTransitionDefinition[]).map(({ eventType, target, reenter }) => [
      eventType,
      target?.map(({ id }) => id),
      reenter,
    ]),
  ]);
  const text = JSON.stringify([described, layout, slots.slots.map(({ id }) => id)]);
  return crc32(new TextEncoder().encode(text)).toString(16).padStart(8, "0");
}
