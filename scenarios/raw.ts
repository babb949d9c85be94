// Reads a scenario's root as it was written: any of it may be missing or wrong.
import type { Hours } from "../campaigns/hours.ts";
import { overlaid } from "../campaigns/offering.ts";
import { parseDuration, parseTimeOfDay } from "../domain/time.ts";
import { type Path, valueAt } from "./positions.ts";

export function listAt(root: unknown, path: Path): readonly unknown[] {
  const list = valueAt(root, path);
  return Array.isArray(list) ? list : [];
}

export function campaignsOf(root: unknown): readonly unknown[] {
  return listAt(root, ["campaigns"]);
}

export function textAt(root: unknown, path: Path): string | undefined {
  const value = valueAt(root, path);
  return typeof value === "string" ? value : undefined;
}

export function numberAt(root: unknown, path: Path): number | undefined {
  const value = valueAt(root, path);
  return typeof value === "number" ? value : undefined;
}

/** ms; undefined when it is no duration, which is complained about elsewhere. */
export function durationAt(root: unknown, path: Path): number | undefined {
  const text = textAt(root, path);
  return text === undefined ? undefined : parseDuration(text);
}

/** Words of a list, without what is none. */
export function textsAt(root: unknown, path: Path): readonly string[] {
  return listAt(root, path).filter((word) => typeof word === "string");
}

/** Percents as written, 0 to 100. */
export function percentAt(root: unknown, path: Path): number | undefined {
  const match = /^(\d+(?:\.\d+)?)\s*%$/.exec(textAt(root, path) ?? "");
  return match === null ? undefined : Number(match[1]);
}

/** An offer of a campaign as it would be made: its own, or with an arm's lines over it. */
export interface RawOffer {
  readonly what: unknown;
  /** Of the arm; undefined: the campaign's own offer. */
  readonly arm: number | undefined;
  /**
   * Path within the campaign of the first of these keys that the offer says itself. Undefined: an
   * arm says none of them, so that what is wrong with them is its campaign's.
   */
  pathOf(...keys: readonly string[]): Path | undefined;
}

/** The campaign's own offer first, then its arms. */
export function offersOf(campaign: unknown): readonly RawOffer[] {
  const base = valueAt(campaign, ["what"]);
  const arms = listAt(campaign, ["arms"]).map((_, arm): RawOffer => {
    const path = ["arms", arm, "what"];
    const lines = valueAt(campaign, path);
    return {
      what: isBlock(base) && isBlock(lines) ? overlaid(base, lines) : base,
      arm,
      pathOf(...keys) {
        const own = keys.find((key) => valueAt(lines, [key]) !== undefined);
        return own === undefined ? undefined : [...path, own];
      },
    };
  });
  return [{ what: base, arm: undefined, pathOf: (key) => ["what", key!] }, ...arms];
}

function isBlock(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Undefined when begin or end is no time of day, which is complained about elsewhere. */
export function spanOf(block: unknown): Hours | undefined {
  const [fromMs, toMs] = ["from", "to"].map((key) => {
    const text = textAt(block, [key]);
    return text === undefined ? undefined : parseTimeOfDay(text);
  });
  return fromMs === undefined || toMs === undefined ? undefined : { fromMs, toMs };
}

/** Entries whose text under `key` an earlier entry has. */
export function repeats(
  list: readonly unknown[],
  key: string,
): readonly { readonly index: number; readonly earlier: number; readonly text: string }[] {
  const first = new Map<string, number>();
  return list.flatMap((entry, index) => {
    const text = valueAt(entry, [key]);
    if (typeof text !== "string") return [];
    const earlier = first.get(text);
    if (earlier === undefined) first.set(text, index);
    return earlier === undefined ? [] : [{ index, earlier, text }];
  });
}
