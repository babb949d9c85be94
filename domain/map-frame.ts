// What flows to the map while time passes: people as binary frames, moments and ticks as JSON.
import type { ContactChannel, Decision, Loser, Rule } from "./decision.ts";
import type { SubscriberIndex } from "./identity.ts";
import type { OutcomeKind } from "./offer.ts";
import type { Named, Point } from "./scene.ts";
import type { TriggerName } from "./trigger.ts";

/** How a person is drawn. */
export const PERSON_STATE = { off: 0, idle: 1, moving: 2, call: 3 } as const;

/** Positions of all people: struct of arrays, quantised so that 65535 = the extent of the world. */
export interface PeopleFrame {
  readonly timeMs: number;
  readonly x: Uint16Array;
  readonly y: Uint16Array;
  readonly state: Uint8Array;
}

/** Least and full size on the wire: kind u8, reserved 3 octets, count u32, timeMs f64, then the entries. */
const FRAME_HEAD = 16;
const FRAME_ENTRY = 9;
const PEOPLE_FRAME = 1;

/**
 * Packs the people who differ from `previous` (all of them without one): little-endian, each entry
 * subscriber u32, x u16, y u16, state u8.
 */
export function encodePeople(frame: PeopleFrame, previous?: PeopleFrame): Uint8Array {
  const total = frame.x.length;
  const changed = new Uint32Array(total);
  let count = 0;
  for (let index = 0; index < total; index++) {
    const same =
      previous !== undefined &&
      previous.x[index] === frame.x[index] &&
      previous.y[index] === frame.y[index] &&
      previous.state[index] === frame.state[index];
    if (!same) changed[count++] = index;
  }
  const octets = new Uint8Array(FRAME_HEAD + count * FRAME_ENTRY);
  const view = new DataView(octets.buffer);
  view.setUint8(0, PEOPLE_FRAME);
  view.setUint32(4, count, true);
  view.setFloat64(8, frame.timeMs, true);
  let offset = FRAME_HEAD;
  for (let entry = 0; entry < count; entry++) {
    const index = changed[entry]!;
    view.setUint32(offset, index, true);
    view.setUint16(offset + 4, frame.x[index]!, true);
    view.setUint16(offset + 6, frame.y[index]!, true);
    view.setUint8(offset + 8, frame.state[index]!);
    offset += FRAME_ENTRY;
  }
  return octets;
}

/** Applies a packed frame to `people` in place and returns its time in ms. */
export function applyPeople(octets: ArrayBuffer, people: Omit<PeopleFrame, "timeMs">): number {
  const view = new DataView(octets);
  const count = view.getUint32(4, true);
  for (let entry = 0, offset = FRAME_HEAD; entry < count; entry++, offset += FRAME_ENTRY) {
    const index = view.getUint32(offset, true);
    people.x[index] = view.getUint16(offset + 4, true);
    people.y[index] = view.getUint16(offset + 6, true);
    people.state[index] = view.getUint8(offset + 8);
  }
  return view.getFloat64(8, true);
}

/** One trigger with its decision, as the feed and the marks show it. */
export interface Moment {
  readonly kind: "moment";
  /** `${subscriber}.${decision sequence}`: the same id in outcome messages. */
  readonly id: string;
  readonly timeMs: number;
  readonly subscriber: SubscriberIndex;
  /** Index into Scene.campaigns. */
  readonly campaign: number;
  readonly trigger: TriggerName;
  readonly decision: Decision["kind"];
  /** The rule of a suppressed decision. */
  readonly rule?: string;
  readonly sentence: Named;
  /** Site of the cell where the network last saw the subscriber, km; absent when it is not in the world. */
  readonly seenAt?: Point;
}

export interface OutcomeMessage {
  readonly kind: "outcome";
  readonly id: string;
  readonly outcome: OutcomeKind;
  readonly timeMs: number;
}

/** Running totals since the run's start. Triggers = offered + suppressed. */
export interface Counters {
  readonly events: number;
  readonly triggers: number;
  readonly offered: number;
  readonly suppressed: number;
  readonly delivered: number;
  readonly accepted: number;
  readonly declined: number;
  readonly expired: number;
  readonly complained: number;
  readonly held: number;
  readonly reminded: number;
  readonly expiredWhileHeld: number;
}

