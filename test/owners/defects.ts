// Defects planted into copies of the owner's own source, to see that the seeds would find them.
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { stripTypeScriptTypes } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { Chain } from "./chain.ts";
import type { Variant } from "./simulation.ts";

const SOURCES = fileURLToPath(new URL("../../services/owners/", import.meta.url));
const FILES = readdirSync(SOURCES).filter((name) => name.endsWith(".ts"));

/** One line of one file becomes another. */
export interface Change {
  readonly file: string;
  readonly from: string;
  readonly to: string;
}

/** The owner with these changes, each of which must fit exactly once. */
export async function ownerWith(changes: readonly Change[]): Promise<Variant["createOwner"]> {
  const folder = mkdtempSync(join(tmpdir(), "kairos-defect-"));
  for (const file of FILES) {
    let source = readFileSync(join(SOURCES, file), "utf8");
    for (const { from, to } of changes.filter((change) => change.file === file)) {
      if (source.split(from).length !== 2) throw new Error(`${file} has not one "${from}"`);
      source = source.replace(from, () => to);
    }
    const code = stripTypeScriptTypes(source)
      .replaceAll(/from "\.\/([a-z-]+)\.ts"/g, 'from "./$1.mjs"')
      .replaceAll(/from "(\.\.\/[^"]+)"/g, (_, path) => `from "${absolute(path)}"`);
    writeFileSync(join(folder, file.replace(/\.ts$/, ".mjs")), code);
  }
  const { createOwner } = await import(pathToFileURL(join(folder, "owner.mjs")).href);
  rmSync(folder, { recursive: true });
  return createOwner;
}

function absolute(path: string): string {
  return new URL(path, pathToFileURL(SOURCES)).href;
}

export interface Defect {
  readonly title: string;
  readonly changes: readonly Change[];
  readonly fencing?: boolean;
  /** Of a partition with a mistake of its own. */
  readonly open?: Variant["open"];
  /** What a violation says of it. */
  readonly symptom: RegExp;
}

class Forgetful extends Chain {
  override committed(): void {
    super.committed();
    this.forget();
  }
}

class Late extends Chain {
  protected override captured(slab: number): () => Uint8Array {
    return () => {
      super.captured(slab)();
      return this.slab(slab);
    };
  }
}

export const DEFECTS: readonly Defect[] = [
  {
    title: "a store that takes every commit",
    changes: [],
    fencing: false,
    symptom: /comes after a commit/,
  },
  {
    title: "a reader that is used again after a failure, and entries taken as they come",
    changes: [
      { file: "life.ts", from: "    this.#reader = undefined;\n", to: "" },
      {
        file: "life.ts",
        from: "    this.#reader?.close().catch(() => undefined);\n    if (this.#reading",
        to: "    if (this.#reading",
      },
      { file: "life.ts", from: "entry.sequence !== this.#applied + 1", to: "false" },
    ],
    symptom: /keeps another state|is said, expected/,
  },
  {
    title: "commits that do not wait for outputs",
    changes: [
      {
        file: "life.ts",
        from: "while (!this.#over && this.#confirmed < covered) await this.#bell.rung();",
        to: "",
      },
    ],
    symptom: /covers outputs that are not said/,
  },
  {
    title: "commits that wait for the outputs of an earlier moment",
    changes: [
      {
        file: "life.ts",
        from: "const covered = this.#confirmed + this.#unsaid.length;",
        to: "const covered = this.#confirmed;",
      },
    ],
    symptom: /covers outputs that are not said/,
  },
  {
    title: "a commit that says a later sequence than that of its slabs",
    changes: [
      {
        file: "life.ts",
        from: "previous: this.#checkpoint, sequence, slabs",
        to: "previous: this.#checkpoint, sequence: this.#applied, slabs",
      },
    ],
    symptom: /keeps another state|covers outputs that are not said/,
  },
  {
    title: "a commit taken for one of all that was applied meanwhile",
    changes: [
      {
        file: "life.ts",
        from: "this.#checkpoint = sequence;",
        to: "this.#checkpoint = this.#applied;",
      },
    ],
    symptom: /not done in|gives up/,
  },
  {
    title: "a partition that forgets what changed during a commit",
    changes: [],
    open: (...parts) => new Forgetful(...parts),
    symptom: /keeps another state/,
  },
  {
    title: "a partition that encodes what it has become since its slabs were asked for",
    changes: [],
    open: (...parts) => new Late(...parts),
    symptom: /keeps another state/,
  },
  {
    title: "renewals that wait until outputs are confirmed",
    changes: [
      {
        file: "held-lease.ts",
        from: "void this.#renew();",
        to: "await this.#options.behindWork();\nvoid this.#renew();",
      },
      {
        file: "tenancy.ts",
        from: "      renewFailed:",
        to: "      behindWork: () => this.#life?.idle(),\n      renewFailed:",
      },
      {
        file: "life.ts",
        from: "  async #lastCommit()",
        to: "  async idle() {\n while (!this.#over && this.#unsaid.length > 0) await this.#bell.rung();\n }\n\n  async #lastCommit()",
      },
    ],
    symptom: /did not renew/,
  },
  {
    title: "a backlog that is applied without a break",
    changes: [{ file: "life.ts", from: "await wall.wait(0);", to: "" }],
    symptom: /did not renew/,
  },
  {
    title: "a lease that is taken to be held until somebody says otherwise",
    changes: [
      {
        file: "held-lease.ts",
        from: "return !this.#ended && this.#options.wall.now() < this.#untilMs;",
        to: "return !this.#ended;",
      },
    ],
    symptom: /applies an entry/,
  },
  {
    title: "an owner that waits for answers forever",
    changes: [
      { file: "life.ts", from: "const ANSWER_MS = 10_000;", to: "const ANSWER_MS = 1e9;" },
      { file: "life.ts", from: "const SILENCE_MS = 3_000;", to: "const SILENCE_MS = 1e9;" },
    ],
    symptom: /not done in/,
  },
  {
    title: "a node that keeps more than its share",
    changes: [{ file: "owner.ts", from: "this.#giveUp();", to: "" }],
    symptom: /not done in .* partitions, expected/,
  },
  {
    title: "a second stop that does not wait for the first",
    changes: [
      {
        file: "owner.ts",
        from: "    this.#stopping ??= this.#leave();\n",
        to: "    if (this.#stopping) return Promise.resolve();\n    this.#stopping = this.#leave();\n",
      },
    ],
    symptom: /has stopped too soon/,
  },
  {
    title: "a stop without a last commit and release",
    changes: [{ file: "owner.ts", from: "(tenancy) => tenancy.leave()", to: "() => undefined" }],
    symptom: /has kept partition|has stopped too soon/,
  },
];
