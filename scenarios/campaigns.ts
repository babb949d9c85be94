// Turns the campaigns of a scenario file into those of the book: products looked up, units in names.
import type { CampaignWithTrigger, DeliveryWithTrigger } from "../campaigns/book.ts";
import type { Offering } from "../campaigns/campaign.ts";
import { overlaid } from "../campaigns/offering.ts";
import type { ProductRecord } from "../campaigns/terms.ts";
import type { ContactChannel } from "../domain/decision.ts";
import type { ServiceNumber } from "../domain/number-plan.ts";
import type { Product } from "../domain/product.ts";
import type { TriggerParameters } from "../domain/trigger.ts";
import type { ArmWhatBlock, WhatBlock } from "./offering.ts";
import type { DeliverWritten } from "./scalars.ts";
import type { ScenarioFile } from "./schema.ts";
import { IDLE, parametersOf, type TriggerBlock, trigger } from "./triggers.ts";

type CampaignBlock = ScenarioFile["campaigns"][number];
type Arms = NonNullable<CampaignWithTrigger["arms"]>;

/** What a campaign is made with beside its own block. */
interface Surroundings {
  readonly products: readonly ProductRecord[];
  readonly t3212Ms: number;
  readonly services: readonly Pick<ServiceNumber, "number">[];
}

export function assembleCampaign(
  block: CampaignBlock,
  surroundings: Surroundings,
): CampaignWithTrigger {
  const { and, hours } = block.whenAndWhere;
  const { t3212Ms, services } = surroundings;
  const parameters = (written: TriggerBlock): TriggerParameters =>
    parametersOf(written, t3212Ms, services);
  return {
    name: block.name,
    title: block.title,
    who: block.who,
    ...(block.style && { style: block.style }),
    ...(block.field && { field: block.field }),
    ...(block.arms && { arms: armsOf(block.arms, block.what, surroundings) }),
    ...(block.pilot && { pilot: block.pilot }),
    what: offeringOf(block.what, surroundings),
    whenAndWhere: {
      trigger: parameters(block.whenAndWhere.trigger),
      ...(and && { and: { trigger: parameters(and.trigger), withinMs: and.within } }),
      hours: { fromMs: hours.from, toMs: hours.to },
    },
  };
}

function offeringOf(what: WhatBlock, surroundings: Surroundings): CampaignWithTrigger["what"] {
  const channel = channelOf(what);
  const record = recordOf(what.product, surroundings);
  const { offersPerDay, budget } = what;
  return {
    ...(linesOf(what, surroundings) as unknown as CampaignWithTrigger["what"]),
    // Contradictions have been refused: what the file does not say, the product does.
    offer: what.offer ?? record!.title,
    text: what.text ?? record!.scripts![channel]!,
    channel,
    ...(offersPerDay !== undefined && { offersPerDay }),
    ...(budget !== undefined && { budget }),
  };
}

/** A product's words are an arm's too, where the arm has another product. */
function armsOf(
  blocks: NonNullable<CampaignBlock["arms"]>,
  base: WhatBlock,
  surroundings: Surroundings,
): Arms {
  return blocks.map(({ name, share, what }) => {
    const lines = linesOf(what, surroundings);
    const record = recordOf(what.product, surroundings);
    const script = record?.scripts?.[channelOf(overlaid<Partial<WhatBlock>>(base, what))];
    return {
      name,
      share,
      what: {
        ...(record && { offer: record.title, ...(script && { text: script }) }),
        ...lines,
        ...((what.channel ?? what.channels) && { channel: channelOf(what as WhatBlock) }),
      } as Arms[number]["what"],
    };
  });
}

/** The lines that are written, in the units and under the names of an offering. */
function linesOf(
  what: ArmWhatBlock,
  surroundings: Surroundings,
): Partial<Omit<Offering, "deliver"> & { deliver: DeliveryWithTrigger }> {
  const { offer, text, channels, product, response, expiresAfter, hold, followUps, deliver } = what;
  return {
    ...(offer && { offer }),
    ...(channels && { channels }),
    ...(product !== undefined && productOf(product, surroundings)),
    ...(text && { text }),
    ...(expiresAfter !== undefined && { expiresAfterMs: expiresAfter }),
    ...(deliver && { deliver: momentOf(deliver, surroundings) }),
    ...(hold !== undefined && { holdMs: hold }),
    ...(followUps && {
      followUps: followUps.map((reminder) => ({ afterMs: reminder.after, text: reminder.text })),
    }),
    ...(response && { response }),
  };
}

/** The channel that an offer travels by unless another has room. */
export function channelOf({ channel, channels }: Partial<WhatBlock>): ContactChannel {
  return channel ?? channels?.[0] ?? "sms";
}

function recordOf(
  product: string | undefined,
  { products }: Surroundings,
): ProductRecord | undefined {
  return products.find(({ id }) => id === product);
}

function productOf(
  name: string,
  surroundings: Surroundings,
): Pick<Offering, "product" | "productId"> {
  const record = recordOf(name, surroundings);
  return record === undefined
    ? { product: name as Product }
    : { product: record.need, productId: record.id };
}

function momentOf(written: DeliverWritten, { t3212Ms }: Surroundings): DeliveryWithTrigger {
  if (written.kind !== "nextIdle") return written;
  return { kind: "nextIdle", trigger: parametersOf(trigger.parse(IDLE), t3212Ms) };
}
