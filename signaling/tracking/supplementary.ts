// Supplementary services outside calls: USSD as it is asked, forwarding when the network confirms it.
import { otherParty, WITHHELD } from "../../domain/number-plan.ts";
import type { FORWARDING_CONDITIONS } from "../../domain/subscriber-event.ts";
import type { DtapMessage } from "../messages/dtap.ts";
import { type Component, type Invoke, OPERATION, SS_CODE } from "../messages/facility.ts";
import type { Direction } from "../messages/sms.ts";
import { conclude } from "./attribution.ts";
import { transactionOf } from "./calls.ts";
import type { Connection } from "./connection.ts";
import type { Links } from "./links.ts";
import { isRepeated } from "./repeats.ts";

type ServiceMessage = Extract<DtapMessage, { protocol: "supplementaryServices" }>;

/** Requests of one connection that wait for their answer. */
const REQUESTS_MAX = 8;

/** SS codes of call forwarding, 3GPP TS 29.002 §17.7.5. */
const CONDITIONS = new Map<number, (typeof FORWARDING_CONDITIONS)[number]>([
  [SS_CODE.allForwardingSs, "all"],
  [SS_CODE.cfu, "unconditional"],
  [SS_CODE.allConditionalForwardingSs, "allConditional"],
  [SS_CODE.cfb, "busy"],
  [SS_CODE.cfnry, "noReply"],
  [SS_CODE.cfnrc, "notReachable"],
]);
/** Whether calls are forwarded when the operation has succeeded. */
const ACTIVE = new Map<number, boolean>([
  [OPERATION.registerSs, true],
  [OPERATION.activateSs, true],
  [OPERATION.deactivateSs, false],
  [OPERATION.eraseSs, false],
]);

export function onSupplementaryService(
  links: Links,
  connection: Connection,
  message: ServiceMessage,
  direction: Direction,
): void {
  if (message.message === "unknown") return;
  const { facility } = message;
  const transaction = transactionOf(message, direction);
  if (facility !== undefined && facility.component !== "other") {
    const components = facility.component === "several" ? facility.components : [facility];
    const repeated = direction === "up" && isRepeated(links, connection);
    for (const component of components) {
      if (direction === "down") onAnswer(links, connection, component, transaction);
      else if (repeated || component.component !== "invoke") continue;
      else if ("service" in component) request(links, connection, component, transaction);
      else if (message.message === "register") onUssd(links, connection, component);
    }
  }
  if (message.message !== "releaseComplete" || connection.requests.length === 0) return;
  connection.requests = connection.requests.filter((each) => each.transaction !== transaction);
}

/** REGISTER from the phone with processUnstructuredSS-Request. */
function onUssd(links: Links, connection: Connection, invoke: Invoke): void {
  if (invoke.operation !== OPERATION.processUnstructuredSsRequest || !("ussd" in invoke)) return;
  const { text } = invoke.ussd;
  const { lac, ci } = connection;
  const code = links.numbers.codes.includes(text) ? text : "";
  conclude(links, connection, { type: "ussd.requested", lac, ci, code });
}

function request(
  links: Links,
  connection: Connection,
  invoke: Extract<Invoke, { readonly service: unknown }>,
  transaction: number,
): void {
  const { invokeId, operation, service } = invoke;
  const condition = CONDITIONS.get(service.ssCode);
  const active = ACTIVE.get(operation);
  if (condition === undefined || active === undefined) return;
  const named = operation === OPERATION.registerSs ? service.forwardedToNumber : undefined;
  const party = named === undefined ? WITHHELD : otherParty(links.numbers, links.tokenise, named);
  connection.requests = [
    ...connection.requests.slice(1 - REQUESTS_MAX),
    { transaction, invokeId, condition, active, party },
  ];
}

/** A result confirms the request; an error or a reject refuses it. */
function onAnswer(
  links: Links,
  connection: Connection,
  component: Component,
  transaction: number,
): void {
  if (component.component === "invoke") return;
  const answered = connection.requests.find(
    (each) => each.transaction === transaction && each.invokeId === component.invokeId,
  );
  if (answered === undefined) return;
  connection.requests = connection.requests.filter((each) => each !== answered);
  if (component.component !== "returnResultLast") return;
  const { condition, active, party } = answered;
  const { lac, ci } = connection;
  conclude(links, connection, { type: "forwarding.set", lac, ci, condition, active, ...party });
}
