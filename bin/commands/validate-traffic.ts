// kairos validate-traffic: what people do, measured, against what is published of real networks.
import { Command } from "commander";
import { KairosError } from "../../domain/errors.ts";
import { ROWS } from "../../simulator/validation/row-tables.ts";
import {
  acceptedText,
  type JudgedRow,
  judge,
  numberText,
} from "../../simulator/validation/rows.ts";
import {
  measureTraffic,
  SIZES,
  type ValidationSizes,
} from "../../simulator/validation/validation.ts";
import { integerBetween, seed } from "../flags.ts";
import { ProgressLine } from "../progress.ts";
import { loadScenario } from "../scenario-file.ts";
import { table } from "../table.ts";
import {
  brokenPromises,
  countsOf,
  PAGE,
  pageOf,
  readPage,
  writePage,
  writePlots,
} from "../traffic-page.ts";
import { drawPlots } from "../traffic-plots.ts";

interface Options {
  readonly seed?: string;
  readonly json?: boolean;
  readonly mobilityPeople: number;
  readonly mobilityDays: number;
  readonly trafficPeople: number;
  readonly trafficDays: number;
  readonly linkPeople: number;
  readonly plots?: string;
  readonly page: string;
  readonly write?: boolean;
}

const SCENARIO = "scenarios/ordinary-days.yaml";

const EXAMPLES = `
Each value is measured of generated events, never read from a parameter. "I" is an input that comes
back, "E" emerges. Exit code 99: a row that the page shows as passing does not pass.

Examples:
  kairos validate-traffic
  kairos validate-traffic --mobility-people 500 --mobility-days 30 --traffic-people 1000
  kairos validate-traffic --json --plots plots
  kairos validate-traffic --write
      renews docs/traffic-validation.md and the plots in docs/traffic/`;

export function validateTrafficCommand(): Command {
  const size = (flag: string, what: string, most: number, standard: number) =>
    [`${flag} <n>`, what, integerBetween(2, most), standard] as const;
  return new Command("validate-traffic")
    .description("Measure generated traffic against published numbers.")
    .argument("[scenario]", "a YAML file", SCENARIO)
    .option("--seed <text>", "another world, other people, other days", seed)
    .option(
      ...size("--mobility-people", "people whose ways are measured", 100_000, SIZES.mobilityPeople),
    )
    .option(...size("--mobility-days", "days of it", 366, SIZES.mobilityDays))
    .option(
      ...size("--traffic-people", "people whose calls are measured", 100_000, SIZES.trafficPeople),
    )
    .option(...size("--traffic-days", "days of it", 366, SIZES.trafficDays))
    .option(
      ...size("--link-people", "people whose messages are measured", 100_000, SIZES.linkPeople),
    )
    .option("--json", "print the rows and plots as one JSON object")
    .option("--plots <dir>", "also draw the plots into this folder")
    .option("--page <file>", "the page to compare with", PAGE)
    .option("--write", "write the page and its plots instead of comparing")
    .addHelpText("after", EXAMPLES)
    .action(validateTraffic);
}

async function validateTraffic(path: string, options: Options): Promise<void> {
  const scenario = await loadScenario(path);
  const page = options.write === true ? undefined : await readPage(options.page);
  const progress = new ProgressLine();
  const run = {
    scenario: scenario.name,
    seed: options.seed ?? scenario.seed,
    sizes: sizesOf(options),
  };
  const { values, plots } = measureTraffic(scenario, {
    ...run.sizes,
    seed: run.seed,
    onProgress: (phase, share) => progress.show({ phase, share, events: 0 }),
  });
  progress.done();
  const rows = ROWS.map((row) => judge(row, values[row.id] ?? Number.NaN));
  const report = { ...run, rows, busyHour: values["busyHour"]! };
  console.log(
    options.json === true ? jsonOf(report, plots) : `${tableOf(rows)}\n\n${countsOf(rows)}`,
  );
  const drawn = drawPlots(plots);
  if (options.plots !== undefined) await writePlots(options.plots, drawn);
  if (options.write === true) return await writePage(options.page, pageOf(report, drawn), drawn);
  const broken = page === undefined ? [] : brokenPromises(page, rows);
  if (broken.length > 0) throw promiseBroken(broken, options.page);
}

function sizesOf(options: Options): ValidationSizes {
  const { mobilityPeople, mobilityDays, trafficPeople, trafficDays, linkPeople } = options;
  return { mobilityPeople, mobilityDays, trafficPeople, trafficDays, linkPeople };
}

function promiseBroken(broken: readonly JudgedRow[], page: string): KairosError {
  const text = ({ id, value }: JudgedRow): string => `${id} = ${numberText(value)}`;
  return new KairosError("threshold.failed", {
    place: page,
    got: broken.map(text).join(", "),
    wanted: broken.map((row) => `${row.id} ${acceptedText(row)}`).join(", "),
    remedy: "Look at what changed; a new page comes from --write.",
  });
}

function jsonOf(report: object, plots: object): string {
  // JSON has neither NaN nor infinity: null stands for a value that is not known.
  return JSON.stringify({ ...report, plots }, null, 2);
}

function tableOf(rows: readonly JudgedRow[]): string {
  return table(
    [
      ["row", "quantity", "kind", "source", "value", "accepted", ""],
      ...rows.map((row) => [
        row.id,
        row.quantity,
        row.evidence,
        row.source,
        numberText(row.value),
        acceptedText(row),
        row.verdict,
      ]),
    ],
    "llllrrl",
  );
}
