// Captures for tests: the committed files, and files and messages made with our own encoder.
import { readFileSync } from "node:fs";
import { readCapture, type TappedMessage } from "../../signaling/capture.ts";
import { encodeMtp3 } from "../../signaling/carriers/mtp3.ts";
import { LINK_TYPE, writePcap } from "../../signaling/carriers/pcap.ts";
import { BSSAP_SUBSYSTEM, encodeSccp, type SccpMessage } from "../../signaling/carriers/sccp.ts";
import { type BssapMessage, encode } from "../../signaling/messages/bssap.ts";

export const CAPTURES = ["msc-mtp3", "msc-m3ua", "bsc-b-sccplite"] as const;
export type CaptureName = (typeof CAPTURES)[number];

export function capturePath(name: CaptureName): string {
  return new URL(`../captures/${name}.pcap`, import.meta.url).pathname;
}

export function captureOctets(name: CaptureName): Uint8Array {
  return new Uint8Array(readFileSync(capturePath(name)));
}

export function messagesIn(octets: Uint8Array): TappedMessage[] {
  const capture = readCapture(octets, "test.pcap");
  const messages = [...capture.messages];
  if (capture.skipped.length > 0) throw new Error(JSON.stringify(capture.skipped));
  return messages;
}

export function hex(octets: Uint8Array): string {
  return Buffer.from(octets).toString("hex");
}

export function fromHex(text: string): Uint8Array {
  return new Uint8Array(Buffer.from(text.replaceAll(" ", ""), "hex"));
}

/** Point codes of the captures, used again here. */
export const MSC = 185;
export const BSC_A = 186;
export const BSC_B = 187;

export interface Transfer {
  readonly opc: number;
  readonly dpc: number;
  readonly sccp: SccpMessage;
}

/** An MTP3 pcap with one frame a second. */
export function pcapOf(transfers: readonly Transfer[]): Uint8Array {
  return writePcap(
    LINK_TYPE.mtp3,
    transfers.map(({ opc, dpc, sccp }, index) => ({
      timeMs: 1_000_000_000_000 + index * 1000,
      octets: encodeMtp3({ opc, dpc, userData: encodeSccp(sccp) }),
    })),
  );
}

export function unitdata(opc: number, dpc: number, message: BssapMessage): Transfer {
  return {
    opc,
    dpc,
    sccp: {
      type: "UDT",
      protocolClass: 0,
      called: { pointCode: dpc, subsystem: BSSAP_SUBSYSTEM },
      calling: { pointCode: opc, subsystem: BSSAP_SUBSYSTEM },
      userData: encode(message),
    },
  };
}

/** One SCCP connection, opened by the BSS or, for a handover, by the MSC. */
export class Line {
  readonly #opener: number;
  readonly #other: number;
  readonly #references: { readonly opener: number; readonly other: number };

  constructor(opener: number, other: number, reference: number) {
    this.#opener = opener;
    this.#other = other;
    this.#references = { opener: reference, other: reference + 0x800000 };
  }

  /** CR with the first message, and the CC that answers. */
  open(message: BssapMessage): Transfer[] {
    const { opener, other } = this.#references;
    const called = { pointCode: this.#other, subsystem: BSSAP_SUBSYSTEM };
    const userData = encode(message);
    return [
      {
        opc: this.#opener,
        dpc: this.#other,
        sccp: { type: "CR", slr: opener, protocolClass: 2, called, userData },
      },
      {
        opc: this.#other,
        dpc: this.#opener,
        sccp: { type: "CC", dlr: opener, slr: other, protocolClass: 2 },
      },
    ];
  }

  /** DT1 from `from`, which is one of the two ends. */
  send(from: number, message: BssapMessage): Transfer {
    const byOpener = from === this.#opener;
    const dlr = byOpener ? this.#references.other : this.#references.opener;
    return {
      opc: from,
      dpc: byOpener ? this.#other : this.#opener,
      sccp: { type: "DT1", dlr, more: false, userData: encode(message) },
    };
  }

  up(message: BssapMessage): Transfer {
    return this.send(this.#opener === MSC ? this.#other : this.#opener, message);
  }

  down(message: BssapMessage): Transfer {
    return this.send(MSC, message);
  }

  /** RLSD from the MSC and RLC. */
  close(): Transfer[] {
    const bss = this.#opener === MSC ? this.#other : this.#opener;
    const { opener, other } = this.#references;
    const [own, peer] = this.#opener === MSC ? [opener, other] : [other, opener];
    return [
      { opc: MSC, dpc: bss, sccp: { type: "RLSD", dlr: peer, slr: own, cause: 0 } },
      { opc: bss, dpc: MSC, sccp: { type: "RLC", dlr: own, slr: peer } },
    ];
  }
}
