// The beginning of an input, read far enough to know what it is and when it was recorded.
import { KairosError } from "../domain/errors.ts";
import { inputName, openOctets } from "../services/files.ts";
import { PacketReader } from "../signaling/carriers/pcap.ts";

export interface Beginning {
  /** Text is a file of subscriber events; all else should be a capture. */
  readonly isText: boolean;
  /** Time of a capture's first frame, microseconds since 1970; undefined when it has none. */
  readonly firstMicros: number | undefined;
  /** All octets, from the first on; once. */
  readonly chunks: AsyncIterable<Uint8Array>;
}

/** Octets that tell text from a capture, blanks before the text not counted. */
const MAGIC_OCTETS = 4;

/**
 * Looks at the beginning of a file, or of stdin for "-".
 *
 * @throws KairosError file.missing, file.unreadable
 */
export async function begin(path: string): Promise<Beginning> {
  const rest = openOctets(path)[Symbol.asyncIterator]();
  const read: Uint8Array[] = [];
  const packets = new PacketReader(inputName(path));
  let isText: boolean | undefined;
  let firstMicros: number | undefined;
  let waiting: Uint8Array = new Uint8Array();
  while (isText !== true && firstMicros === undefined) {
    const step = await rest.next();
    if (step.done === true) break;
    read.push(step.value);
    waiting = waiting.length === 0 ? step.value : Buffer.concat([waiting, step.value]);
    if (waiting.length < MAGIC_OCTETS) continue;
    isText ??= looksLikeText(waiting);
    if (!isText) firstMicros = timeOfFirst(packets, waiting);
    waiting = new Uint8Array();
  }
  if (Number.isNaN(firstMicros)) firstMicros = undefined;
  return { isText: isText === true, firstMicros, chunks: all() };

  async function* all(): AsyncGenerator<Uint8Array> {
    for (const chunk of read.splice(0)) yield chunk;
    for (let step = await rest.next(); step.done !== true; step = await rest.next()) {
      yield step.value;
    }
  }
}

/** Time of the first frame; NaN when it has none, or when this is no capture. */
function timeOfFirst(packets: PacketReader, chunk: Uint8Array): number | undefined {
  try {
    packets.push(chunk);
    return packets.next()?.timeMicros;
  } catch (error) {
    // Whoever reads the capture says what is wrong with it.
    if (error instanceof KairosError) return Number.NaN;
    throw error;
  }
}

/** No capture begins with "{", blanks or a byte order mark; pcapng begins with a line feed. */
function looksLikeText(octets: Uint8Array): boolean {
  const first = octets.findIndex((octet) => octet !== 0x0a && octet !== 0x0d && octet !== 0x20);
  const pcapng = octets[0] === 0x0a && octets[1] === 0x0d && octets[2] === 0x0d;
  return !pcapng && (octets[first] === 0x7b || octets[first] === 0xef);
}
