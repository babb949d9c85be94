// Holds both languages to the same vocabulary, and sentences to lines that do not break badly.
import { describe, expect, test } from "vitest";
import { RULES } from "../../domain/decision.ts";
import { OUTCOME_KINDS } from "../../domain/offer.ts";
import { outcomeWord, ruleWord, stateWord } from "../../viz/terms.ts";
import { tied, WORDS } from "../../viz/words.ts";

describe("words", () => {
  test("no text is the same in both languages, but for names of keys and formats", () => {
    const same = Object.entries(WORDS.en).filter(
      ([name, text]) =>
        typeof text === "string" && text === WORDS.zh[name as keyof typeof WORDS.zh],
    );
    expect(same).toEqual([]);
  });

  test("the help names the same keys in both languages", () => {
    const keys = (language: "en" | "zh"): string[] => WORDS[language].keys.map(([key]) => key!);
    expect(keys("zh")).toEqual(keys("en"));
  });

  test.each(RULES)("%s has a word in both languages", (rule) => {
    expect(ruleWord(rule, "en")).not.toBe(rule);
    expect(ruleWord(rule, "zh")).not.toBe(rule);
    expect(ruleWord(rule, "zh")).not.toMatch(/[a-z]/);
  });

  test.each(OUTCOME_KINDS)("the outcome %s has a Chinese word", (outcome) => {
    expect(outcomeWord(outcome, "zh")).not.toMatch(/[a-z]/);
  });

  test("an unknown rule keeps its id, an unknown state is split into words", () => {
    expect(ruleWord("contact-policy.new", "en")).toBe("contact-policy.new");
    expect(stateWord("waitingForAnswer", "en")).toBe("waiting for answer");
  });

  test("a number never parts from its unit", () => {
    expect(tied("after 3 h and 4 calls: 2 days")).toBe(
      "after 3\u00a0h and 4\u00a0calls: 2\u00a0days",
    );
  });

  test("dates read as people write them", () => {
    expect(WORDS.en.date("Tue", 10, 6)).toBe("Tue 10 June");
    expect(WORDS.zh.date("周二", 10, 6)).toBe("6月10日 周二");
  });
});
