// The rail: campaigns above; below them the feed or the funnel; the inspector in place of both.
import { createCampaignsPanel } from "./campaigns-panel.ts";
import { html, setText } from "./dom.ts";
import { FeedPanel } from "./feed.ts";
import { createFunnelPanel } from "./funnel-panel.ts";
import type { InspectionFeed } from "./inspection-feed.ts";
import { createInspector } from "./inspector.ts";
import type { Session } from "./session.ts";
import { WORDS } from "./words.ts";

export interface Rail {
  readonly feed: FeedPanel;
  /** Shows the funnel instead of the feed, or the feed again. */
  toggleFunnel(): void;
  /** Draws what changed; called every animation frame. */
  frame(nowMs: number): void;
}

export function createRail(
  aside: HTMLElement,
  session: Session,
  inspections: InspectionFeed,
): Rail {
  const overview = html("div", { class: "overview" });
  const campaigns = html("div", { class: "campaigns-cell" });
  const feedCell = html("div", { class: "feed-cell" });
  const funnelCell = html("div", { class: "funnel-cell" });
  const person = html("div", { class: "inspector", "data-testid": "inspector" });
  const feedTab = html("button", { type: "button", "data-testid": "tab-feed" });
  const funnelTab = html("button", { type: "button", "data-testid": "tab-funnel" });
  const rate = html("span", { "data-testid": "rate" });
  const heading = html(
    "h2",
    { class: "heading rail-heading" },
    html("span", { class: "tabs" }, feedTab, funnelTab),
    rate,
  );
  overview.append(campaigns, heading, feedCell, funnelCell);
  aside.append(overview, person);
  createCampaignsPanel(campaigns, session);
  const feed = new FeedPanel(feedCell, rate, session);
  const funnel = createFunnelPanel(funnelCell, session);
  createInspector(person, session, inspections);

  const open = (isFunnel: boolean): void => {
    feedCell.hidden = isFunnel;
    funnelCell.hidden = !isFunnel;
    rate.hidden = isFunnel;
    overview.classList.toggle("with-funnel", isFunnel);
    feedTab.setAttribute("aria-pressed", String(!isFunnel));
    funnelTab.setAttribute("aria-pressed", String(isFunnel));
  };
  const choose = (selection: number | undefined): void => {
    overview.hidden = selection !== undefined;
    person.hidden = selection === undefined;
  };
  const relabel = (): void => {
    const words = WORDS[session.look.language];
    setText(feedTab, words.why);
    setText(funnelTab, words.funnel);
    funnelTab.title = words.funnelHint;
  };
  feedTab.addEventListener("click", () => open(false));
  funnelTab.addEventListener("click", () => open(true));
  session.on("selection", choose);
  session.on("look", relabel);
  choose(session.selection);
  relabel();
  open(false);
  return {
    feed,
    toggleFunnel: () => open(funnelCell.hidden === true),
    frame(nowMs) {
      feed.frame(nowMs);
      if (!funnelCell.hidden) funnel.frame(nowMs);
    },
  };
}
