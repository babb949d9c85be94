// The scorecard in words: rows for people, on the terminal and in docs/scorecard.md.
import { formatDuration } from "../domain/time.ts";
import type { Score } from "../metrics/scorecard.ts";

/** Says what the scorecard's numbers stand on. */
export const SCORECARD_NOTE = [
  "True moments are what these people really do, known to the generated world alone; triggers know what",
  "passes the tap. What they miss, mistake or notice late is its blindness (docs/scorecard.md).",
].join("\n");

export const SCORECARD_HEAD = [
  "trigger",
  "true moments",
  "triggers",
  "matched",
  "precision",
  "recall",
  "delay median",
  "p90",
] as const;

/** A row for each definition, in the columns of {@link SCORECARD_HEAD}. */
export function scorecardRows(scores: readonly Score[]): string[][] {
  return scores.map((score) => {
    const { moments, triggers, matched, precision, recall, delayMs } = score;
    return [
      nameOf(score, scores),
      ...[moments, triggers, matched].map((count) => count?.toLocaleString("en-US") ?? "not known"),
      shareText(precision),
      shareText(recall),
      delayMs === null ? "–" : formatDuration(delayMs.median),
      delayMs === null ? "–" : formatDuration(delayMs.p90),
    ];
  });
}

/** "97.4 %", "–" for none. */
export function shareText(share: number | null): string {
  return share === null ? "–" : `${(100 * share).toFixed(1)} %`;
}

/** The trigger's name, with those parameters that tell it from others of the same name. */
function nameOf(score: Score, scores: readonly Score[]): string {
  const others = scores.filter((other) => other !== score && other.trigger === score.trigger);
  if (others.length === 0) return score.trigger;
  const own = Object.entries(score.parameters).filter(([key, value]) =>
    others.some((other) => (other.parameters as Record<string, unknown>)[key] !== value),
  );
  const words = own.map(([key, value]) =>
    key.endsWith("Ms") ? `${key.slice(0, -2)} ${formatDuration(Number(value))}` : `${key} ${value}`,
  );
  return `${score.trigger} (${words.join(", ")})`;
}
