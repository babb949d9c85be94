// Supplementary services outside calls: USSD strings and call forwarding (3GPP TS 24.080, TS 24.010).
import type { ForwardingSet, UssdRequested } from "../../domain/subscriber-event.ts";
import { CM_SERVICE_TYPE } from "../../signaling/messages/dtap-tables.ts";
import {
  activateSs,
  deactivateSs,
  eraseSs,
  type Facility,
  type ForwardingFeature,
  type Invoke,
  interrogateSs,
  OPERATION,
  registerSs,
  result,
  returnError,
  SS_CODE,
  SS_ERROR,
  SS_STATUS,
  ussdRequest,
  ussdString,
} from "../../signaling/messages/facility.ts";
import type { Direction } from "../../signaling/messages/sms.ts";
import { clear, request } from "./connection.ts";
import type { Step } from "./context.ts";
import { GAP, type Gap, type Mark } from "./rungs.ts";

const SS = { layer: "dtap", protocol: "supplementaryServices" } as const;
/** SS version indicator: phase 2 (24.008 §10.5.4.24). */
const PHASE_2 = Uint8Array.of(0);
/** The service that answers, and the person who is asked back (assumed). */
const ANSWER: Gap = [500, 1_500];
const PERSON: Gap = [2_000, 6_000];
/** No reply condition time, seconds (24.010 §4.2.3). */
const NO_REPLY_SECONDS = 20;

/** SS codes by condition, 29.002 §17.7.5. */
const CONDITION_CODE = {
  all: SS_CODE.allForwardingSs,
  unconditional: SS_CODE.cfu,
  allConditional: SS_CODE.allConditionalForwardingSs,
  busy: SS_CODE.cfb,
  noReply: SS_CODE.cfnry,
  notReachable: SS_CODE.cfnrc,
} as const satisfies Record<ForwardingSet["condition"], number>;

/** processUnstructuredSS-Request and its answer, 24.090 §6. */
export function query(step: Step<UssdRequested>): void {
  const { event, context, variants, word } = step;
  request(step, CM_SERVICE_TYPE.supplementaryService);
  const asked = ussdRequest(context.spoken.codeOf(event));
  register(step, asked, { mark: "event" });
  if (variants.askedBack) askBack(step);
  const balance = `Balance ${word % 200}.${String(word % 97).padStart(2, "0")} yuan`;
  const text = variants.answerInChinese ? `余额${word % 200}元` : balance;
  answer(step, result(asked, { text }), { gap: ANSWER });
  clear(step);
}

/** unstructuredSS-Request: a menu, and a choice. */
function askBack(step: Step): void {
  const operation = OPERATION.unstructuredSsRequest;
  const asked: Invoke = {
    component: "invoke",
    invokeId: 2,
    operation,
    ussd: ussdString("1 Balance 2 Bill"),
  };
  facility(step, "down", { gap: ANSWER, content: asked });
  facility(step, "up", { gap: PERSON, content: result(asked, { text: "1" }) });
}

/** The event is concluded by the network's confirmation. */
export function setForwarding(step: Step<ForwardingSet>): void {
  const { event, variants } = step;
  const ssCode = CONDITION_CODE[event.condition];
  request(step, CM_SERVICE_TYPE.supplementaryService);
  if (variants.askedBefore !== "nothing") {
    const asked = interrogateSs(ssCode);
    register(step, asked);
    const refused = variants.askedBefore === "refused";
    const content = refused
      ? returnError(asked, SS_ERROR.systemFailure)
      : result(asked, { forwarding: { features: [{ ssStatus: SS_STATUS.provisioned }] } });
    answer(step, content, { gap: GAP.distant });
  }
  const transactionIdentifier = variants.askedBefore === "nothing" ? 0 : 1;
  const asked = forwardingInvoke(step);
  register(step, asked, { transactionIdentifier });
  const { provisioned, registered, active } = SS_STATUS;
  const ssStatus = event.active ? provisioned | registered | active : provisioned;
  const forwarding = { ssCode, features: [{ ssStatus, ...numberIn(asked) }] };
  answer(step, result(asked, { forwarding }), {
    gap: GAP.distant,
    mark: "event",
    transactionIdentifier,
  });
  clear(step);
}

/** The operation that an event is: with a number it registers, else it activates or takes away. */
function forwardingInvoke({ event, context, variants }: Step<ForwardingSet>): Invoke {
  const ssCode = CONDITION_CODE[event.condition];
  if (!event.active) return variants.erases ? eraseSs(ssCode) : deactivateSs(ssCode);
  const { digits, typeOfNumber = 0 } = context.spoken.numberOf(event);
  if (digits === "") return activateSs(ssCode);
  const timed = event.condition === "noReply" || event.condition === "allConditional";
  return registerSs({
    ssCode,
    forwardedTo: { typeOfNumber, numberingPlan: 1, digits },
    ...(timed ? { noReplyConditionTime: NO_REPLY_SECONDS } : {}),
  });
}

function numberIn(asked: Invoke): Pick<ForwardingFeature, "forwardedToNumber"> {
  if (!("service" in asked)) return {};
  const { forwardedToNumber } = asked.service;
  return forwardedToNumber === undefined ? {} : { forwardedToNumber };
}

interface Place {
  readonly gap?: Gap;
  readonly mark?: Mark;
  readonly transactionIdentifier?: number;
}

/** REGISTER from the phone, 24.080 §2.4. */
function register(
  { rungs }: Step,
  content: Facility,
  { gap = GAP.radio, mark, transactionIdentifier = 0 }: Place = {},
): void {
  rungs.up(
    gap,
    {
      ...SS,
      transactionIdentifier,
      message: "register",
      facility: content,
      ssVersion: PHASE_2,
    },
    mark,
  );
}

/** RELEASE COMPLETE with the result, or FACILITY with it first (24.080 §2.3, §2.5). */
function answer(
  step: Step,
  content: Facility,
  { gap = GAP.distant, mark, transactionIdentifier = 0 }: Place,
): void {
  const { rungs, variants } = step;
  const head = { ...SS, transactionIdentifier, transactionFlag: true } as const;
  if (!variants.resultInFacility) {
    rungs.down(gap, { ...head, message: "releaseComplete", facility: content }, mark);
    return;
  }
  facility(step, "down", { gap, content, transactionIdentifier, ...(mark ? { mark } : {}) });
  rungs.up(GAP.radio, { ...SS, transactionIdentifier, message: "releaseComplete" });
}

function facility(
  { rungs }: Step,
  direction: Direction,
  {
    gap = GAP.radio,
    mark,
    content,
    transactionIdentifier = 0,
  }: Place & {
    readonly content: Facility;
  },
): void {
  const flag = direction === "down" ? ({ transactionFlag: true } as const) : {};
  const bssap = {
    ...SS,
    transactionIdentifier,
    ...flag,
    message: "facility",
    facility: content,
  } as const;
  rungs.add(gap, { direction, sccp: "DT1", bssap }, mark);
}
