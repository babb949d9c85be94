// From a path in a scenario to its line in the YAML text, and to the words that name the path.
import { type Document, isAlias, isMap, isScalar, isSeq, type LineCounter, type Node } from "yaml";

export type Path = readonly PropertyKey[];

/** Line (from 1) of what stands at the path; of the nearest block around it when nothing does. */
export function lineOf(document: Document, lines: LineCounter, path: Path): number {
  return lines.linePos(walk(document, path).offset).line;
}

/**
 * How many segments of the path a document has, and whether nothing behind it can say more: the
 * whole path is there, or what stands at its end is no block of lines.
 */
export function reachOf(
  document: Document,
  path: Path,
): { readonly depth: number; readonly ends: boolean } {
  const { depth, node } = walk(document, path);
  return { depth, ends: depth === path.length || !isMap(node) };
}

interface Walk {
  readonly offset: number;
  readonly depth: number;
  readonly node: Node | null;
}

function walk(document: Document, path: Path): Walk {
  let node = document.contents as Node | null;
  let offset = node?.range?.[0] ?? 0;
  for (const [depth, segment] of path.entries()) {
    if (isAlias(node)) node = node.resolve(document) ?? null;
    if (isMap(node)) {
      const pair = node.items.find(({ key }) => isScalar(key) && String(key.value) === segment);
      if (pair === undefined) return { offset, depth, node };
      offset = (pair.key as Node).range?.[0] ?? offset;
      node = pair.value as Node | null;
    } else if (isSeq(node)) {
      const item = node.items[Number(segment)] as Node | undefined;
      if (item === undefined) return { offset, depth, node };
      node = item;
      offset = node.range?.[0] ?? offset;
    } else {
      return { offset, depth, node };
    }
  }
  return { offset, depth: path.length, node };
}

/** "campaigns[2].whenAndWhere.trigger.minimumStay"; "the file" for the root. */
export function nameOfPath(path: Path): string {
  if (path.length === 0) return "the file";
  return path
    .map((segment) => (typeof segment === "number" ? `[${segment}]` : `.${String(segment)}`))
    .join("")
    .replace(/^\./, "");
}

/** The plain value at a path, undefined when there is none. */
export function valueAt(root: unknown, path: Path): unknown {
  let value = root;
  for (const segment of path) {
    if (typeof value !== "object" || value === null) return undefined;
    value = (value as Record<PropertyKey, unknown>)[segment];
  }
  return value;
}

const SHOWN_LENGTH_MAX = 60;

/** A value as an error names it: scalars in quotes, blocks by their kind. */
export function showValue(value: unknown): string {
  if (value === undefined) return "nothing";
  if (value === null) return "an empty value";
  if (Array.isArray(value)) return value.length === 0 ? "an empty list" : "a list";
  if (typeof value === "object") return "a block";
  const text = String(value).replace(/\s+/g, " ");
  return text.length > SHOWN_LENGTH_MAX ? `"${text.slice(0, SHOWN_LENGTH_MAX)}…"` : `"${text}"`;
}
