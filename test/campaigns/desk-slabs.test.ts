// Slabs of a desk: gone on from under the terms that wrote them, refused whole under any other.
import { describe, expect, test } from "vitest";
import type { CampaignBook } from "../../campaigns/campaign.ts";
import { createDesk } from "../../campaigns/desk.ts";
import type { Shard } from "../../domain/digest.ts";
import { HOUR_MS } from "../../domain/time.ts";
import { packArrays, unpackArrays } from "../../machines/packed-arrays.ts";
import { bookOf, PROFILE, triggerAt } from "./samples.ts";

type Channels = NonNullable<CampaignBook["channels"]>;

const NOON = 12 * HOUR_MS;
const title = { en: "product", zh: "业务" };
const tone = { id: "tone", title, need: "ringbackTone" } as const;
const sms = { perSecond: 2 };
const call = { seats: 3, handlingMs: HOUR_MS };
const CHANNELS: Channels = { sms, call };

function bookWith(
  channels: Channels,
  products: NonNullable<CampaignBook["products"]> = [tone],
): CampaignBook {
  const campaign = { name: "tone", offersPerDay: 8, what: { productId: "tone" } };
  return bookOf([campaign], {}, undefined, { products, channels });
}

function deskOf(book: CampaignBook, limitShare: Shard = { index: 0, of: 1 }) {
  return createDesk({ book, limitShare, directory: { profile: () => PROFILE } });
}

/** Of a desk that has sent one offer to person 0, and a second at once to person 1. */
function slabsOf(book: CampaignBook): Map<string, Uint8Array> {
  const desk = deskOf(book);
  for (const person of [0, 1]) desk.decide(triggerAt(NOON, person));
  return new Map([...desk.changed()].map(([name, slab]) => [name, slab()]));
}

const REFUSED = expect.objectContaining({ code: "colony.snapshot-refused" }) as Error;

describe("slabs of a desk", () => {
  test("let another desk of the same book go on where it stood", () => {
    const desk = deskOf(bookWith(CHANNELS));
    desk.load(slabsOf(bookWith(CHANNELS)));
    expect(desk.decide(triggerAt(NOON, 2))).toMatchObject({ rule: "channel.capacity" });
  });

  test("are refused under other terms, and leave no contact behind", () => {
    const others: readonly Channels[] = [
      {},
      { sms },
      { sms, mms: { perSecond: 2 }, call },
      { mms: { perSecond: 2 }, call },
      { sms: { perSecond: 2.5 }, call },
      { sms, call: { seats: 4, handlingMs: HOUR_MS } },
      { sms, call: { seats: 3, handlingMs: 2 * HOUR_MS } },
      { sms, counter: { counters: 3, serviceMs: HOUR_MS } },
    ];
    const slabs = slabsOf(bookWith(CHANNELS));
    const desks = [
      ...others.map((channels) => deskOf(bookWith(channels))),
      deskOf(bookWith(CHANNELS, [tone, { ...tone, id: "other" }])),
      deskOf(bookWith(CHANNELS), { index: 0, of: 2 }),
    ];
    for (const desk of desks) {
      expect(() => desk.load(slabs)).toThrow(REFUSED);
      expect(desk.decide(triggerAt(NOON))).toMatchObject({ kind: "offered", sequence: 0 });
    }
  });

  test("are refused when arrays are missing, too many, too short or of another kind", () => {
    const book = bookWith(CHANNELS);
    const slabs = slabsOf(book);
    const arrays = unpackArrays(slabs.get("campaigns")!, { place: "test", version: 4 });
    const last = arrays.length - 1;
    const misfits = [
      [],
      arrays.slice(0, 1),
      arrays.slice(0, last),
      [...arrays, new Uint8Array(1)],
      [...arrays.slice(0, last), arrays[last]!.slice(1)],
      [...arrays.slice(0, last), new Uint32Array(arrays[last]!.length)],
    ];
    for (const misfit of misfits) {
      const desk = deskOf(book);
      const damaged = new Map(slabs).set("campaigns", packArrays(4, misfit));
      expect(() => desk.load(damaged)).toThrow(REFUSED);
      expect(desk.decide(triggerAt(NOON))).toMatchObject({ kind: "offered", sequence: 0 });
    }
  });
});
