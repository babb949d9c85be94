// One person: what the network believes, its last signals, every offer made or refused, and why.
import type { Inspection } from "../domain/map-frame.ts";
import { formatClock, formatDuration } from "../domain/time.ts";
import { consideredOf } from "./considered.ts";
import { html } from "./dom.ts";
import { glyphIcon } from "./glyphs.ts";
import type { InspectionFeed } from "./inspection-feed.ts";
import type { Look } from "./look.ts";
import type { Session } from "./session.ts";
import { outcomeWord, stateWord } from "./terms.ts";
import { campaignColour } from "./theme.ts";
import { tied, WORDS } from "./words.ts";

/** Signals and offers shown; fewer signals where rivals need the room. */
const SIGNALS_MAX = 8;
const SIGNALS_BESIDE_RIVALS = 4;
const OFFERS_MAX = 8;

type Offer = Inspection["offers"][number];

export function createInspector(
  host: HTMLElement,
  session: Session,
  inspections: InspectionFeed,
): void {
  let chosen: string | undefined;
  const close = html(
    "button",
    { class: "kbd", type: "button", "data-testid": "inspector-close" },
    "Esc",
  );
  close.addEventListener("click", () => session.select(undefined));
  const head = html("div", { class: "who" });
  const body = html("div", { class: "sections" });
  host.append(head, body);

  const draw = (): void => {
    const { current } = inspections;
    const words = WORDS[session.look.language];
    close.setAttribute("aria-label", words.close);
    if (current === undefined) {
      head.replaceChildren(
        html(
          "div",
          { class: "person" },
          html("span", {}, inspections.failed ? words.unreadable : "…"),
          close,
        ),
      );
      body.replaceChildren();
      return;
    }
    // Only nodes that hold no focus are rebuilt, so that Tab keeps its place through refreshes.
    const focused = body.contains(document.activeElement)
      ? (document.activeElement as HTMLElement).dataset["offer"]
      : undefined;
    head.replaceChildren(...personOf(current, session, close));
    const rivals = consideredIn(chosenOffer(current, chosen), session);
    body.replaceChildren(
      regionsOf(current, session.look),
      signalsOf(current, session.look, rivals.length > 0 ? SIGNALS_BESIDE_RIVALS : SIGNALS_MAX),
      offersOf(current, session, chosenOffer(current, chosen), (id) => {
        chosen = id;
        draw();
      }),
      ...rivals,
      ...cameAbout(chosenOffer(current, chosen), session.look),
    );
    if (focused !== undefined) {
      body.querySelector<HTMLElement>(`[data-offer="${CSS.escape(focused)}"]`)?.focus();
    }
  };
  inspections.onChange(draw);
  session.on("selection", () => {
    chosen = undefined;
  });
  session.on("look", draw);
  session.on("following", draw);
}

/** What stands for an octet that says who is meant. */
const COVER = "··";

function chosenOffer({ offers }: Inspection, chosen: string | undefined): Offer | undefined {
  return (
    offers.find(({ id }) => id === chosen) ??
    offers.find(({ kind }) => kind === "offered") ??
    offers[0]
  );
}

function personOf(inspection: Inspection, session: Session, close: Node): Node[] {
  const words = WORDS[session.look.language];
  return [
    html(
      "div",
      { class: "person" },
      html("span", { "data-testid": "inspector-person" }, session.say(inspection.person)),
      html("span", { class: "person-tools" }, followButton(session), close),
    ),
    html(
      "div",
      { class: "profile" },
      html("span", { title: words.token }, inspection.token),
      html("span", {}, session.say(inspection.profile)),
      html("span", { class: "faint" }, words.fictional),
    ),
  ];
}

function followButton(session: Session): HTMLButtonElement {
  const words = WORDS[session.look.language];
  const { follows } = session;
  const node = html(
    "button",
    {
      class: "follow",
      type: "button",
      "data-testid": "follow",
      "aria-pressed": String(follows),
      title: words.followHint,
    },
    follows ? words.following : words.follow,
  );
  node.addEventListener("click", () => session.follow(!follows));
  return node;
}

function section(title: string, note: string, ...children: readonly Node[]): HTMLElement {
  return html(
    "section",
    {},
    html("h3", { class: "section-heading" }, html("span", {}, title), html("span", {}, note)),
    ...children,
  );
}

function regionsOf({ regions, timeMs }: Inspection, { language }: Look): HTMLElement {
  const words = WORDS[language];
  const rows = regions.map(({ region, states, active, sinceMs }) =>
    html(
      "div",
      { class: "region", "data-testid": `region-${region}` },
      html("span", { class: "region-name" }, stateWord(region, language)),
      html(
        "span",
        { class: "pills" },
        ...states
          .filter((state) => state === active || state !== "unknown")
          .map((state) =>
            html(
              "span",
              state === active
                ? { class: "pill active", "aria-current": "true" }
                : { class: "pill" },
              stateWord(state, language),
            ),
          ),
      ),
      html("span", { class: "since" }, formatDuration(Math.max(0, timeMs - sinceMs), language)),
    ),
  );
  return section(words.believes, words.duration, ...rows);
}

