// Asks owner, delivery and traffic what they know of a subscriber, for the inspector.
import type { Inspection } from "../domain/map-frame.ts";
import type { Role } from "./access/roles.ts";
import { as, askOwner, type OwnersKnown } from "./asking.ts";
import type { Belief, Contact, SubscriberQuestion, Truth, TruthQuestion } from "./batches.ts";
import { inspectionOf, questionOf } from "./inspection.ts";
import type { Stage } from "./stage.ts";
import { ACTION } from "./subjects.ts";

export async function inspectionFor(
  subscriber: number,
  role: Role,
  { traffic, atlas }: Stage,
  owners: OwnersKnown,
): Promise<Inspection> {
  const { broker, partitions } = owners;
  const [belief, told] = await Promise.all([
    askOwner<Belief>(owners, subscriber % partitions, ACTION.subscriberInspect, {
      params: { subscriber },
      role,
    }),
    broker.call<Contact[], SubscriberQuestion>(ACTION.deliveryContacts, { subscriber }, as(role)),
  ]);
  const contacts = told.map((contact) => withCause(contact, belief.events));
  const question = questionOf(subscriber, belief, contacts);
  const truth = await broker.call<Truth, TruthQuestion>(ACTION.trafficPerson, question, as(role));
  const { directory } = traffic;
  const [name, profile] = [directory.nameOf(subscriber), directory.profile(subscriber)];
  return inspectionOf({ subscriber, name, belief, contacts, truth, profile }, atlas);
}

/** A timer's cause is in an earlier block than its moment: it may be among the last events. */
function withCause(contact: Contact, events: Belief["events"]): Contact {
  const { event = events.find(({ sequence }) => sequence === causeOf(contact)) } = contact;
  return { ...contact, ...(event === undefined ? {} : { event }) };
}

function causeOf({ decision }: Contact): number | undefined {
  return decision.trigger.cause.event;
}
