// Offers that could never be made as they are written: no words, no handset, no money, no time.
import { CONTACT_CHANNELS } from "../../domain/decision.ts";
import { formatDuration } from "../../domain/time.ts";
import { type Path, showValue, valueAt } from "../positions.ts";
import {
  campaignsOf,
  durationAt,
  listAt,
  numberAt,
  offersOf,
  percentAt,
  type RawOffer,
  repeats,
  textAt,
  textsAt,
} from "../raw.ts";
import type { Complaint } from "../refusals.ts";
import { productNames, unknownProduct } from "./products.ts";

export function wrongOfferings(root: unknown): readonly Complaint[] {
  return campaignsOf(root).flatMap((campaign, index) => {
    const path = ["campaigns", index];
    return [
      ...unknownProducts(root, campaign, path),
      ...wordless(root, campaign, [...path, "what"]),
      ...strangeChannel(campaign, [...path, "what"]),
      ...handsetsThatCannot(root, campaign, path),
      ...offersOf(campaign).flatMap((offer) =>
        [...tooLittleMoney(root, campaign, offer), ...tooLate(offer)].map((complaint) => ({
          ...complaint,
          path: [...path, ...complaint.path],
        })),
      ),
      ...wrongArms(campaign, [...path, "arms"]),
      ...emptyPilot(campaign, [...path, "pilot", "share"]),
    ];
  });
}

function unknownProducts(root: unknown, campaign: unknown, path: Path): readonly Complaint[] {
  const known = productNames(root);
  const places: readonly Path[] = [
    ["what", "product"],
    ...listAt(campaign, ["arms"]).map((_, arm) => ["arms", arm, "what", "product"]),
  ];
  return places.flatMap((place) => {
    const name = textAt(campaign, place);
    if (name === undefined || known.includes(name)) return [];
    return [unknownProduct(name, [...path, ...place], known)];
  });
}

/** A campaign's words are its own, or its product's. */
function wordless(root: unknown, campaign: unknown, path: Path): readonly Complaint[] {
  const what = valueAt(campaign, ["what"]);
  if (typeof what !== "object" || what === null || Array.isArray(what)) return [];
  const id = textAt(what, ["product"]);
  const record = listAt(root, ["products"]).find((entry) => textAt(entry, ["id"]) === id);
  const channel = channelsOf(what)[0]!;
  const missing = (key: string, from: string): Complaint => ({
    path: [...path, key],
    got: "nothing",
    wanted: `a block of lines with en, zh${id === undefined ? "" : `, or ${from} of ${id}`}`,
    remedy: "Indent them, or write { en: … }.",
  });
  const has = (key: string): boolean => valueAt(what, [key]) !== undefined;
  const script = id !== undefined && valueAt(record, ["scripts", channel]) !== undefined;
  return [
    ...(has("offer") || record !== undefined ? [] : [missing("offer", "the title")]),
    ...(has("text") || script ? [] : [missing("text", `scripts.${channel}`)]),
  ];
}

/** The channels of an offer in order of preference; unknown words are complained about elsewhere. */
function channelsOf(what: unknown): readonly string[] {
  const channel = textAt(what, ["channel"]);
  const channels = textsAt(what, ["channels"]);
  if (channels.length > 0) return channels;
  return [channel ?? "sms"];
}

function strangeChannel(campaign: unknown, path: Path): readonly Complaint[] {
  const channel = textAt(campaign, ["what", "channel"]);
  const channels = textsAt(campaign, ["what", "channels"]);
  if (channel === undefined || channels.length === 0 || channels.includes(channel)) return [];
  return [
    {
      path: [...path, "channel"],
      got: `"${channel}", which is none of channels`,
      wanted: `one of ${channels.join(", ")}, or no line at all`,
      remedy: "Remove it: the first of channels that has room is used.",
    },
  ];
}

/** Channels that only some handsets can take. */
const NEEDED: Readonly<Record<string, string>> = { mms: "mms", wapPush: "wap" };

/** Who is meant cannot take the message, or the product. */
function handsetsThatCannot(root: unknown, campaign: unknown, path: Path): readonly Complaint[] {
  const cannot = textsAt(campaign, ["who", "handsetCannot"]);
  const both = textsAt(campaign, ["who", "handsetCan"]).filter((word) => cannot.includes(word));
  const channels = channelsOf(valueAt(campaign, ["what"]));
  const reachable = channels.some((channel) => !cannot.includes(NEEDED[channel] ?? ""));
  const id = textAt(campaign, ["what", "product"]);
  const record = listAt(root, ["products"]).find((entry) => textAt(entry, ["id"]) === id);
  const lacking = textsAt(record, ["handset"]).filter((word) => cannot.includes(word));
  return [
    ...both.map((word) => ({
      path: [...path, "who", "handsetCannot"],
      got: `${word}, which is in handsetCan too`,
      wanted: "handsets that exist",
      remedy: "Remove it from one of the two lists.",
    })),
    ...(reachable
      ? []
      : [
          {
            path: [
              ...path,
              "what",
              valueAt(campaign, ["what", "channels"]) ? "channels" : "channel",
            ],
            got: `${channels.join(", ")} to people whose handset cannot take it`,
            wanted: "a channel that these people can take",
            remedy: "Add sms to channels, or change who.handsetCannot.",
          },
        ]),
    ...lacking.map((word) => ({
      path: [...path, "what", "product"],
      got: `"${id}" for people whose handset cannot do ${word}`,
      wanted: "a product that these people can use",
      remedy: "Change who.handsetCannot, or the product's handset.",
    })),
  ];
}

