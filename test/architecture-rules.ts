// The architecture as data: which folder may import what, and what the pure folders may not call.

/** Folders that run in a browser as they are: no node: import and none of {@link BANNED}. */
export const PURE = [
  "domain",
  "signaling",
  "machines",
  "campaigns",
  "metrics",
  "charts",
  "scenarios",
  "simulator",
] as const;

/**
 * Folder → folders that it may import, and npm packages; "*" = any package. A folder inside another
 * has a line of its own if it is a library by itself: it may then not import the outer one either.
 */
export const IMPORTS: Record<
  string,
  { readonly folders: readonly string[]; readonly packages: readonly string[] }
> = {
  domain: { folders: [], packages: [] },
  signaling: { folders: ["domain"], packages: [] },
  machines: { folders: ["domain"], packages: ["xstate"] },
  "machines/columnar": { folders: [], packages: ["xstate"] },
  campaigns: { folders: ["domain", "machines"], packages: ["xstate"] },
  metrics: { folders: ["domain"], packages: ["hdr-histogram-js"] },
  charts: { folders: ["domain", "metrics"], packages: ["d3-scale", "d3-shape", "d3-geo"] },
  scenarios: { folders: ["domain", "machines", "campaigns", "metrics"], packages: ["yaml", "zod"] },
  simulator: {
    folders: ["domain", "signaling", "machines", "campaigns", "metrics", "charts", "scenarios"],
    packages: ["seedrandom", "d3-delaunay"],
  },
  viz: {
    folders: ["domain", "signaling", "metrics", "campaigns", "charts"],
    packages: ["d3", "@observablehq/plot"],
  },
  services: {
    folders: [...PURE, "."],
    packages: [
      "moleculer",
      "nats",
      "@nats-io/",
      "ioredis",
      "fastify",
      "@fastify/",
      "pino",
      "prom-client",
      "close-with-grace",
      "@opentelemetry/",
      "hyparquet",
      "hyparquet-writer",
    ],
  },
  bin: {
    folders: [...PURE, "services", "."],
    packages: ["commander", "@clack/prompts"],
  },
  test: { folders: ["*"], packages: ["*"] },
  bench: { folders: ["*"], packages: ["*"] },
  ".": { folders: ["services"], packages: ["vite", "vitest", "moleculer"] },
};

/** Files that may see one folder more: the browser worker that runs the simulator itself. */
export const EXCEPTIONS: Record<string, readonly string[]> = {
  "viz/worker.ts": ["simulator", "scenarios"],
};

/** Programs, not library code: started by npm scripts. */
export const PROGRAMS = ["scenarios/write-schema.ts"] as const;

