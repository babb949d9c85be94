// What holds for every trigger of the catalogue, whatever it waits for.
import { describe, expect, test } from "vitest";
import { PRODUCTS } from "../../domain/product.ts";
import { createTriggerMachine, TRIGGERS } from "../../machines/triggers/catalogue.ts";
import { trigger } from "../../scenarios/triggers.ts";
import { parametersWritten } from "./firings.ts";
import { writtenFirst } from "./written-first.ts";

test("no two triggers share a name", () => {
  const names = TRIGGERS.map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
});

describe.each(TRIGGERS.map((definition) => [definition.name, definition] as const))(
  "%s",
  (name, definition) => {
    const parameters = parametersWritten(name, writtenFirst(definition));

    test("has a machine of its name", () => {
      expect(createTriggerMachine(parameters).machine.id).toBe(name);
    });

    test("has words for people: a title in two languages, a sentence in the schema", () => {
      expect(definition.title.en).toMatch(/^[a-z].{3,}$/);
      expect(definition.title.zh).toMatch(/[\u4e00-\u9fff]/);
      expect(definition.describe).toMatch(/^[A-Z].+\.$/);
      for (const { describe } of Object.values(definition.fields)) {
        expect(describe).toMatch(/^[A-Za-z].+\.$/);
      }
    });

    test("sells a known product, and needs known fields only", () => {
      expect(PRODUCTS).toContain(definition.product(parameters));
      expect(trigger.safeParse({ name, ...writtenFirst(definition), unknown: 1 }).success).toBe(
        false,
      );
    });
  },
);
