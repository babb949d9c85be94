// npm run screenshots: the pictures in docs/, taken from the running map.
import { fileURLToPath } from "node:url";
import type { Page } from "playwright-core";
import type { History, Inspection } from "../../domain/map-frame.ts";
import type { Scene } from "../../domain/scene.ts";
import { scenarioNamed } from "../../services/named-scenarios.ts";
import { openBrowser, openMap } from "./browser.ts";
import { openSplitHost } from "./split-host.ts";

const picture = (name: string): string =>
  fileURLToPath(new URL(`../../docs/${name}.png`, import.meta.url));

/** Network time at which the pictures are taken: the day has a shape, the evening is to come. */
const PICTURE_TIME = "12:";

async function calm(page: Page): Promise<void> {
  await page.mouse.move(640, 20);
  await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
  // The view has stopped flying when a person who is at rest stands still on the screen.
  await page.waitForFunction(async () => {
    const place = (): string =>
      JSON.stringify(
        window.kairos
          .people()
          .filter(({ state }) => state === 1)
          .slice(0, 50)
          .map(({ x, y }) => [Math.round(x), Math.round(y)]),
      );
    const before = place();
    for (let frame = 0; frame < 30; frame++) {
      await new Promise((resolve) => requestAnimationFrame(resolve));
    }
    return place() === before;
  });
}

/** How far from the capital's middle a way may go to be seen whole, km. */
const WAY_KM = 13;

/** Somebody with a long way through the capital and an offer, best one refused as well. */
async function walker(url: string): Promise<number> {
  const read = async <T>(path: string): Promise<T> =>
    (await (await fetch(`${url}api/${path}`)).json()) as T;
  const { settlements } = (await read<Scene>("scene")).world;
  const [x, y] = settlements.find(({ rank }) => rank === 0)!.at;
  const { moments } = await read<History>("history");
  const people = new Set(
    moments
      .filter(({ decision }) => decision === "offered")
      .filter(({ seenAt }) => seenAt && Math.hypot(seenAt[0] - x, seenAt[1] - y) < WAY_KM)
      .map(({ subscriber }) => subscriber),
  );
  let [chosen, most] = [moments.at(-1)!.subscriber, 0];
  for (const subscriber of people) {
    const { track, offers } = await read<Inspection>(`subscribers/${subscriber}`);
    const reach = track.map(({ at }) => Math.hypot(at[0] - x, at[1] - y));
    const way = track.reduce((sum, { at }, index) => {
      const [fromX, fromY] = track[Math.max(0, index - 1)]!.at;
      return sum + Math.hypot(at[0] - fromX, at[1] - fromY);
    }, 0);
    const score = way * new Set(offers.map(({ kind }) => kind)).size;
    if (score > most && Math.max(...reach) < WAY_KM) [chosen, most] = [subscriber, score];
  }
  return chosen;
}

/** Pictures of the live map: `npm run screenshots live` takes them alone. */
async function takeLive(): Promise<void> {
  const map = await openMap();
  try {
    const page = await map.browser.newPage({ viewport: { width: 1600, height: 1000 } });
    await page.goto(map.url);
    await page.getByTestId("speed-600").click({ timeout: 600_000 });
    await page.waitForFunction(
      (time) => document.querySelector('[data-testid="clock"]')?.textContent?.startsWith(time),
      PICTURE_TIME,
      { timeout: 900_000 },
    );
    await page.getByTestId("speed-60").click();
    const from = await page.evaluate(() => window.kairos.marks().at(-1)?.id);
    // The marks of the fast hours are gone when the last of them is.
    await page.waitForFunction(
      (id) => window.kairos.marks().every((mark) => mark.id !== id),
      from,
      {
        timeout: 600_000,
      },
    );
    await page.mouse.move(640, 20);
    await page.screenshot({ path: picture("first-light") });

    await page.keyboard.press("c");
    await calm(page);
    await page.evaluate((person) => window.kairos.select(person), await walker(map.url));
    await page.getByTestId("inspector-person").waitFor();
    await calm(page);
    await page.screenshot({ path: picture("inspector") });

    // The same land nearer: the capital with its rings and zones, then its middle with every street.
    await page.keyboard.press("Escape");
    await page.keyboard.press("c");
    await calm(page);
    await page.screenshot({ path: picture("city") });
    for (let step = 0; step < 4; step++) {
      await page.keyboard.press("+");
      await calm(page);
    }
    await page.screenshot({ path: picture("district") });

    await page.keyboard.press("l");
    await page.keyboard.press("t");
    await page.keyboard.press("c");
    await calm(page);
    await page.getByTestId("callout").first().waitFor({ timeout: 600_000 });
    await page.screenshot({ path: picture("first-light-zh") });
  } finally {
    await map.close();
  }
}

