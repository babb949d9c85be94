// What can be wrong with a capture file, in words: cut short, damaged, or no capture at all.
import { KairosError } from "../../domain/errors.ts";

/** Longest frame or block that is believed. */
export const FRAME_OCTETS_MAX = 16 * 1024 * 1024;

/** A length that no frame has. */
export function damaged(place: string, frame: number, length: number): KairosError {
  return new KairosError("capture.truncated", {
    place: `${place}, frame ${frame}`,
    got: `a length of ${length} octets`,
    wanted: "a length that fits",
    remedy: "The file is damaged here; what stands before it was read",
  });
}

/** The end of the octets where `wanted` should follow; frame 0 is the file's header. */
export function truncated(place: string, frame: number, wanted: string): KairosError {
  return new KairosError("capture.truncated", {
    place: frame === 0 ? place : `${place}, frame ${frame}`,
    got: "the end of the file",
    wanted,
    remedy: "The capture was cut; what stands before it was read. Capture or copy it again",
  });
}

/** What the octets are, judged by how they begin. */
export function describeContent(octets: Uint8Array): string {
  if (octets.length === 0) return "an empty file";
  const head = octets.subarray(0, 24);
  const printable = head.every(
    (octet) => octet === 10 || octet === 13 || octet === 9 || octet >= 32,
  );
  if (printable && octets.length >= 4) {
    return `text that begins "${String.fromCharCode(...head).split(/[\r\n]/)[0]}"`;
  }
  const hex = Array.from(head.subarray(0, 4), (octet) => octet.toString(16).padStart(2, "0"));
  return `a file that begins with octets ${hex.join(" ")}`;
}
