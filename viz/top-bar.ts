// The top bar: mark, scenario, six counters, language and help.
import { format } from "d3";
import type { Tick } from "../domain/map-frame.ts";
import { html, setText, svg } from "./dom.ts";
import type { Session } from "./session.ts";
import { createSparkline } from "./sparkline.ts";
import { WORDS, type Words } from "./words.ts";

/** Values in the sparkline of signals per second: one a second. */
const SPARK_VALUES = 60;
const SPARK_EVERY_MS = 1_000;
export const thousands = format(",");

type CounterWord =
  | "signalsPerSecond"
  | "triggers"
  | "offersSent"
  | "accepted"
  | "heldBack"
  | "complaints";

interface CounterRow {
  readonly id: string;
  readonly word: CounterWord;
  readonly value: (tick: Tick) => number;
  /** Left out on narrow screens. */
  readonly optional?: boolean;
}

const COUNTERS: readonly CounterRow[] = [
  {
    id: "signals",
    word: "signalsPerSecond",
    value: (tick) => Math.round(tick.eventsPerSecond),
    optional: true,
  },
  { id: "triggers", word: "triggers", value: ({ counters }) => counters.triggers },
  { id: "offered", word: "offersSent", value: ({ counters }) => counters.offered, optional: true },
  { id: "accepted", word: "accepted", value: ({ counters }) => counters.accepted },
  { id: "suppressed", word: "heldBack", value: ({ counters }) => counters.suppressed },
  { id: "complained", word: "complaints", value: ({ counters }) => counters.complained },
];

/** Which of the two screens this is; the other one is a link away. */
export type Mode = "live" | "split";

export function createTopBar(
  host: HTMLElement,
  session: Session,
  openHelp: () => void,
  mode: Mode = "live",
): void {
  const { scene } = session;
  const title = html("b");
  const facts = html("span");
  const spark = createSparkline(64, 20);
  const counters = COUNTERS.map((row) => {
    const label = html("span", { class: "label" });
    const number = html("span", { "data-testid": `counter-${row.id}` }, "–");
    const value = html("span", { class: "value" }, number);
    if (row.id === "signals") value.append(spark.node);
    return {
      row,
      label,
      number,
      node: html("div", { class: row.optional ? "optional" : undefined }, label, value),
    };
  });
  const english = html("span", {}, "EN");
  const chinese = html("span", {}, "中");
  const language = html(
    "button",
    { class: "language", type: "button", "data-testid": "language" },
    english,
    " / ",
    chinese,
  );
  const modes = createModes(mode);
  const story = html("button", { class: "story", type: "button", "data-testid": "story" });
  story.addEventListener("click", () => {
    session.select(scene.story);
    session.follow(true);
  });
  const help = html("button", { class: "kbd", type: "button", "data-testid": "help" }, "?");
  language.addEventListener("click", () =>
    session.speak(session.look.language === "en" ? "zh" : "en"),
  );
  help.addEventListener("click", openHelp);
  host.append(
    html("h1", { class: "brand" }, mark(), "Kairos"),
    html("div", { class: "scenario" }, title, facts),
    modes.node,
    ...(mode === "live" && scene.story !== undefined ? [story] : []),
    html(
      "div",
      { class: "counters" },
      ...(mode === "live" ? counters : []).map(({ node }) => node),
    ),
    html("div", { class: "tools" }, language, help),
  );

  const relabel = (): void => {
    const words: Words = WORDS[session.look.language];
    // Two scenarios share the split screen: their titles stand over their halves.
    setText(title, mode === "live" ? session.say(scene.title) : "");
    setText(facts, `${words.people(thousands(scene.subscribers))} · ${words.seed(scene.seed)}`);
    for (const { row, label } of counters) setText(label, words[row.word]);
    modes.relabel(words);
    setText(story, words.followStory);
    language.setAttribute("aria-label", words.language);
    help.setAttribute("aria-label", words.help);
    english.classList.toggle("on", session.look.language === "en");
    chinese.classList.toggle("on", session.look.language === "zh");
  };
  const rates: number[] = [];
  let sparkAt = 0;
  session.on("tick", (tick) => {
    for (const { row, number } of counters) setText(number, thousands(row.value(tick)));
    if (tick.paused || session.tickAt - sparkAt < SPARK_EVERY_MS) return;
    sparkAt = session.tickAt;
    rates.push(tick.eventsPerSecond);
    if (rates.length > SPARK_VALUES) rates.shift();
    spark.draw(rates);
  });
  session.on("look", relabel);
  relabel();
}

/** Links, since the two screens have nothing in common but the page. */
function createModes(mode: Mode): { readonly node: HTMLElement; relabel(words: Words): void } {
  const link = (of: Mode): HTMLAnchorElement => {
    const query = new URLSearchParams(location.search);
    query.delete("split");
    query.delete("follow");
    if (of === "split") query.set("split", "");
    const current = of === mode ? { "aria-current": "page" } : {};
    const href = `?${query.toString()}`;
    return html("a", { href, "data-testid": `mode-${of}`, ...current });
  };
  const [live, split] = [link("live"), link("split")];
  return {
    node: html("nav", { class: "modes" }, live, split),
    relabel(words) {
      setText(live, words.live);
      setText(split, words.versus);
    },
  };
}

function mark(): SVGElement {
  const rings = [
    svg("circle", { r: 9.6, "stroke-width": 1.3, opacity: 0.45 }),
    svg("circle", { r: 6, "stroke-width": 1.5 }),
    svg("circle", { r: 2.4, class: "dot" }),
  ];
  return svg(
    "svg",
    { class: "mark", width: 22, height: 22, viewBox: "-11 -11 22 22", "aria-hidden": "true" },
    ...rings,
  );
}
