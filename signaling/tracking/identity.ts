// Who is on a connection: IMSIs that are said, TMSIs that are remembered, given and taken away.
import type { Imsi, SubscriberIndex } from "../../domain/identity.ts";
import type { Lai } from "../../domain/location.ts";
import type { Bssmap } from "../messages/bssmap.ts";
import type { MobileIdentity } from "../messages/mobile-identity.ts";
import { attribute } from "./attribution.ts";
import { type Connection, FOREIGN_SUBSCRIBER, UNKNOWN_SUBSCRIBER } from "./connection.ts";
import { restart } from "./endings.ts";
import { NO_TMSI } from "./exchanges.ts";
import type { Links } from "./links.ts";
import { reclaimCalls } from "./reestablishment.ts";

/** The IMSI of a connection is known for certain: the network or the phone said it. */
export function reveal(links: Links, connection: Connection, imsi: Imsi): void {
  const { exchange } = connection;
  const subscriber = links.subscriberOf(imsi, exchange);
  if (connection.certain && differs(connection.subscriber, subscriber)) restart(links, connection);
  own(links, connection, subscriber, true);
  if (subscriber < 0) return;
  links.tmsis.settle(connection.spoken, exchange, subscriber);
  links.tmsis.learn(connection.assigned, subscriber);
}

/** Finds out from what the phone calls itself; a TMSI means somebody only in its location area. */
export function identify(
  links: Links,
  connection: Connection,
  identity: MobileIdentity,
  lac: number,
): void {
  if (identity.type === "imsi") reveal(links, connection, identity.digits);
  if (identity.type !== "tmsi") return;
  const { tmsis, exchanges } = links;
  connection.spoken = exchanges.localTmsi(connection.exchange, lac, identity.tmsi);
  const { exchange, spoken } = connection;
  if (connection.certain && connection.subscriber >= 0) {
    tmsis.settle(spoken, exchange, connection.subscriber);
    return;
  }
  const subscriber = tmsis.subscriberOf(spoken);
  if (subscriber < 0 || connection.subscriber !== UNKNOWN_SUBSCRIBER) return;
  tmsis.settle(spoken, exchange, subscriber);
  own(links, connection, subscriber, false);
}

/**
 * IDENTITY RESPONSE with an IMSI: the network did not accept the TMSI that the phone had called
 * itself by, which may be somebody else's by now.
 */
export function identifyAnew(links: Links, connection: Connection, imsi: Imsi): void {
  connection.spoken = NO_TMSI;
  reveal(links, connection, imsi);
}

/** The network gives a TMSI, takes it away by answering with the IMSI, or lets it stand. */
export function assign(
  links: Links,
  connection: Connection,
  area: Lai,
  identity: MobileIdentity | undefined,
): void {
  const { subscriber, exchange, spoken } = connection;
  const { exchanges, tmsis } = links;
  exchanges.serve(exchange, area);
  if (identity?.type === "tmsi") {
    const tmsi = exchanges.localTmsi(exchange, area.lac, identity.tmsi);
    connection.assigned = tmsi;
    if (subscriber >= 0) tmsis.learn(tmsi, subscriber);
    else tmsis.void(tmsi);
  } else if (identity?.type === "imsi") {
    if (subscriber >= 0) tmsis.forget(exchange, subscriber);
  } else if (spoken !== NO_TMSI) {
    // The phone keeps its TMSI, from now on valid in the new location area.
    connection.spoken = exchanges.movedTo(exchange, area, spoken);
    if (subscriber >= 0) tmsis.settle(connection.spoken, exchange, subscriber);
  }
}

/** TMSI REALLOCATION COMPLETE: the phone uses the new one from now on. */
export function acknowledge(links: Links, connection: Connection): void {
  const { assigned, exchange, subscriber } = connection;
  if (subscriber >= 0) links.tmsis.settle(assigned, exchange, subscriber);
}

/** PAGING names IMSI and TMSI together, a pairing in clear; and it begins a search. */
export function onPaging(links: Links, pointCode: number, message: Bssmap<"paging">): void {
  const exchange = links.exchanges.indexOf(pointCode);
  const subscriber = links.subscriberOf(message.imsi, exchange);
  if (subscriber < 0) return;
  const { timeMs, frame, overdue } = links;
  links.observations.push({ kind: "paged", timeMs, frame, overdue, subscriber });
  if (message.tmsi === undefined) return;
  for (const area of message.cellIdentifierList) {
    if (!("lac" in area)) continue;
    links.tmsis.learn(links.exchanges.localTmsi(exchange, area.lac, message.tmsi), subscriber);
  }
}

function own(
  links: Links,
  connection: Connection,
  subscriber: SubscriberIndex,
  certain: boolean,
): void {
  if (subscriber >= 0 && subscriber === connection.subscriber) {
    connection.certain ||= certain;
    return;
  }
  attribute(links, connection, subscriber, certain);
  reclaimCalls(links, connection);
}

/** Two foreigners cannot be told apart. */
function differs(known: SubscriberIndex, subscriber: SubscriberIndex): boolean {
  return known !== subscriber && !(known === FOREIGN_SUBSCRIBER && subscriber < 0);
}
