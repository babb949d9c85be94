// How a connection begins and ends: service request, paging, security, clearing (24.008 §4, 48.008).
import type { DtapMessage } from "../../signaling/messages/dtap.ts";
import type { CM_SERVICE_TYPE } from "../../signaling/messages/dtap-tables.ts";
import { IDENTITY_TYPE, type MobileIdentity } from "../../signaling/messages/mobile-identity.ts";
import { areaOf, cellOf, octetsOf, type Step } from "./context.ts";
import { algorithmOf, CLASSMARK_2, encryptionOf, keyOf } from "./radio.ts";
import { GAP, type Gap, type Mark } from "./rungs.ts";

export const MM = { layer: "dtap", protocol: "mobilityManagement" } as const;
const RR = { layer: "dtap", protocol: "radioResource" } as const;

/** CKSN that says "no key" (24.008 §10.5.1.2). */
const NO_KEY = 7;
/** Clear cause "call control", 48.008 §3.2.2.5. */
const CALL_CONTROL = 0x09;
/** Cipher response mode: the IMEISV must be in the answer (48.008 §3.2.2.34). */
const WITH_IMEISV = 1;
/** Software version digits of an IMEISV (23.003 §6.2.2). */
const SOFTWARE_VERSION = "01";
/** Gap of a ladder's first message, which nothing comes before. */
export const FIRST: Gap = [0, 0];

/** The identity by which the phone calls itself. */
function spokenIdentity({ party, variants }: Step): MobileIdentity {
  return variants.pagedByImsi
    ? { type: "imsi", digits: party.imsi }
    : { type: "tmsi", tmsi: party.tmsi };
}

/** CKSN: after authentication anything goes, a stored key is used without. */
export function keySequenceOf({ variants, word }: Step): number {
  return variants.authenticated && (word & 1) === 0 ? NO_KEY : (word >>> 4) % NO_KEY;
}

interface Opening {
  readonly gap?: Gap;
  readonly mark?: Mark;
  readonly confirmed?: boolean;
}

/** COMPLETE LAYER 3 INFORMATION in the connection request, and its confirmation. */
export function open(
  { rungs, party, event }: Step,
  layer3Information: DtapMessage,
  { gap = FIRST, mark, confirmed = true }: Opening = {},
): void {
  const bssap = {
    layer: "bssmap",
    message: "completeLayer3Information",
    cellIdentifier: cellOf(party, event),
    layer3Information,
  } as const;
  rungs.add(gap, { direction: "up", sccp: "CR", bssap }, mark);
  if (confirmed) rungs.add(GAP.machine, { direction: "down", sccp: "CC" });
}

/** CM SERVICE REQUEST up to its acceptance (24.008 §4.5.1.1). */
export function request(
  step: Step,
  cmServiceType: (typeof CM_SERVICE_TYPE)[keyof typeof CM_SERVICE_TYPE],
): void {
  const { rungs, party, variants } = step;
  open(step, {
    ...MM,
    message: "cmServiceRequest",
    cmServiceType,
    cipheringKeySequenceNumber: keySequenceOf(step),
    mobileStationClassmark2: CLASSMARK_2,
    mobileIdentity: { type: "tmsi", tmsi: party.tmsi },
  });
  secure(step);
  if (!variants.ciphered) rungs.down(GAP.register, { ...MM, message: "cmServiceAccept" });
}

/** PAGING, PAGING RESPONSE and what secures the connection (24.008 §4.5.1.3, 44.018 §3.3.2). */
export function respond(step: Step, gap: Gap = FIRST): void {
  page(step, gap);
  if (step.variants.pagedAgain) page(step, GAP.unheard);
  const pagingResponse = {
    ...RR,
    message: "pagingResponse",
    cipheringKeySequenceNumber: keySequenceOf(step),
    mobileStationClassmark2: CLASSMARK_2,
    mobileIdentity: spokenIdentity(step),
  } as const;
  open(step, pagingResponse, { gap: GAP.page });
  secure(step, step.variants.commonId);
}

/** PAGING in a location area (48.008 §3.2.1.19). */
export function page(
  { rungs, party, variants, event, context }: Step,
  gap: Gap,
  mark?: Mark,
): void {
  const lac = event.lac === 0 ? (context.knownInLac ?? rungs.lac) : event.lac;
  rungs.lac = lac;
  const bssap = {
    layer: "bssmap",
    message: "paging",
    imsi: party.imsi,
    ...(variants.pagedByImsi ? {} : { tmsi: party.tmsi }),
    cellIdentifierList: [{ discriminator: "lac", lac }],
  } as const;
  rungs.add(gap, { direction: "down", sccp: "UDT", bssap }, mark);
}

