// The columnar executor against the property set of colonies, as generated code and as closures.
import { compile } from "../../machines/columnar/compile.ts";
import { describeColony } from "./colony-properties.ts";

describeColony("columnar", compile);

describeColony("columnar, closures", (machine, options) =>
  compile(machine, { ...options, codegen: false }),
);
