// In which of its forms a procedure runs: chosen by the event's word, or told by the source.
import { fraction, hashWords, mix32 } from "../../domain/hash.ts";

/** How a handset shows its IMEI or IMEISV in a connection. */
export type HandsetWay = "imei" | "imeisv" | "cipherModeComplete";

/** Every choice that a ladder makes; each procedure heeds those that concern it. */
export interface Variants {
  /** AUTHENTICATION REQUEST and RESPONSE (24.008 §4.3.2). */
  readonly authenticated: boolean;
  /** CIPHER MODE COMMAND and COMPLETE (48.008 §3.1.14), in place of CM SERVICE ACCEPT. */
  readonly ciphered: boolean;
  readonly handset: HandsetWay;
  /** The VLR does not know the TMSI and asks for the IMSI (24.008 §4.3.3). */
  readonly tmsiUnknown: boolean;
  /** LOCATION UPDATING ACCEPT gives a new TMSI, or lets the phone keep its own. */
  readonly newTmsi: boolean;
  /** A new TMSI by TMSI REALLOCATION COMMAND outside location updating (24.008 §4.3.1). */
  readonly tmsiCommand: boolean;
  /** COMMON ID (48.008 §3.1.30); left out only after PAGING that showed IMSI and TMSI. */
  readonly commonId: boolean;
  /** PAGING with the IMSI alone, and an answer with it. */
  readonly pagedByImsi: boolean;
  /** CLASSMARK UPDATE: unasked, when the MSC asks, or never (48.008 §3.1.16). */
  readonly classmark: "none" | "early" | "requested";
  /** MM INFORMATION with the network's name and time (24.008 §4.3.6). */
  readonly information: boolean;
  /** IMSI DETACH is taken by refusing its connection, CREF, as some MSCs do (assumed). */
  readonly detachRefused: boolean;
  /** The phone does not hear the first PAGING, and answers the second. */
  readonly pagedAgain: boolean;
  /** How often PAGING is repeated when nobody answers. */
  readonly pagings: number;
  /** LOCATION UPDATING REJECT at a first attempt, reject cause (24.008 §10.5.3.6); 0 = none. */
  readonly rejectCause: number;
  /** ASSIGNMENT FAILURE instead of COMPLETE (48.008 §3.1.1.3). */
  readonly assignmentFails: boolean;
  /** Speech over IP (48.008 §3.2.2.102) or on a circuit; undefined = as the BSC is built. */
  readonly overIp: boolean | undefined;
  /** How the network's side ends a call, or that the radio is lost (24.008 §5.4, 48.008 §3.1.9). */
  readonly release: "disconnect" | "release" | "releaseComplete";
  /** The radio is lost in an answered call, and the phone comes back to it (24.008 §4.5.1.6). */
  readonly reestablished: boolean;
  /** Whether this side ends an answered call; undefined = as the two people are. */
  readonly hangsUp: boolean | undefined;
  /** A number that was changed is told in cause 22. */
  readonly newNumberTold: boolean;
  /** An attempt at a handover that fails before the one that succeeds (48.008 §3.1.5). */
  readonly handoverFails: "none" | "rejected" | "atTarget" | "reversion";
  /** By what the two connections of a handover can be known to belong together. */
  readonly handoverJoin: "imsi" | "callIdentifier" | "layer3Information";
  /** RP-ERROR, and the same message again (24.011 §7.3.4). */
  readonly relayFails: boolean;
  /** The sender asks for a status report, and gets it on the same connection. */
  readonly statusReport: boolean;
  /** SAPI N REJECT at a first attempt to deliver (48.008 §3.1.10). */
  readonly sapiRejected: boolean;
  /** A push that is too long for one message. */
  readonly pushInParts: boolean;
  /** The network asks back before it answers a USSD string (22.090). */
  readonly askedBack: boolean;
  readonly answerInChinese: boolean;
  /** interrogateSS before a forwarding is set, answered or refused. */
  readonly askedBefore: "nothing" | "answered" | "refused";
  /** A forwarding is taken away by eraseSS, else by deactivateSS. */
  readonly erases: boolean;
  /** FACILITY carries the result before RELEASE COMPLETE, which is empty then. */
  readonly resultInFacility: boolean;
}

