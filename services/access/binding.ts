// Where the web server may listen, and under which names it may be asked for.
import { isIPv4, isIPv6 } from "node:net";
import { hostname, networkInterfaces } from "node:os";
import { KairosError } from "../../domain/errors.ts";

export const LOOPBACK = "127.0.0.1";
const LOOPBACK_NAMES = [LOOPBACK, "localhost", "::1"];

/** Whether only programs of this machine reach a server on this address. */
export function isLoopback(host: string): boolean {
  return host === "localhost" || host === "::1" || (isIPv4(host) && host.startsWith("127."));
}

/** @throws KairosError access.required when others could reach `host` and nobody has a token */
export function checkBinding(host: string, accessFile: string | undefined): void {
  if (accessFile !== undefined || isLoopback(host)) return;
  throw new KairosError("access.required", {
    place: `--host ${host}`,
    got: "an address that other machines reach, and no access file",
    wanted: "an access file, or an address of this machine alone such as 127.0.0.1",
    remedy: 'Make one with "kairos access new operator <file>" and give it with --access <file>.',
  });
}

/** Names by which a page on this address may be asked for; any other is DNS rebinding. */
export function namesOf(host: string): ReadonlySet<string> {
  if (isLoopback(host)) return new Set([...LOOPBACK_NAMES, host]);
  if (!isEverywhere(host)) return new Set([host.toLowerCase()]);
  const addresses = Object.values(networkInterfaces()).flatMap((all) => all ?? []);
  return new Set([
    ...LOOPBACK_NAMES,
    hostname().toLowerCase(),
    ...addresses.map(({ address }) => address),
  ]);
}

/** Whether a server on this address listens on all of the machine's. */
function isEverywhere(host: string): boolean {
  return host === "0.0.0.0" || host === "::";
}

/** The name in a Host header, without port and brackets; "" for what is none. */
export function nameIn(hostHeader: string): string {
  const name = /^(\[[0-9a-f:.]+\]|[^:[\]]+)(:\d+)?$/i.exec(hostHeader)?.[1] ?? "";
  return name.replace(/^\[|\]$/g, "").toLowerCase();
}

/** As it stands in a URL that this machine can open. */
export function urlHost(host: string): string {
  if (isEverywhere(host)) return LOOPBACK;
  return isIPv6(host) ? `[${host}]` : host;
}
