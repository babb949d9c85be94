// Traffic without end: the dialogues of the real MSC's capture, each copy with people of its own.
import { readFileSync } from "node:fs";
import { decodeMtp3, type MtpTransfer } from "../signaling/carriers/mtp3.ts";
import { readPackets } from "../signaling/carriers/pcap.ts";
import { decodeSccp } from "../signaling/carriers/sccp.ts";
import { decode } from "../signaling/messages/bssap.ts";

const CAPTURE = new URL("../test/captures/msc-mtp3.pcap", import.meta.url);
const MSC = 185;
/** BSCs of a copy, and pairs of BSCs among which the copies are spread. */
const BSCS = 2;
const PAIRS = 16;
/** Copies that run at the same time, message by message. */
const AT_ONCE = 64;
/** How an IMSI of the capture begins as a mobile identity: 00101, then zeros, then one digit. */
const IMSI_HEAD = [0x09, 0x10, 0x10, 0x00, 0x00, 0x00, 0x00];
/** The octets of it that hold digits 6 to 13, here the number of the copy. */
const COPY_DIGITS_AT = 3;
const COPY_DIGITS = 8;
/** Reference numbers, 24 bits, of which 0 is not used. */
const REFERENCES = 2 ** 24 - 1;

/** A message of the capture, and what is different in each copy of it. */
interface Rung {
  readonly offsetMs: number;
  readonly opc: number;
  readonly dpc: number;
  readonly userData: Uint8Array;
  /** Where references stand, and which of the capture's they are. */
  readonly references: readonly { readonly at: number; readonly index: number }[];
  readonly imsisAt: readonly number[];
  readonly tmsisAt: readonly number[];
}

export interface ReplicatedTraffic {
  /** Messages of one copy, and those of them with BSSAP. */
  readonly messages: number;
  readonly bssapMessages: number;
  /** The BSSAP messages of the capture as octets. */
  readonly pdus: readonly Uint8Array[];
  /**
   * Hands over the transfers of copies `from` to `to`, in order of time, 64 copies at once. The
   * transfer's octets are used again for the next one.
   */
  send(from: number, to: number, take: (timeMs: number, transfer: MtpTransfer) => void): void;
}

/** The captured dialogues, without RESET: it would end those of other copies. */
export function replicatedTraffic(): ReplicatedTraffic {
  const rungs = readRungs();
  const referenceCount = new Set(rungs.flatMap(({ references }) => references.map((r) => r.index)))
    .size;
  const lastMs = rungs.at(-1)!.offsetMs;
  const pdus = rungs.flatMap(({ userData }) => bssapOf(userData) ?? []);
  return {
    messages: rungs.length,
    bssapMessages: pdus.length,
    pdus,
    send(from, to, take) {
      for (let first = from; first < to; first += AT_ONCE) {
        const startMs = Math.floor(first / AT_ONCE) * (lastMs + 1);
        const last = Math.min(to, first + AT_ONCE);
        for (const rung of rungs) {
          for (let copy = first; copy < last; copy++) {
            take(startMs + rung.offsetMs, copied(rung, copy, referenceCount));
          }
        }
      }
    },
  };
}

function readRungs(): Rung[] {
  const packets = [...readPackets(new Uint8Array(readFileSync(CAPTURE)), "capture")];
  const transfers = packets.map(({ octets }) => decodeMtp3(octets)!);
  const tmsis = tmsisIn(transfers);
  const indices = new Map<string, number>();
  return transfers.flatMap(({ opc, dpc, userData }, index) => {
    const sccp = decodeSccp(userData);
    const bssap = bssapOf(userData);
    const message = bssap === undefined ? undefined : decode(bssap).message;
    if (message === "reset" || message === "resetAcknowledge") return [];
    const indexOf = (owner: number, reference: number): number => {
      const key = `${owner} ${reference}`;
      if (!indices.has(key)) indices.set(key, indices.size);
      return indices.get(key)!;
    };
    // A reference at octet 1 is the receiver's but in CR; one at octet 4 is the sender's.
    const references = [
      ...("dlr" in sccp ? [{ at: 1, index: indexOf(dpc, sccp.dlr) }] : []),
      ...("slr" in sccp ? [{ at: "dlr" in sccp ? 4 : 1, index: indexOf(opc, sccp.slr) }] : []),
    ];
    return {
      offsetMs: Math.floor((packets[index]!.timeMicros - packets[0]!.timeMicros) / 1000),
      ...{ opc, dpc, references },
      userData: userData.slice(),
      imsisAt: positionsOf(IMSI_HEAD, userData),
      tmsisAt: tmsis.flatMap((tmsi) => positionsOf(tmsi, userData)),
    };
  });
}

let scratch = new Uint8Array(512);

function copied(rung: Rung, copy: number, referenceCount: number): MtpTransfer {
  const { userData } = rung;
  if (scratch.length < userData.length) scratch = new Uint8Array(userData.length);
  const octets = scratch.subarray(0, userData.length);
  octets.set(userData);
  for (const { at, index } of rung.references) {
    const reference = ((index + copy * referenceCount) % REFERENCES) + 1;
    octets[at] = reference & 0xff;
    octets[at + 1] = (reference >>> 8) & 0xff;
    octets[at + 2] = reference >>> 16;
  }
  for (const at of rung.imsisAt) {
    let digits = copy % 10 ** COPY_DIGITS;
    for (let pair = COPY_DIGITS / 2 - 1; pair >= 0; pair--) {
      const two = digits % 100;
      octets[at + COPY_DIGITS_AT + pair] = ((two % 10) << 4) | Math.floor(two / 10);
      digits = Math.floor(digits / 100);
    }
  }
  for (const at of rung.tmsisAt) {
    // Copies of one TMSI differ in 24 bits; the capture's TMSIs differ in the rest.
    octets[at + 1] = octets[at + 1]! ^ (copy >>> 16);
    octets[at + 2] = octets[at + 2]! ^ (copy >>> 8);
    octets[at + 3] = octets[at + 3]! ^ copy;
  }
  const moved = (pointCode: number): number =>
    pointCode === MSC ? MSC : pointCode + (copy % PAIRS) * BSCS;
  return { opc: moved(rung.opc), dpc: moved(rung.dpc), userData: octets };
}

function bssapOf(userData: Uint8Array): Uint8Array | undefined {
  const sccp = decodeSccp(userData);
  return "userData" in sccp ? sccp.userData : undefined;
}

/** The TMSIs that the messages show, as octets. */
function tmsisIn(transfers: readonly MtpTransfer[]): number[][] {
  const found = new Set<number>();
  const search = (value: unknown): void => {
    if (typeof value !== "object" || value === null || value instanceof Uint8Array) return;
    for (const [key, inner] of Object.entries(value)) {
      if (key === "tmsi" && typeof inner === "number") found.add(inner);
      else search(inner);
    }
  };
  for (const { userData } of transfers) {
    const bssap = bssapOf(userData);
    if (bssap !== undefined) search(decode(bssap));
  }
  return [...found].map((tmsi) => [24, 16, 8, 0].map((shift) => (tmsi >>> shift) & 0xff));
}

function positionsOf(pattern: readonly number[], octets: Uint8Array): number[] {
  const positions: number[] = [];
  for (let at = 0; at + pattern.length <= octets.length; at++) {
    if (pattern.every((octet, index) => octets[at + index] === octet)) positions.push(at);
  }
  return positions;
}
