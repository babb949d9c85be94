// Random campaigns, policies, products, people and streams of moments: all from one seed.
import { type CampaignWithTrigger, createBook } from "../../../campaigns/book.ts";
import type { CampaignBook, ContactPolicy } from "../../../campaigns/campaign.ts";
import { CONTACT_CHANNELS, type ProductRecord } from "../../../campaigns/terms.ts";
import type { Profile } from "../../../domain/directory.ts";
import { fraction, hashWords } from "../../../domain/hash.ts";
import type { Reaction } from "../../../domain/offer.ts";
import { PRODUCTS } from "../../../domain/product.ts";
import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS } from "../../../domain/time.ts";
import type { TriggerParameters } from "../../../domain/trigger.ts";
import { ALL_DAY, POWERED_ON, PROFILE, RINGBACK } from "../samples.ts";

/** Something that happens to the desk. */
export type Happening =
  | {
      readonly kind: "moment";
      readonly timeMs: number;
      readonly subscriber: number;
      readonly definition: number;
    }
  | { readonly kind: "opt-out"; readonly timeMs: number; readonly subscriber: number }
  | {
      readonly kind: "pause";
      readonly timeMs: number;
      readonly campaign: number;
      readonly isPaused: boolean;
    };

export interface World {
  readonly seed: number;
  readonly book: CampaignBook;
  readonly profiles: readonly (Profile | undefined)[];
  readonly happenings: readonly Happening[];
  react(offer: { readonly subscriber: number; readonly sequence: number }): Reaction;
}

const ROUTE: TriggerParameters = {
  name: "cells.changedRapidly",
  cells: 3,
  withinMs: 15 * MINUTE_MS,
  andMessageWithinMs: 0,
};
const TRIGGERS = [RINGBACK, POWERED_ON, ROUTE];
const WORDS = { en: "offer", zh: "业务" };

/** Draws that follow from the seed alone. */
class Draws {
  readonly #seed: number;
  #count = 0;

  constructor(seed: number) {
    this.#seed = seed;
  }

