// Feeds of a live network: files that are read before it begins, and NATS subjects that it listens to.
import { connect, type NatsConnection } from "nats";
import { KairosError } from "../domain/errors.ts";
import { FeedLines } from "../signaling/feed-lines.ts";
import { type FeedDoor, feedFileOf, readFeedFiles } from "./feed-files.ts";
import { FeedInlet } from "./feed-inlet.ts";

/** What has come of feeds that are open. */
export interface FeedTally {
  /** Lines with an event. */
  readonly read: number;
  /** Of these: about nobody whom the subscriber master has. */
  readonly unknown: number;
  /** Lines that were no event of a feed. */
  readonly lost: number;
}

export interface OpenFeeds {
  readonly inlet: FeedInlet;
  readonly tally: FeedTally;
  close(): Promise<void>;
}

export interface FeedsOptions {
  readonly door: FeedDoor;
  /** Told of each line of a subject that is refused, in words that quote no digits. */
  onRefused(reason: string): void;
}

const SUBJECT_URL = "nats:";
const PATIENCE_MS = 2_000;

/**
 * Opens feeds: "orders.csv:order.recorded" and other files as {@link feedFileOf} names them, and
 * "nats://127.0.0.1:4222/kairos.feeds", whose messages hold NDJSON, one line or several.
 *
 * @throws KairosError events.malformed, file.missing, file.unreadable, usage.invalid,
 *   server.unreachable
 */
export async function openFeeds(
  sources: readonly string[],
  { door, onRefused }: FeedsOptions,
): Promise<OpenFeeds> {
  const inlet = new FeedInlet();
  const tally = { read: 0, unknown: 0, lost: 0 };
  const connections: NatsConnection[] = [];
  const close = async (): Promise<void> => {
    await Promise.all(connections.map((connection) => connection.close()));
  };
  const isSubject = (source: string): boolean => source.startsWith(SUBJECT_URL);
  const files = sources.filter((source) => !isSubject(source)).map(feedFileOf);
  const { events, unknown } = await readFeedFiles(files, door);
  for (const event of events) inlet.offer(event);
  tally.read += events.length + unknown;
  tally.unknown += unknown;
  try {
    for (const source of sources.filter(isSubject)) {
      const { server, subject } = subjectOf(source);
      const connection = await connectTo(server, source);
      connections.push(connection);
      const place = `subject ${subject}`;
      const lines = new FeedLines({ ...door, place, format: "ndjson", ordered: false });
      connection.subscribe(subject, {
        callback: (error, message) => {
          if (error !== null) return onRefused(error.message);
          for (const line of message.string().split("\n")) {
            try {
              const event = lines.read(line);
              if (event !== undefined) inlet.hear(event);
            } catch (refusal) {
              tally.lost++;
              onRefused((refusal as Error).message);
            }
          }
          tally.read = events.length + unknown + lines.counts.read;
          tally.unknown = unknown + lines.counts.unknown;
        },
      });
      await connection.flush();
    }
  } catch (error) {
    await close();
    throw error;
  }
  return { inlet, tally, close };
}

function subjectOf(source: string): { readonly server: string; readonly subject: string } {
  const url = URL.canParse(source) ? new URL(source) : undefined;
  const subject = decodeURIComponent(url?.pathname.slice(1) ?? "");
  if (
    url !== undefined &&
    url.hostname !== "" &&
    /^[\w$-]+(\.([\w$-]+|\*))*(\.>)?$/.test(subject)
  ) {
    return { server: url.host, subject };
  }
  throw new KairosError("usage.invalid", {
    place: "--feed",
    got: `"${source}"`,
    wanted: "nats://host:port/subject",
    remedy: "Name the subject behind the server, such as nats://127.0.0.1:4222/kairos.feeds.",
  });
}

async function connectTo(server: string, source: string): Promise<NatsConnection> {
  try {
    return await connect({
      servers: server,
      timeout: PATIENCE_MS,
      maxReconnectAttempts: -1,
      name: "kairos feeds",
    });
  } catch (error) {
    throw new KairosError("server.unreachable", {
      place: source,
      got: (error as { readonly code?: string }).code ?? (error as Error).message,
      wanted: "a NATS server that answers",
      remedy: 'Start it ("nats-server -a 127.0.0.1"), or leave --feed out.',
    });
  }
}
