// When a service centre got or delivered a short message (3GPP TS 23.040 §9.2.3.11).
import { notEncodable, type OctetWriter } from "../octets.ts";

/** Octets of TP-SCTS and TP-DT. */
export const TIME_STAMP_OCTETS = 7;
/** Which of them is the time zone, and its bit that stands for a zone west of Greenwich. */
const ZONE_AT = 6;
const WEST = 0x08;
const QUARTER_HOURS_MAX = 79;

/** @throws KairosError `message.not-encodable` for other than 7 octets */
export function writeTimeStamp(writer: OctetWriter, octets: Uint8Array): void {
  if (octets.length !== TIME_STAMP_OCTETS) {
    throw notEncodable("time stamp", `${octets.length} octets`, `${TIME_STAMP_OCTETS}`);
  }
  writer.put(octets);
}

/**
 * TP-SCTS, 3GPP TS 23.040 §9.2.3.11: swapped digits of local time; the zone in quarters of an hour
 * east of Greenwich, −79 to 79.
 *
 * @throws KairosError `message.not-encodable` for what does not fit into two digits
 */
export function serviceCentreTimeStamp(time: {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  readonly quarterHours: number;
}): Uint8Array {
  const { year, month, day, hour, minute, second, quarterHours } = time;
  if (!(Math.abs(quarterHours) <= QUARTER_HOURS_MAX)) {
    throw notEncodable("time zone", `${quarterHours}`, `±${QUARTER_HOURS_MAX} quarters of an hour`);
  }
  const stamp = Uint8Array.from(
    [year % 100, month, day, hour, minute, second, Math.abs(quarterHours)],
    swappedDigits,
  );
  if (quarterHours < 0) stamp[ZONE_AT] = stamp[ZONE_AT]! | WEST;
  return stamp;
}

function swappedDigits(value: number): number {
  if (!(value >= 0 && value <= 99)) throw notEncodable("time stamp", `${value}`, "two digits");
  return ((value % 10) << 4) | Math.floor(value / 10);
}