/** A budget, the campaign's, that not even one contact fits into; paths are the campaign's. */
function tooLittleMoney(
  root: unknown,
  campaign: unknown,
  { what, arm, pathOf }: RawOffer,
): readonly Complaint[] {
  const budget = numberAt(campaign, ["what", "budget"]);
  if (budget === undefined) return [];
  const channels = channelsOf(what).filter((channel) =>
    (CONTACT_CHANNELS as readonly string[]).includes(channel),
  );
  const costs = channels.map((channel) => numberAt(root, ["channels", channel, "cost"]) ?? 0);
  const least = Math.min(...costs);
  if (arm !== undefined) {
    const path = pathOf("channels", "channel");
    return path === undefined || least <= budget || budget === 0
      ? []
      : [
          {
            path,
            got: `${channels.join(", ")}, of which one contact costs ${least} yuan`,
            wanted: `no more than the campaign's budget of ${budget} yuan`,
            remedy: "Raise what.budget, or choose a cheaper channel.",
          },
        ];
  }
  if (least <= budget && budget > 0) return [];
  return [
    {
      path: ["what", "budget"],
      got: `"${budget}"`,
      wanted: `at least the ${least} yuan of one contact`,
      remedy: "Raise it, or leave it out for no limit.",
    },
  ];
}

const EXPIRES_AFTER = "1d";

/** What would come after the offer has ended; paths are the campaign's. */
function tooLate({ what: block, pathOf }: RawOffer): readonly Complaint[] {
  const what = { expiresAfter: EXPIRES_AFTER, ...(block as object) };
  const expires = durationAt(what, ["expiresAfter"]);
  if (expires === undefined) return [];
  const ends = `the offer's ${formatDuration(expires)} (expiresAfter)`;
  const hold = durationAt(what, ["hold"]);
  const holdPath = pathOf("hold", "expiresAfter");
  let sentMs = 0;
  return [
    ...(hold !== undefined && hold > expires && holdPath !== undefined
      ? [
          {
            path: holdPath,
            got:
              holdPath.at(-1) === "hold"
                ? showValue(valueAt(what, ["hold"]))
                : `a hold of ${formatDuration(hold)}`,
            wanted: `no more than ${ends}`,
            remedy: "Shorten it, or let the offer live longer.",
          },
        ]
      : []),
    ...listAt(what, ["followUps"]).flatMap((reminder, index) => {
      sentMs += durationAt(reminder, ["after"]) ?? 0;
      const path = pathOf("followUps", "expiresAfter");
      return sentMs < expires || path === undefined
        ? []
        : [
            {
              path: path.at(-1) === "followUps" ? [...path, index, "after"] : path,
              got: `a reminder ${formatDuration(sentMs)} after the first message`,
              wanted: `one before ${ends} are over`,
              remedy: "Shorten it (each counts from the message before it), or raise expiresAfter.",
            },
          ];
    }),
  ];
}

function wrongArms(campaign: unknown, path: Path): readonly Complaint[] {
  const arms = listAt(campaign, ["arms"]);
  const twice = repeats(arms, "name").map(({ index, earlier, text }) => ({
    path: [...path, index, "name"],
    got: `"${text}" again`,
    wanted: `a name that arms[${earlier}] does not have`,
    remedy: "Rename one of the two.",
  }));
  const total = arms.reduce((sum: number, arm) => sum + (percentAt(arm, ["share"]) ?? 0), 0);
  if (total <= 100 + 1e-9) return twice;
  return [
    ...twice,
    {
      path,
      got: `shares of ${Number(total.toFixed(6))} % together`,
      wanted: "at most 100 %",
      remedy: "Lower some; who is in no arm gets the campaign's own offer.",
    },
  ];
}

function emptyPilot(campaign: unknown, path: Path): readonly Complaint[] {
  if (percentAt(campaign, ["pilot", "share"]) !== 0) return [];
  return [
    {
      path,
      got: '"0%", which is nobody',
      wanted: "a part of the people",
      remedy: "Raise it, or leave pilot out for everybody.",
    },
  ];
}
