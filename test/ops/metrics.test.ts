// Alert rules and dashboard: well formed, and every metric in them is one that a node exports.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { createMetrics } from "../../services/operations/metrics.ts";
import { OPS } from "./server-with-config.ts";

interface Rule {
  readonly alert: string;
  readonly expr: string;
  readonly for?: string;
  readonly labels: { readonly severity: string };
  readonly annotations: Readonly<Record<"summary" | "description" | "runbook", string>>;
}

interface Panel {
  readonly id: number;
  readonly type: string;
  readonly title: string;
  readonly gridPos: {
    readonly x: number;
    readonly y: number;
    readonly w: number;
    readonly h: number;
  };
  readonly targets?: readonly { readonly expr: string }[];
}

const rules = (
  parse(readFileSync(join(OPS, "prometheus/rules.yml"), "utf8")) as {
    readonly groups: readonly { readonly name: string; readonly rules: readonly Rule[] }[];
  }
).groups.flatMap((group) => group.rules);
const dashboard = JSON.parse(readFileSync(join(OPS, "grafana/kairos.json"), "utf8")) as {
  readonly panels: readonly Panel[];
};
const panels = dashboard.panels.filter(({ type }) => type !== "row");
const asked = [
  ...rules.map(({ expr }) => expr),
  ...panels.flatMap(({ targets }) => targets!.map(({ expr }) => expr)),
];

/** What a scrape shows, without the names that Prometheus makes of a histogram. */
async function exported(): Promise<Map<string, readonly string[]>> {
  const { registry } = createMetrics({ node: "node-1", version: "0" });
  const metrics = registry.getMetricsAsArray() as unknown as readonly {
    readonly name: string;
    readonly type: string;
    readonly labelNames?: readonly string[];
  }[];
  return new Map(
    metrics.flatMap(({ name, type, labelNames = [] }) =>
      type === "histogram"
        ? [
            [`${name}_bucket`, ["le", ...labelNames]],
            [`${name}_count`, labelNames],
            [`${name}_sum`, labelNames],
          ]
        : [[name, labelNames]],
    ) as [string, readonly string[]][],
  );
}

/** Names of metrics in an expression: words before a brace, that are no functions. */
function metricsIn(expression: string): string[] {
  return [...expression.matchAll(/([a-z_][a-z0-9_:]*)\{/g)].map(([, name]) => name!);
}

/** Brackets without their other half; those in quotes do not count. */
function unclosed(expression: string): string {
  let brackets = expression.replaceAll(/"[^"]*"/g, "").replaceAll(/[^()[\]{}]/g, "");
  for (let before = ""; before !== brackets; ) {
    before = brackets;
    brackets = brackets.replaceAll(/\(\)|\[\]|\{\}/g, "");
  }
  return brackets;
}

describe("the alert rules and the dashboard", () => {
  test("ask for metrics that a node exports, and for nothing else", async () => {
    // Made by Prometheus itself for every scrape.
    const known = new Set([...(await exported()).keys(), "up"]);
    const names = new Set(asked.flatMap(metricsIn));
    expect(names.size).toBeGreaterThan(12);
    expect([...names].filter((name) => !known.has(name))).toEqual([]);
    // Without braces a name would pass unseen.
    const bare = asked.flatMap(
      (text) => text.match(/\b(kairos|nodejs|process|moleculer)_\w+(?!\w*\{)/g) ?? [],
    );
    expect(bare).toEqual([]);
  });

  test("sum by labels that their metrics have", async () => {
    const known = await exported();
    for (const expression of asked) {
      const by = [...expression.matchAll(/by \(([^)]*)\)/g)].flatMap(([, list]) =>
        list!.split(", "),
      );
      const labels = metricsIn(expression).flatMap((name) => [...(known.get(name) ?? [])]);
      const missing = by.filter((label) => !["instance", ...labels].includes(label));
      expect(missing, expression).toEqual([]);
    }
  });

  test("show every metric of Kairos somewhere", async () => {
    const own = [...(await exported()).keys()].filter(
      (name) => name.startsWith("kairos_") && !/_(sum|count|build_info)$/.test(name),
    );
    const names = new Set(
      panels.flatMap(({ targets }) => targets!.flatMap(({ expr }) => metricsIn(expr))),
    );
    expect(own.filter((name) => !names.has(name))).toEqual([]);
  });
});

describe("the alert rules", () => {
  test.each(rules.map((rule) => [rule.alert, rule] as const))(
    "%s says what to do",
    (name, rule) => {
      expect(name).toMatch(/^Kairos[A-Z]\w+$/);
      expect(["warning", "critical"]).toContain(rule.labels.severity);
      expect(rule.for ?? "0s").toMatch(/^\d+[sm]$/);
      expect(rule.annotations.summary).not.toBe("");
      expect(rule.annotations.description).toMatch(/\.$/);
      const [file, heading] = rule.annotations.runbook.split("#");
      const page = readFileSync(join(OPS, "..", file!), "utf8");
      const anchors = [...page.matchAll(/^#+ (.+)$/gm)].map(([, title]) =>
        title!
          .toLowerCase()
          .replaceAll(/[^\w -]/g, "")
          .replaceAll(" ", "-"),
      );
      expect(anchors).toContain(heading);
    },
  );

  test("no two have one name", () => {
    expect(new Set(rules.map(({ alert }) => alert)).size).toBe(rules.length);
  });

  test("have the fields that Prometheus knows, and brackets that close", () => {
    const fields = ["alert", "expr", "for", "labels", "annotations"];
    for (const rule of rules) {
      expect(
        Object.keys(rule).filter((field) => !fields.includes(field)),
        rule.alert,
      ).toEqual([]);
    }
    for (const expression of asked) expect(unclosed(expression), expression).toBe("");
  });
});

describe("the dashboard", () => {
  test("has panels that are inside of it, one beside the other", () => {
    const taken = new Set<string>();
    for (const { title, gridPos } of dashboard.panels) {
      expect(gridPos.x + gridPos.w, title).toBeLessThanOrEqual(24);
      for (let x = gridPos.x; x < gridPos.x + gridPos.w; x++) {
        for (let y = gridPos.y; y < gridPos.y + gridPos.h; y++) {
          expect(taken.has(`${x},${y}`), title).toBe(false);
          taken.add(`${x},${y}`);
        }
      }
    }
  });

  test("has an id of its own for each panel", () => {
    expect(new Set(dashboard.panels.map(({ id }) => id)).size).toBe(dashboard.panels.length);
  });
});
