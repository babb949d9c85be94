// What the operator has of the generated people: its records of them, and the door they come through.
import type { Tokenise } from "../domain/identity.ts";
import type { Setting } from "./days/setting.ts";
import { createDirectory, type PeopleDirectory } from "./directory.ts";
import { createDoor, type Door } from "./door.ts";

export function createOperator(
  { key, world, population, scenario }: Setting,
  tokenise: Tokenise,
): { readonly directory: PeopleDirectory; readonly door: Door } {
  const { network, numbers, start } = scenario;
  const directory = createDirectory(key, world, population, { network, numbers, start, tokenise });
  return { directory, door: createDoor(key, directory, { numbers, start, tokenise }) };
}