/** Classmark, authentication, COMMON ID, ciphering, identity: each as the form has it. */
export function secure(step: Step, commonId = true): void {
  const { rungs, party, variants, word } = step;
  if (variants.classmark === "early") tellClassmark(step, GAP.radio);
  if (variants.authenticated) {
    rungs.down(GAP.register, {
      ...MM,
      message: "authenticationRequest",
      cipheringKeySequenceNumber: word % NO_KEY,
      rand: octetsOf(word, 16),
    });
    const sres = octetsOf(word ^ 0x5bd1e995, 4);
    rungs.up(GAP.card, { ...MM, message: "authenticationResponse", sres });
  }
  if (commonId) {
    rungs.down(GAP.machine, { layer: "bssmap", message: "commonId", imsi: party.imsi });
  }
  if (variants.classmark === "requested") {
    rungs.down(GAP.machine, { layer: "bssmap", message: "classmarkRequest" });
    tellClassmark(step, GAP.radio);
  }
  if (variants.ciphered) cipher(step);
  showHandset(step);
  if (variants.tmsiCommand) reallocate(step);
}

function tellClassmark({ rungs }: Step, gap: Gap): void {
  rungs.up(gap, {
    layer: "bssmap",
    message: "classmarkUpdate",
    classmarkInformationType2: CLASSMARK_2,
  });
}

/** 48.008 §3.1.14; the phone adds its IMEISV if it is asked to. */
function cipher(step: Step): void {
  const { rungs, variants, context } = step;
  const asked = context.handset !== undefined && variants.handset === "cipherModeComplete";
  rungs.down(GAP.machine, {
    layer: "bssmap",
    message: "cipherModeCommand",
    encryptionInformation: encryptionOf(keyOf(step)),
    ...(asked ? { cipherResponseMode: WITH_IMEISV } : {}),
  });
  const complete = {
    layer: "bssmap",
    message: "cipherModeComplete",
    chosenEncryptionAlgorithm: algorithmOf(true),
  } as const;
  if (!asked) {
    rungs.up(GAP.radio, complete);
    return;
  }
  const mobileIdentity = { type: "imeisv", digits: imeisvOf(step) } as const;
  const layer3MessageContents = {
    ...RR,
    message: "cipheringModeComplete",
    mobileIdentity,
  } as const;
  rungs.up(GAP.radio, { ...complete, layer3MessageContents }, "handset");
}

/** IDENTITY REQUEST and RESPONSE for a handset that belongs to this connection. */
function showHandset(step: Step): void {
  const { variants, context } = step;
  if (context.handset === undefined || variants.handset === "cipherModeComplete") return;
  askIdentity(step, variants.handset);
}

/** 24.008 §4.3.3. */
export function askIdentity(
  step: Step,
  type: "imsi" | "imei" | "imeisv",
  mark: Mark = "handset",
): void {
  const { rungs, party } = step;
  rungs.down(GAP.machine, { ...MM, message: "identityRequest", identityType: IDENTITY_TYPE[type] });
  const digits =
    type === "imsi" ? party.imsi : type === "imei" ? `${imeiOf(step)}0` : imeisvOf(step);
  rungs.up(
    GAP.radio,
    { ...MM, message: "identityResponse", mobileIdentity: { type, digits } },
    type === "imsi" ? undefined : mark,
  );
}

function imeiOf({ event, context }: Step): string {
  const handset = event.type === "handset.seen" ? event : context.handset!;
  return context.spoken.imeiOf(handset);
}

function imeisvOf(step: Step): string {
  return imeiOf(step) + SOFTWARE_VERSION;
}

/** A new TMSI outside location updating, 24.008 §4.3.1. */
function reallocate({ rungs, party, event }: Step): void {
  rungs.down(GAP.machine, {
    ...MM,
    message: "tmsiReallocationCommand",
    locationAreaIdentification: areaOf(party, event.lac),
    mobileIdentity: { type: "tmsi", tmsi: party.nextTmsi },
  });
  rungs.up(GAP.radio, { ...MM, message: "tmsiReallocationComplete" });
}

/** CLEAR COMMAND to the end of the SCCP connection (48.008 §3.1.9). */
export function clear({ rungs }: Pick<Step, "rungs">, cause = CALL_CONTROL): void {
  rungs.down(GAP.machine, { layer: "bssmap", message: "clearCommand", cause });
  rungs.up(GAP.fast, { layer: "bssmap", message: "clearComplete" });
  rungs.add(GAP.machine, { direction: "down", sccp: "RLSD" });
  rungs.add(GAP.machine, { direction: "up", sccp: "RLC" });
}
