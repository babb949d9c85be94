// kairos reproduce: published results, simulated again, each with its interval and a verdict.
import { availableParallelism } from "node:os";
import { fileURLToPath } from "node:url";
import { Command } from "commander";
import { KairosError } from "../../domain/errors.ts";
import type { Scenario } from "../../scenarios/scenario.ts";
import { threads } from "../../services/threads.ts";
import { isRow, reproduce } from "../../simulator/experiments/reproduce.ts";
import { PRESETS, type Preset } from "../../simulator/experiments/reproduce-measured.ts";
import type { ReproducedRow } from "../../simulator/experiments/reproduce-rows.ts";
import { onInterrupt } from "../interruption.ts";
import { ProgressLine } from "../progress.ts";
import { reproducedText } from "../reproduced-text.ts";
import { loadScenario } from "../scenario-file.ts";

interface Options {
  readonly json?: boolean;
  readonly only?: string;
  readonly quick?: boolean;
}

const EXAMPLES = `
Calibrated rows had their number put in: a pass proves the plumbing and predicts nothing. Emergent
rows did not. Identities are arithmetic. Exit code 99: a row fails. docs/published-results.md
explains each row.

Examples:
  kairos reproduce
  kairos reproduce --only s0-complaints --json
  kairos reproduce --quick
      in seconds, on so few people that most samples are too small to tell`;

const FOLDER = new URL("../../scenarios/published/", import.meta.url);
const WORKERS_MAX = 64;

export function reproduceCommand(): Command {
  return new Command("reproduce")
    .description("Simulate published results again and compare.")
    .option("--only <id>", 'rows whose ids begin so, such as "s0-complaints"')
    .option("--quick", "few people; most samples are then too small")
    .option("--json", "print one JSON object instead of the table")
    .addHelpText("after", EXAMPLES)
    .action(perform);
}

async function perform({ only = "", quick = false, json = false }: Options): Promise<void> {
  if (!isRow(only)) throw noSuchRow(only);
  const interruption = onInterrupt();
  const progress = new ProgressLine();
  const startedMs = performance.now();
  try {
    const presets = await loadPresets();
    const shards = quick ? 1 : Math.min(WORKERS_MAX, availableParallelism());
    const rows = await reproduce({
      presets,
      quick,
      only,
      run: { shards, signal: interruption.signal },
      hostOf: () => (shards > 1 ? threads() : undefined),
      onRun: (phase, share) => progress.show({ phase, share, events: 0 }),
    });
    progress.done();
    console.log(json ? JSON.stringify({ quick, rows }, null, 2) : reproducedText(rows));
    console.error(`${((performance.now() - startedMs) / 1000).toFixed(1)} s`);
    checkRows(rows);
  } finally {
    progress.done();
    interruption.restore();
  }
}

async function loadPresets(): Promise<Record<Preset, Scenario>> {
  const loaded = await Promise.all(
    PRESETS.map(async (name) => {
      const path = fileURLToPath(new URL(`${name}.yaml`, FOLDER));
      return [name, await loadScenario(path)] as const;
    }),
  );
  return Object.fromEntries(loaded) as Record<Preset, Scenario>;
}

/** @throws KairosError threshold.failed when a row fails; a sample that is too small is no failure */
function checkRows(rows: readonly ReproducedRow[]): void {
  const failed = rows.filter(({ verdict }) => verdict === "fail");
  if (failed.length === 0) return;
  throw new KairosError("threshold.failed", {
    place: "kairos reproduce",
    got: failed.map(({ id, simulated }) => `${id} = ${simulated.toPrecision(4)}`).join(", "),
    wanted: failed.map(({ id, published }) => `${id} = ${published}`).join(", "),
    remedy: "docs/published-results.md says what goes into each row.",
  });
}

function noSuchRow(only: string): KairosError {
  return new KairosError("usage.invalid", {
    place: "kairos reproduce --only",
    got: `"${only}"`,
    wanted: 'the beginning of a row\'s id, such as "s0-complaints"',
    remedy: "docs/published-results.md lists them.",
  });
}
