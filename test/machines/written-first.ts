// A trigger as a scenario could write it: required fields with their first or least value.
import type { AnyDefinition, Field } from "../../machines/triggers/define.ts";

export function writtenFirst({ fields }: Pick<AnyDefinition, "fields">): Record<string, unknown> {
  const required = Object.entries(fields).filter(
    ([, field]) => field.default === undefined && field.optional !== true,
  );
  return Object.fromEntries(required.map(([key, field]) => [key, first(field)]));
}

function first(field: Field): unknown {
  switch (field.kind) {
    case "duration":
      return field.minimum ?? "1m";
    case "count":
      return field.from;
    case "choice":
      return field.of[0];
    case "choiceList":
      return field.of.slice(0, 1);
    case "flag":
      return true;
    case "text":
      return wordOf(field.form);
    case "textList":
      return [wordOf(field.form)];
    case "servicePrefix":
      return "125";
    case "numberList":
      return [field.from];
    case "timeOfDay":
      return "08:30";
    case "hours":
      return { from: "19:00", to: "22:30" };
    case "mapping":
      return {};
  }
}

function wordOf(form: string | undefined): string {
  return form === "serviceCode" ? "*100#" : form === "identifier" ? "bill" : "10086";
}
