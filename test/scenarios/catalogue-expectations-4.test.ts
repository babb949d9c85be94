// What every fourth file of the catalogue expects of itself, from number 4 on.
import { expectationsHold } from "./catalogue-expectations.ts";

expectationsHold(3);