/** Calls that pure folders may not make, and what to do instead. */
export const BANNED = [
  { pattern: /\bDate\.now\b/, call: "Date.now", instead: "the clock that is passed in" },
  {
    pattern: /\bnew Date\(/,
    call: "new Date(",
    instead: "the clock that is passed in (domain/time.ts for calendars)",
  },
  {
    pattern: /\bperformance\.now\b/,
    call: "performance.now",
    instead: "the clock that is passed in",
  },
  {
    pattern: /\bMath\.random\b/,
    call: "Math.random",
    instead: "a named stream of simulator/random.ts",
  },
  {
    pattern: /\brandomUUID\b/,
    call: "randomUUID",
    instead: "a named stream of simulator/random.ts",
  },
  { pattern: /\bsetTimeout\b|\bsetInterval\b/, call: "setTimeout", instead: "a scheduled effect" },
  { pattern: /\bprocess\.env\b/, call: "process.env", instead: "a parameter" },
  { pattern: /\bconsole\./, call: "console.", instead: "an effect" },
] as const;

/** What a service file, a shell around a pure function, may not hold, and where it belongs. */
export const BANNED_IN_SHELLS = [
  { pattern: /\bif\s*\(|\bswitch\s*\(/, what: "a condition", instead: "the function it hosts" },
  {
    pattern: /\bset(?:Timeout|Interval|Immediate)\b/,
    what: "a timer",
    instead: "the pacer (services/pacer.ts)",
  },
] as const;

/** Folder names that say nothing. */
export const BANNED_FOLDERS = ["shared", "common", "utils", "lib", "types", "helpers"] as const;

/** Longest file, in lines; tables, schemas and tests are exempt. */
export const LINES_MAX = 400;
/** Longest service file, in lines. */
export const SERVICE_LINES_MAX = 100;

/** Extracts every module specifier that a source names, static and dynamic. */
export function specifiersOf(source: string): string[] {
  const patterns = [
    /(?:^|\n)\s*(?:import|export)\s[^;]*?from\s+["']([^"']+)["']/g,
    /(?:^|\n)\s*import\s+["']([^"']+)["']/g,
    /\bimport\(\s*["']([^"']+)["']/g,
    /new URL\(\s*["'](\.[^"']+\.ts)["']\s*,\s*import\.meta\.url/g,
  ];
  return patterns.flatMap((pattern) => [...source.matchAll(pattern)].map((match) => match[1]!));
}

/** Complaints about one file's imports and calls; empty when it keeps to the rules. */
export function complaintsOf(path: string, source: string): string[] {
  const folder = folderOf(path);
  const rule = IMPORTS[folder];
  if (rule === undefined) return [`${path}: folder ${folder}/ is not in the import table`];
  const pure =
    (PURE as readonly string[]).includes(folder.split("/")[0]!) &&
    !(PROGRAMS as readonly string[]).includes(path);
  return [
    ...specifiersOf(source).flatMap((specifier) =>
      complaintOfImport(path, folder, specifier, pure),
    ),
    ...(pure
      ? BANNED.filter(({ pattern }) => pattern.test(withoutComments(source))).map(
          ({ call, instead }) => `${path}: ${call} is banned in ${folder}/; use ${instead}`,
        )
      : []),
  ];
}

/** Complaints about a file of services/; `names` are those of subjects.ts, which alone spells them. */
export function complaintsOfService(
  path: string,
  source: string,
  names: readonly string[],
): string[] {
  const code = withoutComments(source);
  const shell = path.endsWith(".service.ts") ? BANNED_IN_SHELLS : [];
  const spelt = path === "services/subjects.ts" ? [] : names;
  return [
    ...shell
      .filter(({ pattern }) => pattern.test(code))
      .map(({ what, instead }) => `${path}: ${what} does not belong into a shell but ${instead}`),
    ...spelt
      .filter((name) => ['"', "'", "`"].some((quote) => code.includes(quote + name + quote)))
      .map((name) => `${path}: "${name}" is spelt out; take it from services/subjects.ts`),
  ];
}

/** The innermost folder that has a line in the table. */
function folderOf(path: string): string {
  const [outer, inner] = path.split("/");
  if (!path.includes("/")) return ".";
  return `${outer}/${inner}` in IMPORTS ? `${outer}/${inner}` : outer!;
}

function complaintOfImport(
  path: string,
  folder: string,
  specifier: string,
  pure: boolean,
): string[] {
  const rule = IMPORTS[folder]!;
  if (specifier.startsWith(".")) {
    const target = new URL(specifier.replace(/\?.*$/, ""), `file:///${path}`).pathname.slice(1);
    const to = folderOf(target);
    const allowed =
      to === folder ||
      to.startsWith(`${folder}/`) ||
      rule.folders.includes("*") ||
      rule.folders.includes(to.split("/")[0]!) ||
      (EXCEPTIONS[path]?.includes(to) ?? false);
    return allowed ? [] : [`${path}: ${folder}/ may not import ${to}/ (${specifier})`];
  }
  if (specifier.startsWith("node:")) {
    return pure || folder === "viz"
      ? [`${path}: ${specifier} does not run in a browser; ${folder}/ is pure`]
      : [];
  }
  const allowed = rule.packages.some(
    (name) =>
      name === "*" ||
      specifier === name ||
      specifier.startsWith(name.endsWith("/") ? name : `${name}/`),
  );
  return allowed ? [] : [`${path}: ${folder}/ may not import the package ${specifier}`];
}

function withoutComments(source: string): string {
  return source.replace(/\/\*[\s\S]*?\*\//g, "").replace(/(^|\s)\/\/.*$/gm, "");
}
