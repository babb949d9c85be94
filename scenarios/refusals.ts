// What zod found wrong, said as thing, place, got, wanted and remedy.
import type { z } from "zod";
import type { ErrorParts } from "../domain/errors.ts";
import { type Path, showValue, valueAt } from "./positions.ts";
import type { Refusal } from "./scalars.ts";
import { scenarioJsonSchema } from "./schema.ts";
import { nearestWord } from "./suggestion.ts";

/** One complaint about one path of the file. */
export interface Complaint extends Omit<ErrorParts, "place"> {
  readonly path: Path;
}

/** An issue as complaints; unknown keys give one each. */
export function complaintsOfIssue(issue: z.core.$ZodIssue, root: unknown): readonly Complaint[] {
  const { path } = issue;
  const got = showValue(valueAt(root, path));
  if (issue.code === "unrecognized_keys") {
    return issue.keys.map((key) => unknownKey([...path, key], knownKeys(path, root)));
  }
  return [{ path, got, ...refusalOf(issue, root) }];
}

function unknownKey(path: Path, known: readonly string[]): Complaint {
  const key = String(path.at(-1));
  const meant = nearestWord(key, known);
  return {
    path,
    got: `the unknown key "${key}"`,
    wanted: `one of ${known.join(", ")}`,
    remedy: meant === undefined ? "Remove it." : `Did you mean ${meant}?`,
  };
}

function refusalOf(issue: z.core.$ZodIssue, root: unknown): Refusal {
  switch (issue.code) {
    case "custom":
      return issue.params as unknown as Refusal;
    case "invalid_value":
      return oneOf(issue.values.map(String), valueAt(root, issue.path));
    case "invalid_union":
      return oneOf(
        (issue as { options?: readonly string[] }).options ?? [],
        valueAt(root, issue.path),
      );
    case "invalid_type":
      return issue.expected === "object"
        ? block(knownKeys(issue.path, root))
        : (KINDS[issue.expected] ?? { wanted: issue.expected, remedy: "Change its kind." });
    case "too_small":
      return {
        wanted: `at least ${issue.minimum} of them`,
        remedy: "Add one, or remove the whole line.",
      };
    case "too_big":
      return { wanted: `at most ${issue.maximum} of them`, remedy: "Make it shorter." };
    default:
      return { wanted: issue.message, remedy: "Change it." };
  }
}

function block(keys: readonly string[]): Refusal {
  return {
    wanted: `a block of lines with ${keys.join(", ")}`,
    remedy: `Indent them, or write { ${keys[0]}: … }.`,
  };
}

const KINDS: Record<string, Refusal> = {
  array: { wanted: "a list", remedy: "Start each entry with a hyphen, or write [a, b]." },
  boolean: { wanted: "true or false", remedy: "Write it without quotes." },
};

function oneOf(values: readonly string[], got: unknown): Refusal {
  const meant = typeof got === "string" ? nearestWord(got, values) : undefined;
  return {
    wanted: values.length === 1 ? `"${values[0]}"` : `one of ${values.join(", ")}`,
    remedy: meant === undefined ? "Choose one of these words." : `Did you mean ${meant}?`,
  };
}

interface JsonSchema {
  readonly const?: unknown;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly items?: JsonSchema;
  readonly oneOf?: readonly JsonSchema[];
}

/** The keys that the block at this path may hold; of a union that is not chosen yet, "name". */
function knownKeys(path: Path, root: unknown): readonly string[] {
  let schema: JsonSchema | undefined = scenarioJsonSchema();
  for (let depth = 0; depth <= path.length; depth++) {
    const value = valueAt(root, path.slice(0, depth));
    schema = chosen(schema, value);
    if (depth === path.length) break;
    const segment = path[depth]!;
    schema = typeof segment === "number" ? schema?.items : schema?.properties?.[String(segment)];
  }
  return Object.keys(schema?.properties ?? { name: true });
}

/** Of a union, the option that the block's own name chooses. */
function chosen(schema: JsonSchema | undefined, value: unknown): JsonSchema | undefined {
  if (schema?.oneOf === undefined) return schema;
  const name = valueAt(value, ["name"]);
  return schema.oneOf.find(({ properties }) => properties?.["name"]?.const === name);
}
