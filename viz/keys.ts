// The keyboard: every act of the mouse has a key.

export interface KeyActions {
  play(): void;
  speed(index: number): void;
  step(direction: 1 | -1): void;
  zoom(direction: 1 | -1): void;
  pan(columns: number, rows: number): void;
  province(): void;
  capital(): void;
  inspect(): void;
  back(): void;
  theme(): void;
  language(): void;
  wall(): void;
  help(): void;
  funnel(): void;
}

/** Listens on the document; keys with Ctrl, Alt or Meta stay the browser's. */
export function listenToKeys(actions: KeyActions): void {
  const table: Record<string, () => void> = {
    " ": actions.play,
    n: () => actions.step(1),
    p: () => actions.step(-1),
    "+": () => actions.zoom(1),
    "=": () => actions.zoom(1),
    "-": () => actions.zoom(-1),
    ArrowLeft: () => actions.pan(-1, 0),
    ArrowRight: () => actions.pan(1, 0),
    ArrowUp: () => actions.pan(0, -1),
    ArrowDown: () => actions.pan(0, 1),
    "0": actions.province,
    c: actions.capital,
    Enter: actions.inspect,
    Escape: actions.back,
    t: actions.theme,
    l: actions.language,
    w: actions.wall,
    f: actions.funnel,
    "?": actions.help,
  };
  for (let index = 0; index < 5; index++) table[String(index + 1)] = () => actions.speed(index);
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    const { key } = event;
    // A focused button keeps Space and Enter for itself.
    const onControl = event.target instanceof Element && event.target.closest("button, .target");
    if (onControl && (key === " " || key === "Enter")) return;
    const act = table[key.length === 1 ? key.toLowerCase() : key];
    if (act === undefined) return;
    event.preventDefault();
    act();
  });
}
