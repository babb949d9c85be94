// A book made ready for deciding: for each campaign and arm, what its rules look at, settled once.
import { CAPABILITY } from "../domain/directory.ts";
import { fraction, hashText, hashWords } from "../domain/hash.ts";
import type { SubscriberIndex } from "../domain/identity.ts";
import { PRODUCTS, type Product } from "../domain/product.ts";
import { definitionOf } from "../machines/triggers/catalogue.ts";
import type { Campaign, CampaignArm, CampaignBook, Offering } from "./campaign.ts";
import { overlaid } from "./offering.ts";
import type { ContactChannel, ProductRecord } from "./terms.ts";

/** Salts of the stable hashes, so that pilot, arms and control group do not depend on each other. */
const PILOT = 0x9117;
const ARMS = 0xa235;

/** What somebody must have, or must not: by need class in the records, by seller in this run. */
export interface Ownership {
  readonly need: Product | undefined;
  readonly sellers: readonly Seller[];
}

/** A campaign that sells something to some people, or to all. */
export interface Seller {
  readonly campaign: number;
  /** Whether it is what this person's arm sells. */
  sellsTo(subscriber: SubscriberIndex): boolean;
}

/** One way in which a campaign may answer a moment: its own offer, or an arm's. */
export interface Candidate {
  readonly campaign: number;
  readonly of: Campaign;
  /** Index of the arm; undefined for the campaign's own offer. */
  readonly arm: number | undefined;
  readonly what: Offering;
  /** Sent at its moment or never. */
  readonly isAtOnce: boolean;
  readonly need: Product;
  readonly channels: readonly ContactChannel[];
  /** Capability bits that the product asks of a handset. */
  readonly handset: number;
  readonly prerequisites: readonly Ownership[];
  readonly excludes: readonly Ownership[];
  /** Who has accepted one of these has the product. */
  readonly same: Ownership;
  /** Place among the book's products, −1 for none. */
  readonly product: number;
  /** Value of a score: the product's price. */
  readonly value: number;
  /** The product's; 0 when it says none. */
  readonly priority: number;
}

/** A campaign that waits for a definition. */
export interface Waiter {
  readonly campaign: number;
  /** The definition that must have fired too; −1: none; −2: it waits for this one with offers only. */
  readonly other: number;
}
export const NONE = -1;
export const NEVER_TOGETHER = -2;

export interface Rulebook {
  readonly book: CampaignBook;
  /** By definition, in list order. */
  readonly waiting: readonly (readonly Waiter[])[];
  /** By campaign: its own offer first, then its arms. */
  readonly candidates: readonly (readonly Candidate[])[];
}

/** @throws KairosError machine.failed for a trigger that no machine has. */
export function createRulebook(book: CampaignBook): Rulebook {
  return {
    book,
    waiting: book.definitions.map((_, definition) => waitersFor(book, definition)),
    candidates: book.campaigns.map((campaign, index) =>
      variantsOf(campaign).map((arm) => candidateOf(book, index, arm)),
    ),
  };
}

/** The campaign's offer as an arm changes it. */
export function whatOf(
  { what, arms }: { readonly what: Offering; readonly arms?: readonly CampaignArm[] },
  arm: number | undefined,
): Offering {
  const own = arm === undefined ? undefined : arms?.[arm]?.what;
  return own === undefined ? what : overlaid(what, own);
}

/** How important the product of an offer is, 0 when it does not say. */
export function priorityOf(
  { products = [] }: Pick<CampaignBook, "products">,
  { productId }: Pick<Offering, "productId">,
): number {
  return products.find(({ id }) => id === productId)?.priority ?? 0;
}

/** The arm to which a person belongs, for good; undefined: the campaign's own offer. */
export function armOf(
  { name, arms }: { readonly name: string; readonly arms?: readonly CampaignArm[] },
  subscriber: SubscriberIndex,
): number | undefined {
  if (arms === undefined) return undefined;
  let place = fraction(hashWords(hashText(name), subscriber, ARMS));
  for (const [arm, { share }] of arms.entries()) {
    if (place < share) return arm;
    place -= share;
  }
  return undefined;
}

