// The command line: flags in, exit code out. Each command is one file in commands/.
import { readFileSync } from "node:fs";
import { Command, CommanderError } from "commander";
import { EXIT, KairosError } from "../domain/errors.ts";
import { decodeCommand } from "./commands/decode.ts";
import { doctorCommand } from "./commands/doctor.ts";
import { generateCommand } from "./commands/generate.ts";
import { replayCommand } from "./commands/replay.ts";
import { simulateCommand } from "./commands/simulate.ts";
import { startCommand } from "./commands/start.ts";
import { validateCommand } from "./commands/validate.ts";

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

function program(): Command {
  const { version } = JSON.parse(
    readFileSync(new URL("../package.json", import.meta.url), "utf8"),
  ) as { version: string };
  return new Command("kairos")
    .description(
      "A digital twin of a mobile network's subscribers: rehearse campaigns, replay captures, watch triggers fire.",
    )
    .version(version)
    .addCommand(startCommand())
    .addCommand(simulateCommand())
    .addCommand(generateCommand())
    .addCommand(replayCommand())
    .addCommand(decodeCommand())
    .addCommand(validateCommand())
    .addCommand(doctorCommand())
    .addHelpText("after", EXIT_HELP)
    .exitOverride();
}

/** Runs one command and returns its exit code. */
async function main(argv: readonly string[]): Promise<number> {
  const kairos = program();
  for (const command of kairos.commands) command.exitOverride();
  try {
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
  throw error;
});

process.exitCode = await main(process.argv.slice(2));
