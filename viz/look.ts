// Language, theme and motion: from the URL, from memory, else from the browser.
import { PALETTES, type Palette, type ThemeName } from "./theme.ts";

export type Language = "en" | "zh";

/** How the screen speaks and looks. */
export interface Look {
  readonly language: Language;
  readonly theme: ThemeName;
  readonly palette: Palette;
  /** The reader asked for less motion. */
  readonly still: boolean;
}

const MEMORY = { language: "kairos.language", theme: "kairos.theme" } as const;

/** The look to open with; `?lang=zh&theme=light` wins over what was remembered. */
export function firstLook(): Look {
  const query = new URLSearchParams(location.search);
  const language = query.get("lang") ?? recall(MEMORY.language) ?? navigator.language.slice(0, 2);
  const theme = query.get("theme") ?? recall(MEMORY.theme) ?? "dark";
  return lookOf(language === "zh" ? "zh" : "en", theme === "light" ? "light" : "dark");
}

/** A look with its palette; reduced motion is asked for anew each time. */
export function lookOf(language: Language, theme: ThemeName): Look {
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  return { language, theme, palette: PALETTES[theme], still };
}

/** Keeps the choice for the next visit, and tells the document. */
export function keepLook(look: Look): void {
  remember(MEMORY.language, look.language);
  remember(MEMORY.theme, look.theme);
  document.documentElement.lang = look.language === "zh" ? "zh-CN" : "en";
  document.documentElement.dataset["theme"] = look.theme;
}

function recall(key: string): string | undefined {
  try {
    return localStorage.getItem(key) ?? undefined;
  } catch {
    return undefined; // storage is forbidden in some embedded pages; the default serves
  }
}

function remember(key: string, value: string): void {
  try {
    localStorage.setItem(key, value);
  } catch {
    // storage is forbidden here: the choice lasts until the page closes
  }
}
