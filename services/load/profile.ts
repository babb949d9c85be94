// Profiles of a load: how many events are intended by when, from a line such as constant:50k/s:60s.
import { KairosError } from "../../domain/errors.ts";
import { formatDuration, HOUR_MS, parseDuration, SECOND_MS } from "../../domain/time.ts";

/** How fast events are to come; rates are events per second. */
export type Profile =
  | { readonly kind: "constant"; readonly rate: number; readonly durationMs: number }
  | {
      readonly kind: "ramp";
      readonly fromRate: number;
      readonly toRate: number;
      readonly durationMs: number;
    }
  /** The real pace of so many people's busy hour, or of a part of it. */
  | { readonly kind: "busy-hour"; readonly people: number; readonly durationMs: number };

/** Where events lie on the wall: by their number, or by their own time. */
export type Pacing =
  | {
      readonly by: "events";
      readonly durationMs: number;
      /** Events intended in the first `ms`. */
      eventsBy(ms: number): number;
    }
  /** So many ms of the network's time go by in each ms. */
  | { readonly by: "time"; readonly durationMs: number; readonly speed: number };

const MAGNITUDES: Readonly<Record<string, number>> = { "": 1, k: 1e3, M: 1e6 };
const RATE_MAX = 10_000_000;
const PEOPLE_MAX = 10_000_000;
const FORMS = "constant:50k/s:60s, ramp:1k/s-100k/s:60s, busy-hour:1M or busy-hour:1M:60s";

/** @throws KairosError usage.invalid */
export function parseProfile(text: string): Profile {
  const [kind, first, second, more] = text.split(":");
  if (more !== undefined || first === undefined) throw refusal(text, `"${text}"`, FORMS);
  switch (kind) {
    case "constant":
      return { kind, rate: rateOf(text, first), durationMs: lengthOf(text, second) };
    case "ramp": {
      const [from, to, rest] = first.split("-");
      if (to === undefined || rest !== undefined) throw refusal(text, `"${first}"`, "two rates");
      return {
        kind,
        fromRate: rateOf(text, from!),
        toRate: rateOf(text, to),
        durationMs: lengthOf(text, second),
      };
    }
    case "busy-hour":
      return {
        kind,
        people: countOf(text, first, PEOPLE_MAX),
        durationMs: second === undefined ? HOUR_MS : lengthOf(text, second),
      };
    default:
      throw refusal(text, `"${kind}"`, FORMS);
  }
}

/** "50,000/s for 60 s". */
export function profileText(profile: Profile): string {
  const length = formatDuration(profile.durationMs);
  const rate = (value: number): string => `${value.toLocaleString("en-US")}/s`;
  switch (profile.kind) {
    case "constant":
      return `${rate(profile.rate)} for ${length}`;
    case "ramp":
      return `${rate(profile.fromRate)} to ${rate(profile.toRate)} in ${length}`;
    default:
      return `busy hour of ${profile.people.toLocaleString("en-US")} people for ${length}`;
  }
}

/**
 * The pacing of a profile behind a warm-up at its first rate.
 *
 * @param share  part of the events that this process sends
 * @param subscribers  how many people there are; a busy hour of more of them goes by faster
 */
export function pacingOf(
  profile: Profile,
  options: { readonly warmUpMs: number; readonly share: number; readonly subscribers: number },
): Pacing {
  const { warmUpMs, share, subscribers } = options;
  const durationMs = warmUpMs + profile.durationMs;
  if (profile.kind === "busy-hour") {
    return { by: "time", durationMs, speed: profile.people / subscribers };
  }
  const first = profile.kind === "constant" ? profile.rate : profile.fromRate;
  const last = profile.kind === "constant" ? profile.rate : profile.toRate;
  const growth = (last - first) / (2 * profile.durationMs);
  return {
    by: "events",
    durationMs,
    eventsBy(ms) {
      const inProfile = Math.max(0, Math.min(ms, durationMs) - warmUpMs);
      const perSecond = first * Math.min(ms, durationMs) + growth * inProfile * inProfile;
      return (share * perSecond) / SECOND_MS;
    },
  };
}

function rateOf(text: string, part: string): number {
  const found = /^(\d+(?:\.\d+)?)([kM]?)\/s$/.exec(part);
  const rate = found === null ? 0 : Number(found[1]) * MAGNITUDES[found[2]!]!;
  if (rate > 0 && rate <= RATE_MAX) return rate;
  throw refusal(text, `"${part}"`, `a rate up to ${RATE_MAX / 1e6}M/s, such as 500/s or 50k/s`);
}

function countOf(text: string, part: string, most: number): number {
  const found = /^(\d+(?:\.\d+)?)([kM]?)$/.exec(part);
  const count = found === null ? 0 : Math.round(Number(found[1]) * MAGNITUDES[found[2]!]!);
  if (count > 0 && count <= most) return count;
  throw refusal(text, `"${part}"`, `a number of people up to ${most / 1e6}M, such as 200k or 1M`);
}

function lengthOf(text: string, part: string | undefined): number {
  const ms = parseDuration(part ?? "") ?? 0;
  if (ms > 0) return ms;
  throw refusal(text, part === undefined ? "no duration" : `"${part}"`, "a duration such as 60s");
}

function refusal(text: string, got: string, wanted: string): KairosError {
  return new KairosError("usage.invalid", {
    place: `--profile ${text}`,
    got,
    wanted,
    remedy: `Write ${FORMS}.`,
  });
}