/** How far the pictures of sixteen rivals go into the day. */
const RIVALS_TIME = "10:";
const RIVALS = fileURLToPath(new URL("sixteen-campaigns.yaml", import.meta.url));

/** Somebody to whom an offer was made that a rival wanted too. */
async function contested(url: string): Promise<number> {
  const read = async <T>(path: string): Promise<T> =>
    (await (await fetch(`${url}api/${path}`)).json()) as T;
  const { moments } = await read<History>("history");
  for (const { subscriber } of moments.toReversed()) {
    const { offers } = await read<Inspection>(`subscribers/${subscriber}`);
    const lost = ({ kind, losers = [] }: Inspection["offers"][number]): boolean =>
      kind === "offered" && losers.some(({ rule }) => rule === "arbitration.lost");
    if (offers.length < 4 && offers.some(lost)) return subscriber;
  }
  throw new Error("Nobody's moment was contested: let the day go on.");
}

/** The funnel, and the inspector with a lost arbitration: a city with sixteen campaigns. */
async function takeRivals(): Promise<void> {
  const map = await openMap(RIVALS);
  try {
    const page = await map.browser.newPage({ viewport: { width: 1600, height: 1000 } });
    await page.goto(map.url);
    await page.getByTestId("speed-600").click({ timeout: 600_000 });
    await page.waitForFunction(
      (time) => document.querySelector('[data-testid="clock"]')?.textContent?.startsWith(time),
      RIVALS_TIME,
      { timeout: 900_000 },
    );
    await page.getByTestId("play").click();
    await page.getByTestId("tab-funnel").click();
    await page.mouse.move(640, 20);
    await page.locator('[data-testid="funnel"] .accepted').waitFor();
    await page.screenshot({ path: picture("funnel") });
    await page.evaluate((person) => window.kairos.select(person), await contested(map.url));
    await page.getByTestId("rival").first().waitFor();
    await page.getByTestId("follow").click();
    await calm(page);
    await page.screenshot({ path: picture("inspector-arbitration") });
  } finally {
    await map.close();
  }
}

/** Afternoon of the first day of both halves, on fewer people than the scenario's 30,000. */
const SPLIT = { people: 8_000, timeMs: 13.5 * 3_600_000 } as const;

/** Blast against triggered: the pair's own files, run in the browser. */
async function takeSplit(): Promise<void> {
  const dist = fileURLToPath(new URL("../../dist", import.meta.url));
  const host = await openSplitHost(dist, scenarioNamed);
  const browser = await openBrowser();
  try {
    const page = await browser.newPage({ viewport: { width: 1600, height: 1000 } });
    await page.goto(`${host.url}?split&subscribers=${SPLIT.people}`);
    await page.waitForFunction(() => window.kairosSplit !== undefined, undefined, {
      timeout: 120_000,
    });
    await page.evaluate((timeMs) => window.kairosSplit.runTo(timeMs), SPLIT.timeMs);
    await page.locator('[data-testid="play"][data-paused="true"]').waitFor({ timeout: 900_000 });
    await page.mouse.move(640, 20);
    await page.screenshot({ path: picture("blast-against-triggered") });
  } finally {
    await browser.close();
    await host.close();
  }
}

const ALL = { live: takeLive, rivals: takeRivals, split: takeSplit } as const;
const asked = process.argv.slice(2);
for (const [name, take] of Object.entries(ALL)) {
  if (asked.length === 0 || asked.includes(name)) await take();
}
