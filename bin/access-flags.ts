// The flags that say who may ask the map's server, and from where.
import type { Command } from "commander";
import { ENVIRONMENT } from "../moleculer.config.ts";
import type { FrontDoor } from "../services/front.ts";

export interface AccessFlags {
  readonly host?: string;
  readonly access?: string;
}

/** Adds --host and --access. */
export function addAccessFlags(command: Command): Command {
  return command
    .option(
      "--host <address>",
      "where to listen, 127.0.0.1 by default; one that others reach needs --access",
    )
    .option(
      "--access <file>",
      "who may do what: lines of a role and a token (kairos access); or KAIROS_ACCESS_FILE",
    );
}

/** What the flags, or else the environment, say. */
export function frontDoorOf({ host, access }: AccessFlags): FrontDoor {
  return { host, accessFile: access ?? ENVIRONMENT.accessFile };
}
