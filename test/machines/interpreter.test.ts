// The interpreter against the property set of colonies.
import type { AnyStateMachine } from "xstate";
import { createColony } from "../../machines/interpreter.ts";
import { type CreateColony, describeColony } from "./colony-properties.ts";

describeColony("interpreter", ((machine: AnyStateMachine, options) =>
  createColony(machine, options)) as CreateColony);
