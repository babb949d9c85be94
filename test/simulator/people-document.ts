// The tables of docs/people.md, rendered from the code: the test compares, and shows what to paste.
import { BRANDS, CAPABILITY, CHANNELS, TARIFFS, VALUE_TIERS } from "../../domain/directory.ts";
import {
  AGE_SHARES,
  BRAND_SHARES,
  CHANNEL_WEIGHTS,
  HABIT_BY_AGE,
  HABITS,
  HANDSETS,
  PURSUIT_SHARES,
  SHARES,
  SPENDING,
  TARIFF_TABLE,
  TENURE_MONTHS,
  TENURE_MONTHS_MAX,
  TIER_SHARES,
} from "../../simulator/people-tables.ts";
import { AGE_BANDS } from "../../simulator/population.ts";

type Cell = string | number;

function table(heads: readonly string[], rows: readonly (readonly Cell[])[]): string {
  const line = (cells: readonly Cell[]): string => `| ${cells.join(" | ")} |`;
  return [line(heads), `|${heads.map(() => "---").join("|")}|`, ...rows.map(line)].join("\n");
}

const percent = (share: number): string => `${Number((share * 100).toPrecision(6))} %`;

const byAge = (of: (age: number) => readonly Cell[]): readonly (readonly Cell[])[] =>
  AGE_BANDS.map((band, age) => [band, ...of(age)]);

/** In the order of the document. */
export const TABLES: Readonly<Record<string, string>> = {
  shares: table(
    ["what", "of", "share", "mark"],
    Object.entries(SHARES).map(([name, { of, share, mark }]) => [
      `\`${name}\``,
      of,
      percent(share),
      mark,
    ]),
  ),
  ages: table(
    ["age", "people", "nothing", "job", "school", "campus", "job in a zone", ...BRANDS],
    byAge((age) => [
      percent(AGE_SHARES[age]! / 100),
      ...PURSUIT_SHARES[age]!.map((share) => percent(share / 100)),
      ...BRAND_SHARES[age]!.map((share) => percent(share / 100)),
    ]),
  ),
  brands: table(
    ["brand", "spends, yuan a month (median)", "tenure, months (mean)"],
    BRANDS.map((brand) => [brand, SPENDING.medianYuan[brand], TENURE_MONTHS[brand]]),
  ),
  tiers: table([...VALUE_TIERS], [TIER_SHARES.map((share) => percent(share / 100))]),
  tariffs: table(
    ["tariff", "brand", "monthly fee, yuan"],
    TARIFFS.map((tariff) => {
      const { brand, monthlyFeeFen } = TARIFF_TABLE[tariff];
      return [`\`${tariff}\``, brand, monthlyFeeFen / 100];
    }),
  ),
  channels: table(
    ["age", ...CHANNELS, "longest tenure, months", "factor of habits that fall with age"],
    byAge((age) => [
      ...CHANNELS.map((channel) => CHANNEL_WEIGHTS[channel][age]!),
      TENURE_MONTHS_MAX[age]!,
      HABIT_BY_AGE[age]!,
    ]),
  ),
  habits: table(
    ["habit", "a month (median)", "σ", "exponent of activity", "falls with age"],
    Object.entries(HABITS).map(([name, { perMonth, sigma, activityExponent, byAge: falls }]) => [
      `\`${name}\``,
      perMonth,
      sigma,
      activityExponent,
      falls ? "yes" : "no",
    ]),
  ),
  handsets: table(
    ["TAC", "model", "can", "in use 2008", "bought 2008", "in use 2014", "bought 2014"],
    HANDSETS.map(({ tac, model, capabilities, inUse, bought }) => [
      String(tac).padStart(8, "0"),
      model,
      Object.entries(CAPABILITY)
        .flatMap(([name, bit]) => (capabilities & bit ? [name] : []))
        .join(", ") || "–",
      percent(inUse[0] / 100),
      percent(bought[0] / 100),
      percent(inUse[1] / 100),
      percent(bought[1] / 100),
    ]),
  ),
};
