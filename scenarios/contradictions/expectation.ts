// Goals and expectations that speak of campaigns and people that are not there.
import { type Goal, parseGoal } from "../../metrics/goals.ts";
import { type Path, valueAt } from "../positions.ts";
import { campaignsOf, listAt, numberAt, percentAt, textAt } from "../raw.ts";
import type { Complaint } from "../refusals.ts";
import { nearestWord } from "../suggestion.ts";

function campaignNames(root: unknown): readonly string[] {
  return campaignsOf(root).flatMap((campaign) => textAt(campaign, ["name"]) ?? []);
}

export function wrongGoals(root: unknown): readonly Complaint[] {
  const names = campaignNames(root);
  return listAt(root, ["goals"]).flatMap((text, index): readonly Complaint[] => {
    if (typeof text !== "string" || text.trim() === "") return [];
    const wanted = parseGoal(text, names);
    if (typeof wanted !== "string") return liftOfNobody(root, wanted, ["goals", index]);
    const campaign = text
      .trim()
      .split(/[\s<>=!]/)[0]!
      .split(".")
      .slice(1)
      .join(".");
    const meant = nearestWord(campaign, names);
    return [
      {
        path: ["goals", index],
        got: `"${text}"`,
        wanted,
        remedy:
          meant === undefined ? "Write metric, comparison and limit." : `Did you mean ${meant}?`,
      },
    ];
  });
}

/** A lift is a difference to the control group. */
function liftOfNobody(root: unknown, { metric, text }: Goal, path: Path): readonly Complaint[] {
  const nobody = percentAt(root, ["control", "share"]) === 0;
  if (!nobody || !metric.startsWith("lift.")) return [];
  return [
    {
      path,
      got: `"${text}" with no control group`,
      wanted: "control.share above 0%",
      remedy: "Raise it, or ask for acceptance instead of lift.",
    },
  ];
}

export function wrongExpectation(root: unknown): readonly Complaint[] {
  const expectation = valueAt(root, ["expectation"]);
  if (typeof expectation !== "object" || expectation === null) return [];
  return [
    ...unknownCampaigns(root, expectation),
    ...emptyBands(expectation, ["expectation"]),
    ...wrongPeople(root, expectation),
  ];
}

function unknownCampaigns(root: unknown, expectation: object): readonly Complaint[] {
  const names = campaignNames(root);
  const places = [
    ...listAt(expectation, ["order"]).flatMap((order, index) =>
      (Array.isArray(order) ? (order as readonly unknown[]) : []).map((name, place) => ({
        name,
        path: ["expectation", "order", index, place],
      })),
    ),
    ...Object.keys((valueAt(expectation, ["campaigns"]) ?? {}) as object).map((name) => ({
      name,
      path: ["expectation", "campaigns", name],
    })),
  ];
  return places.flatMap(({ name, path }) => {
    if (typeof name !== "string" || names.includes(name)) return [];
    const meant = nearestWord(name, names);
    return [
      {
        path,
        got: `"${name}"`,
        wanted: `a campaign of this file: ${names.join(", ")}`,
        remedy: meant === undefined ? "Write the name of one." : `Did you mean ${meant}?`,
      },
    ];
  });
}

/** Bands that nothing can be in. */
function emptyBands(block: unknown, path: Path): readonly Complaint[] {
  if (typeof block !== "object" || block === null || Array.isArray(block)) return [];
  const [min, max] = [fractionAt(block, "min"), fractionAt(block, "max")];
  const here =
    min !== undefined && max !== undefined && min > max
      ? [
          {
            path: [...path, "min"],
            got: `"${valueAt(block, ["min"])}", above the maximum of ${valueAt(block, ["max"])}`,
            wanted: "a minimum that is not above the maximum",
            remedy: "Exchange the two.",
          },
        ]
      : [];
  const inside = Object.entries(block).flatMap(([key, value]) => emptyBands(value, [...path, key]));
  return [...here, ...inside];
}

function fractionAt(block: unknown, key: string): number | undefined {
  const text = textAt(block, [key]);
  return text === undefined ? numberAt(block, [key]) : Number.parseFloat(text) / 100;
}

/** The small rehearsal when the file says nothing. */
const SUBSCRIBERS = 2_000;

function wrongPeople(root: unknown, expectation: object): readonly Complaint[] {
  const whole = numberAt(root, ["subscribers"]) ?? SUBSCRIBERS;
  const people = numberAt(expectation, ["subscribers"]) ?? Math.min(whole, SUBSCRIBERS);
  const numbersAt = (key: string): readonly number[] =>
    [valueAt(expectation, [key])].flat().filter((number) => typeof number === "number");
  const fires = numbersAt("firesFor");
  return (["firesFor", "notFor"] as const).flatMap((key) => {
    const path = ["expectation", key];
    const outside = numbersAt(key).filter((number) => number >= people);
    const both = key === "notFor" ? numbersAt(key).filter((number) => fires.includes(number)) : [];
    return [
      ...outside.map((number) => ({
        path,
        got: `"${number}" among ${people} people`,
        wanted: `a number from 0 to ${people - 1}`,
        remedy: "Name another person, or raise expectation.subscribers.",
      })),
      ...both.map((number) => ({
        path,
        got: `"${number}", who is in firesFor too`,
        wanted: "a person for whom no moment is noticed",
        remedy: "Remove the number from one of the two.",
      })),
    ];
  });
}
