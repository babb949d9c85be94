// The help that "?" opens: keys and how to read the map.
import { html } from "./dom.ts";
import type { Session } from "./session.ts";
import { WORDS } from "./words.ts";

export interface Help {
  toggle(): void;
  readonly isOpen: boolean;
}

export function createHelp(session: Session): Help {
  const dialog = html("dialog", { class: "help", "data-testid": "help-dialog" });
  document.body.append(dialog);
  const draw = (): void => {
    const words = WORDS[session.look.language];
    const close = html("button", { class: "kbd", type: "button" }, "Esc");
    close.setAttribute("aria-label", words.close);
    close.addEventListener("click", () => dialog.close());
    dialog.setAttribute("aria-label", words.helpTitle);
    dialog.replaceChildren(
      html("h2", { class: "help-title" }, html("span", {}, words.helpTitle), close),
      html(
        "dl",
        {},
        ...words.keys.flatMap(([keys, meaning]) => [
          html("dt", {}, ...keys.split("  ").map((key) => html("kbd", { class: "kbd" }, key))),
          html("dd", {}, meaning),
        ]),
      ),
      html("p", {}, words.helpReading),
    );
  };
  dialog.addEventListener("click", (event) => {
    if (event.target === dialog) dialog.close(); // the backdrop
  });
  session.on("look", draw);
  draw();
  return {
    toggle() {
      if (dialog.open) dialog.close();
      else dialog.showModal();
    },
    get isOpen() {
      return dialog.open;
    },
  };
}
