// kairos access: makes tokens for the people who look at a map, and keeps them in a file.
import { appendFile } from "node:fs/promises";
import { Argument, Command } from "commander";
import { newToken, readAccessFile } from "../../services/access/access-file.ts";
import { TOKEN_ROLES, type TokenRole } from "../../services/access/roles.ts";
import { notWritable } from "../../services/output-file.ts";

const EXAMPLES = `
Examples:
  kairos access new operator access.txt    a new token, in the file and on stdout
  kairos start --host 0.0.0.0 --access access.txt

A viewer looks, a planner also rehearses, an operator also commands.`;

export function accessCommand(): Command {
  const made = new Command("new")
    .description("Add a token for one person to an access file, which is made if need be.")
    .addArgument(new Argument("<role>", "what may be done with it").choices(TOKEN_ROLES))
    .argument("<file>", "the access file")
    .addHelpText("after", EXAMPLES)
    .action(addToken);
  return new Command("access")
    .description("Make tokens for --access: who may look, plan and operate.")
    .addCommand(made.exitOverride())
    .addHelpText("after", EXAMPLES);
}

/** The token goes to stdout as well: whoever gets it has no business in the file. */
async function addToken(role: TokenRole, path: string): Promise<void> {
  const token = newToken();
  await appendFile(path, `${role} ${token}\n`, { mode: 0o600 }).catch((error) => {
    throw notWritable(path, error);
  });
  await readAccessFile(path);
  console.log(token);
}
