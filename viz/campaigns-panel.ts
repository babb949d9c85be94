// The legend by campaign: a row each, with glyph, name, recent offers and count; fields to filter by.
import { html, setText } from "./dom.ts";
import { glyphIcon } from "./glyphs.ts";
import type { Session } from "./session.ts";
import { createSparkline } from "./sparkline.ts";
import { fieldWord } from "./terms.ts";
import { binOf, offersOf } from "./timeline-bins.ts";
import { thousands } from "./top-bar.ts";
import { WORDS } from "./words.ts";

/** Bins in a row's sparkline: the last five hours. */
const SPARK_BINS = 30;
/** More campaigns than this stand closer together. */
const ROOMY = 8;

export function createCampaignsPanel(host: HTMLElement, session: Session): void {
  const heading = html("span");
  const hint = html("span");
  const rows = session.scene.campaigns.map((campaign, index) => {
    const glyph = html("span", { class: "glyph-cell" });
    const name = html("span", { class: "name" });
    const spark = createSparkline(60, 16);
    const count = html("span", { class: "count", "data-testid": `campaign-count-${index}` }, "–");
    const node = html(
      "button",
      { class: "campaign", type: "button", "data-testid": `campaign-${campaign.name}` },
      glyph,
      name,
      html("span", { class: "spark-cell" }, spark.node),
      count,
    );
    node.addEventListener("click", (event) => {
      if (event.shiftKey) session.toggle(index);
      else session.solo(index);
    });
    return { campaign, index, glyph, name, spark, count, node };
  });
  host.append(
    html("h2", { class: "heading" }, heading, hint),
    ...fieldsOf(session),
    html(
      "div",
      { class: rows.length > ROOMY ? "campaigns dense" : "campaigns" },
      ...rows.map(({ node }) => node),
    ),
  );

  const count = (): void => {
    const { bins, tick } = session;
    const last = tick === undefined ? 0 : binOf(tick.timeMs);
    for (const row of rows) {
      setText(row.count, thousands(offersOf(bins, row.index)));
      const offered = bins.offered[row.index]!;
      // The running bin is not full yet: it would draw a fall that is none.
      row.spark.draw([...offered.subarray(Math.max(0, last - SPARK_BINS), last)]);
    }
  };
  const relabel = (): void => {
    const { language, palette } = session.look;
    const words = WORDS[language];
    setText(heading, words.campaigns);
    setText(hint, words.offersToday);
    for (const row of rows) {
      row.glyph.replaceChildren(glyphIcon(palette, row.index));
      const title = session.say(row.campaign.title);
      setText(row.name, title);
      row.name.title = title;
      row.node.title = words.campaignHint;
    }
  };
  const show = (): void => {
    for (const { index, node } of rows) {
      node.setAttribute("aria-pressed", String(session.isShown(index)));
    }
  };
  session.on("tick", count);
  session.on("history", count);
  session.on("look", relabel);
  session.on("campaigns", show);
  relabel();
  show();
}

/** Buttons that show the campaigns of one field; none where the scenario names fewer than two. */
function fieldsOf(session: Session): HTMLElement[] {
  const { campaigns } = session.scene;
  const fields = [...new Set(campaigns.flatMap(({ field }) => field ?? []))];
  if (fields.length < 2) return [];
  const buttons = [undefined, ...fields].map((field) => {
    const node = html("button", { type: "button", "data-testid": `field-${field ?? "all"}` });
    const members = campaigns.flatMap((campaign, index) =>
      field === undefined || campaign.field === field ? [index] : [],
    );
    node.addEventListener("click", () => session.show(members));
    return { field, members, node };
  });
  const relabel = (): void => {
    const { language } = session.look;
    for (const { field, node } of buttons) {
      setText(node, field === undefined ? WORDS[language].allFields : fieldWord(field, language));
    }
  };
  const press = (): void => {
    const shown = campaigns.flatMap((_, index) => (session.isShown(index) ? [index] : []));
    for (const { members, node } of buttons) {
      node.setAttribute("aria-pressed", String(members.join() === shown.join()));
    }
  };
  session.on("look", relabel);
  session.on("campaigns", press);
  relabel();
  press();
  return [html("div", { class: "fields", role: "group" }, ...buttons.map(({ node }) => node))];
}
