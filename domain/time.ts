// Time: integer milliseconds since midnight of the scenario's first day, and how people read it.

export const SECOND_MS = 1_000;
export const MINUTE_MS = 60_000;
export const HOUR_MS = 3_600_000;
export const DAY_MS = 86_400_000;

const UNITS: Record<string, number> = { s: SECOND_MS, m: MINUTE_MS, h: HOUR_MS, d: DAY_MS };

/** "40s", "5m", "1h30m", "2d" in milliseconds; undefined when the text is no duration. */
export function parseDuration(text: string): number | undefined {
  if (!/^(\d+(\.\d+)?[smhd])+$/.test(text)) return undefined;
  let total = 0;
  for (const [, amount, unit] of text.matchAll(/(\d+(?:\.\d+)?)([smhd])/g)) {
    total += Number(amount) * UNITS[unit!]!;
  }
  return Math.round(total);
}

/** "07:30" or "07:30:15" as milliseconds after midnight; undefined when the text is no time of day. */
export function parseTimeOfDay(text: string): number | undefined {
  const match = /^([01]\d|2[0-4]):([0-5]\d)(?::([0-5]\d))?$/.exec(text);
  if (!match) return undefined;
  const ms =
    Number(match[1]) * HOUR_MS + Number(match[2]) * MINUTE_MS + Number(match[3] ?? 0) * SECOND_MS;
  return ms <= DAY_MS ? ms : undefined;
}

/** Milliseconds after midnight, 0 ≤ result < 24 h. */
export function timeOfDay(timeMs: number): number {
  return ((timeMs % DAY_MS) + DAY_MS) % DAY_MS;
}

/** Day number since the scenario's start, 0 for the first day. */
export function dayOf(timeMs: number): number {
  return Math.floor(timeMs / DAY_MS);
}

/** "14:32:07". */
export function formatClock(timeMs: number): string {
  const seconds = Math.floor(timeOfDay(timeMs) / SECOND_MS);
  const pad = (value: number): string => String(value).padStart(2, "0");
  return `${pad(Math.floor(seconds / 3600))}:${pad(Math.floor(seconds / 60) % 60)}:${pad(seconds % 60)}`;
}

/** "40 s", "9 min", "3 h", "3 h 5 min", "2 days"; Chinese: "40 秒", "9 分钟", "3 小时 5 分钟", "2 天". */
export function formatDuration(ms: number, language: "en" | "zh" = "en"): string {
  const word = (value: number, en: string, zh: string): string =>
    `${value} ${language === "zh" ? zh : en}`;
  if (ms < 100 * SECOND_MS) return word(Math.round(ms / SECOND_MS), "s", "秒");
  const minutes = Math.round(ms / MINUTE_MS);
  if (minutes < 100) return word(minutes, "min", "分钟");
  const hours = Math.floor(minutes / 60);
  if (hours >= 48) return word(Math.round(hours / 24), "days", "天");
  const rest = hours < 10 ? minutes % 60 : 0;
  return rest === 0
    ? word(hours, "h", "小时")
    : `${word(hours, "h", "小时")} ${word(rest, "min", "分钟")}`;
}

/** A calendar day of the proleptic Gregorian calendar; weekday 0 = Sunday. */
export interface CivilDate {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly weekday: number;
}

/** The calendar day `days` after an ISO date such as "2008-06-10"; undefined when the text is no date. */
export function civilDate(iso: string, days = 0): CivilDate | undefined {
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(iso);
  if (!match) return undefined;
  const [year, month, day] = [Number(match[1]), Number(match[2]), Number(match[3])];
  const date = fromDayNumber(toDayNumber(year, month, day) + days);
  const start = days === 0 ? date : fromDayNumber(toDayNumber(year, month, day));
  return start.month === month && start.day === day ? date : undefined;
}

/** Scenarios keep China Standard Time: UTC+8 all year. */
export const UTC_OFFSET_MS = 8 * HOUR_MS;

/**
 * Milliseconds since 1970-01-01 UTC at midnight of a scenario's first day, which {@link civilDate}
 * accepts: what is added to a scenario's time where a capture wants calendar time.
 */
export function epochMs(start: string): number {
  const [year, month, day] = start.split("-").map(Number);
  return toDayNumber(year!, month!, day!) * DAY_MS - UTC_OFFSET_MS;
}

// Day numbers since 1970-01-01, after H. Hinnant, "chrono-compatible low-level date algorithms".
function toDayNumber(year: number, month: number, day: number): number {
  const y = month <= 2 ? year - 1 : year;
  const era = Math.floor(y / 400);
  const yearOfEra = y - era * 400;
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  const dayOfEra =
    yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return era * 146097 + dayOfEra - 719468;
}

function fromDayNumber(days: number): CivilDate {
  const z = days + 719468;
  const era = Math.floor(z / 146097);
  const dayOfEra = z - era * 146097;
  const yearOfEra = Math.floor(
    (dayOfEra -
      Math.floor(dayOfEra / 1460) +
      Math.floor(dayOfEra / 36524) -
      Math.floor(dayOfEra / 146096)) /
      365,
  );
  const dayOfYear =
    dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const shifted = Math.floor((5 * dayOfYear + 2) / 153);
  const month = shifted + (shifted < 10 ? 3 : -9);
  return {
    year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0),
    month,
    day: dayOfYear - Math.floor((153 * shifted + 2) / 5) + 1,
    weekday: (((days + 4) % 7) + 7) % 7,
  };
}
