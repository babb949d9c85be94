// Location updating, attach and detach, the handset shown in a call, paging without an answer.
import type {
  HandsetSeen,
  LocationUpdated,
  PagingUnanswered,
  PowerTurnedOff,
  PowerTurnedOn,
} from "../../domain/subscriber-event.ts";
import { civilDate, dayOf, timeOfDay, UTC_OFFSET_MS } from "../../domain/time.ts";
import { LOCATION_UPDATING_TYPE } from "../../signaling/messages/dtap-tables.ts";
import { serviceCentreTimeStamp } from "../../signaling/messages/tpdu.ts";
import { askIdentity, clear, FIRST, keySequenceOf, MM, open, page, secure } from "./connection.ts";
import { areaOf, type Step } from "./context.ts";
import { CLASSMARK_1 } from "./radio.ts";
import { GAP, type Gap } from "./rungs.ts";

export type UpdatingType = keyof typeof LOCATION_UPDATING_TYPE;

/** Between a rejected attempt and the next one, in another cell of the same area (assumed). */
const RETRY: Gap = [4_000, 9_000];
/** Between two PAGINGs of one series (assumed). */
const REPEAT: Gap = [2_500, 4_500];
/** "No answer" is known so long after the last PAGING, ms (campaigns.md 5.3). */
export const UNANSWERED_MS = 10_000;
const CHINA_QUARTER_HOURS = 32;
/** Network name "Kairos", GSM alphabet, 6 spare bits, no country initials (24.008 §10.5.3.5a). */
const NETWORK_NAME = Uint8Array.of(0x86, 0xcb, 0x70, 0x5a, 0xfe, 0x9e, 0x03);

/** Which LOCATION UPDATING REQUEST an event is made of. */
export function updatingTypeOf(event: PowerTurnedOn | LocationUpdated): UpdatingType {
  if (event.type === "location.updated") return event.updatingType;
  // A phone that wakes in another location area updates normally (24.008 §4.4.3).
  return event.fromLac === event.lac ? "imsiAttach" : "normal";
}

/** 24.008 §4.4; answers whether the phone has a new TMSI from now on. */
export function updateLocation(step: Step<PowerTurnedOn | LocationUpdated>): boolean {
  const { rungs, party, variants, event } = step;
  if (variants.rejectCause !== 0) refuse(step);
  openUpdate(step, variants.rejectCause === 0 ? undefined : RETRY);
  const type = updatingTypeOf(event);
  const asked = variants.tmsiUnknown && type !== "periodic";
  if (asked) askIdentity(step, "imsi");
  secure({ ...step, variants: { ...variants, tmsiCommand: false } });
  // A VLR that does not know a TMSI cannot let the phone keep it.
  const fresh = asked || (variants.newTmsi && (type !== "periodic" || variants.tmsiUnknown));
  rungs.down(
    GAP.distant,
    {
      ...MM,
      message: "locationUpdatingAccept",
      locationAreaIdentification: areaOf(party, event.lac),
      ...(fresh ? { mobileIdentity: { type: "tmsi", tmsi: party.nextTmsi } as const } : {}),
    },
    "event",
  );
  if (variants.information) inform(step);
  if (fresh) rungs.up(GAP.radio, { ...MM, message: "tmsiReallocationComplete" });
  clear(step);
  return fresh;
}

function openUpdate(step: Step<PowerTurnedOn | LocationUpdated>, gap: Gap = FIRST): void {
  const { party, event } = step;
  open(
    step,
    {
      ...MM,
      message: "locationUpdatingRequest",
      locationUpdatingType: LOCATION_UPDATING_TYPE[updatingTypeOf(event)],
      cipheringKeySequenceNumber: keySequenceOf(step),
      locationAreaIdentification: areaOf(party, event.fromLac),
      mobileStationClassmark1: CLASSMARK_1,
      mobileIdentity: { type: "tmsi", tmsi: party.tmsi },
    },
    { gap },
  );
}

/** An attempt that the network rejects (24.008 §4.4.4.7). */
function refuse(step: Step<PowerTurnedOn | LocationUpdated>): void {
  const { rungs, party, variants } = step;
  openUpdate(step);
  rungs.down(GAP.register, { layer: "bssmap", message: "commonId", imsi: party.imsi });
  rungs.down(GAP.distant, {
    ...MM,
    message: "locationUpdatingReject",
    rejectCause: variants.rejectCause,
  });
  clear(step);
}

/** MM INFORMATION with name and time, 24.008 §9.2.15a. */
function inform({ rungs, event, context }: Step): void {
  rungs.down(GAP.machine, {
    ...MM,
    message: "mmInformation",
    fullNameForNetwork: NETWORK_NAME,
    universalTimeAndLocalTimeZone: timeStamp(context.start, event.timeMs - UTC_OFFSET_MS),
  });
}

/** By its TMSI if a tap can know it, else by IMSI: the tap may have begun after it was given. */
export function detach(step: Step<PowerTurnedOff>): void {
  const { rungs, party, context, event, variants } = step;
  const known = context.knownInLac === event.lac;
  const { detachRefused } = variants;
  open(
    step,
    {
      ...MM,
      message: "imsiDetachIndication",
      mobileStationClassmark1: CLASSMARK_1,
      mobileIdentity: known
        ? { type: "tmsi", tmsi: party.tmsi }
        : { type: "imsi", digits: party.imsi },
    },
    { mark: "event", confirmed: !detachRefused },
  );
  if (detachRefused) rungs.add(GAP.machine, { direction: "down", sccp: "CREF" });
  else clear(step);
}

/** The identity that is asked for on a connection which is already there. */
export function identify(step: Step<HandsetSeen>): void {
  const { variants } = step;
  askIdentity(step, variants.handset === "imei" ? "imei" : "imeisv", "event");
}

/** PAGING again and again, 48.008 §3.1.10. */
export function pageInVain(step: Step<PagingUnanswered>): void {
  const { variants } = step;
  for (let round = 1; round < variants.pagings; round++) page(step, REPEAT);
  page(step, REPEAT, "before");
}

/** TP-SCTS, which MM INFORMATION shares: swapped digits, zone UTC+8 (23.040 §9.2.3.11). */
export function timeStamp(start: string, timeMs: number): Uint8Array {
  const { year, month, day } = civilDate(start, dayOf(timeMs))!;
  const seconds = Math.floor(timeOfDay(timeMs) / 1000);
  return serviceCentreTimeStamp({
    year,
    month,
    day,
    hour: Math.floor(seconds / 3600),
    minute: Math.floor(seconds / 60) % 60,
    second: seconds % 60,
    quarterHours: CHINA_QUARTER_HOURS,
  });
}
