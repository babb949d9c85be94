// The streams of a log: their names and limits, and what is written on them about the log.
import { randomUUID } from "node:crypto";
import {
  DiscardPolicy,
  JetStreamApiCodes,
  JetStreamApiError,
  RetentionPolicy,
  StorageType,
  type StreamInfo,
} from "@nats-io/jetstream";
import { KairosError } from "../../domain/errors.ts";
import type { JetStreamLink } from "./jetstream-link.ts";

const FORMAT = 1;

/**
 * How long an id is remembered: what is appended or said again after a takeover comes within
 * seconds, ten times over.
 */
const DUPLICATE_WINDOW_NS = 600_000_000_000;

/** Code of JetStream for a stream that is there and was made otherwise. */
const NAME_IN_USE = 10_058;
/** What a server says too when two make the same stream at one moment. */
const SUBJECTS_OVERLAP = 10_065;

/** What the description of each stream says, as JSON. */
interface Mark {
  readonly kairos: "log";
  readonly format: number;
  readonly name: string;
  readonly partitions: number;
}

/** Streams that are there. */
export interface MadeStreams {
  readonly name: string;
  readonly partitions: number;
  /** When the stream of each partition was made, as the server says it. */
  readonly created: readonly string[];
}

export interface StreamOptions {
  readonly namespace: string;
  /** Only for a log that is not there. */
  readonly partitions: number;
  /** Octets that are kept of all partitions together: the oldest entries go. */
  readonly logOctetsMax: number;
  readonly outputOctetsMax: number;
  /** Servers that keep each stream: 1, or 3 and 5 in a cluster of NATS. */
  readonly replicas: number;
}

export function streamOf(namespace: string, partition: number): string {
  return `kairos-${namespace}-p${partition}`;
}

export function streamOfOutputs(namespace: string): string {
  return `kairos-${namespace}-outputs`;
}

/** The namespace whose outputs a stream has; undefined for any other stream. */
export function namespaceOfOutputs(stream: string): string | undefined {
  return /^kairos-(.+)-outputs$/.exec(stream)?.[1];
}

/** Nobody filters by it: the last part only tells whose output it is. */
export function outputSubject(namespace: string, partition: number | "*"): string {
  return `${streamOfOutputs(namespace)}.${partition}`;
}

/**
 * Finds the streams of a log, or makes those that are not there. Processes that do so at one time
 * agree: the stream of outputs is made first, and says how the log is called.
 *
 * @throws KairosError log.unknown-format
 */
export async function makeStreams(
  link: JetStreamLink,
  options: StreamOptions,
): Promise<MadeStreams> {
  const { namespace, logOctetsMax, outputOctetsMax } = options;
  const wanted: Mark = {
    kairos: "log",
    format: FORMAT,
    name: randomUUID(),
    partitions: options.partitions,
  };
  const outputs = await makeStream(link, {
    stream: streamOfOutputs(namespace),
    subject: outputSubject(namespace, "*"),
    octetsMax: outputOctetsMax,
    replicas: options.replicas,
    mark: wanted,
  });
  const mark = markOf(outputs);
  const made = await Promise.all(
    Array.from({ length: mark.partitions }, (_, partition) =>
      makeStream(link, {
        stream: streamOf(namespace, partition),
        subject: streamOf(namespace, partition),
        octetsMax: Math.floor(logOctetsMax / mark.partitions),
        replicas: options.replicas,
        mark,
      }),
    ),
  );
  for (const one of made) {
    if (markOf(one).partitions !== mark.partitions) throw unknownFormat(one);
  }
  return {
    name: mark.name,
    partitions: mark.partitions,
    created: made.map(({ created }) => created),
  };
}

export function isStreamMissing(error: unknown): boolean {
  return error instanceof JetStreamApiError && error.code === JetStreamApiCodes.StreamNotFound;
}

interface StreamParts {
  readonly stream: string;
  readonly subject: string;
  readonly octetsMax: number;
  readonly replicas: number;
  readonly mark: Mark;
}

async function makeStream(link: JetStreamLink, parts: StreamParts): Promise<StreamInfo> {
  const { streams } = link.manager;
  const found = (): Promise<StreamInfo> => link.run(() => streams.info(parts.stream));
  try {
    return await found();
  } catch (error) {
    if (!isStreamMissing(error)) throw error;
  }
  try {
    return await link.run(() =>
      streams.add({
        name: parts.stream,
        subjects: [parts.subject],
        description: JSON.stringify(parts.mark),
        retention: RetentionPolicy.Limits,
        storage: StorageType.File,
        discard: DiscardPolicy.Old,
        max_bytes: parts.octetsMax,
        duplicate_window: DUPLICATE_WINDOW_NS,
        num_replicas: parts.replicas,
      }),
    );
  } catch (error) {
    // Somebody else made it meanwhile.
    const isMade =
      error instanceof JetStreamApiError &&
      (error.code === NAME_IN_USE || error.code === SUBJECTS_OVERLAP);
    if (!isMade) throw error;
    return await found().catch((missing: unknown) => {
      throw isStreamMissing(missing) ? error : missing;
    });
  }
}

function markOf(stream: StreamInfo): Mark {
  try {
    const mark = JSON.parse(stream.config.description ?? "") as Partial<Mark>;
    if (mark.kairos === "log" && mark.format === FORMAT) return mark as Mark;
  } catch {
    // Told below.
  }
  throw unknownFormat(stream);
}

function unknownFormat({ config }: StreamInfo): KairosError {
  return new KairosError("log.unknown-format", {
    place: `stream ${config.name}`,
    got: config.description === undefined ? "no description" : `"${config.description}"`,
    wanted: `the description of a log of format ${FORMAT}`,
    remedy: "Use the version of Kairos that made it, or another namespace.",
  });
}
