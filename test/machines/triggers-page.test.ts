// docs/triggers.md lists the triggers and their fields as they are, and its example works.
import { readFileSync, writeFileSync } from "node:fs";
import { expect, test } from "vitest";
import type { EnrichedEvent } from "../../domain/directory.ts";
import { createColony } from "../../machines/colony.ts";
import type { Colony } from "../../machines/columnar/colony.ts";
import { TRIGGERS } from "../../machines/triggers/catalogue.ts";
import type { AnyDefinition, Field } from "../../machines/triggers/define.ts";
import type { TriggerFired } from "../../machines/triggers/fired.ts";
import { definition } from "./call-moved-on.ts";
import { parametersWritten } from "./firings.ts";
import { min, story } from "./stories.ts";
import { writtenFirst } from "./written-first.ts";

const PAGE = new URL("../../docs/triggers.md", import.meta.url);
const MARK = "<!-- The rest is generated. -->\n";

function section(definition: AnyDefinition): string {
  const { name, title, describe, fields } = definition;
  const parameters = parametersWritten(name, writtenFirst(definition));
  const feeds = definition.feeds?.(parameters) ?? [];
  const rows = Object.entries(fields).map(
    ([key, field]) => `| \`${key}\` | ${kindOf(field)} | ${cell(field.describe)} |`,
  );
  const about = [
    `${describe} On the map: ${title.en}, ${title.zh}.`,
    `Sells ${definition.product(parameters)}.`,
    ...(feeds.length > 0 ? [`Needs the feed ${feeds.join(", ")}.`] : []),
  ];
  const table = ["| Field | | |", "|---|---|---|", ...rows];
  return [`### ${name}`, "", about.join(" "), "", ...(rows.length > 0 ? [...table, ""] : [])].join(
    "\n",
  );
}

function kindOf(field: Field): string {
  const required = field.default === undefined && field.optional !== true ? ", required" : "";
  return `${wordsOf(field)}${required}`;
}

function wordsOf(field: Field): string {
  switch (field.kind) {
    case "duration":
      return field.minimum === undefined ? "duration" : `duration from ${field.minimum}`;
    case "count":
      return `number ${field.from}–${field.to}`;
    case "choice":
      return field.of.join(", ");
    case "choiceList":
      return `list of ${field.of.join(", ")}`;
    case "numberList":
      return "list of numbers";
    case "textList":
      return `list of ${field.form ?? "words"}`;
    case "text":
      return field.form ?? "words";
    case "servicePrefix":
      return "serviceNumber";
    case "timeOfDay":
      return "time of day";
    case "hours":
      return "from, to";
    default:
      return field.kind;
  }
}

function cell(text: string): string {
  return text.replaceAll("|", "\\|");
}

test("the page lists every trigger with its fields: KAIROS_GOLDEN=write renews it", () => {
  const text = readFileSync(PAGE, "utf8");
  const hand = text.slice(0, text.indexOf(MARK) + MARK.length);
  const page = `${hand}\n${TRIGGERS.map(section).join("\n")}`;
  if (process.env["KAIROS_GOLDEN"] === "write") writeFileSync(PAGE, page);
  expect(readFileSync(PAGE, "utf8")).toBe(page);
});

test("the page's example is test/machines/call-moved-on.ts, and does what the page says", () => {
  const [, example = ""] =
    /```ts\n(\/\/ call\.movedOn[\s\S]*?)```/.exec(readFileSync(PAGE, "utf8")) ?? [];
  const file = readFileSync(new URL("./call-moved-on.ts", import.meta.url), "utf8");
  expect(example.replaceAll('"./', '"../../machines/triggers/')).toBe(file);
  const told: unknown[] = [];
  const { machine, columns } = definition.machine({ name: "call.movedOn", quietForMs: min(2) });
  const colony = createColony(machine, {
    columns,
    onEmit: (_row, { facts }: TriggerFired, timeMs) => told.push([timeMs, facts]),
  }) as Colony<EnrichedEvent>;
  const row = colony.allocate();
  for (const event of story([0, "call.handedOver"], [min(1), "call.handedOver"])) {
    colony.send(row, event, event.timeMs);
  }
  colony.advance(min(9));
  expect(told).toEqual([[min(3), { name: "call.movedOn" }]]);
});
