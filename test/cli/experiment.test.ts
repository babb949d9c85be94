// kairos experiment: what a newcomer reads, and what a program does.
import { expect, test } from "vitest";
import type { AlertsReport } from "../../simulator/experiments/alerts.ts";
import type { ChannelsReport } from "../../simulator/experiments/channels.ts";
import type { CounterReport } from "../../simulator/experiments/counter.ts";
import type { DiallerReport } from "../../simulator/experiments/dialler.ts";
import type { ProvisionedOrders } from "../../simulator/experiments/orders.ts";
import type { ScreeningReport } from "../../simulator/experiments/screening.ts";
import { kairos } from "./kairos-process.ts";

const QUICKSTART = "scenarios/quickstart.yaml";

test("counter: the icon recommends less than a page for everybody, and nobody waits longer for it", async () => {
  const args = ["experiment", "counter", QUICKSTART, "--subscribers", "6000", "--counters", "1"];
  const { code, stdout } = await kairos(...args, "--json");
  expect(code).toBe(0);
  const { visits, matches, modes } = JSON.parse(stdout) as CounterReport;
  expect(visits).toBeGreaterThan(20);
  expect(matches).toBeGreaterThan(0);
  const [entered, questionnaire, icon] = modes;
  expect(entered!.recommended).toBe(matches);
  expect(icon!.recommended).toBeLessThan(matches);
  expect(icon!.meanWaitMs).toBeLessThan(entered!.meanWaitMs);
  expect(entered!.meanWaitMs).toBeLessThan(questionnaire!.meanWaitMs);
  const printed = await kairos(...args);
  expect(printed.stdout).toContain("需求问卷");
  expect(printed.stdout).toContain(`${visits} visitors of 6000 people`);
});

test("counter: a shop without counters is refused with what would do", async () => {
  const { code, stderr } = await kairos("experiment", "counter", QUICKSTART, "--counters", "0");
  expect(code).toBe(2);
  expect(stderr).toContain("Give a whole number from 1 to 1000.");
});

test("dialler: who asks for another time is called inside her window only", async () => {
  const args = ["experiment", "dialler", QUICKSTART, "--subscribers", "300", "--seats", "3"];
  const { code, stdout } = await kairos(...args);
  expect(code).toBe(0);
  expect(stdout).toContain("and keeps appointments  并按约定回呼");
  const { promised, gated } = JSON.parse((await kairos(...args, "--json")).stdout) as DiallerReport;
  expect(promised.callBacks.asked).toBeGreaterThan(0);
  expect(promised.callBacks.callsOutside).toBe(0);
  expect(gated.callBacks.callsOutside).toBeGreaterThan(0);
});

test("channels: the table says what is assumed, and the same numbers as the JSON", async () => {
  const scenario = "scenarios/jiangsu/ring-back-tone-triggered.yaml";
  const args = ["experiment", "channels", scenario, "--subscribers", "200", "--days", "2"];
  const { code, stdout } = await kairos(...args, "--json");
  expect(code).toBe(0);
  const { people, ways, model } = JSON.parse(stdout) as ChannelsReport;
  const printed = await kairos(...args);
  expect(printed.stdout).toContain("200 people, 2 days without contacts");
  expect(printed.stdout).toContain("no finding about real people");
  expect(printed.stdout).toContain("行为随档案渠道生成");
  expect(printed.stdout).toContain("assumed parameter of the response model");
  expect(printed.stdout).toContain(
    `${model.kappa.estimate.toFixed(2)} (${model.kappa.low.toFixed(2)} to ${model.kappa.high.toFixed(2)})`,
  );
  expect(printed.stdout).toContain("more buyers in 1,000 reached, paired");
  const row = Object.values(people.call).map(String).join(" +");
  expect(printed.stdout).toMatch(new RegExp(`phone  电话 +\\d+ % +${row}\\n`));
  for (const { delivered } of ways) expect(delivered).toBeGreaterThan(0);
  const few = await kairos(...args.slice(0, 3), "--subscribers", "2", "--days", "1");
  expect(few.stdout).toContain("Give more --subscribers or --days.");
  expect(few.stdout).toContain("没有触达");
  expect(few.stdout).not.toContain("by more than chance");
});

const BLAST = "scenarios/jiangsu/ring-back-tone-blast.yaml";
const RUN = ["--subscribers", "20000", "--days", "1"];

test("orders: every order ends provisioned, undone or refused; a batch needs approval", async () => {
  const command = ["experiment", "orders", BLAST, ...RUN, "--failing", "30"];
  const refused = await kairos(...command, "--json");
  expect(refused.code).toBe(0);
  const { orders } = JSON.parse(refused.stdout) as { orders: ProvisionedOrders[] };
  expect(orders.length).toBeGreaterThan(0);
  for (const one of orders) {
    expect(one.provisioned + one.failed + one.refused).toBe(one.orders);
    if (one.mode === "batchImport") expect(one.refused).toBe(one.orders);
  }
  const { stdout } = await kairos(...command, "--approved-by", "head", "--json");
  const approved = JSON.parse(stdout) as { orders: ProvisionedOrders[] };
  const sum = (of: "failed" | "refused"): number =>
    approved.orders.reduce((total, one) => total + one[of], 0);
  expect(sum("refused")).toBe(0);
  expect(sum("failed")).toBeGreaterThan(0);
});

test("screening: a higher threshold reaches fewer, and a share takes no more than it says", async () => {
  const args = ["experiment", "screening", QUICKSTART, "--subscribers", "2000"];
  const { code, stdout } = await kairos(...args, "--at-least", "30", "--share", "20", "--json");
  expect(code).toBe(0);
  const { reach, chosen, directions, tiers } = JSON.parse(stdout) as ScreeningReport;
  const people = reach.map((one) => one.people);
  expect(people).toEqual(people.toSorted((a, b) => b - a));
  expect(new Set(people).size).toBeGreaterThan(3);
  expect(chosen).toBe(Math.floor(0.2 * reach.find(({ atLeast }) => atLeast === 30)!.people));
  expect(chosen).toBeGreaterThan(0);
  expect(directions.down + directions.stay + directions.up).toBe(chosen);
  expect(Object.values(tiers).reduce((sum, count) => sum + count, 0)).toBe(2_000);
  expect((await kairos(...args)).stdout).toContain("价值等级");
});

test("alerts: the nearest deadline first serves more of the same alerts in time", async () => {
  const args = ["experiment", "alerts", QUICKSTART, "--subscribers", "2000", "--seats", "2"];
  const { code, stdout } = await kairos(...args, "--json");
  expect(code).toBe(0);
  const { alerts, ways } = JSON.parse(stdout) as AlertsReport;
  const [deadline, arrival] = ways;
  for (const { inTime, tooLate } of ways) expect(inTime + tooLate).toBe(alerts);
  expect(arrival!.tooLate).toBeGreaterThan(0);
  expect(deadline!.inTime).toBeGreaterThan(arrival!.inTime);
  expect((await kairos(...args)).stdout).toContain("临期优先");
});

test("alerts: a call centre without seats is refused with what would do", async () => {
  const { code, stderr } = await kairos("experiment", "alerts", QUICKSTART, "--seats", "0");
  expect(code).toBe(2);
  expect(stderr).toContain("Give a whole number from 1 to 10000.");
});
