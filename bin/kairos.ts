// The command line: flags in, exit code out. Each command is one file in commands/.
import { readFileSync } from "node:fs";
import { Command, CommanderError } from "commander";
import { EXIT, KairosError } from "../domain/errors.ts";
import { notWritable } from "../services/output-file.ts";

/** Loaded when they are asked for: each brings along much that the others do not need. */
const COMMANDS: Readonly<Record<string, () => Promise<Command>>> = {
  start: async () => (await import("./commands/start.ts")).startCommand(),
  load: async () => (await import("./commands/load.ts")).loadCommand(),
  up: async () => (await import("./commands/up.ts")).upCommand(),
  simulate: async () => (await import("./commands/simulate.ts")).simulateCommand(),
  compare: async () => (await import("./commands/compare.ts")).compareCommand(),
  reproduce: async () => (await import("./commands/reproduce.ts")).reproduceCommand(),
  generate: async () => (await import("./commands/generate.ts")).generateCommand(),
  replay: async () => (await import("./commands/replay.ts")).replayCommand(),
  decode: async () => (await import("./commands/decode.ts")).decodeCommand(),
  world: async () => (await import("./commands/world.ts")).worldCommand(),
  validate: async () => (await import("./commands/validate.ts")).validateCommand(),
  "validate-traffic": async () =>
    (await import("./commands/validate-traffic.ts")).validateTrafficCommand(),
  access: async () => (await import("./commands/access.ts")).accessCommand(),
  experiment: async () => (await import("./commands/experiment.ts")).experimentCommand(),
  repair: async () => (await import("./commands/repair.ts")).repairCommand(),
  doctor: async () => (await import("./commands/doctor.ts")).doctorCommand(),
};

const EXIT_HELP = `
Exit codes:
  0    ok
  1    internal error: please report it
  2    usage: an unknown command or flag, a flag's value out of range
  3    something is missing or unreachable: a program, a server, a busy port, no dist/, an old Node
  4    bad input: a file that is missing, unreadable, truncated, of the wrong kind, or an invalid scenario
  99   a threshold failed
  130  interrupted (Ctrl-C)

stdout is data, stderr is for people.`;

/** With one command if that is asked for; help, and words that are no command, need them all. */
async function program(asked: string | undefined): Promise<Command> {
  const load = asked === undefined || !Object.hasOwn(COMMANDS, asked) ? undefined : COMMANDS[asked];
  const loads = load === undefined ? Object.values(COMMANDS) : [load];
  const { version } = JSON.parse(
    readFileSync(new URL("../package.json", import.meta.url), "utf8"),
  ) as { version: string };
  const kairos = new Command("kairos")
    .description(
      "A digital twin of a mobile network's subscribers: rehearse campaigns, replay captures, watch triggers fire.",
    )
    .version(version)
    .addHelpText("after", EXIT_HELP)
    .exitOverride();
  for (const command of await Promise.all(loads.map((load) => load()))) {
    kairos.addCommand(command.exitOverride());
  }
  return kairos;
}

/** Runs one command and returns its exit code. */
async function main(argv: readonly string[]): Promise<number> {
  try {
    const kairos = await program(argv[0]);
    await kairos.parseAsync([...argv], { from: "user" });
    return EXIT.ok;
  } catch (error) {
    return codeOf(error);
  }
}

function codeOf(error: unknown): number {
  if (error instanceof CommanderError) {
    // Commander has printed its message; "help" without a command exits 1 there.
    return error.exitCode === 0 ? EXIT.ok : EXIT.usage;
  }
  if (error instanceof KairosError) {
    console.error(`kairos: ${error.message}`);
    return error.exitCode;
  }
  if (error instanceof AggregateError) {
    for (const one of error.errors) console.error(one instanceof Error ? one.message : String(one));
    const first: unknown = error.errors[0];
    return first instanceof KairosError ? first.exitCode : EXIT.internal;
  }
  if (error instanceof Error && error.name === "AbortError") return EXIT.interrupted;
  console.error("kairos: an internal error. Please report it with the lines below.");
  console.error(error);
  return EXIT.internal;
}

// A reader that closes early, such as `| head`, is no error.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code === "EPIPE") process.exit(EXIT.ok);
  console.error(`kairos: ${notWritable("stdout", error).message}`);
  process.exit(EXIT.missing);
});

process.exitCode = await main(process.argv.slice(2));
