// Reading files and stdin, so that a wrong path is told in words and never as a stack trace.
import { createReadStream, readFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { KairosError } from "../domain/errors.ts";

/**
 * The octets of a file.
 *
 * @throws KairosError file.missing, file.unreadable (a folder, no permission)
 */
export async function readOctets(path: string): Promise<Uint8Array> {
  return await readFile(path).catch((error: NodeJS.ErrnoException) => {
    throw complaintOf(path, error);
  });
}

/** The path that means stdin. */
const STDIN = "-";
/** Octets that are read from a file at a time. */
const CHUNK_OCTETS = 262144;

/** What a path is called in messages. */
export function inputName(path: string): string {
  return path === STDIN ? "stdin" : path;
}

/**
 * The octets of a file, or of stdin for the path "-", in chunks as they come. Each chunk has memory
 * of its own, and no more is read than is taken.
 *
 * @throws KairosError file.missing, file.unreadable, from the iteration
 */
export async function* openOctets(path: string): AsyncGenerator<Uint8Array> {
  const stream =
    path === STDIN ? process.stdin : createReadStream(path, { highWaterMark: CHUNK_OCTETS });
  try {
    for await (const chunk of stream) yield chunk as Uint8Array;
  } catch (error) {
    throw complaintOf(inputName(path), error as NodeJS.ErrnoException);
  }
}

/**
 * The text of a file, UTF-8, without a byte order mark.
 *
 * @throws KairosError file.missing, file.unreadable (a folder, no permission, not UTF-8)
 */
export async function readTextFile(path: string): Promise<string> {
  return textOf(await readOctets(path), path);
}

/**
 * The same, at once: for a file that is found while another is being read.
 *
 * @throws KairosError file.missing, file.unreadable (a folder, no permission, not UTF-8)
 */
export function readTextFileSync(path: string): string {
  let octets: Uint8Array;
  try {
    octets = readFileSync(path);
  } catch (error) {
    throw complaintOf(path, error as NodeJS.ErrnoException);
  }
  return textOf(octets, path);
}

function textOf(octets: Uint8Array, path: string): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(octets);
  } catch {
    throw new KairosError("file.unreadable", {
      place: path,
      got: "octets that are no UTF-8",
      wanted: "a text file in UTF-8",
      remedy: "Save it as UTF-8, or name another file.",
    });
  }
}

function complaintOf(path: string, error: NodeJS.ErrnoException): KairosError {
  if (error.code === "ENOENT" || error.code === "ENOTDIR") {
    return new KairosError("file.missing", {
      place: path,
      got: "no such file",
      wanted: "a file",
      remedy: "Check the path; it is looked up from the folder in which you started Kairos.",
    });
  }
  return new KairosError("file.unreadable", {
    place: path,
    got: error.code === "EISDIR" ? "a folder" : (error.code ?? error.message),
    wanted: "a file that can be read",
    remedy: error.code === "EISDIR" ? "Name a file in it." : "Check the file's permissions.",
  });
}
