// Every action of the broker without a role, with too little, and with enough.
import { globSync, readFileSync } from "node:fs";
import { type Context, ServiceBroker } from "moleculer";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { brokerOptions } from "../../moleculer.config.ts";
import { ACTION_ROLES, guardActions } from "../../services/access/action-roles.ts";
import { ROLES, type Role } from "../../services/access/roles.ts";
import { as } from "../../services/asking.ts";
import { ACTION } from "../../services/subjects.ts";

const NAMES = Object.values(ACTION);
const OUTER = ACTION.rehearsalRun;
const broker = new ServiceBroker({
  ...brokerOptions({ namespace: "access-test" }),
  logger: false,
  middlewares: [guardActions()],
});
let ran: string[] = [];

beforeAll(async () => {
  broker.createService({
    name: "every",
    settings: { $noServiceNamePrefix: true },
    actions: Object.fromEntries(
      NAMES.map((name) => [
        name,
        (ctx: Context<{ within?: string }>) => {
          ran.push(name);
          return ctx.params.within === undefined ? name : ctx.call(ctx.params.within);
        },
      ]),
    ),
  });
  await broker.start();
});
afterAll(() => broker.stop());

describe("every action", () => {
  test("has a role", () => {
    expect(Object.keys(ACTION_ROLES).sort()).toEqual([...NAMES].sort());
  });

  test.each(NAMES)("%s answers its role and those above, and refuses all others", async (name) => {
    const needed = ROLES.indexOf(ACTION_ROLES[name]);
    const enough = ROLES.slice(needed);
    const tooLittle: unknown[] = [undefined, null, "", "admin", 3, ...ROLES.slice(0, needed)];
    for (const role of enough) expect(await broker.call(name, {}, as(role))).toBe(name);
    ran = [];
    for (const role of tooLittle) {
      await expect(broker.call(name, {}, as(role as Role))).rejects.toMatchObject({
        code: "access.refused",
      });
    }
    await expect(broker.call(name, {})).rejects.toThrow(`${name}: got a call without a role`);
    expect(ran).toEqual([]);
  });

  test("that calls another one does so for whoever called it", async () => {
    const within = (name: string, role: Role): Promise<unknown> =>
      broker.call(OUTER, { within: name }, as(role));
    expect(await within(ACTION.trafficClock, "operator")).toBe(ACTION.trafficClock);
    await expect(within(ACTION.trafficClock, "planner")).rejects.toMatchObject({
      code: "access.refused",
    });
  });

  test("without a role in the table is refused when its service is made", () => {
    const make = () =>
      broker.createService({ name: "other", actions: { secrets: () => "all of them" } });
    expect(make).toThrow("The action other.secrets has no role.");
  });

  test("is guarded wherever a broker of Kairos hosts services", () => {
    const hosts = globSync("services/**/*.ts").filter((path) =>
      readFileSync(path, "utf8").includes(".createService("),
    );
    expect(hosts.length).toBeGreaterThan(0);
    const open = hosts.filter(
      (path) => !/middlewares: \[guardActions\(\)/.test(readFileSync(path, "utf8")),
    );
    expect(open).toEqual([]);
  });
});
