// A capture in, A-interface messages out: the tap of a recorded network, read as it arrives.
import { KairosError } from "../domain/errors.ts";
import { LINK_TYPE, type Packet, PacketReader } from "./carriers/pcap.ts";
import { createTap, type Tap, type TappedMessage } from "./tapped-message.ts";

export type { TappedMessage } from "./tapped-message.ts";

export interface SkippedFrame {
  readonly frame: number;
  readonly reason: string;
}

export interface CaptureCounts {
  readonly frames: number;
  /** Messages with BSSAP. */
  readonly bssap: number;
  /** Frames that cannot be decoded though they should. */
  readonly skipped: number;
}

/** A capture while it arrives: iterate what each call returns to its end before the next call. */
export interface CaptureReader {
  /**
   * The messages that these octets complete, in order, decoded as they are asked for; a chunk may cut
   * the file anywhere. Octets of messages are views of the chunk: do not write to it while they are
   * in use.
   *
   * @throws KairosError, from the iteration after what stands before the fault:
   * `capture.unknown-format`, `capture.unsupported-link`, `capture.truncated` for a damaged file
   */
  push(chunk: Uint8Array): Iterable<TappedMessage>;
  /**
   * The messages that waited for frames which did not come.
   *
   * @throws KairosError, from the iteration after the last of them: `capture.truncated` when the file
   * is cut, `capture.unknown-format` when it is none, `capture.no-bssap` when nothing was found
   */
  end(): Iterable<TappedMessage>;
  /** The first {@link SKIPPED_NAMED_MAX} faults found in frames, by frame. */
  readonly skipped: readonly SkippedFrame[];
  readonly counts: CaptureCounts;
}

export interface CaptureOptions {
  /**
   * Where `timeMs` is 0, in µs since 1970; the time of the first frame when absent. Frames before it
   * count as of 0.
   */
  readonly originMicros?: number;
}

export interface Capture {
  /**
   * The messages, once, decoded as they are asked for. After the last one it throws
   * `capture.truncated` when the file is cut and `capture.no-bssap` when nothing was found.
   */
  readonly messages: Iterable<TappedMessage>;
  readonly skipped: readonly SkippedFrame[];
  readonly counts: CaptureCounts;
}

/** Skipped frames that are named; all are counted. */
export const SKIPPED_NAMED_MAX = 1000;

/** Octets that tell a capture from another file. */
const MAGIC_OCTETS = 4;

const LINK_TYPES: ReadonlySet<number> = new Set(Object.values(LINK_TYPE));

/**
 * Reads a capture in chunks: pcap or pcapng; MTP3, MTP2 or SCCP frames, M3UA or M2PA over SCTP,
 * SCCPlite over TCP. It keeps what protocols need between frames, each within a limit, and nothing
 * else.
 *
 * @param place  the file's name, for messages
 */
export function createCaptureReader(place: string, options: CaptureOptions = {}): CaptureReader {
  return new Reader(place, options);
}

/**
 * Reads a capture that is in memory.
 *
 * @param place  the file's name, for messages
 * @throws KairosError `capture.unknown-format`, `capture.unsupported-link`, `capture.truncated`
 */
export function readCapture(
  octets: Uint8Array,
  place: string,
  options: CaptureOptions = {},
): Capture {
  // The first frame is looked at now, so that a file of the wrong kind fails before any output.
  const packets = new PacketReader(place);
  packets.push(octets);
  const first = packets.next();
  if (first !== undefined) checkLink(first.linkType, place);
  else if (octets.length < MAGIC_OCTETS) packets.end();
  const reader = createCaptureReader(place, options);
  const { skipped, counts } = reader;
  return { messages: messagesOf(reader, octets), skipped, counts };
}

function* messagesOf(reader: CaptureReader, octets: Uint8Array): Generator<TappedMessage> {
  yield* reader.push(octets);
  yield* reader.end();
}

class Reader implements CaptureReader {
  readonly skipped: SkippedFrame[] = [];
  readonly counts = { frames: 0, bssap: 0, skipped: 0 };
  readonly #place: string;
  readonly #packets: PacketReader;
  readonly #tap: Tap;
  #originMicros: number;
  #skippedFrame = 0;

  constructor(place: string, { originMicros }: CaptureOptions) {
    this.#place = place;
    this.#packets = new PacketReader(place);
    this.#tap = createTap((frame, reason) => this.#skip(frame, reason));
    this.#originMicros = originMicros ?? Number.NaN;
  }

  *push(chunk: Uint8Array): Generator<TappedMessage> {
    const packets = this.#packets;
    try {
      packets.push(asOctets(chunk));
      for (let packet = packets.next(); packet !== undefined; packet = packets.next()) {
        const messages = this.#read(packet);
        for (let index = 0; index < messages.length; index++) yield this.#counted(messages[index]!);
      }
    } catch (error) {
      // No more frames will come, so what waits for them comes out before the fault.
      yield* this.#waiting();
      throw error;
    }
  }

  *end(): Generator<TappedMessage> {
    yield* this.#waiting();
    this.#packets.end();
    if (this.counts.bssap === 0) throw noBssap(this.#place, this.counts.frames);
  }

  *#waiting(): Generator<TappedMessage> {
    for (const message of this.#tap.end()) yield this.#counted(message);
  }

  #read(packet: Packet): readonly TappedMessage[] {
    const { timeMicros } = packet;
    if (this.counts.frames++ === 0) checkLink(packet.linkType, this.#place);
    if (Number.isNaN(this.#originMicros)) this.#originMicros = timeMicros;
    // A frame without a time, before all that have one, counts as of the origin too.
    const timeMs = Math.floor((timeMicros - this.#originMicros) / 1000);
    return this.#tap.readPacket(packet, timeMs > 0 ? timeMs : 0);
  }

  #counted(message: TappedMessage): TappedMessage {
    if (message.bssap !== undefined) this.counts.bssap++;
    return message;
  }

  #skip(frame: number, reason: string): void {
    if (frame !== this.#skippedFrame) this.counts.skipped++;
    this.#skippedFrame = frame;
    if (this.skipped.length < SKIPPED_NAMED_MAX) this.skipped.push({ frame, reason });
  }
}

/** A Buffer of Node makes views that are Buffers, slower to make and of another kind to read. */
function asOctets(chunk: Uint8Array): Uint8Array {
  return chunk.constructor === Uint8Array
    ? chunk
    : new Uint8Array(chunk.buffer, chunk.byteOffset, chunk.byteLength);
}

function checkLink(linkType: number, place: string): void {
  if (LINK_TYPES.has(linkType)) return;
  throw new KairosError("capture.unsupported-link", {
    place,
    got: `link type ${linkType}`,
    wanted: Object.entries(LINK_TYPE)
      .map(([name, number]) => `${number} (${name})`)
      .join(", "),
    remedy: "Capture the A interface: MTP3, M3UA over SCTP, or SCCPlite over TCP",
  });
}

function noBssap(place: string, frames: number): KairosError {
  return new KairosError("capture.no-bssap", {
    place,
    got: `${frames} frames without a BSSAP message`,
    wanted: "A-interface signalling: BSSAP over SCCP",
    remedy: "Check that the capture was taken between a BSC and its MSC",
  });
}
