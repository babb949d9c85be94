// The door for numbers: one token however a number is dialled, and nothing else of it but its class.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { fictionalTokens } from "../../domain/fictional-tokens.ts";
import { NO_TOKEN } from "../../domain/identity.ts";
import {
  carrierPrefixOf,
  EMPTY_PLAN,
  NUMBER_CLASSES,
  type NumberPlan,
  normalise,
  otherParty,
  serviceOf,
  WITHHELD,
} from "../../domain/number-plan.ts";

const silent = { prefix: false, keywords: {}, menu: false } as const;
const PLAN: NumberPlan = {
  countryCode: "86",
  carrierPrefixes: ["12593", "17951"],
  mobilePrefixes: ["13", "15", "18"],
  onNetPrefixes: ["138", "150"],
  services: [
    { ...silent, number: "10086", class: "operator", menu: true },
    { ...silent, number: "1062", class: "service", prefix: true },
    { ...silent, number: "106212", class: "partner", prefix: true },
    { ...silent, number: "10010", class: "rival" },
    { ...silent, number: "CMB", class: "partner" },
  ],
  codes: [],
};
const UNKNOWN = 0;
const INTERNATIONAL = 1;
const NATIONAL = 2;
const ALPHANUMERIC = 5;

const classOf = (digits: string, typeOfNumber = UNKNOWN): string =>
  otherParty(PLAN, fictionalTokens, { digits, typeOfNumber }).numberClass;

describe("a number", () => {
  test.each([
    ["as it is", "13812345678", UNKNOWN],
    ["as a national number", "13812345678", NATIONAL],
    ["as an international number", "8613812345678", INTERNATIONAL],
    ["with 0086", "008613812345678", UNKNOWN],
    ["by a carrier", "1259313812345678", UNKNOWN],
    ["by a carrier, with 0086", "17951008613812345678", UNKNOWN],
  ])("has one token, dialled %s", (_, digits, typeOfNumber) => {
    expect(otherParty(PLAN, fictionalTokens, { digits, typeOfNumber })).toEqual({
      peer: fictionalTokens("number", "13812345678"),
      numberClass: "onNet",
      number: "",
    });
  });

  test.each([
    ["13812345678", UNKNOWN, "onNet"],
    ["13912345678", UNKNOWN, "offNet"],
    ["18912345678", NATIONAL, "offNet"],
    ["85551234", UNKNOWN, "fixed"],
    ["02585551234", UNKNOWN, "longDistance"],
    ["013912345678", UNKNOWN, "longDistance"],
    ["00447911123456", UNKNOWN, "international"],
    ["447911123456", INTERNATIONAL, "international"],
    ["661234", UNKNOWN, "short"],
    ["10086", UNKNOWN, "operator"],
    ["8610086", INTERNATIONAL, "operator"],
    ["106201", UNKNOWN, "service"],
    ["10621234567", UNKNOWN, "partner"],
    ["10010", UNKNOWN, "rival"],
    ["Taobao", ALPHANUMERIC, "alphanumeric"],
    ["CMB", ALPHANUMERIC, "partner"],
    ["", UNKNOWN, "withheld"],
  ] as const)("%s of type %i is %s", (digits, typeOfNumber, numberClass) => {
    expect(classOf(digits, typeOfNumber)).toBe(numberClass);
    expect(NUMBER_CLASSES).toContain(numberClass);
  });

  test("that is withheld is nobody's", () => {
    expect(otherParty(PLAN, fictionalTokens, { digits: "" })).toBe(WITHHELD);
    expect(WITHHELD.peer).toBe(NO_TOKEN);
  });

  test("passes only as the plan lists it: of a prefix nothing behind it, of others nothing", () => {
    const listed = new Set(["", ...PLAN.services.map(({ number }) => number)]);
    fc.assert(
      fc.property(
        fc.stringMatching(/^[0-9*#]{0,20}$/),
        fc.constantFrom(UNKNOWN, INTERNATIONAL, NATIONAL, ALPHANUMERIC),
        (digits, typeOfNumber) => {
          const { number, peer } = otherParty(PLAN, fictionalTokens, { digits, typeOfNumber });
          expect(listed).toContain(number);
          expect(peer === NO_TOKEN).toBe(digits === "");
        },
      ),
    );
    expect(otherParty(PLAN, fictionalTokens, { digits: "10620121" }).number).toBe("1062");
    expect(otherParty(PLAN, fictionalTokens, { digits: "106212999" }).number).toBe("106212");
  });

  test("brought into one form stays as it is: no form has another one", () => {
    fc.assert(
      fc.property(fc.stringMatching(/^1[0-9]{6,14}$/), (national) => {
        const { digits } = normalise(PLAN, {
          digits: `86${national}`,
          typeOfNumber: INTERNATIONAL,
        });
        expect(digits).toBe(national);
      }),
    );
  });

  test("under the plan of nobody is a token of what was dialled, and nothing of it passes", () => {
    for (const digits of ["13812345678", "10086", "+86", "1259313812345678"]) {
      const party = otherParty(EMPTY_PLAN, fictionalTokens, { digits });
      expect(party).toMatchObject({ peer: fictionalTokens("number", digits), number: "" });
    }
  });
});

describe("a carrier prefix", () => {
  test.each([
    ["1259313812345678", "12593"],
    ["1795185551234", "17951"],
    ["12593", ""],
    ["12593123456", ""],
    ["13812593000", ""],
  ])("of %s is %j: a number follows it", (digits, prefix) => {
    expect(carrierPrefixOf(PLAN, digits)).toBe(prefix);
  });
});

test("of two listed prefixes the longer one counts", () => {
  expect(serviceOf(PLAN, "1062123")?.class).toBe("partner");
  expect(serviceOf(PLAN, "1062223")?.class).toBe("service");
  expect(serviceOf(PLAN, "100861")).toBeUndefined();
});
