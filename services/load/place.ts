// Where a load goes, from a flag's text: embedded, nats://, tcp:// or file:.
import { KairosError } from "../../domain/errors.ts";
import { PARTITIONS_MAX } from "../log/event-log.ts";

export type Place =
  | { readonly kind: "embedded" }
  | { readonly kind: "nats"; readonly url: string }
  | { readonly kind: "tcp"; readonly host: string; readonly port: number; readonly url: string }
  | { readonly kind: "file"; readonly path: string };

const FORMS = "embedded, nats://host:port, tcp://host:port or file:PATH";

/** @throws KairosError usage.invalid */
export function parsePlace(text: string): Place {
  if (text === "embedded") return { kind: "embedded" };
  if (text.startsWith("file:") && text.length > "file:".length) {
    return { kind: "file", path: text.slice("file:".length) };
  }
  const found = /^(nats|tcp):\/\/([^\s:/]+|\[[0-9a-f:]+\]):(\d{1,5})\/?$/i.exec(text);
  const port = Number(found?.[3]);
  if (found === null || port < 1 || port > 65_535) {
    throw new KairosError("usage.invalid", {
      place: "--target",
      got: `"${text}"`,
      wanted: FORMS,
      remedy: 'Without a cluster, try "--target embedded".',
    });
  }
  const [, scheme, host] = found;
  if (scheme === "nats") return { kind: "nats", url: text };
  return { kind: "tcp", host: host!.replace(/^\[|\]$/g, ""), port, url: text };
}

/** Which part of a load this process sends: the first of three is {index: 0, of: 3}. */
export interface ProcessShare {
  readonly index: number;
  readonly of: number;
}

/** "2/3"; a log may have fewer partitions: see {@link partitionsOf}. @throws KairosError usage.invalid */
export function parseShare(text: string): ProcessShare {
  const found = /^(\d{1,4})\/(\d{1,4})$/.exec(text);
  const [number, of] = [Number(found?.[1]), Number(found?.[2])];
  if (found !== null && number >= 1 && number <= of && of <= PARTITIONS_MAX) {
    return { index: number - 1, of };
  }
  throw new KairosError("usage.invalid", {
    place: "--process",
    got: `"${text}"`,
    wanted: `a number and of how many, such as 1/3, up to ${PARTITIONS_MAX}/${PARTITIONS_MAX}`,
    remedy: "Each process sends its share of the partitions.",
  });
}

/**
 * Partitions of a share, of a log that has so many.
 *
 * @throws KairosError usage.invalid when there are more shares than partitions
 */
export function partitionsOf({ index, of }: ProcessShare, partitions: number): number[] {
  if (of > partitions) {
    throw new KairosError("usage.invalid", {
      place: "--process",
      got: `${index + 1}/${of}, for a log of ${partitions} partitions`,
      wanted: `${partitions} processes at most: each sends whole partitions`,
      remedy: `Share the load among up to ${partitions} processes.`,
    });
  }
  return Array.from({ length: partitions }, (_, partition) => partition).filter(
    (partition) => partition % of === index,
  );
}