/** What a campaign offers to this person: what her arm does. */
export function whatFor(campaign: Campaign, subscriber: SubscriberIndex): Offering {
  return whatOf(campaign, armOf(campaign, subscriber));
}

/** Whether a person is among a campaign's pilot: for good. */
export function inPilot(
  { name, pilot }: { readonly name: string; readonly pilot?: { readonly share: number } },
  subscriber: SubscriberIndex,
): boolean {
  if (pilot === undefined) return true;
  return fraction(hashWords(hashText(name), subscriber, PILOT)) < pilot.share;
}

function waitersFor({ campaigns }: CampaignBook, definition: number): readonly Waiter[] {
  const waiters: Waiter[] = [];
  for (const [campaign, { whenAndWhere, what, arms = [] }] of campaigns.entries()) {
    const { and } = whenAndWhere;
    if (whenAndWhere.definition === definition) {
      waiters.push({ campaign, other: and?.definition ?? NONE });
    } else if (and?.definition === definition) {
      waiters.push({ campaign, other: whenAndWhere.definition });
    } else if ([what, ...arms.map((arm) => arm.what)].some(isWaitingFor(definition))) {
      waiters.push({ campaign, other: NEVER_TOGETHER });
    }
  }
  return waiters;
}

const isWaitingFor =
  (definition: number) =>
  ({ deliver }: Partial<Offering>): boolean =>
    deliver?.kind === "nextIdle" && deliver.definition === definition;

function candidateOf(book: CampaignBook, campaign: number, arm: number | undefined): Candidate {
  const of = book.campaigns[campaign]!;
  const what = whatOf(of, arm);
  const { products = [] } = book;
  const product = products.findIndex(({ id }) => id === what.productId);
  const sold: ProductRecord | undefined = products[product];
  const need = needOf(book, of, what);
  return {
    campaign,
    of,
    arm,
    what,
    isAtOnce: (what.deliver?.kind ?? "now") === "now" && what.holdMs === undefined,
    need,
    channels: what.channels ?? [what.channel],
    handset: (sold?.handset ?? []).reduce((bits, name) => bits | CAPABILITY[name], 0),
    prerequisites: (sold?.prerequisites ?? []).map((name) => ownershipOf(book, name)),
    excludes: (sold?.excludes ?? []).map((name) => ownershipOf(book, name)),
    same: ownershipOf(book, sold?.id ?? need),
    product,
    value: sold?.price ?? 1,
    priority: priorityOf(book, what),
  };
}

/** The need class that an offer is for: the product's, what the campaign says, or the trigger's. */
function needOf(book: CampaignBook, { whenAndWhere }: Campaign, what: Offering): Product {
  const sold = book.products?.find(({ id }) => id === what.productId);
  const trigger = book.definitions[whenAndWhere.definition]!;
  return sold?.need ?? what.product ?? (definitionOf(trigger.name).product(trigger) as Product);
}

function ownershipOf(book: CampaignBook, name: string): Ownership {
  const record = book.products?.find(({ id }) => id === name);
  const need = record?.need ?? PRODUCTS.find((product) => product === name);
  const isSold = (of: Campaign, arm: number | undefined): boolean => {
    const what = whatOf(of, arm);
    return what.productId === name || (record === undefined && needOf(book, of, what) === need);
  };
  const sellers = book.campaigns.flatMap((of, campaign): Seller[] => {
    const arms = variantsOf(of).filter((arm) => isSold(of, arm));
    return arms.length === 0
      ? []
      : [{ campaign, sellsTo: (subscriber) => arms.includes(armOf(of, subscriber)) }];
  });
  return { need, sellers };
}

/** The campaign's own offer, undefined, and its arms. */
function variantsOf({ arms = [] }: Campaign): readonly (number | undefined)[] {
  return [undefined, ...arms.keys()];
}
