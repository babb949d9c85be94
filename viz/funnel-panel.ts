// The funnel in the rail: from moments to orders, with a bar for each rule that held back.
import type { Rule } from "../domain/decision.ts";
import type { OutcomeKind } from "../domain/offer.ts";
import type { Stage } from "../metrics/funnel.ts";
import { html, setText } from "./dom.ts";
import { funnelOf, type Loss } from "./funnel-steps.ts";
import type { Session } from "./session.ts";
import { outcomeWord, ruleWord } from "./terms.ts";
import { thousands } from "./top-bar.ts";
import { WORDS, type Words } from "./words.ts";

/** Redrawn at most this often, ms. */
const DRAW_EVERY_MS = 500;

const STAGE_WORDS = {
  moments: "stageMoments",
  eligible: "stageEligible",
  allowed: "stageAllowed",
  offered: "stageOffered",
  delivered: "stageDelivered",
  accepted: "stageAccepted",
} as const satisfies Record<Stage, keyof Words>;

export interface FunnelPanel {
  /** Draws what changed; called every animation frame while the panel is shown. */
  frame(nowMs: number): void;
}

export function createFunnelPanel(host: HTMLElement, session: Session): FunnelPanel {
  const subject = html("span", { class: "funnel-subject" });
  const note = html("span");
  const rows = html("div", { class: "funnel-rows", "data-testid": "funnel" });
  const control = html("div", { class: "funnel-control", "data-testid": "funnel-control" });
  host.append(html("p", { class: "funnel-note" }, subject, note), rows, control);
  let drawnMs = Number.NEGATIVE_INFINITY;
  const draw = (): void => {
    const words = WORDS[session.look.language];
    setText(note, words.sinceStart);
    setText(subject, subjectOf(session));
    if (session.tick === undefined) return;
    const funnel = funnelOf(session.tick.byCampaign.filter((_, index) => session.isShown(index)));
    const most = Math.max(1, funnel.steps[0]!.count);
    const scale = (count: number): number => count / most;
    rows.replaceChildren(
      ...funnel.steps.flatMap(({ stage, count, losses }, index) => {
        const before = funnel.steps[index - 1]?.count;
        const share = before === undefined || before === 0 ? "" : percent(count / before);
        const title = share === "" ? undefined : words.ofBefore(share);
        return [
          ...losses.map((loss) => lossRow(loss, scale, session)),
          row({ kind: `stage ${stage}`, label: words[STAGE_WORDS[stage]], count, scale, title }),
        ];
      }),
    );
    const label = words.controlApart;
    control.replaceChildren(
      ...(funnel.control === 0 ? [] : [row({ kind: "loss", label, count: funnel.control, scale })]),
    );
  };
  for (const topic of ["look", "campaigns", "history"] as const) session.on(topic, draw);
  draw();
  return {
    frame(nowMs) {
      if (nowMs - drawnMs < DRAW_EVERY_MS) return;
      drawnMs = nowMs;
      draw();
    },
  };
}

function subjectOf(session: Session): string {
  const shown = session.scene.campaigns.filter((_, index) => session.isShown(index));
  if (shown.length === session.scene.campaigns.length || shown.length === 0) {
    return WORDS[session.look.language].allCampaigns;
  }
  return shown
    .map(({ title }) => session.say(title))
    .join(session.look.language === "zh" ? "、" : ", ");
}

function lossRow(
  { name, count }: Loss,
  scale: (count: number) => number,
  { look: { language } }: Session,
): HTMLElement {
  const words = WORDS[language];
  const isRule = name.includes(".");
  const label = isRule
    ? ruleWord(name as Rule, language)
    : name === "open"
      ? words.smsPending
      : outcomeWord(name as OutcomeKind, language);
  return row({ kind: "loss", label, count, scale, title: isRule ? name : undefined });
}

function row(parts: {
  readonly kind: string;
  readonly label: string;
  readonly count: number;
  scale(count: number): number;
  readonly title?: string | undefined;
}): HTMLElement {
  const { kind, label, count, scale, title } = parts;
  const bar = html("i");
  bar.style.width = `${(100 * scale(count)).toFixed(2)}%`;
  return html(
    "div",
    { class: `funnel-row ${kind}`, title },
    html("span", { class: "funnel-label" }, label),
    html("span", { class: "funnel-bar" }, bar),
    html(
      "span",
      { class: "funnel-count" },
      kind === "loss" ? `−${thousands(count)}` : thousands(count),
    ),
  );
}

function percent(share: number): string {
  return `${(100 * share).toFixed(share < 0.1 ? 1 : 0)} %`;
}
