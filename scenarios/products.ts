// The product table of a scenario: what is sold, to whose need, at what price, in which words.
import { z } from "zod";
import { CONTACT_CHANNELS, type ContactChannel } from "../domain/decision.ts";
import { CAPABILITY } from "../domain/directory.ts";
import { PRODUCTS } from "../domain/product.ts";
import { words } from "./phrases.ts";
import { productName, quantity, slug, wholeNumber } from "./scalars.ts";

const capabilities = Object.keys(CAPABILITY) as [keyof typeof CAPABILITY];

/** Yuan; the finest amount is a fen. */
export const yuan = () => quantity({ from: 0, to: 100_000_000 });

const scripts = z
  .strictObject(
    Object.fromEntries(
      CONTACT_CHANNELS.map((channel) => [
        channel,
        words(`the words of an offer by ${channel}`).exactOptional(),
      ]),
    ) as Record<ContactChannel, ReturnType<ReturnType<typeof words>["exactOptional"]>>,
  )
  .exactOptional()
  .describe("Words by channel: the text of a campaign of this product that has none of its own.");

const product = z.strictObject({
  id: slug().describe("The product's name in what.product, in lists of others and in reports."),
  title: words("the product's name"),
  need: z
    .enum(PRODUCTS)
    .describe("The class of need that it meets: history, scores and response go by it."),
  price: yuan()
    .exactOptional()
    .describe("Yuan a month that it brings: its value in arbitration, and the revenue in reports."),
  cost: yuan().exactOptional().describe("Yuan a month that it costs the operator, for reports."),
  handset: z
    .array(z.enum(capabilities))
    .min(1)
    .exactOptional()
    .describe("The handset must be able to do all of these. Default: any handset."),
  pushesPerDay: wholeNumber({ from: 1, to: 10_000_000 })
    .exactOptional()
    .describe(
      "At most so many offers of it are sent from midnight to midnight, all campaigns together. " +
        "Default: no limit.",
    ),
  priority: wholeNumber({ from: 0, to: 100 })
    .exactOptional()
    .describe(
      "How important it is to the planner; greater is more. Of the campaigns that may speak at a " +
        "moment, those of the greatest priority do, before `arbitration` is asked; what waits " +
        "goes in the same order. Default 0, as of campaigns without a product of the table.",
    ),
  prerequisites: z
    .array(productName())
    .max(20)
    .exactOptional()
    .describe("Products (ids or classes of need) that a person must have, all of them."),
  excludes: z
    .array(productName())
    .max(20)
    .exactOptional()
    .describe("Products (ids or classes of need) that a person must not have, none of them."),
  scripts,
});

export const products = z
  .array(product)
  .max(1_000)
  .default([])
  .describe("The product table. Default: none; a campaign may name a class of need instead.");

export type ProductBlock = z.output<typeof product>;
