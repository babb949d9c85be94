// The plainest form of every procedure, which a scene changes only in what it is about.
import type { Forced } from "../procedures.ts";

/** Nothing that can be left out; on a circuit; everything works at the first attempt. */
export const PLAIN: Forced = {
  authenticated: false,
  ciphered: false,
  handset: "imei",
  tmsiUnknown: false,
  newTmsi: false,
  tmsiCommand: false,
  commonId: true,
  pagedByImsi: false,
  classmark: "none",
  information: false,
  detachRefused: false,
  overIp: false,
  release: "disconnect",
  reestablished: false,
  newNumberTold: false,
  handoverFails: "none",
  handoverJoin: "imsi",
  relayFails: false,
  statusReport: false,
  answerInChinese: false,
  erases: true,
  resultInFacility: false,
};

/** With everything that secures a connection. */
export const SECURE: Forced = { ...PLAIN, authenticated: true, ciphered: true };