/** Of one campaign since the run's start; each of its moments is counted once. */
export interface CampaignCount {
  readonly offered: number;
  /** What was held back, by the rule that held it back; rules without any are left out. */
  readonly byRule: Readonly<Partial<Record<Rule, number>>>;
  readonly outcomes: Readonly<Record<OutcomeKind, number>>;
}

/** Four a second. */
export interface Tick {
  readonly kind: "tick";
  readonly timeMs: number;
  readonly paused: boolean;
  /** Asked for, 1 to 600. */
  readonly speed: number;
  /** Reached over the last seconds; below `speed` when the machine cannot keep up. */
  readonly realSpeed: number;
  /** Subscriber events per second of network time, over the last network minute. */
  readonly eventsPerSecond: number;
  readonly counters: Counters;
  /** Offers sent so far, by campaign index. */
  readonly offeredByCampaign: readonly number[];
  /** The funnel of each campaign, in the order of the scenario. */
  readonly byCampaign: readonly CampaignCount[];
}

/** This map was too slow, and messages to it were dropped: it reads the history again. */
export interface Missed {
  readonly kind: "missed";
}

export type StreamMessage = Moment | OutcomeMessage | Tick | Missed;

/** GET /api/history: what a map that opens late needs. Bins of 10 minutes of the current day, by campaign. */
export interface History {
  readonly binMs: number;
  /** First bin's start. */
  readonly fromMs: number;
  /** [campaign][bin] */
  readonly offered: readonly (readonly number[])[];
  readonly suppressed: readonly number[];
  /** The last moments, oldest first. */
  readonly moments: readonly Moment[];
}

/** GET /api/subscribers/:index — what the inspector shows. */
export interface Inspection {
  readonly subscriber: SubscriberIndex;
  /** A fictional name and occupation, or the token. */
  readonly person: Named;
  /** A short pseudonym such as "b7·4e19". */
  readonly token: string;
  /** "GoTone, 6 years, value B1". */
  readonly profile: Named;
  readonly timeMs: number;
  /** The XState regions: all states, the active one, how long in it. */
  readonly regions: readonly {
    readonly region: string;
    readonly states: readonly string[];
    readonly active: string;
    readonly sinceMs: number;
  }[];
  /** Newest first: messages of the A interface with the spec's names. */
  readonly signals: readonly {
    readonly timeMs: number;
    readonly direction: "up" | "down";
    readonly message: string;
    readonly note: string;
    /** Octets as hex, "··" where they say who is meant; on the message that yielded an event. */
    readonly octets?: string;
  }[];
  /** Newest first. */
  readonly offers: readonly {
    readonly id: string;
    readonly timeMs: number;
    readonly campaign: number;
    readonly kind: Decision["kind"];
    readonly rule?: string;
    readonly outcome?: OutcomeKind;
    readonly sentence: Named;
    /** What the message says, of one that was offered. */
    readonly text?: Named;
    readonly channel?: ContactChannel;
    /** When it was or is to be sent; of one that waited for idle, when it was delivered. */
    readonly deliverAtMs?: number;
    /** Not sent yet: it waits until the person is idle, no longer than until then. */
    readonly idleUntilMs?: number;
    /** Of the campaign itself, where arbitration is by score. */
    readonly score?: number;
    /** Other campaigns that wanted this moment, and what held each back. */
    readonly losers?: readonly Loser[];
    /** Trigger name and what it saw, for "how this offer came about". */
    readonly trigger: TriggerName;
    readonly signal?: { readonly message: string; readonly octets: string };
  }[];
  /** The attention ledger, over the offers above: damage in points (campaigns/attention.ts). */
  readonly attention: {
    readonly contacts: number;
    readonly complaints: number;
    readonly damage: number;
  };
  /** Where the network saw the subscriber lately, km, oldest first: belief. */
  readonly seen: readonly { readonly timeMs: number; readonly at: Point }[];
  /** Where the person really went today, km, oldest first: hidden truth. */
  readonly track: readonly {
    readonly timeMs: number;
    readonly at: Point;
    readonly label?: Named;
  }[];
}

/** POST /api/campaigns/:index. */
export interface CampaignChange {
  /** Whether its offers are held back from now on. */
  readonly paused: boolean;
}

/** GET /api/campaigns, in the order of the scenario. */
export interface CampaignState extends CampaignChange {
  readonly name: string;
}

/** POST /api/clock. */
export interface ClockCommand {
  readonly paused?: boolean;
  /** 1 to 600. */
  readonly speed?: number;
}
