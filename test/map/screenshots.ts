// npm run screenshots: the pictures in docs/, taken from the running map.
import { fileURLToPath } from "node:url";
import { openMap } from "./browser.ts";

const picture = (name: string): string =>
  fileURLToPath(new URL(`../../docs/${name}.png`, import.meta.url));

const map = await openMap();
try {
  const page = await map.browser.newPage({ viewport: { width: 1600, height: 1000 } });
  await page.goto(map.url);
  await page.waitForFunction(() => (window.kairos?.marks().length ?? 0) > 12, undefined, {
    timeout: 180_000,
  });
  await page.screenshot({ path: picture("first-light") });

  await page.keyboard.press("c");
  await page.getByTestId("feed-lead").click();
  await page.getByTestId("inspector-person").waitFor();
  await page.waitForFunction(() => window.kairos.marks().length > 3);
  await page.screenshot({ path: picture("inspector") });

  await page.keyboard.press("Escape");
  await page.keyboard.press("l");
  await page.keyboard.press("t");
  await page.waitForFunction(() => document.documentElement.lang.startsWith("zh"));
  await page.screenshot({ path: picture("first-light-zh") });
} finally {
  await map.close();
}
