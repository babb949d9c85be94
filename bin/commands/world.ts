// kairos world: the world of a scenario in numbers, and as a map.
import { writeFile } from "node:fs/promises";
import { Command, Option } from "commander";
import { mapSvg } from "../../charts/map.ts";
import { notWritable } from "../../services/output-file.ts";
import { runKey } from "../../simulator/random.ts";
import { siteAreas } from "../../simulator/world/cell-polygons.ts";
import { statisticsOf } from "../../simulator/world/statistics.ts";
import { createWorld } from "../../simulator/world/world.ts";
import { seed } from "../flags.ts";
import { loadScenario } from "../scenario-file.ts";
import { worldSubtitle, worldTable } from "../world-table.ts";

interface Options {
  readonly seed?: string;
  readonly svg?: string;
  readonly json?: boolean;
  readonly lang: "en" | "zh";
  readonly theme: "light" | "dark";
}

const EXAMPLES = `
Examples:
  kairos world scenarios/quickstart.yaml
  kairos world scenarios/quickstart.yaml --seed 7 --svg province.svg
  kairos world scenarios/imported-network.yaml --svg city.svg --lang zh --theme dark

中文：
  打印场景所用世界的统计（面积、聚落、人口、基站、小区、位置区、BSC/MSC、区域、铁路、
  人口密度），用 --svg 写出地图；--lang zh 使表格和地图用中文。
  kairos world scenarios/quickstart.yaml --lang zh --svg 江州.svg`;

export function worldCommand(): Command {
  return new Command("world")
    .description("Print the statistics of a scenario's world, and draw its map.")
    .argument("<scenario>", "a YAML file, such as scenarios/quickstart.yaml")
    .option("--seed <text>", "another world; a network from files keeps its cells", seed)
    .option("--svg <file>", "also write the map as SVG")
    .addOption(
      new Option("--lang <language>", "language of table and map")
        .choices(["en", "zh"])
        .default("en"),
    )
    .addOption(
      new Option("--theme <theme>", "colours of the map")
        .choices(["light", "dark"])
        .default("light"),
    )
    .option("--json", "print one JSON object instead of the table")
    .addHelpText("after", EXAMPLES)
    .action(show);
}

async function show(path: string, options: Options): Promise<void> {
  const scenario = await loadScenario(path);
  const world = createWorld(runKey(options.seed ?? scenario.seed), scenario.network);
  const statistics = statisticsOf(world);
  if (options.svg !== undefined) {
    const picture = mapSvg({
      world: world.map,
      areas: siteAreas(world),
      language: options.lang,
      theme: options.theme,
      subtitle: worldSubtitle(statistics, options.lang),
    });
    const file = options.svg;
    await writeFile(file, picture).catch((error: NodeJS.ErrnoException) => {
      throw notWritable(file, error);
    });
  }
  console.log(
    options.json === true
      ? JSON.stringify(statistics, null, 2)
      : worldTable(statistics, options.lang),
  );
}
