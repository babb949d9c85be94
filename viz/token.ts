// The reader's token: kept until the tab closes, asked for when the gateway wants one.
import { html } from "./dom.ts";
import type { Language } from "./look.ts";
import { WORDS } from "./words.ts";

const MEMORY = "kairos.token";

let held = recall();
let asking: Promise<void> | undefined;

/** The Authorization header of the token, or none. */
export function authorization(): Readonly<Record<string, string>> {
  return held === undefined ? {} : { authorization: `Bearer ${held}` };
}

/** What {@link renewToken} compares: the token that a request went out with. */
export function heldToken(): string | undefined {
  return held;
}

/** Asks the reader for a token, unless a newer one than `refused` is there; all who ask wait alike. */
export async function renewToken(refused: string | undefined): Promise<void> {
  if (held !== refused) return;
  asking ??= ask(refused !== undefined).finally(() => {
    asking = undefined;
  });
  await asking;
}

/** Opens the dialog and resolves when a token is there; the map behind it stands. */
function ask(again: boolean): Promise<void> {
  const language: Language = document.documentElement.lang.startsWith("zh") ? "zh" : "en";
  const words = WORDS[language];
  const input = html("input", {
    id: "token",
    type: "password",
    required: "",
    autocomplete: "off",
    "aria-describedby": "token-hint",
    "data-testid": "token-input",
  });
  const form = html(
    "form",
    { method: "dialog" },
    html("h2", { class: "token-title", id: "token-title" }, words.tokenTitle),
    html("p", { id: "token-hint" }, words.tokenHint),
    again ? html("p", { class: "token-wrong", role: "alert" }, words.tokenWrong) : undefined,
    html("label", { for: "token" }, words.tokenLabel),
    html("div", { class: "token-row" }, input, html("button", { type: "submit" }, words.tokenSend)),
  );
  const dialog = html(
    "dialog",
    { class: "token", "aria-labelledby": "token-title", "data-testid": "token-dialog" },
    form,
  );
  document.body.append(dialog);
  // Nothing goes on without a token, and no letter of it is a key of the map.
  dialog.addEventListener("cancel", (event) => event.preventDefault());
  dialog.addEventListener("keydown", (event) => event.stopPropagation());
  dialog.showModal();
  input.focus();
  return new Promise((resolve) => {
    form.addEventListener("submit", () => {
      keep(input.value.trim());
      dialog.remove();
      resolve();
    });
  });
}

function keep(token: string): void {
  held = token;
  try {
    sessionStorage.setItem(MEMORY, token);
  } catch {
    // storage is forbidden here: the token lasts until the page closes
  }
}

function recall(): string | undefined {
  try {
    return sessionStorage.getItem(MEMORY) ?? undefined;
  } catch {
    return undefined;
  }
}
