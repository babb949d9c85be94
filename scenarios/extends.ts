// A scenario that extends another file: all files of the chain, and what they say together.
import { type Document, LineCounter, parseDocument } from "yaml";
import { KairosError } from "../domain/errors.ts";
import { lineOf, type Path, reachOf, showValue, valueAt } from "./positions.ts";

/** A file's text, and its name in errors. */
export interface ScenarioSource {
  readonly text: string;
  readonly file: string;
}

/**
 * Opens the file that `extends` names in the file `from`; the path counts from that file's folder.
 * One file has one name, however it is reached.
 *
 * @throws KairosError file.missing, file.unreadable
 */
export type OpenScenario = (path: string, from: string) => ScenarioSource;

/** One file of the chain. */
interface Layer {
  readonly file: string;
  readonly document: Document;
  readonly lines: LineCounter;
  readonly root: unknown;
  /** Folder of the file, counted from the folder of the first one; "" or ending in a slash. */
  readonly folder: string;
}

export type Chain =
  | { readonly layers: readonly Layer[] }
  | { readonly errors: readonly KairosError[] };

/** Files of a chain at most. */
const LAYERS_MAX = 10;

/** The file and those that it extends, itself first; or what keeps them from being read. */
export function chainOf(source: ScenarioSource, open: OpenScenario | undefined): Chain {
  const layers: Layer[] = [];
  const known = new Set<string>();
  let next: ScenarioSource | undefined = source;
  let folder = "";
  while (next !== undefined) {
    known.add(next.file);
    const layer = layerOf(next, folder);
    if ("errors" in layer) return layer;
    layers.push(layer);
    const path = valueAt(layer.root, ["extends"]);
    if (typeof path !== "string" || path.trim() === "") break;
    const opened = openNext(layer, path, { known, open });
    if ("errors" in opened) return opened;
    folder += folderOf(path);
    next = opened;
  }
  return { layers };
}

function openNext(
  layer: Layer,
  path: string,
  { known, open }: { readonly known: ReadonlySet<string>; readonly open: OpenScenario | undefined },
): ScenarioSource | { readonly errors: readonly KairosError[] } {
  if (open === undefined) {
    const remedy = "Name a file on this machine, or write out what the other file says.";
    return refused(layer, `"${path}" in a text that is no file`, "no extends here", remedy);
  }
  if (known.size >= LAYERS_MAX) {
    return refused(
      layer,
      `file ${LAYERS_MAX + 1} of a chain`,
      `at most ${LAYERS_MAX}`,
      "Join some.",
    );
  }
  let opened: ScenarioSource;
  try {
    opened = open(path, layer.file);
  } catch (error) {
    if (!(error instanceof KairosError)) throw error;
    const remedy = "Check the path; it counts from this file's own folder.";
    return refused(layer, `"${path}" (${error.parts.got})`, "a scenario file", remedy);
  }
  if (!known.has(opened.file)) return opened;
  return refused(
    layer,
    `"${path}", which leads back to ${opened.file}`,
    "a chain of files that ends",
    "Remove this line, or name a file that extends neither.",
  );
}

function refused(
  { document, lines, file }: Layer,
  got: string,
  wanted: string,
  remedy: string,
): { readonly errors: readonly KairosError[] } {
  const place = `${file}:${lineOf(document, lines, ["extends"])}: extends`;
  return { errors: [new KairosError("scenario.invalid", { place, got, wanted, remedy })] };
}

function layerOf(
  { text, file }: ScenarioSource,
  folder: string,
): Layer | { readonly errors: readonly KairosError[] } {
  const lines = new LineCounter();
  const document = parseDocument(text, {
    lineCounter: lines,
    prettyErrors: false,
    logLevel: "error",
  });
  if (document.errors.length > 0) {
    const errors = document.errors.map((error) =>
      noYaml(`${file}:${lines.linePos(error.pos[0]).line}`, error.message),
    );
    return { errors };
  }
  try {
    return { file, document, lines, root: document.toJS(), folder };
  } catch (error) {
    // An alias without its anchor, or so many aliases that they look like an attack.
    return { errors: [noYaml(file, (error as Error).message)] };
  }
}

function noYaml(place: string, message: string): KairosError {
  return new KairosError("scenario.syntax", {
    place,
    got: `text that is no YAML (${message.replace(/[.\s]+$/, "")})`,
    wanted: "YAML 1.2",
    remedy: "Check quotes, colons and indentation there.",
  });
}

/** Bases of a chain that are no blocks of lines: there is nothing in them to extend. */
export function shapelessBases(layers: readonly Layer[]): readonly KairosError[] {
  return layers.slice(1).flatMap(({ file, root }) =>
    isBlock(root)
      ? []
      : [
          new KairosError("scenario.invalid", {
            place: `${file}:1: the file`,
            got: showValue(root),
            wanted: "a block of lines such as policy:",
            remedy: "Write what the files that extend it share.",
          }),
        ],
  );
}

/** What the files of a chain say together: blocks are merged, all else is the nearer file's. */
export function mergedRoot(layers: readonly Layer[]): unknown {
  return layers
    .map(({ root, folder }) => withPathsFrom(folder, root))
    .reduceRight((base, nearer) => merged(base, nearer));
}

function merged(base: unknown, nearer: unknown): unknown {
  if (!isBlock(base) || !isBlock(nearer)) return nearer;
  const all = new Map(Object.entries(base));
  for (const [key, value] of Object.entries(nearer)) {
    all.set(key, all.has(key) ? merged(all.get(key), value) : value);
  }
  return Object.fromEntries(all);
}

/** Files of a real network count from the folder of the file that names them. */
function withPathsFrom(folder: string, root: unknown): unknown {
  const network = valueAt(root, ["network"]);
  if (folder === "" || !isBlock(root) || !isBlock(network)) return root;
  const moved = (value: unknown): unknown =>
    typeof value === "string" && !value.startsWith("/") ? folder + value : value;
  const { cells, zones, baseMap, subscribers } = network;
  const paths = { cells, zones, baseMap };
  return {
    ...root,
    network: {
      ...network,
      ...Object.fromEntries(
        Object.entries(paths).flatMap(([key, path]) =>
          path === undefined ? [] : [[key, moved(path)]],
        ),
      ),
      ...(isBlock(subscribers)
        ? { subscribers: { ...subscribers, file: moved(subscribers["file"]) } }
        : {}),
    },
  };
}

function folderOf(path: string): string {
  return path.slice(0, path.lastIndexOf("/") + 1);
}

/** A place in one of the files; `layer` counts from the nearest file. */
export interface PlaceInChain {
  readonly layer: number;
  readonly file: string;
  readonly line: number;
}

/** Where the value at a path was written; where it is missing, the nearest block around it. */
export function placeIn(layers: readonly Layer[], path: Path): PlaceInChain {
  let best = 0;
  let reached = -1;
  for (const [index, { document }] of layers.entries()) {
    const { depth, ends } = reachOf(document, path);
    if (depth > reached) [best, reached] = [index, depth];
    // What stands here hides the files behind it: it is there, or it is no block.
    if (ends) break;
  }
  const { file, document, lines } = layers[best]!;
  return { layer: best, file, line: lineOf(document, lines, path) };
}

function isBlock(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
