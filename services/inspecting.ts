// Asks owner, delivery and traffic what they know of a subscriber, for the inspector.
import type { Inspection } from "../domain/map-frame.ts";
import type { Role } from "./access/roles.ts";
import { askAny, askOwner, type OwnersKnown } from "./asking.ts";
import type { Belief, Contact, Truth } from "./batches.ts";
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
    askAny<Contact[]>(broker, ACTION.deliveryContacts, { params: { subscriber }, role }),
  ]);
  const contacts = told.map((contact) => withCause(contact, belief.events));
  const question = questionOf(subscriber, belief, contacts);
  const truth = await askAny<Truth>(broker, ACTION.trafficPerson, { params: question, role });
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