  share(): number {
    return fraction(hashWords(this.#seed, this.#count++, 0x1277));
  }

  chance(share: number): boolean {
    return this.share() < share;
  }

  /** from ≤ result ≤ to. */
  whole(from: number, to: number): number {
    return from + Math.floor(this.share() * (to - from + 1));
  }

  one<T>(items: readonly T[]): T {
    return items[this.whole(0, items.length - 1)]!;
  }

  some<T>(items: readonly T[], share: number): T[] {
    return items.filter(() => this.chance(share));
  }

  /** These fields, or none of them. */
  maybe<T extends object>(share: number, make: () => T): T | Record<string, never> {
    return this.chance(share) ? make() : {};
  }

  /** A span of the day in half-hours. */
  hours() {
    const half = HOUR_MS / 2;
    return { fromMs: this.whole(0, 47) * half, toMs: this.whole(0, 47) * half };
  }
}

/** The world of a seed, with so many happenings. */
export function worldOf(seed: number, happenings: number): World {
  const draws = new Draws(seed);
  const people = draws.whole(3, 24);
  const profiles = Array.from({ length: people }, () =>
    draws.chance(0.05) ? undefined : profileOf(draws),
  );
  const products = Array.from({ length: 3 }, (_, index) => productOf(draws, index));
  const book = createBook({
    campaigns: Array.from({ length: draws.whole(1, 5) }, (_, index) => campaignOf(draws, index)),
    policy: policyOf(draws),
    control: { share: draws.one([0, 0, 0.25]), salt: draws.whole(0, 1e6) },
    products,
    ...draws.maybe(0.4, () => ({ channels: channelsOf(draws) })),
    ...draws.maybe(0.4, () => ({
      arbitration: { by: "score" as const, refusalWeight: draws.one([0, 0.5, 2]) },
    })),
  });
  return {
    seed,
    book,
    profiles,
    happenings: streamOf(draws, book, people, happenings),
    react: ({ subscriber, sequence }) => reactionOf(seed, subscriber, sequence),
  };
}

function policyOf(draws: Draws): ContactPolicy {
  const window = () => ({ withinMs: draws.one([HOUR_MS, DAY_MS, 7 * DAY_MS, 30 * DAY_MS]) });
  const quiet = draws.chance(0.6) ? draws.hours() : { fromMs: 0, toMs: 0 };
  const days = (share: number, key: string) =>
    draws.maybe(share, () => ({ [key]: draws.one([10, 60, 180]) * DAY_MS }));
  return {
    quietHours: quiet,
    minimumGapMs: draws.one([0, 0, MINUTE_MS, HOUR_MS, DAY_MS]),
    cap: { offers: draws.whole(1, 6), withinMs: draws.one([HOUR_MS, DAY_MS, 7 * DAY_MS]) },
    ...draws.maybe(0.4, () => ({
      caps: Array.from({ length: draws.whole(1, 3) }, () => ({
        ...draws.maybe(0.7, () => ({ channel: draws.one(CONTACT_CHANNELS) })),
        offers: draws.whole(1, 4),
        ...window(),
      })),
    })),
    respectDoNotDisturb: draws.chance(0.5),
    excludeRedList: draws.chance(0.5),
    excludeComplained: draws.chance(0.5),
    excludeAccepted: draws.chance(0.5),
    ...draws.maybe(0.4, () => ({
      history: {
        ...draws.maybe(0.3, () => ({ ordered: true })),
        ...days(0.5, "triedMs"),
        ...days(0.5, "cancelledMs"),
        ...days(0.5, "batchUnsubscribedMs"),
        ...days(0.5, "selfUnsubscribedMs"),
        ...draws.maybe(0.3, () => ({ complainedAbout: true })),
        ...days(0.15, "contactedMs"),
        ...days(0.3, "telemarketedMs"),
      },
    })),
    ...draws.maybe(0.3, () => ({
      consent: draws.some(["marketing", "location", "profiling"] as const, 0.5),
    })),
    ...draws.maybe(0.3, () => ({ attention: { perPerson: draws.whole(1, 40) } })),
  };
}

function productOf(draws: Draws, index: number): ProductRecord {
  return {
    id: `product-${index}`,
    title: WORDS,
    need: draws.one(PRODUCTS),
    ...draws.maybe(0.7, () => ({ price: draws.whole(1, 20) })),
    ...draws.maybe(0.3, () => ({ handset: [draws.one(["mms", "wap", "fourG"] as const)] })),
    ...draws.maybe(0.25, () => ({ pushesPerDay: draws.whole(0, 6) })),
    ...draws.maybe(0.25, () => ({
      prerequisites: [draws.one([...PRODUCTS, "product-0", "product-2"])],
    })),
    ...draws.maybe(0.35, () => ({ excludes: [draws.one([...PRODUCTS, "product-1"])] })),
    ...draws.maybe(0.3, () => ({ priority: draws.whole(0, 3) })),
  };
}

function campaignOf(draws: Draws, index: number): CampaignWithTrigger {
  const trigger = draws.one(TRIGGERS);
  return {
    name: `campaign-${index}`,
    title: WORDS,
    who: draws.one([{}, {}, { usesMms: false }, { usesMms: true }]),
    ...draws.maybe(0.2, () => ({ pilot: { share: draws.one([0.3, 0.7]) } })),
    ...draws.maybe(0.3, () => ({
      arms: [
        { name: "a", share: 0.4, what: { channel: draws.one(CONTACT_CHANNELS) } },
        { name: "b", share: 0.3, what: { holdMs: draws.whole(0, 20) * HOUR_MS } },
      ],
    })),
    what: whatOf(draws),
    whenAndWhere: {
      trigger,
      ...draws.maybe(0.25, () => ({
        and: { trigger: draws.one(TRIGGERS), withinMs: draws.one([MINUTE_MS, HOUR_MS, DAY_MS]) },
      })),
      hours: draws.chance(0.5) ? ALL_DAY : draws.hours(),
    },
  };
}

function whatOf(draws: Draws): CampaignWithTrigger["what"] {
  return {
    offer: WORDS,
    text: WORDS,
    channel: draws.one(CONTACT_CHANNELS),
    response: { accept: 0.1, unprompted: 0, complain: 0.1 },
    expiresAfterMs: draws.one([MINUTE_MS, HOUR_MS, DAY_MS]),
    ...draws.maybe(0.3, () => ({
      channels: [draws.one(CONTACT_CHANNELS), draws.one(CONTACT_CHANNELS)],
    })),
    ...draws.maybe(0.6, () => ({ productId: `product-${draws.whole(0, 2)}` })),
    ...draws.maybe(0.2, () => ({ offersPerDay: draws.whole(0, 8) })),
    ...draws.maybe(0.2, () => ({ budget: draws.whole(0, 60) / 10 })),
    ...draws.maybe(0.35, () => ({ holdMs: draws.whole(0, 30) * HOUR_MS })),
    ...draws.maybe(0.3, () => ({
      deliver: draws.one([
        { kind: "after", afterMs: draws.whole(1, 600) * SECOND_MS },
        { kind: "at", timeOfDayMs: draws.whole(0, 47) * (HOUR_MS / 2) },
        { kind: "nextIdle", trigger: draws.one(TRIGGERS) },
      ] as const),
    })),
    ...draws.maybe(0.25, () => ({
      followUps: Array.from({ length: draws.whole(1, 2) }, () => ({
        afterMs: draws.one([MINUTE_MS, HOUR_MS, DAY_MS]),
        text: WORDS,
      })),
    })),
  };
}

function channelsOf(draws: Draws): NonNullable<CampaignBook["channels"]> {
  const message = () => ({
    ...draws.maybe(0.8, () => ({ cost: draws.whole(1, 50) / 100 })),
    ...draws.maybe(0.5, () => ({ perSecond: draws.one([0.001, 0.01, 0.3, 3]) })),
  });
  return {
    sms: message(),
    mms: message(),
    wapPush: message(),
    call: {
      cost: 2,
      ...draws.maybe(0.6, () => ({
        seats: draws.whole(0, 2),
        handlingMs: draws.whole(1, 90) * MINUTE_MS,
      })),
    },
    counter: {
      ...draws.maybe(0.6, () => ({
        counters: draws.whole(1, 2),
        serviceMs: draws.whole(1, 90) * MINUTE_MS,
        queueBelow: draws.whole(0, 3),
      })),
    },
  };
}

function profileOf(draws: Draws): Profile {
  const ago = () => draws.whole(0, 190);
  const history = Object.fromEntries(
    draws.some(PRODUCTS, 0.5).map((product) => [
      product,
      {
        ...draws.maybe(0.2, () => ({ ordered: true as const })),
        ...draws.maybe(0.3, () => ({ triedDaysAgo: ago() })),
        ...draws.maybe(0.3, () => ({ cancelledDaysAgo: ago() })),
        ...draws.maybe(0.3, () => ({
          unsubscribedDaysAgo: ago(),
          unsubscribedBy: draws.one(["self", "batch"] as const),
        })),
        ...draws.maybe(0.15, () => ({ complainedAbout: true as const })),
      },
    ]),
  );
  const score = () => ({ need: draws.share(), refusal: draws.share(), fit: draws.share() });
  return {
    ...PROFILE,
    history,
    scores: Object.fromEntries(PRODUCTS.map((product) => [product, score()])) as Profile["scores"],
    usesMms: draws.chance(0.5),
    doNotDisturb: draws.chance(0.15),
    redListed: draws.chance(0.15),
    capabilities: draws.whole(0, 15),
    contactedDaysAgo: draws.one([-1, -1, ago()]),
    telemarketedDaysAgo: draws.one([-1, -1, ago()]),
    consent: {
      marketing: draws.chance(0.8),
      location: draws.chance(0.8),
      profiling: draws.chance(0.8),
    },
  };
}

function streamOf(
  draws: Draws,
  { campaigns, definitions }: CampaignBook,
  people: number,
  count: number,
): readonly Happening[] {
  let timeMs = 0;
  return Array.from({ length: count }, (): Happening => {
    timeMs += draws.one([0, 0, draws.whole(0, 5_000), draws.whole(0, 30 * MINUTE_MS)]);
    if (draws.chance(0.05)) timeMs += draws.whole(0, 20 * HOUR_MS);
    const subscriber = draws.whole(0, people - 1);
    if (draws.chance(0.004)) return { kind: "opt-out", timeMs, subscriber };
    if (draws.chance(0.01)) {
      const campaign = draws.whole(0, campaigns.length - 1);
      return { kind: "pause", timeMs, campaign, isPaused: draws.chance(0.4) };
    }
    const definition = draws.whole(0, definitions.length - 1);
    return { kind: "moment", timeMs, subscriber, definition };
  });
}

const ANSWERS: readonly (readonly [below: number, answer: Reaction["answer"]])[] = [
  [0.15, "accepted"],
  [0.24, "declined"],
  [0.28, "complained"],
  [0.3, "optedOut"],
  [1, "none"],
];

function reactionOf(seed: number, subscriber: number, sequence: number): Reaction {
  const draw = (purpose: number) => fraction(hashWords(seed, subscriber, sequence, purpose));
  const mood = draw(1);
  const deliveredAfterMs = Math.round(draw(2) * 20 * SECOND_MS);
  return {
    deliveredAfterMs,
    answer: ANSWERS.find(([below]) => mood < below)![1],
    answeredAfterMs: deliveredAfterMs + Math.round(draw(3) * HOUR_MS),
  };
}