/** What the source of the events wants to see, whatever the word says. */
export type Forced = Partial<Variants>;

/**
 * Shares of the forms, all assumed but that of PAGING: of the first ones 10–20 % find no response in
 * a real network (traffic.md T7).
 */
const SHARE = {
  authenticated: 0.6,
  ciphered: 0.55,
  imeisvWhenCiphered: 0.7,
  imeisvOtherwise: 0.4,
  tmsiUnknown: 0.04,
  newTmsi: 0.7,
  tmsiCommand: 0.02,
  commonIdLeftOut: 0.1,
  pagedByImsi: 0.03,
  classmarkEarly: 0.12,
  classmarkRequested: 0.03,
  information: 0.1,
  detachRefused: 0.2,
  release: 0.1,
  releaseComplete: 0.05,
  newNumberTold: 0.5,
  handoverRejected: 0.02,
  handoverFailsAtTarget: 0.02,
  handoverReverts: 0.02,
  joinedByCallIdentifier: 0.15,
  joinedByLayer3: 0.05,
  relayFails: 0.015,
  statusReport: 0.04,
  answerInChinese: 0.2,
  erases: 0.8,
  resultInFacility: 0.1,
  pagedAgain: 0.18,
} as const;

/** Draws of one event, each by a number of its own. */
const DRAW = Object.fromEntries(
  Object.keys(SHARE).map((share, index) => [share, index + 1]),
) as Record<keyof typeof SHARE, number>;

/** The forms of one event's procedure. */
export function variantsOf(word: number, forced: Forced = {}): Variants {
  const drawn = (share: keyof typeof SHARE): number =>
    fraction(mix32(word + Math.imul(DRAW[share], 0x9e3779b9)));
  const happens = (share: keyof typeof SHARE): boolean => drawn(share) < SHARE[share];
  const ciphered = forced.ciphered ?? happens("ciphered");
  const imeisv = happens(ciphered ? "imeisvWhenCiphered" : "imeisvOtherwise");
  const fate = (...shares: readonly (keyof typeof SHARE)[]): number => {
    let rest = drawn(shares[0]!);
    for (const [index, share] of shares.entries()) {
      rest -= SHARE[share];
      if (rest < 0) return index + 1;
    }
    return 0;
  };
  return {
    authenticated: happens("authenticated"),
    ciphered,
    handset: imeisv ? (ciphered ? "cipherModeComplete" : "imeisv") : "imei",
    tmsiUnknown: happens("tmsiUnknown"),
    newTmsi: happens("newTmsi"),
    tmsiCommand: happens("tmsiCommand"),
    commonId: !happens("commonIdLeftOut"),
    pagedByImsi: happens("pagedByImsi"),
    classmark: CLASSMARKS[fate("classmarkEarly", "classmarkRequested")]!,
    information: happens("information"),
    detachRefused: happens("detachRefused"),
    pagedAgain: happens("pagedAgain"),
    pagings: 2 + (hashWords(word, 1, 0x7067) % 2),
    rejectCause: 0,
    assignmentFails: false,
    overIp: undefined,
    release: RELEASES[fate("release", "releaseComplete")]!,
    reestablished: false,
    hangsUp: undefined,
    newNumberTold: happens("newNumberTold"),
    handoverFails:
      HANDOVER_FAILURES[fate("handoverRejected", "handoverFailsAtTarget", "handoverReverts")]!,
    handoverJoin: HANDOVER_JOINS[fate("joinedByCallIdentifier", "joinedByLayer3")]!,
    relayFails: happens("relayFails"),
    statusReport: happens("statusReport"),
    sapiRejected: false,
    pushInParts: false,
    askedBack: false,
    answerInChinese: happens("answerInChinese"),
    askedBefore: "nothing",
    erases: happens("erases"),
    resultInFacility: happens("resultInFacility"),
    ...forced,
  };
}

const CLASSMARKS = ["none", "early", "requested"] as const;
const RELEASES = ["disconnect", "release", "releaseComplete"] as const;
const HANDOVER_FAILURES = ["none", "rejected", "atTarget", "reversion"] as const;
const HANDOVER_JOINS = ["imsi", "callIdentifier", "layer3Information"] as const;
