// The phone of the person who is followed: the messages that reached her today, as she reads them.
import type { Inspection } from "../domain/map-frame.ts";
import { formatClock } from "../domain/time.ts";
import { html, setText } from "./dom.ts";
import { glyphIcon } from "./glyphs.ts";
import type { InspectionFeed } from "./inspection-feed.ts";
import { messagesOf, sentMs } from "./phone-messages.ts";
import type { Session } from "./session.ts";
import { outcomeWord } from "./terms.ts";
import { WORDS } from "./words.ts";

type Offer = Inspection["offers"][number];

export function createPhone(
  host: HTMLElement,
  session: Session,
  inspections: InspectionFeed,
): void {
  const title = html("h2", { class: "phone-title" });
  const list = html("ol", { class: "phone-messages" });
  const phone = html("div", { class: "phone", "data-testid": "phone" }, title, list);
  host.append(phone);
  const draw = (): void => {
    const { current } = inspections;
    phone.hidden = !session.follows || current === undefined;
    if (current === undefined || phone.hidden) return;
    const words = WORDS[session.look.language];
    setText(title, words.phone(session.say(current.person)));
    const messages = messagesOf(current);
    const lines = messages.map((offer) => messageOf(offer, session));
    const nothing = html("li", { class: "faint" }, words.noMessages);
    list.replaceChildren(...(lines.length > 0 ? lines : [nothing]));
    list.scrollTop = list.scrollHeight;
  };
  inspections.onChange(draw);
  session.on("following", draw);
  session.on("look", draw);
  draw();
}

function messageOf(offer: Offer, session: Session): HTMLLIElement {
  const { look, scene } = session;
  const campaign = scene.campaigns[offer.campaign];
  const answer =
    offer.outcome === undefined || offer.outcome === "delivered"
      ? []
      : [html("span", { class: "phone-answer" }, outcomeWord(offer.outcome, look.language))];
  return html(
    "li",
    { class: "phone-message" },
    html(
      "span",
      { class: "phone-head" },
      glyphIcon(look.palette, offer.campaign, { size: 12 }),
      html(
        "span",
        { class: "phone-from" },
        campaign === undefined ? "" : session.say(campaign.title),
      ),
      html("time", {}, formatClock(sentMs(offer)).slice(0, 5)),
    ),
    html("span", { class: "phone-text" }, session.say(offer.text!)),
    ...answer,
  );
}
