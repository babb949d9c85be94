// The corpora against which the codec is tested, each as what occurs in it.
import fc from "fast-check";
import { LinkReader } from "../../../signaling/carriers/links.ts";
import type { MtpTransfer } from "../../../signaling/carriers/mtp3.ts";
import { LINK_TYPE, readPackets } from "../../../signaling/carriers/pcap.ts";
import { decodeSccp } from "../../../signaling/carriers/sccp.ts";
import { decode } from "../../../signaling/messages/bssap.ts";
import { decodeHandoverCommand } from "../../../signaling/messages/rr.ts";
import { OctetReader } from "../../../signaling/octets.ts";
import { anyBssmap, anyDtap } from "../arbitrary-messages.ts";
import { anyCommand } from "../arbitrary-rr.ts";
import { anySccp } from "../arbitrary-sccp.ts";
import { CAPTURES, captureOctets, messagesIn } from "../frames.ts";
import {
  COMMANDS,
  FRAMES,
  type LinkFrame,
  PDUS,
  SCCP_MESSAGES,
  SHOWCASE,
} from "../mutations/corpus.ts";
import { elementsForTshark, isReadByTshark, MESSAGE_NAMES, sampleOf } from "../own-bssmap.ts";
import { OWN_DTAP } from "../own-dtap.ts";
import { DTAP_KINDS, wholeDtap } from "../own-dtap-elements.ts";
import { OWN_MESSAGES } from "../own-messages.ts";
import { OWN_COMMANDS } from "../own-rr.ts";
import { OWN_SCCP, WHOLE_SCCP } from "../own-sccp.ts";
import { noteBssap, noteCommand, noteSccp, type Occurrences } from "./occurrences.ts";

/** How often each kind of message is generated, for the properties' corpus. */
const GENERATED = 6000;
const SEED = 4;

export interface Corpora {
  readonly msc: Occurrences;
  readonly tshark: Occurrences;
  readonly showcase: Occurrences;
  readonly roundTrip: Occurrences;
  readonly mutated: Occurrences;
}

/** Everything of test/captures: what a real MSC sent and understood. */
function captured(): Occurrences {
  const seen: Occurrences = new Set();
  for (const name of CAPTURES) {
    const frames = [...readPackets(captureOctets(name), name)];
    for (const { userData } of transfersIn(frames, seen)) noteSccp(seen, decodeSccp(userData));
    for (const { bssap } of messagesIn(captureOctets(name))) {
      if (bssap !== undefined) noteBssap(seen, bssap);
    }
  }
  return seen;
}

/** Our own encoding that tests have tshark read, without a fault. */
function readByTshark(): Occurrences {
  const seen: Occurrences = new Set();
  for (const message of [...Object.values(OWN_MESSAGES), ...Object.values(OWN_DTAP)]) {
    noteBssap(seen, message);
  }
  for (const kind of DTAP_KINDS) noteBssap(seen, wholeDtap(kind));
  for (const name of MESSAGE_NAMES) {
    noteBssap(seen, sampleOf(name, isReadByTshark(name) ? elementsForTshark(name) : []));
  }
  for (const command of OWN_COMMANDS) noteCommand(seen, command);
  for (const sccp of [...OWN_SCCP.map((transfer) => transfer.sccp), ...WHOLE_SCCP]) {
    noteSccp(seen, sccp);
  }
  return seen;
}

/** The simulator's showcase of every procedure. */
function played(): Occurrences {
  const seen: Occurrences = new Set();
  for (const { transfer, bssap } of SHOWCASE) {
    noteSccp(seen, decodeSccp(transfer.userData));
    if (bssap !== undefined) noteBssap(seen, bssap);
  }
  return seen;
}

/** What the generators of properties make. */
function generated(): Occurrences {
  const seen: Occurrences = new Set();
  const options = { seed: SEED, numRuns: GENERATED };
  for (const message of fc.sample(anyBssmap, options)) noteBssap(seen, message);
  for (const message of fc.sample(anyDtap, options)) noteBssap(seen, message);
  for (const message of fc.sample(anySccp, options)) noteSccp(seen, message);
  for (const command of fc.sample(anyCommand, options)) noteCommand(seen, command);
  return seen;
}

/** What mutations begin with. */
function mutated(): Occurrences {
  const seen: Occurrences = new Set();
  for (const pdu of PDUS) noteBssap(seen, decode(pdu));
  for (const octets of SCCP_MESSAGES) noteSccp(seen, decodeSccp(octets));
  for (const octets of COMMANDS) noteCommand(seen, decodeHandoverCommand(octets));
  transfersIn(FRAMES, seen);
  return seen;
}

const LINK_NAMES = new Map<number, string>(
  Object.entries(LINK_TYPE).map(([name, number]) => [number, name]),
);

/** The transfers of frames; notes the links over which any came. */
function transfersIn(frames: readonly LinkFrame[], seen: Occurrences): MtpTransfer[] {
  const links = new LinkReader();
  const transfers: MtpTransfer[] = [];
  for (const { linkType, octets } of frames) {
    const before = transfers.length;
    links.read(linkType, new OctetReader(octets, "frame"), {
      take: (transfer) => transfers.push(transfer),
    });
    if (transfers.length > before) seen.add(`link.${LINK_NAMES.get(linkType)}`);
  }
  return transfers;
}

export function measure(): Corpora {
  return {
    msc: captured(),
    tshark: readByTshark(),
    showcase: played(),
    roundTrip: generated(),
    mutated: mutated(),
  };
}
