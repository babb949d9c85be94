// A file as a target: the records of a load, one after the other, as fast as the disk takes them.
import { once } from "node:events";
import { createWriteStream } from "node:fs";
import { notWritable } from "../output-file.ts";
import type { Target, TargetEars } from "./target.ts";

/** Before each record, little-endian: its partition u32 and its length u32. */
export const RECORD_HEAD_OCTETS = 8;
/** Octets that wait for the disk. */
const WAITING_MAX = 8 * 1024 * 1024;

/** @throws KairosError file.not-writable */
export async function openFileTarget(path: string, ears: TargetEars): Promise<Target> {
  const stream = createWriteStream(path, { highWaterMark: WAITING_MAX });
  const failure = new Promise<never>((_, reject) => {
    stream.on("error", (error) => reject(notWritable(path, error)));
  });
  failure.catch(() => undefined);
  await Promise.race([once(stream, "open"), failure]);
  return {
    name: `file:${path}`,
    returns: false,
    paced: false,
    failure,
    offer({ blocks, events }) {
      if (stream.writableNeedDrain) return false;
      stream.cork();
      for (const { partition, octets } of blocks) {
        stream.write(headOf(partition, octets.length));
        stream.write(octets);
      }
      stream.write(new Uint8Array(), (error) => {
        if (error) ears.failed(events, error);
        else ears.confirmed(events);
      });
      stream.uncork();
      return true;
    },
    async room() {
      if (stream.writableNeedDrain) await Promise.race([once(stream, "drain"), failure]);
    },
    async close() {
      stream.end();
      await Promise.race([once(stream, "close"), failure]);
    },
  };
}

function headOf(partition: number, length: number): Uint8Array {
  const head = new Uint8Array(RECORD_HEAD_OCTETS);
  const view = new DataView(head.buffer);
  view.setUint32(0, partition, true);
  view.setUint32(4, length, true);
  return head;
}

/** The records of such a file, with their partitions. */
export function* recordsOf(
  octets: Uint8Array,
): Generator<{ readonly partition: number; readonly octets: Uint8Array }> {
  const view = new DataView(octets.buffer, octets.byteOffset, octets.byteLength);
  for (let at = 0; at < octets.length; ) {
    const partition = view.getUint32(at, true);
    const length = view.getUint32(at + 4, true);
    const from = at + RECORD_HEAD_OCTETS;
    at = from + length;
    yield { partition, octets: octets.subarray(from, at) };
  }
}
