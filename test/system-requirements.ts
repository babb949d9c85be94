// Brings in the system programs that the tests need, or stops with the exact line to type.
import { spawnSync } from "node:child_process";

const REQUIREMENTS = [
  { program: "tshark", packages: ["tshark"] },
  { program: "chromium", packages: ["chromium", "fonts-noto-cjk"] },
  { program: "nats-server", packages: ["nats-server"] },
  { program: "redis-server", packages: ["redis-server"] },
  { program: "openssl", packages: ["openssl"] },
] as const;

const PATHS = (process.env["PATH"] ?? "").concat(":/usr/sbin:/sbin");

function missing(): string[] {
  return REQUIREMENTS.filter(
    ({ program }) =>
      spawnSync("sh", ["-c", `command -v ${program}`], { env: { ...process.env, PATH: PATHS } })
        .status !== 0,
  ).flatMap(({ packages }) => packages);
}

function runs(command: string, args: readonly string[]): boolean {
  return spawnSync(command, args, { stdio: "ignore" }).status === 0;
}

/** The words to put before apt-get, or undefined when this user may not install. */
function privilege(): string[] | undefined {
  if (!runs("sh", ["-c", "command -v apt-get"])) return undefined;
  if (process.getuid?.() === 0) return [];
  return runs("sudo", ["-n", "true"]) ? ["sudo", "-n"] : undefined;
}

const wanted = missing();
if (wanted.length > 0) {
  const install = `DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends ${wanted.join(" ")}`;
  const prefix = privilege();
  if (prefix !== undefined) {
    console.error(`The tests need ${wanted.join(", ")}: installing with apt-get.`);
    const script = `apt-get update -qq && ${install}`;
    const [command, ...args] = [...prefix, "sh", "-c", script];
    spawnSync(command!, args, { stdio: ["ignore", 2, 2] });
  }
  const still = missing();
  if (still.length > 0) {
    console.error(
      `The tests need ${still.join(", ")}. Type this line, then "npm test" again:\n\n` +
        `  sudo sh -c 'apt-get update && ${install}'\n`,
    );
    process.exit(3);
  }
}
