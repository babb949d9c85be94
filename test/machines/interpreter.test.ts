// The interpreter against the property set of colonies, with its shortcut and without.
import type { AnyStateMachine } from "xstate";
import { createColony } from "../../machines/interpreter.ts";
import { type CreateColony, describeColony } from "./colony-properties.ts";

describeColony("interpreter", ((machine: AnyStateMachine, options) =>
  createColony(machine, options)) as CreateColony);

describeColony("interpreter, machine.transition alone", ((machine: AnyStateMachine, options) =>
  createColony(machine, { ...options, shortcut: false })) as CreateColony);
