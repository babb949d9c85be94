// The whole of Kairos as a viewer meets it: server, stream and map in a real browser.
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type MapUnderTest, openMap, textOf } from "./browser.ts";

let map: MapUnderTest;
let page: Page;
const complaints: string[] = [];

beforeAll(async () => {
  map = await openMap("--subscribers", "6000");
  page = await map.browser.newPage({ viewport: { width: 1600, height: 1000 } });
  page.on("pageerror", (error) => complaints.push(String(error)));
  page.on("console", (message) => {
    if (message.type() === "error") complaints.push(message.text());
  });
  await page.goto(map.url);
  await page.waitForFunction(() => window.kairos !== undefined, undefined, { timeout: 60_000 });
});

afterAll(async () => {
  await map?.close();
});

const number = async (id: string): Promise<number> =>
  Number((await textOf(page, id)).replace(/\D/g, ""));

/** Milliseconds of network time shown by the clock. */
async function clock(): Promise<number> {
  const [hours, minutes, seconds] = (await textOf(page, "clock")).split(":").map(Number);
  return ((hours! * 60 + minutes!) * 60 + seconds!) * 1000;
}

describe("the live map", () => {
  test("opens at half past seven, at 60×", async () => {
    await page.waitForFunction(() =>
      /^\d\d:\d\d:\d\d$/.test(document.querySelector('[data-testid="clock"]')?.textContent ?? ""),
    );
    expect(await clock()).toBeGreaterThanOrEqual(7.5 * 3_600_000);
    await page.locator('[data-testid="speed-60"][aria-pressed="true"]').waitFor();
  });

  test("shows people who move", async () => {
    const before = await page.evaluate(() =>
      window.kairos.people().map(({ index, x, y }) => ({ index, x, y })),
    );
    await page.waitForFunction(
      (old) => {
        const now = new Map(window.kairos.people().map((person) => [person.index, person]));
        return old.filter(({ index, x }) => now.has(index) && now.get(index)!.x !== x).length > 50;
      },
      before,
      { timeout: 60_000 },
    );
    expect(before.length).toBeGreaterThan(3000);
  });

  test("draws a ring for a trigger and says its sentence in the feed", async () => {
    // A ring is colour on the marks' canvas in all eight directions around a mark's place.
    await page.waitForFunction(
      () => {
        const canvas = document.querySelector<HTMLCanvasElement>("canvas.marks")!;
        const { left, top } = canvas.getBoundingClientRect();
        const brush = canvas.getContext("2d")!;
        const ratio = canvas.width / canvas.clientWidth;
        const painted = (x: number, y: number): boolean =>
          brush.getImageData((x - left) * ratio, (y - top) * ratio, 1, 1).data[3]! > 0;
        const radii = Array.from({ length: 24 }, (_, index) => 7.5 + index);
        return window.kairos
          .marks()
          .some(({ x, y }) =>
            Array.from({ length: 8 }, (_, step) => (step / 4) * Math.PI).every((angle) =>
              radii.some((r) => painted(x + Math.cos(angle) * r, y + Math.sin(angle) * r)),
            ),
          );
      },
      undefined,
      { timeout: 120_000 },
    );
    expect(await textOf(page, "feed-lead")).toMatch(/\w+.*: .+\./);
    expect(await number("counter-triggers")).toBeGreaterThan(0);
  });

  test("says why on the map too, beside the mark", async () => {
    const callout = page.getByTestId("callout").first();
    await callout.waitFor({ timeout: 120_000 });
    const sentence = await page.waitForFunction(
      () => document.querySelector('[data-testid="callout"]')?.textContent,
    );
    // The text is in lines, so the space after the colon may be a line break.
    expect(await sentence.jsonValue()).toMatch(/\w+.*:.+\./);
  });

  test("counts triggers as offers sent and held back together", async () => {
    await page.getByTestId("play").click();
    await page.locator('[data-testid="play"][data-paused="true"]').waitFor();
    // Read in one go: a tick between two readings would change one of them.
    const [triggers, offered, held] = await page.evaluate(() =>
      ["triggers", "offered", "suppressed"].map((name) => {
        const counter = document.querySelector(`[data-testid="counter-${name}"]`);
        return Number(counter?.textContent?.replace(/\D/g, ""));
      }),
    );
    expect(triggers).toBeGreaterThan(0);
    expect(triggers).toBe(offered! + held!);
  });

  test("pauses: the clock stands still, and goes on with the space bar", async () => {
    // At 60× the seconds change with every frame: forty equal frames prove that time stands still.
    await page.waitForFunction(
      () =>
        new Promise<boolean>((resolve) => {
          const text = () => document.querySelector('[data-testid="clock"]')!.textContent;
          const first = text();
          let frames = 0;
          const look = (): void => {
            if (text() !== first) resolve(false);
            else if (++frames === 40) resolve(true);
            else requestAnimationFrame(look);
          };
          look();
        }),
    );
    const stopped = await textOf(page, "clock");
    await page.locator("body").press("Space");
    await page.locator('[data-testid="play"][data-paused="false"]').waitFor();
    await page.waitForFunction(
      (old) => (document.querySelector('[data-testid="clock"]')?.textContent ?? "") > old,
      stopped,
    );
  });

  test("changes its speed", async () => {
    await page.getByTestId("speed-300").click();
    await page.waitForFunction(
      () =>
        document.querySelector('[data-testid="speed-300"]')?.getAttribute("aria-pressed") ===
        "true",
    );
    const from = await clock();
    await page.waitForFunction(
      (start) => {
        const text = document.querySelector('[data-testid="clock"]')!.textContent!;
        const [hours, minutes] = text.split(":").map(Number);
        return (hours! * 60 + minutes!) * 60_000 > start + 600_000;
      },
      from,
      { timeout: 60_000 },
    );
    await page.getByTestId("speed-60").click();
  });

  test("opens the inspector on a click at a person: its five regions", async () => {
    await page.getByTestId("play").click();
    const spot = await page.evaluate(() => {
      const marks = window.kairos.marks();
      return window.kairos
        .people()
        .find(
          ({ x, y }) =>
            x > 500 &&
            x < 1100 &&
            y > 150 &&
            y < 700 &&
            marks.every((mark) => Math.hypot(mark.x - x, mark.y - y) > 60),
        );
    });
    expect(spot).toBeDefined();
    await page.mouse.click(spot!.x, spot!.y);
    await page.getByTestId("inspector-person").waitFor();
    for (const region of ["power", "mobility", "calling", "messaging", "handset"]) {
      expect(await page.getByTestId(`region-${region}`).count()).toBe(1);
    }
    expect(await textOf(page, "inspector-person")).not.toBe("");
    await page.keyboard.press("Escape");
    await page.getByTestId("inspector-person").waitFor({ state: "hidden" });
  });

  test("opens the person of the newest sentence with its offers", async () => {
    await page.getByTestId("feed-lead").click();
    await page.getByTestId("inspector-person").waitFor();
    const offers = page.locator('[data-testid="offer-made"], [data-testid="offer-refused"]');
    await offers.first().waitFor();
    await page.keyboard.press("Escape");
    await page.getByTestId("inspector-person").waitFor({ state: "hidden" });
  });

  test("names the rule that held an offer back", async () => {
    await page.locator(".line.held button").first().click();
    const refused = page.getByTestId("offer-refused").first();
    await refused.waitFor();
    expect(await refused.locator("code").innerText()).toMatch(/^[a-z-]+\.[a-z-]+$/);
    await page.keyboard.press("Escape");
    await page.getByTestId("inspector-person").waitFor({ state: "hidden" });
  });

  test("follows one person: her phone is there, and the address leads to her again", async () => {
    await page.getByTestId("feed-lead").click();
    await page.getByTestId("follow").click();
    await page.getByTestId("phone").waitFor();
    expect(new URL(page.url()).searchParams.get("follow")).toMatch(/^\d+$/);
    await page.keyboard.press("Escape");
    await page.getByTestId("phone").waitFor({ state: "hidden" });
    expect(new URL(page.url()).searchParams.has("follow")).toBe(false);
    await page.keyboard.press("0");
  });

  test("shows the funnel: each step is the one before without what rules held back", async () => {
    await page.getByTestId("tab-funnel").click();
    const rows = await page.locator('[data-testid="funnel"] .funnel-row').evaluateAll((nodes) =>
      nodes.map((node) => ({
        stage: node.classList.contains("stage"),
        count: Number(node.querySelector(".funnel-count")!.textContent!.replace(/\D/g, "")),
      })),
    );
    let left = rows[0]!.count;
    expect(left).toBeGreaterThan(0);
    for (const { stage, count } of rows.slice(1)) {
      if (stage) expect(count).toBe(left);
      else left -= count;
    }
    await page.getByTestId("tab-feed").click();
    await page.getByTestId("feed-lead").waitFor();
  });

  test("speaks Chinese after one click, and English after another", async () => {
    await page.getByTestId("language").click();
    await page.waitForFunction(() => document.documentElement.lang.startsWith("zh"));
    expect(await textOf(page, "feed-lead")).toMatch(/[一-鿿]{4}/);
    await page.getByTestId("language").click();
    await page.waitForFunction(() => document.documentElement.lang.startsWith("en"));
    expect(await textOf(page, "feed-lead")).not.toMatch(/[一-鿿]/);
  });

  test("stacks the day's triggers in the timeline", async () => {
    const layers = await page
      .locator('[data-testid="timeline"] path[opacity]')
      .evaluateAll((paths) =>
        paths.map((path) => ({
          fill: path.getAttribute("fill"),
          bars: (path.getAttribute("d") ?? "").split("z").length - 1,
        })),
      );
    const drawn = layers.filter(({ bars }) => bars > 0);
    expect(new Set(drawn.map(({ fill }) => fill)).size).toBeGreaterThanOrEqual(2);
    expect(drawn.reduce((sum, { bars }) => sum + bars, 0)).toBeGreaterThan(10);
  });

  test("says nothing on the browser's console", () => {
    expect(complaints).toEqual([]);
  });
});
