// Reads a scenario: YAML text in, a Scenario or every error at once out.
import { KairosError } from "../domain/errors.ts";
import { assemble } from "./assemble.ts";
import { contradictionsIn } from "./contradictions.ts";
import { chainOf, mergedRoot, type OpenScenario, placeIn, shapelessBases } from "./extends.ts";
import { nameOfPath } from "./positions.ts";
import { complaintsOfIssue } from "./refusals.ts";
import type { Scenario } from "./scenario.ts";
import { scenarioFile } from "./schema.ts";

export type ScenarioReading =
  | { readonly scenario: Scenario }
  | { readonly errors: readonly KairosError[] };

/**
 * The scenario in this YAML 1.2 text; `file` is its name in errors, and `open` reads what it
 * extends: without it, nothing can be extended. Errors come in the order of their files and lines,
 * with code "scenario.syntax" (no YAML at all) or "scenario.invalid".
 */
export function readScenario(text: string, file: string, open?: OpenScenario): ScenarioReading {
  const chain = chainOf({ text, file }, open);
  if ("errors" in chain) return chain;
  const { layers } = chain;
  const shapeless = shapelessBases(layers);
  if (shapeless.length > 0) return { errors: shapeless };
  const root = mergedRoot(layers);
  const result = scenarioFile.safeParse(root);
  const complaints = [
    ...(result.error?.issues.flatMap((issue) => complaintsOfIssue(issue, root)) ?? []),
    ...contradictionsIn(root),
  ];
  if (result.success && complaints.length === 0) return { scenario: assemble(result.data) };
  return {
    errors: complaints
      .map((complaint) => ({ complaint, at: placeIn(layers, complaint.path) }))
      .sort(({ at: a }, { at: b }) => a.layer - b.layer || a.line - b.line)
      .map(({ complaint: { path, ...parts }, at }) => {
        const place = `${at.file}:${at.line}: ${nameOfPath(path)}`;
        return new KairosError("scenario.invalid", { place, ...parts });
      }),
  };
}
