// The trigger block of a scenario, made of the fields that the triggers themselves declare.
import { z } from "zod";
import type { ServiceNumber } from "../domain/number-plan.ts";
import type { ParameterValue, TriggerParameters } from "../domain/trigger.ts";
import { definitionOf, TRIGGERS } from "../machines/triggers/catalogue.ts";
import { type Field, parameterOf, type TextForm } from "../machines/triggers/define.ts";
import {
  duration,
  identifier,
  keys,
  quantity,
  serviceCode,
  serviceNumber,
  text,
  timeOfDay,
  wholeNumber,
} from "./scalars.ts";

const LIST_MAX = 100;

/** A trigger as written, its scalars read: durations and times of day in ms. */
export type TriggerBlock = { readonly name: string } & Readonly<Record<string, unknown>>;

/** The JSON Schema of it is what editors complete by. */
export const trigger = z
  .discriminatedUnion(
    "name",
    TRIGGERS.map(({ name, describe, fields }) =>
      z.strictObject({
        name: z.literal(name).describe(describe),
        ...Object.fromEntries(Object.entries(fields).map(([key, field]) => [key, schemaOf(field)])),
      }),
    ) as never,
  )
  .describe(
    "The moment, noticed in one person's signalling or feeds. Its name says which kind it is.",
  ) as unknown as z.ZodType<TriggerBlock>;

function schemaOf(field: Field): z.ZodType {
  const { describe, optional } = field;
  const value = scalarOf(field);
  const isOptional = optional === true || isComputed(field);
  if (isOptional) return (value as z.ZodString).exactOptional().describe(describe);
  if (field.default === undefined) return value.describe(describe);
  return value.prefault(field.default).describe(describe);
}

function scalarOf(field: Field): z.ZodType {
  switch (field.kind) {
    case "duration": {
      const { minimum = "0s", maximum = "1000d" } = field;
      return duration({ minimum, maximum });
    }
    case "count":
      return wholeNumber(field);
    case "choice":
      return z.enum(field.of);
    case "choiceList":
      return z.array(z.enum(field.of)).min(1).max(field.of.length);
    case "flag":
      return z.boolean();
    case "text":
      return formOf(field.form);
    case "textList":
      return z.array(formOf(field.form)).max(LIST_MAX);
    case "servicePrefix":
      return serviceNumber();
    case "numberList":
      return z.array(quantity(field)).min(1).max(LIST_MAX);
    case "timeOfDay":
      return timeOfDay();
    case "hours":
      return z.strictObject({
        from: timeOfDay().describe("The begin, a time of day in quotes."),
        to: timeOfDay().describe("The end, itself outside; earlier than the begin: the next day."),
      });
    case "mapping":
      return z.record(z.string(), z.union([z.string(), z.number(), z.boolean()]));
  }
}

function formOf(form: TextForm = "words"): z.ZodType {
  switch (form) {
    case "words":
      return text("words in quotes");
    case "serviceNumber":
      return serviceNumber();
    case "serviceCode":
      return serviceCode();
    case "identifier":
      return identifier();
    case "keys":
      return keys();
  }
}

/** Whether its default depends on other blocks. */
function isComputed(field: Field): boolean {
  return field.kind === "duration" && typeof field.default === "object";
}

/** What the machine is made of: units in names, every default filled in. */
export function parametersOf(
  block: TriggerBlock,
  t3212Ms: number,
  services: readonly Listed[] = [],
): TriggerParameters {
  const parameters: Record<string, ParameterValue> = {};
  for (const [key, field] of Object.entries(definitionOf(block.name).fields)) {
    const value = block[key] ?? computed(field, t3212Ms);
    if (value === undefined) continue;
    parameters[parameterOf(key, field)] = parameterFrom(value, field, services);
  }
  return { name: block.name, ...parameters };
}

function parameterFrom(value: unknown, field: Field, services: readonly Listed[]): ParameterValue {
  if (field.kind === "hours") return spanOf(value as Hours);
  if (field.kind === "servicePrefix") {
    return services.map(({ number }) => number).filter((known) => known.startsWith(String(value)));
  }
  return value as ParameterValue;
}

type Listed = Pick<ServiceNumber, "number">;

interface Hours {
  readonly from: number;
  readonly to: number;
}

function spanOf({ from, to }: Hours): ParameterValue {
  return { fromMs: from, toMs: to };
}

function computed(field: Field, t3212Ms: number): number | undefined {
  if (field.kind !== "duration" || typeof field.default !== "object") return undefined;
  return Math.round(t3212Ms * field.default.periodicUpdates);
}

/** The trigger that an offer of `deliver: nextIdle` waits for: at any place, as it is by default. */
export const IDLE = { name: "subscriber.idle" };
