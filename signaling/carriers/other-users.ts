// SCCP traffic of other users than BSSAP (MAP, RANAP, SCCP management), so that it is passed over.
import type { MtpTransfer } from "./mtp3.ts";
import { BSSAP_SUBSYSTEM, type SccpMessage } from "./sccp.ts";

/** Connections of other users followed at once; the oldest is forgotten. */
const CONNECTIONS_MAX = 65_536;

/**
 * Message types of Q.713 table 1 that BSSAP does not use (3GPP TS 48.006): data, acknowledgement
 * and reset of class 3, and long unitdata, which needs broadband links.
 */
const OTHER_TYPES: ReadonlySet<number> = new Set([0x07, 0x08, 0x0b, 0x0c, 0x0d, 0x0e, 0x13, 0x14]);

/** Whether an SCCP message is of a type that cannot carry BSSAP. */
export function isOtherType(userData: Uint8Array): boolean {
  return OTHER_TYPES.has(userData[0] ?? -1);
}

/** Connections that a CR opened to another subsystem: only the CR names it. */
export class OtherUsers {
  /** Owner and its local reference, of either end. */
  readonly #references = new Set<string>();

  /** Whether a message belongs to another user; call it once for every message, in order. */
  has({ opc, dpc }: MtpTransfer, sccp: SccpMessage): boolean {
    const { type } = sccp;
    if (type === "UDT" || type === "XUDT" || type === "UDTS" || type === "XUDTS") {
      return isOther(sccp.called.subsystem);
    }
    if (type === "CR") {
      const other = isOther(sccp.called.subsystem);
      if (other) this.#add(`${opc} ${sccp.slr}`);
      else if (this.#references.size > 0) this.#references.delete(`${opc} ${sccp.slr}`);
      return other;
    }
    if (this.#references.size === 0) return false;
    const destination = `${dpc} ${sccp.dlr}`;
    const source = "slr" in sccp ? `${opc} ${sccp.slr}` : undefined;
    const other =
      this.#references.has(destination) || (source !== undefined && this.#references.has(source));
    if (other && type === "CC") this.#add(source!);
    if (type === "CREF" || type === "RLC") {
      this.#references.delete(destination);
      if (source !== undefined) this.#references.delete(source);
    }
    return other;
  }

  #add(reference: string): void {
    if (this.#references.size >= CONNECTIONS_MAX) {
      this.#references.delete(this.#references.values().next().value!);
    }
    this.#references.add(reference);
  }
}

/** An address without a subsystem leaves it to the point code: it may be BSSAP. */
function isOther(subsystem: number | undefined): boolean {
  return subsystem !== undefined && subsystem !== 0 && subsystem !== BSSAP_SUBSYSTEM;
}
