// How the load report looks: by day and by night, on a screen and on paper.
import { COLOURS, FAINT, INK, MUTED, PAPER } from "../charts/style.ts";

/** The same inks by night; the charts' own are those of the day. */
const NIGHT = ["#56b4e9", "#f0875a", "#3fc79a", "#e0a3c6", "#f0c040"] as const;

const night = (selector: (colour: string, property: string) => string): string =>
  COLOURS.map((colour, index) =>
    ["fill", "stroke"]
      .map((property) => `${selector(colour, property)} { ${property}: ${NIGHT[index]}; }`)
      .join("\n"),
  ).join("\n");

export const LOAD_STYLE = `
:root {
  color-scheme: light dark;
  --paper: ${PAPER}; --ground: #f5f7f9; --ink: ${INK}; --muted: ${MUTED}; --faint: ${FAINT};
  --good: #00734f; --bad: #b3261e; --accent: ${COLOURS[0]};
}
* { box-sizing: border-box; }
body {
  margin: 0; background: var(--ground); color: var(--ink);
  font: 15px/1.5 system-ui, "Noto Sans", "Noto Sans SC", "Noto Sans CJK SC", sans-serif;
}
main { max-width: 1140px; margin: 0 auto; padding: 40px 24px 56px; }
h1 { margin: 0; font-size: 28px; font-weight: 650; letter-spacing: -0.01em; }
h2 { margin: 40px 0 12px; font-size: 17px; font-weight: 650; }
[lang="zh"] { color: var(--muted); font-weight: 400; }
h1 [lang="zh"], h2 [lang="zh"] { margin-left: 0.5em; font-size: 0.72em; }
.about { margin: 6px 0 0; color: var(--muted); }
.figures { display: grid; grid-template-columns: repeat(auto-fit, minmax(138px, 1fr)); gap: 12px; margin: 28px 0 0; padding: 0; }
.figures div { background: var(--paper); border: 1px solid var(--faint); border-radius: 10px; padding: 14px 16px; }
.figures dt { color: var(--muted); font-size: 12.5px; line-height: 1.35; }
.figures dt [lang="zh"] { display: block; }
.figures dd { margin: 6px 0 0; font-size: 25px; font-weight: 600; font-variant-numeric: tabular-nums; letter-spacing: -0.01em; }
.figures dd small { font-size: 14px; font-weight: 500; color: var(--muted); }
.verdict { margin: 20px 0 0; padding: 11px 16px; border-radius: 10px; background: var(--paper); border: 1px solid var(--faint); border-left: 4px solid var(--good); }
.verdict.bad { border-left-color: var(--bad); }
.verdict p { margin: 0; }
ul.thresholds { list-style: none; margin: 0; padding: 0; display: grid; gap: 6px; }
ul.thresholds li { background: var(--paper); border: 1px solid var(--faint); border-radius: 8px; padding: 8px 14px; display: flex; flex-wrap: wrap; gap: 4px 14px; align-items: baseline; }
li.missed .mark { color: var(--bad); }
.mark { color: var(--good); font-weight: 700; }
code { font: 13px/1.5 ui-monospace, "SF Mono", "DejaVu Sans Mono", monospace; }
.plots { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 460px), 1fr)); gap: 16px; }
figure { margin: 0; background: var(--paper); border: 1px solid var(--faint); border-radius: 10px; padding: 14px 14px 12px; }
figure svg { display: block; width: 100%; height: auto; }
figcaption { padding: 8px 6px 0; font-size: 13px; line-height: 1.45; }
figcaption span { display: block; }
.table { overflow-x: auto; background: var(--paper); border: 1px solid var(--faint); border-radius: 10px; }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
th, td { padding: 8px 16px; text-align: right; white-space: nowrap; }
th { color: var(--muted); font-weight: 500; font-size: 13px; border-bottom: 1px solid var(--faint); }
tr + tr td { border-top: 1px solid var(--faint); }
th:first-child, td:first-child { text-align: left; }
tr.knee td { font-weight: 650; color: var(--accent); }
footer { margin-top: 40px; color: var(--muted); font-size: 13px; }
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #1a2027; --ground: #12171c; --ink: #e6ebf0; --muted: #9aa8b5; --faint: #2c353f;
    --good: #3fc79a; --bad: #ff8a7a; --accent: ${NIGHT[0]};
  }
  svg [fill="${PAPER}"] { fill: var(--paper); }
  svg [fill="${INK}"] { fill: var(--ink); }
  svg [fill="${MUTED}"] { fill: var(--muted); }
  svg [stroke="${MUTED}"] { stroke: var(--muted); }
  svg [stroke="${FAINT}"] { stroke: var(--faint); }
${night((colour, property) => `  svg [${property}="${colour}"]`)}
}
@media print { body { background: none; } figure, tr, .figures div { break-inside: avoid; } }
`;
