// What is too large for a log is refused before any of it is written.
import { KairosError } from "../../domain/errors.ts";
import { ENTRY_OCTETS_MAX } from "./event-log.ts";

/** @throws KairosError log.entry-too-large */
export function assertSizes(
  entries: readonly { readonly id: string; readonly octets: Uint8Array }[],
  octetsMax: number = ENTRY_OCTETS_MAX,
): void {
  for (const { id, octets } of entries) {
    if (octets.length <= octetsMax) continue;
    throw new KairosError("log.entry-too-large", {
      place: id,
      got: `${octets.length} octets`,
      wanted: `at most ${octetsMax}`,
      remedy: "Cut the block in two, or raise max_payload of the NATS server if it is below 1 MB.",
    });
  }
}
