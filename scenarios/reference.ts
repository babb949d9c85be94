// The reference page of the scenario language, made from the JSON Schema that editors complete by.
import { GOAL_METRICS } from "../metrics/goals.ts";

interface Schema {
  readonly type?: string | readonly string[];
  readonly description?: string;
  readonly default?: unknown;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly pattern?: string;
  readonly examples?: readonly unknown[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: Schema | boolean;
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
}

const HEAD = `# Scenario reference

Every block and key of a scenario file. This page is made from the schema by \`npm run schema\`, and a
test holds it true; \`scenarios/scenario.schema.json\` gives editors completion with the same words.
Triggers have a page of their own: [triggers.md](triggers.md). A key without a default must be
written; a file that \`extends\` another may leave any of them to it.

- A **duration** is numbers with units: \`30s\`, \`5m\`, \`1h30m\`, \`2d\`.
- A **share** is a percentage with its sign: \`10%\`, \`0.01%\`.
- A **time** of day stands in quotes: \`"07:30"\`, up to \`"24:00"\`.
- **Words** are a text in both languages: \`{ en: "Hello", zh: "您好" }\`.
- Lists stand as \`[a, b]\` or with a hyphen before each entry.

## Checking a file

\`\`\`sh
npx kairos validate scenarios/quickstart.yaml
npx kairos validate --rehearse scenarios/quickstart.yaml
\`\`\`

The first tells every mistake at once, each with file, line, path, what was found, what was wanted and
a remedy; of a file that extends others, in the file where it was written. The second also rehearses
the file on few people. It compares them with \`expectation\` (exit code 99 when a line is missed), and
scales up what would be sent: messages a second, calls an hour and the agents for them, queues at the
counters, people reached, by campaign and in all. What a channel of \`channels\` cannot take is told as a
warning, with the number of offers a day that would fit. Limits that all people share are left out of
that estimate, but for \`offersPerDay\`.

## Goals

A line of \`goals\` is a metric, one of \`<\` \`<=\` \`>\` \`>=\` \`==\` \`!=\`, and a number, such as
\`complaints.rate < 0.0001\` or \`lift.mzone-service > 0.5%\`. Metrics:
${GOAL_METRICS.map((metric) => `\`${metric}\``).join(" · ")}.

\`people.reached\` counts people to whom a message came, each once. \`offers\`, \`complaints\` and \`money\`
count offers, messages and orders: somebody who orders from two campaigns gives two orders.
`;

/** A block of its own: where it stands in the file, and what it may hold. */
interface Section {
  readonly path: string;
  readonly schema: Schema;
}

/** The page, as Markdown, of the schema that \`scenarioJsonSchema\` gives. */
export function scenarioReference(schema: unknown): string {
  const known = new Map<string, string>();
  const sections: string[] = [];
  const queue: Section[] = [{ path: "", schema: schema as Schema }];
  for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
    const inner: Section[] = [];
    sections.push(sectionOf(next, { known, inner }));
    // What stands in a block follows it, before the next block.
    queue.unshift(...inner);
  }
  return `${HEAD}\n${sections.join("\n")}`;
}

interface Found {
  /** Blocks that have a section, by what they hold. */
  readonly known: Map<string, string>;
  readonly inner: Section[];
}

function sectionOf({ path, schema }: Section, found: Found): string {
  // Of the whole file, what must be written may be left to the file that it extends.
  const required = schema.required ?? schema.anyOf?.flatMap((one) => one.required ?? []) ?? [];
  const rows = Object.entries(schema.properties ?? {}).map(([key, field]) => {
    const at = path === "" ? key : `${path}.${key}`;
    const must = key !== "extends" && required.includes(key) && field.default === undefined;
    const value = kindOf(field, at, found);
    return `| \`${key}\` | ${value} | ${must ? "must" : defaultOf(field)} | ${said(field)} |`;
  });
  const title = path === "" ? "## The file" : `## \`${path}\``;
  return [
    title,
    "",
    ...(schema.description === undefined ? [] : [said(schema), ""]),
    "| Key | Value | Default | What it says |",
    "|---|---|---|---|",
    ...rows,
    "",
  ].join("\n");
}

