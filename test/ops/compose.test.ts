// compose.yaml and the Dockerfile, read as text: no Docker runs here.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { SERVICES } from "../../services/subjects.ts";
import { ROOT } from "../cli/kairos-process.ts";

interface Service {
  readonly image?: string;
  readonly build?: string;
  readonly command?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly ports?: readonly string[];
  readonly volumes?: readonly string[];
  readonly secrets?: readonly string[];
  readonly network_mode?: string;
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>;
  readonly healthcheck?: { readonly test: readonly string[]; readonly interval: string };
}

const read = (path: string): string => readFileSync(join(ROOT, path), "utf8");
const compose = parse(read("compose.yaml"), { merge: true }) as {
  readonly services: Readonly<Record<string, Service>>;
  readonly volumes: Readonly<Record<string, unknown>>;
  readonly secrets: Readonly<Record<string, { readonly file: string }>>;
};
const services = Object.entries(compose.services);
const nodes = services.filter(([name]) => name.startsWith("node-"));

describe("compose.yaml", () => {
  test("has NATS, Redis and three nodes", () => {
    expect(services.map(([name]) => name)).toEqual(["nats", "redis", "node-1", "node-2", "node-3"]);
    expect(compose.services["nats"]!.image).toMatch(/^nats:2\.12/);
    expect(compose.services["redis"]!.image).toMatch(/^redis:8/);
  });

  test.each(services)("%s says when it is healthy", (_, { healthcheck }) => {
    expect(healthcheck!.test[0]).toMatch(/^CMD/);
    expect(healthcheck!.interval).toMatch(/^\d+s$/);
  });

  test.each(services)("%s is published on this machine alone", (_, { ports, network_mode }) => {
    expect((ports ?? []).filter((port) => !port.startsWith("127.0.0.1:"))).toEqual([]);
    expect(network_mode).toBeUndefined();
  });

  test.each(services)("what %s mounts is declared, or a file of the checkout", (_, service) => {
    for (const volume of service.volumes ?? []) {
      const source = volume.split(":")[0]!;
      const declared = source.startsWith("./")
        ? existsSync(join(ROOT, source))
        : source in compose.volumes;
      expect(declared, volume).toBe(true);
    }
    for (const secret of service.secrets ?? []) expect(compose.secrets).toHaveProperty(secret);
  });

  test.each(nodes)(
    "%s has only variables that Kairos reads, and waits for both servers",
    (_, node) => {
      const known = [...read("moleculer.config.ts").matchAll(/process\.env\["(\w+)"\]/g)];
      expect(known.map(([, name]) => name)).toEqual(
        expect.arrayContaining(Object.keys(node.environment!)),
      );
      expect(node.depends_on).toEqual({
        nats: { condition: "service_healthy" },
        redis: { condition: "service_healthy" },
      });
    },
  );

  test("the nodes host services that there are, and the first one all of them", () => {
    const hosted = nodes.map(([, { environment }]) => environment!["KAIROS_SERVICES"]);
    expect(hosted[0]).toBeUndefined();
    for (const names of hosted.slice(1)) {
      expect(SERVICES).toEqual(expect.arrayContaining(names!.split(",")));
    }
  });

  test("the servers are given every variable that their configuration asks for", () => {
    const users = read("ops/nats-users.conf").matchAll(/^ +password: \$(\w+)/gm);
    expect(Object.keys(compose.services["nats"]!.environment!)).toEqual(
      [...users].map(([, name]) => name),
    );
    const script = compose.services["redis"]!.command!.at(-1)!;
    const inserted = [...read("ops/users.acl").matchAll(/@(\w+)@/g)].map(([name]) => name);
    expect(inserted).toHaveLength(3);
    for (const name of inserted) expect(script).toContain(`s/${name}/`);
  });

  test("no password has a default", () => {
    const values = services.flatMap(([, { environment = {} }]) => Object.entries(environment));
    const secret = values.filter(([name]) => /PASSWORD|TRANSPORTER|STORE/.test(name));
    expect(secret.filter(([, value]) => !/\$\{\w+:\?/.test(value))).toEqual([]);
  });
});

describe("the Dockerfile", () => {
  const lines = read("Dockerfile").split("\n");

  test("builds in one stage, runs in another, on Node 24", () => {
    expect(lines.filter((line) => line.startsWith("FROM "))).toEqual([
      "FROM node:24-slim AS build",
      "FROM node:24-slim",
    ]);
  });

  test("runs as a user who is not root", () => {
    expect(lines.filter((line) => line.startsWith("USER "))).toEqual(["USER node"]);
  });

  test("leaves secrets and histories out of the image", () => {
    expect(read(".dockerignore").split("\n")).toEqual(
      expect.arrayContaining([".git", ".env", "access.txt", ".kairos", "node_modules"]),
    );
  });
});
