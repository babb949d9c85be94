// The limits of signaling/, read out of its sources: each is a constant that says what it bounds.
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

export interface Limit {
  readonly name: string;
  readonly value: string;
  readonly file: string;
  readonly says: string;
}

const ROOT = fileURLToPath(new URL("../../../", import.meta.url));
const CONSTANT = /(?:\/\*\*([^/]*?)\*\/\n)?(?:export )?const (\w+_MAX) = ([\d_* ]+);\n/g;

/** In the order of files and lines; two constants in a row share a comment, others have their own. */
export function limits(): Limit[] {
  const sources = readdirSync(`${ROOT}signaling`, { recursive: true, encoding: "utf8" })
    .filter((path) => path.endsWith(".ts"))
    .map((path) => `signaling/${path}`);
  return [...sources, "domain/interning-registry.ts"].sort().flatMap((file) => {
    let said = "";
    let end = -1;
    return [...readFileSync(ROOT + file, "utf8").matchAll(CONSTANT)].flatMap((match) => {
      const [whole, comment, name, value] = match;
      if (comment !== undefined) said = sentenceOf(comment);
      else if (match.index !== end) said = "";
      end = match.index + whole.length;
      // What is not said to bound anything is the range of a number.
      return said === ""
        ? []
        : [{ name: name!, value: value!.replaceAll("_", ","), file, says: said }];
    });
  });
}

/** A comment's text in one line, without its links. */
function sentenceOf(comment: string): string {
  return comment
    .replaceAll(/^\s*\* ?/gm, "")
    .replaceAll(/\{@link ([^}]+)\}/g, "$1")
    .replaceAll(/\s+/g, " ")
    .trim();
}
