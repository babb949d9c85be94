// What the tap says of a subscriber before his IMSI becomes a token: home network and home area.
import type { Imsi, Introduction, Tokenise } from "../../domain/identity.ts";

/**
 * Mobile country codes whose network codes have three digits (ITU-T E.212; as the annex on mobile
 * network codes to ITU's Operational Bulletin assigns them). Of 405 (India) both lengths are in use.
 */
const THREE_DIGIT_MCCS: ReadonlySet<string> = new Set(
  "302 310 311 312 313 314 315 316 334 338 342 344 346 348 365 708 722 732".split(" "),
);
/** Digits behind the network's that name the home location register, as the operator plans them. */
const HOME_AREA_DIGITS = 4;

/** 6 to 15 digits (3GPP TS 23.003 §2.2). */
export function isImsi(text: string): boolean {
  return /^\d{6,15}$/.test(text);
}

/** `servingPlmn`: MCC and MNC of the network that is tapped, "46000", where it is known. */
export function introductionOf(
  imsi: Imsi,
  servingPlmn: string | undefined,
  tokenise: Tokenise,
): Introduction {
  const own = servingPlmn !== undefined && imsi.startsWith(servingPlmn);
  const digits = own ? servingPlmn.length : THREE_DIGIT_MCCS.has(imsi.slice(0, 3)) ? 6 : 5;
  const area = imsi.slice(digits, digits + HOME_AREA_DIGITS);
  return {
    homePlmn: imsi.slice(0, digits),
    homeArea: area.length < HOME_AREA_DIGITS ? "" : area,
    partition: tokenise("partition", imsi),
  };
}
