// kairos start: the live map, from generated traffic, in one process.
import { fileURLToPath } from "node:url";
import { Argument, Command } from "commander";
import { HOUR_MS, MINUTE_MS } from "../../domain/time.ts";
import { type RunningNode, startNode } from "../../services/node.ts";
import { integerBetween, seed, speed } from "../flags.ts";
import { onInterrupt } from "../interruption.ts";
import { ProgressLine } from "../progress.ts";
import { loadScenario } from "../scenario-file.ts";

const QUICKSTART = fileURLToPath(new URL("../../scenarios/quickstart.yaml", import.meta.url));

/** The map opens at 07:30 of the first day, when the first commuters are under way. */
const OPENING_MS = 7 * HOUR_MS + 30 * MINUTE_MS;

interface Options {
  readonly port: number;
  readonly speed: number;
  readonly seed?: string;
  readonly subscribers?: number;
  readonly feed?: readonly string[];
}

const EXAMPLES = `
Examples:
  kairos start                                          the quickstart scenario
  kairos start scenarios/riding-the-train.yaml --speed 300
  kairos start --port 0                                 any free port
  kairos start --feed nats://127.0.0.1:4222/kairos.feeds  (docs/feeds.md)`;

export function startCommand(): Command {
  return new Command("start")
    .description("Open the live map: people move, triggers fire, each with its sentence.")
    .addArgument(
      new Argument("[scenario]", "a YAML file").default(QUICKSTART, "scenarios/quickstart.yaml"),
    )
    .option(
      "--port <n>",
      "TCP port on 127.0.0.1, 0 for any free one",
      integerBetween(0, 65535),
      4600,
    )
    .option("--speed <x>", "network seconds per second, 1 to 600", speed, 60)
    .option("--seed <text>", "another world, other people, other days", seed)
    .option("--subscribers <n>", "how many people", integerBetween(1, 1_000_000))
    .option(
      "--feed <source>",
      "feeds from outside: a file[:format], or nats://host:port/subject; may be given again",
      (text: string, sources: readonly string[] = []) => [...sources, text],
    )
    .addHelpText("after", EXAMPLES)
    .action(start);
}

async function start(path: string, options: Options): Promise<void> {
  const scenario = await loadScenario(path);
  const { signal } = onInterrupt();
  const progress = new ProgressLine();
  const node = await startNode({
    scenario,
    ...(options.seed === undefined ? {} : { seed: options.seed }),
    ...(options.subscribers === undefined ? {} : { subscribers: options.subscribers }),
    ...(options.feed === undefined ? {} : { feeds: options.feed }),
    port: options.port,
    speed: options.speed,
    startAtMs: OPENING_MS,
    signal,
    onListening(url) {
      console.log(url);
      console.error(`Kairos: open ${url} in a browser. Ctrl-C stops it.`);
    },
    onProgress: (step) => progress.show(step),
  }).finally(() => progress.done());
  if (node.url === "") console.error("Kairos: this process serves no map. Ctrl-C stops it.");
  const interrupted = new Promise<Error>((resolve) => {
    const stopped = (): void => resolve(new DOMException("Stopped.", "AbortError"));
    if (signal.aborted) stopped();
    signal.addEventListener("abort", stopped, { once: true });
  });
  const reason = await Promise.race([node.failure, interrupted]);
  await node.stop();
  reportFeeds(node.feeds);
  throw reason;
}

function reportFeeds(tally: RunningNode["feeds"]): void {
  if (tally === undefined) return;
  const { read, unknown, lost } = tally;
  console.error(
    `Feeds: ${read} events, ${unknown} of them about nobody who is known; ${lost} lines lost.`,
  );
}
