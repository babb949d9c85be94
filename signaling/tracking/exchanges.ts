// The exchanges (MSC with VLR) on the tap: which networks they serve, and where a TMSI is valid.
import type { Lai } from "../../domain/location.ts";

/** Number of an exchange, −1 for one beyond the limit. */
export type ExchangeIndex = number;
/** A TMSI where it is valid, as one number; {@link NO_TMSI} for none. */
export type LocalTmsi = number;

export const NO_TMSI: LocalTmsi = -1;
/** More than any national network has. */
export const EXCHANGES_MAX = 4_096;
/** Location areas of all exchanges together. */
export const AREAS_MAX = 1_048_576;
/** Networks that share one exchange (3GPP TS 23.251); those beyond count as foreign. */
const PLMNS_MAX = 16;
const LACS = 65_536;
const TMSIS = 4_294_967_296;

interface Plmn {
  readonly mcc: string;
  readonly mnc: string;
}

export class Exchanges {
  readonly #exchanges = new Map<number, ExchangeIndex>();
  readonly #plmns: Plmn[][] = [];
  readonly #areas = new Map<number, number>();

  indexOf(pointCode: number): ExchangeIndex {
    const known = this.#exchanges.get(pointCode);
    if (known !== undefined) return known;
    const index = this.#plmns.length;
    if (index >= EXCHANGES_MAX) return -1;
    this.#exchanges.set(pointCode, index);
    this.#plmns.push([]);
    return index;
  }

  /** Notes that an exchange serves a network, as its cells and location areas say. */
  serve(exchange: ExchangeIndex, { mcc, mnc }: Plmn): void {
    const plmns = this.#plmns[exchange];
    if (plmns === undefined || plmns.length >= PLMNS_MAX) return;
    for (const plmn of plmns) if (plmn.mnc === mnc && plmn.mcc === mcc) return;
    plmns.push({ mcc, mnc });
  }

  /** Whether an area is of a network that the exchange is known to serve. */
  serves(exchange: ExchangeIndex, { mcc, mnc }: Plmn): boolean {
    for (const plmn of this.#plmns[exchange] ?? []) {
      if (plmn.mnc === mnc && plmn.mcc === mcc) return true;
    }
    return false;
  }

  /** MCC and MNC of the network served here that an IMSI belongs to, if it belongs to one. */
  homeOf(exchange: ExchangeIndex, imsi: string): string | undefined {
    for (const { mcc, mnc } of this.#plmns[exchange] ?? []) {
      if (imsi.startsWith(mcc) && imsi.startsWith(mnc, mcc.length)) return mcc + mnc;
    }
    return undefined;
  }

  /**
   * A TMSI means somebody within a VLR and, there, a location area (3GPP TS 23.003 §2.4); the same
   * number in another area, or under another exchange, is somebody else.
   */
  localTmsi(exchange: ExchangeIndex, lac: number, tmsi: number): LocalTmsi {
    if (exchange < 0) return NO_TMSI;
    const place = exchange * LACS + lac;
    let area = this.#areas.get(place);
    if (area === undefined) {
      area = this.#areas.size;
      if (area >= AREAS_MAX) return NO_TMSI;
      this.#areas.set(place, area);
    }
    return area * TMSIS + tmsi;
  }

  /** The same TMSI in another location area of the exchange. */
  movedTo(exchange: ExchangeIndex, { lac }: Pick<Lai, "lac">, tmsi: LocalTmsi): LocalTmsi {
    return this.localTmsi(exchange, lac, tmsi % TMSIS);
  }
}
