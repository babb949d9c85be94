// The flag that opens the port for health and metrics.
import type { Command } from "commander";
import { KairosError } from "../domain/errors.ts";
import { ENVIRONMENT } from "../moleculer.config.ts";
import { integerBetween } from "./flags.ts";

export interface OperationsFlags {
  readonly adminPort?: number;
}

const PORT_MAX = 65_535;

/** Adds --admin-port. */
export function addOperationsFlags(command: Command): Command {
  return command.option(
    "--admin-port <n>",
    "TCP port on 127.0.0.1 for /livez, /readyz, /startupz and /metrics, 0 for any free one; " +
      "none by default; or KAIROS_ADMIN_PORT",
    integerBetween(0, PORT_MAX),
  );
}

/**
 * What the flag, or else the environment, says; undefined for no port.
 *
 * @throws KairosError usage.invalid
 */
export function adminPortOf({ adminPort }: OperationsFlags): number | undefined {
  const text = ENVIRONMENT.adminPort;
  if (adminPort !== undefined || text === undefined) return adminPort;
  if (/^\d{1,5}$/.test(text) && Number(text) <= PORT_MAX) return Number(text);
  throw new KairosError("usage.invalid", {
    place: "KAIROS_ADMIN_PORT",
    got: `"${text}"`,
    wanted: `a whole number from 0 to ${PORT_MAX}`,
    remedy: "Give a port, 0 for any free one, or unset it.",
  });
}