function signalsOf({ signals }: Inspection, { language }: Look, most: number): HTMLElement {
  const words = WORDS[language];
  const rows = signals
    .slice(0, most)
    .map(({ timeMs, direction, message, note }) =>
      html(
        "div",
        { class: "signal" },
        html("span", {}, formatClock(timeMs)),
        html("span", {}, direction === "up" ? "↑" : "↓"),
        html("span", { class: "message" }, message, " ", html("span", { class: "faint" }, note)),
      ),
    );
  const nothing = html("p", { class: "faint" }, words.noSignals);
  return section(words.signals, "A · BSSAP", ...(rows.length > 0 ? rows : [nothing]));
}

function offersOf(
  { offers, attention }: Inspection,
  session: Session,
  chosen: Offer | undefined,
  choose: (id: string) => void,
): HTMLElement {
  const { look, scene } = session;
  const words = WORDS[look.language];
  const sent = offers.filter(({ kind }) => kind === "offered").length;
  const rows = offers.slice(0, OFFERS_MAX).map((offer) => {
    const held = offer.kind === "suppressed";
    const campaign = scene.campaigns[offer.campaign];
    const time = formatClock(offer.timeMs).slice(0, 5);
    const node = html(
      "button",
      {
        class: "offer",
        type: "button",
        "data-offer": offer.id,
        "data-testid": held ? "offer-refused" : "offer-made",
        "aria-pressed": String(offer.id === chosen?.id),
      },
      glyphIcon(look.palette, offer.campaign, { hollow: held, size: 14 }),
      html(
        "span",
        {},
        html(
          "span",
          { class: "offer-title" },
          html("span", {}, campaign === undefined ? "–" : session.say(campaign.title)),
          html("span", { class: "when" }, held ? words.refusedAt(time) : standingOf(offer, look)),
        ),
        html("span", { class: "reason" }, tied(reasonOf(offer, look))),
        ...(held ? [html("code", { class: "code" }, offer.rule ?? "")] : []),
      ),
    );
    node.addEventListener("click", () => choose(offer.id));
    return node;
  });
  const nothing = html("p", { class: "faint" }, words.noOffers);
  const { contacts, complaints, damage } = attention;
  const ledger = html(
    "p",
    { class: "ledger", "data-testid": "attention" },
    html("span", {}, words.attention),
    html("span", {}, words.attentionOf(contacts, complaints, damage.toFixed(1))),
  );
  return section(
    words.offers,
    words.sentRefused(sent, offers.length - sent),
    ...(rows.length > 0 ? [...rows, ...(contacts > 0 ? [ledger] : [])] : [nothing]),
  );
}

/** How an offer that was made stands. */
function standingOf({ timeMs, outcome, idleUntilMs }: Offer, { language }: Look): string {
  const words = WORDS[language];
  if (idleUntilMs !== undefined) return words.waitsForIdle(formatClock(idleUntilMs).slice(0, 5));
  const time = formatClock(timeMs).slice(0, 5);
  return outcome === undefined || outcome === "delivered"
    ? words.sentAt(time)
    : `${outcomeWord(outcome, language)} ${time}`;
}

/** What was noticed: the sentence up to its colon. */
function reasonOf({ sentence }: Offer, { language }: Look): string {
  return sentence[language].split(language === "zh" ? "：" : ": ")[0]!;
}

/** The rivals for the chosen moment, if there were any. */
function consideredIn(offer: Offer | undefined, session: Session): HTMLElement[] {
  if (offer === undefined) return [];
  const rows = consideredOf(offer, session);
  const words = WORDS[session.look.language];
  return rows.length === 0
    ? []
    : [section(words.considered, words.notAlone(rows.length - 1), ...rows)];
}

/** Message → trigger → decision → SMS, as far as it went. */
function cameAbout(offer: Offer | undefined, look: Look): HTMLElement[] {
  if (offer === undefined) return [];
  const words = WORDS[look.language];
  const colour = campaignColour(look.palette, offer.campaign);
  const held = offer.kind === "suppressed";
  const step = (name: string, text: string, code?: string, last = false): HTMLElement => {
    const dot = html("i");
    if (last) dot.style.background = colour;
    return html(
      "div",
      { class: "step" },
      dot,
      html("span", { class: "step-name" }, name),
      html(
        "span",
        {},
        text,
        ...(code === undefined ? [] : [html("code", { class: "code" }, code)]),
      ),
    );
  };
  const steps = [
    ...(offer.signal === undefined
      ? []
      : [step(formatClock(offer.timeMs), offer.signal.message, offer.signal.octets)]),
    step(offer.trigger, reasonOf(offer, look)),
    held
      ? step(words.decision, words.heldBack, offer.rule, true)
      : step(words.decision, words.offerMade),
    ...(held
      ? []
      : [
          step(
            words.sms,
            offer.outcome === undefined
              ? words.smsPending
              : outcomeWord(offer.outcome, look.language),
            undefined,
            true,
          ),
        ]),
  ];
  const title = held ? words.heldBackWhy : words.cameAbout;
  const note = offer.signal?.octets.includes(COVER) === true ? words.covered : "";
  return [section(title, note, html("div", { class: "chain" }, ...steps))];
}
