// Reads a scenario: YAML text in, a Scenario or every error at once out.
import { LineCounter, parseDocument } from "yaml";
import { KairosError } from "../domain/errors.ts";
import { assemble } from "./assemble.ts";
import { contradictionsIn } from "./contradictions.ts";
import { lineOf, nameOfPath } from "./positions.ts";
import { complaintsOfIssue } from "./refusals.ts";
import type { Scenario } from "./scenario.ts";
import { scenarioFile } from "./schema.ts";

export type ScenarioReading =
  | { readonly scenario: Scenario }
  | { readonly errors: readonly KairosError[] };

/**
 * The scenario in this YAML 1.2 text; `file` is its name in errors. Errors come in the order of
 * their lines, with code "scenario.syntax" (no YAML at all) or "scenario.invalid".
 */
export function readScenario(text: string, file: string): ScenarioReading {
  const lines = new LineCounter();
  const document = parseDocument(text, {
    lineCounter: lines,
    prettyErrors: false,
    logLevel: "error",
  });
  if (document.errors.length > 0) {
    return {
      errors: document.errors.map((error) =>
        noYaml(`${file}:${lines.linePos(error.pos[0]).line}`, error.message),
      ),
    };
  }
  let root: unknown;
  try {
    root = document.toJS();
  } catch (error) {
    // An alias without its anchor, or so many aliases that they look like an attack.
    return { errors: [noYaml(file, (error as Error).message)] };
  }
  const result = scenarioFile.safeParse(root);
  const complaints = [
    ...(result.error?.issues.flatMap((issue) => complaintsOfIssue(issue, root)) ?? []),
    ...contradictionsIn(root),
  ];
  if (result.success && complaints.length === 0) return { scenario: assemble(result.data) };
  return {
    errors: complaints
      .map((complaint) => ({ complaint, line: lineOf(document, lines, complaint.path) }))
      .sort((a, b) => a.line - b.line)
      .map(({ complaint: { path, ...parts }, line }) => {
        const place = `${file}:${line}: ${nameOfPath(path)}`;
        return new KairosError("scenario.invalid", { place, ...parts });
      }),
  };
}

function noYaml(place: string, message: string): KairosError {
  return new KairosError("scenario.syntax", {
    place,
    got: `text that is no YAML (${message.replace(/[.\s]+$/, "")})`,
    wanted: "YAML 1.2",
    remedy: "Check quotes, colons and indentation there.",
  });
}
