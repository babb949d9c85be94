// Arbitration in the inspector: every campaign that wanted a moment, who won it, and why others lost.
import type { Inspection } from "../domain/map-frame.ts";
import { html } from "./dom.ts";
import { glyphIcon } from "./glyphs.ts";
import type { Session } from "./session.ts";
import { ruleWord } from "./terms.ts";
import { WORDS } from "./words.ts";

type Offer = Inspection["offers"][number];

/** The rule of a campaign that only the winner held back. */
const LOST = "arbitration.lost";

/** A row each, the campaign of the decision first; none where no other campaign wanted the moment. */
export function consideredOf(offer: Offer, session: Session): HTMLElement[] {
  const { losers = [] } = offer;
  if (losers.length === 0) return [];
  const { language } = session.look;
  const words = WORDS[language];
  const won = offer.kind === "offered";
  const score = offer.score === undefined ? "" : ` · ${words.score(signed(offer.score))}`;
  const first = won
    ? { verdict: `${words.won}${score}`, rule: undefined, score: undefined }
    : { verdict: `${words.cameFurthest}${score}`, rule: offer.rule, score: undefined };
  return [
    rowOf(session, { campaign: offer.campaign, ...first, hollow: !won }),
    ...losers.map(({ campaign, rule, score }) =>
      rowOf(session, {
        campaign,
        score,
        rule,
        verdict: rule === LOST ? words.consideredLost : ruleWord(rule, language),
        hollow: true,
      }),
    ),
  ];
}

function signed(score: number): string {
  return score.toFixed(2).replace("-", "−");
}

function rowOf(
  session: Session,
  row: {
    readonly campaign: number;
    readonly score?: number | undefined;
    readonly rule?: string | undefined;
    readonly verdict: string;
    readonly hollow: boolean;
  },
): HTMLElement {
  const { look, scene } = session;
  const campaign = scene.campaigns[row.campaign];
  const { score } = row;
  return html(
    "div",
    { class: row.hollow ? "rival" : "rival won", "data-testid": "rival" },
    glyphIcon(look.palette, row.campaign, { hollow: row.hollow, size: 14 }),
    html(
      "span",
      {},
      html(
        "span",
        { class: "offer-title" },
        html("span", {}, campaign === undefined ? "–" : session.say(campaign.title)),
        html("span", { class: "when" }, row.verdict),
      ),
      ...(row.rule === undefined && score === undefined
        ? []
        : [
            html(
              "span",
              { class: "rival-why" },
              html("code", { class: "code" }, row.rule ?? ""),
              score === undefined
                ? undefined
                : html("span", { class: "when" }, WORDS[look.language].score(signed(score))),
            ),
          ]),
    ),
  );
}
