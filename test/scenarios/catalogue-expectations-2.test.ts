// What every fourth file of the catalogue expects of itself, from number 2 on.
import { expectationsHold } from "./catalogue-expectations.ts";

expectationsHold(1);