function said({ description = "" }: Schema): string {
  return description.replaceAll("|", "\\|").replaceAll("<", "&lt;").replaceAll("\u00a0", " ");
}

const SHORT = 40;

/** As it would be written; what is long stands in the description. */
function defaultOf({ default: value }: Schema): string {
  if (value === undefined) return "";
  const written = JSON.stringify(value).replaceAll('"', "");
  return written.length > SHORT ? "" : `\`${written}\``;
}

const WORDS = "en,zh";
/** Keys of blocks that are said in one line. */
const SMALL: readonly string[] = ["from,to", "min,max"];
const DURATION = "[smhd]";
const TIME = "24:00";

/** What may stand there, in a few words; blocks become sections of their own. */
function kindOf(schema: Schema, path: string, found: Found): string {
  const { anyOf, oneOf, items, properties, additionalProperties } = schema;
  if (oneOf !== undefined) return "a trigger: [triggers.md](triggers.md)";
  if (anyOf !== undefined) {
    return anyOf.map((option) => kindOf(option, path, found)).join(" or ");
  }
  if (schema.enum !== undefined) return schema.enum.map((word) => `\`${word}\``).join(" · ");
  if (schema.const !== undefined) return `\`${schema.const}\``;
  if (items !== undefined) return `list of ${kindOf(items, `${path}[]`, found)}`;
  if (properties !== undefined) return blockOf(schema, path, found);
  if (typeof additionalProperties === "object") {
    return `names, each with ${kindOf(additionalProperties, `${path}.<name>`, found)}`;
  }
  return scalarOf(schema);
}

function blockOf(schema: Schema, path: string, found: Found): string {
  const properties = schema.properties!;
  const keys = Object.keys(properties);
  if (keys.join() === WORDS) return "words";
  const silent = keys.every((key) => properties[key]!.description === undefined);
  if (silent || SMALL.includes(keys.join())) {
    const inside = keys.map((key) => `\`${key}\`: ${kindOf(properties[key]!, path, found)}`);
    return `{ ${inside.join(", ")} }`;
  }
  const hold = JSON.stringify(properties);
  const there = found.known.get(hold);
  if (there !== undefined) return `as [\`${there}\`](#${anchorOf(there)})`;
  const [first, ...others] = Object.values(properties).map((field) => JSON.stringify(field));
  if (others.length > 0 && others.every((other) => other === first)) {
    const names = keys.map((key) => `\`${key}\``).join(" · ");
    return `by name (${names}): ${kindOf(properties[keys[0]!]!, `${path}.<name>`, found)}`;
  }
  found.known.set(hold, path);
  found.inner.push({ path, schema });
  return `[\`${path}\`](#${anchorOf(path)})`;
}

/** As GitHub makes it of a heading. */
function anchorOf(path: string): string {
  return path.toLowerCase().replace(/[^a-z0-9\-_]/g, "");
}

function scalarOf({ type, pattern, examples = [], minimum, maximum }: Schema): string {
  const such = examples.length === 0 ? "" : ` such as \`${JSON.stringify(examples[0])}\``;
  if (type === "boolean") return "`true` · `false`";
  if (type === "integer" || type === "number") {
    const kind = type === "integer" ? "whole number" : "number";
    const [from, to] = [minimum, maximum].map((limit) => limit?.toLocaleString("en-US"));
    return from === undefined || to === undefined ? kind : `${kind}, ${from} to ${to}`;
  }
  if (pattern?.includes(TIME) === true) return "time";
  if (pattern?.includes(DURATION) === true) return "duration";
  if (pattern?.includes("%") === true) return "share";
  return `text${such}`;
}
