// The columnar executor against the property set of colonies, as generated code and as closures.
import type { AnyStateMachine } from "xstate";
import { compile } from "../../machines/columnar/compile.ts";
import { type CreateColony, describeColony } from "./colony-properties.ts";

describeColony("columnar", ((machine: AnyStateMachine, options) =>
  compile(machine, options)) as CreateColony);

describeColony("columnar, closures", ((machine: AnyStateMachine, options) =>
  compile(machine, { ...options, codegen: false })) as CreateColony);
