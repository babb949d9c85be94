// The reference itself against the property set of colonies.
import { describeColony } from "./colony-properties.ts";
import { interpret } from "./interpreter.ts";

describeColony("interpreter", interpret);
