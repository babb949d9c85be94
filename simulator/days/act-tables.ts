// What people do with the operator's services: kinds of acts, rates, ways, times of day. Data only.
// Rates of habits stand in simulator/people-tables.ts; all numbers here are ASSUMED.
import type { ServiceRole } from "../../domain/number-plan.ts";
import { HOUR_MS, MINUTE_MS, SECOND_MS } from "../../domain/time.ts";

/**
 * Kinds of acts, with what their columns `party`, `a` and `b` hold; see {@link Acts}. Party: a
 * subscriber, or SERVICE_PARTY + place in the number plan's services.
 */
export const ACT = {
  /** To `party`; a: kB. GPRS: no trace on the tap. */
  mmsSent: 0,
  /** m-notification-ind for one from `party` (a subscriber or the newspaper); a: kB. */
  mmsNotified: 1,
  /** m-delivery-ind for one that she sent. */
  mmsReported: 2,
  /** a: place in SITES; b: kB. GPRS too. */
  wapOpened: 3,
  /** The day's record; a: kB; b: kB since the month began. */
  dataUsed: 4,
  /** Message to `party` that is a keyword; a: its place among the service's keywords. */
  queriedByMessage: 5,
  /** Call to `party`; a: place among the service's paths, −1 for none; b: talk, s. */
  queriedByCall: 6,
  /** a: place in the plan's codes. */
  queriedByUssd: 7,
  /** a: place in TOPICS. */
  queriedByWeb: 8,
  /** The tone is `a`. Call to `party`; b: talk, s. */
  toneChangedByCall: 9,
  /** The tone is `a`. Message to `party`. */
  toneChangedByMessage: 10,
  /** The tone is `a`; b: 1 by WAP. A confirmation follows. */
  toneChangedOnline: 11,
  /** Call to `party`; a: keys that nobody may read, b: talk, s. */
  serviceCalled: 12,
  /** Call to a number of old; a: 1 with an announcement; b: cause. */
  retiredCalled: 13,
  /** Call to `party` about something else; a, b as queriedByCall. */
  hotlineCalled: 14,
  /** To `party`, or NOBODY; a: place of the condition × 2 + 1 when active. */
  forwardingSet: 15,
  /** a: shop × 8 + place of the business; b: time of service, s. */
  counterVisited: 16,
  /** Message to `party`; a: place among its keywords, which is the product. */
  orderedByMessage: 17,
  /** a: points; b: points left. */
  pointsRedeemed: 18,
  /** a: amount, b: balance after it, 0.01 yuan. */
  recharged: 19,
  /** A call or message took the balance below an alarm level; a, b as above. */
  balanceFell: 20,
  /** Call to `party`; a, b as queriedByCall; the topic is drawn by the moment. */
  complained: 21,
  /** a: years. */
  birthdayReached: 22,
  /** a: years as a customer. */
  tenureReached: 23,
  contractEnded: 24,
  /** a: place in LISTS, or behind them among the scenario's lists; b: the day it was computed for. */
  listLoaded: 25,
  /** Message from `party`: an answer or a confirmation. */
  answered: 26,
  /** a: place in ROAMING_PLACES. */
  roamedOut: 27,
  roamedHome: 28,
  /** a: place among the scenario's holidays. */
  holidayBegan: 29,
  /** a: place among the dates that campaigns ask for (dates-ahead.ts); b: years. */
  dateAsked: 30,
} as const;
export type Act = (typeof ACT)[keyof typeof ACT];

/** What the walker does for an act; "none": nothing that the tap could see. */
export const PROCEDURE = {
  none: 0,
  /** An originated call to a service, with keys. */
  call: 1,
  /** An originated call to a number that nobody has. */
  vainCall: 2,
  message: 3,
  ussd: 4,
  forwarding: 5,
  push: 6,
  /** A message from a service. */
  serviceMessage: 7,
} as const;

/** The procedure of each act, by its code. */
export const PROCEDURE_OF: Readonly<Uint8Array> = (() => {
  const table = new Uint8Array(Object.keys(ACT).length);
  table[ACT.mmsNotified] = PROCEDURE.push;
  table[ACT.mmsReported] = PROCEDURE.push;
  table[ACT.queriedByMessage] = PROCEDURE.message;
  table[ACT.toneChangedByMessage] = PROCEDURE.message;
  table[ACT.orderedByMessage] = PROCEDURE.message;
  table[ACT.queriedByCall] = PROCEDURE.call;
  table[ACT.toneChangedByCall] = PROCEDURE.call;
  table[ACT.serviceCalled] = PROCEDURE.call;
  table[ACT.hotlineCalled] = PROCEDURE.call;
  table[ACT.complained] = PROCEDURE.call;
  table[ACT.retiredCalled] = PROCEDURE.vainCall;
  table[ACT.queriedByUssd] = PROCEDURE.ussd;
  table[ACT.forwardingSet] = PROCEDURE.forwarding;
  table[ACT.answered] = PROCEDURE.serviceMessage;
  return table;
})();

/** Per month of 30 days, where no habit of a person says it. */
export const PER_MONTH = { forwarding: 0.12, order: 0.15 } as const;

/** Ways of a question, of those who have no favourite: message, call, USSD, web. */
export const QUERY_WAYS: readonly number[] = [35, 30, 20, 15];
/** Part of the questions that go the favourite way of the person. */
export const FAVOURITE_SHARE = 0.6;
/** Ways of changing a tone: call, message, web, WAP. */
export const TONE_WAYS: readonly number[] = [35, 20, 30, 15];

/** Which services people call beside the hotline, and for how long they talk, s. */
export const SERVICE_CALLS: readonly {
  readonly role: ServiceRole;
  readonly weight: number;
  readonly seconds: readonly [least: number, most: number];
  /** Keys that are pressed: an account, a programme. Never read by anybody. */
  readonly keys: number;
}[] = [
  { role: "directory", weight: 36, seconds: [25, 90], keys: 0 },
  { role: "weather", weight: 18, seconds: [20, 60], keys: 0 },
  { role: "clock", weight: 8, seconds: [8, 20], keys: 0 },
  { role: "voiceService", weight: 22, seconds: [20, 300], keys: 2 },
  { role: "bank", weight: 12, seconds: [40, 240], keys: 6 },
  { role: "retired", weight: 2, seconds: [0, 0], keys: 0 },
  { role: "rival", weight: 2, seconds: [60, 300], keys: 0 },
];
/** Talk in the hotline's menu, s. */
export const MENU_SECONDS = [30, 120] as const;
/** With a person there. */
export const AGENT_SECONDS = [90, 420] as const;

/** Places in FORWARDING_CONDITIONS: all, unconditional, allConditional, busy, noReply, notReachable. */
export const FORWARDING_WEIGHTS: readonly number[] = [3, 25, 2, 25, 25, 20];
export const FORWARDING_ACTIVE = 0.65;

/** Cause of a call to a number that nobody has: with and without announcement (campaigns.md §5.3). */
export const VAIN_CAUSES = { announced: [18, 16, 31], silent: [1, 18] } as const;
export const VAIN_ANNOUNCED = 0.6;

/** Places of the business in the vocabulary: payment, order, handset, points, complaint, other. */
export const BUSINESS_WEIGHTS: readonly number[] = [45, 20, 10, 5, 5, 15];
export const SERVED_SECONDS = [120, 900] as const;
/** Counters of the operator in the province, each for a neighbourhood. */
export const SHOPS = 200;

export const SITES = ["news", "music", "games", "books", "pictures", "search"] as const;
export const SITE_WEIGHTS: readonly number[] = [30, 20, 20, 12, 10, 8];
export const WAP_KILOBYTES = [8, 120] as const;
export const MMS_KILOBYTES = [8, 95] as const;
/** Of those who send an MMS: who asks for a report. */
export const MMS_REPORTED = 0.3;
/** From sending to the notification, and from reading it to the retrieval. */
export const MMS_TRANSIT_MS = [6 * SECOND_MS, 40 * SECOND_MS] as const;

/** The newspaper comes twice a day, to all readers within this time. */
export const NEWSPAPER_MS = [7.25 * HOUR_MS, 17 * HOUR_MS] as const;
export const NEWSPAPER_SPAN_MS = 40 * MINUTE_MS;
export const NEWSPAPER_KILOBYTES = [40, 60] as const;

/** Alert levels of data in a month, kB (campaigns.md H4: 10 MB to 1 GB, five levels). */
export const DATA_LEVELS_KB: readonly number[] = [10_240, 51_200, 102_400, 512_000, 1_048_576];

/** Balances at which online charging tells, 0.01 yuan, and what people pay in. */
export const BALANCE_ALARM_FEN = 1_000;
export const RECHARGES_FEN: readonly number[] = [3_000, 5_000, 10_000];
/** From the alarm to the recharge. */
export const RECHARGE_AFTER_MS = [10 * MINUTE_MS, 4 * HOUR_MS] as const;

/** What questions and complaints are about. */
export const TOPICS = ["balance", "bill", "points"] as const;
export const COMPLAINTS = ["charges", "coverage", "unwantedMessages", "service"] as const;
export const COMPLAINT_CLOSED_AFTER_MS = [2 * HOUR_MS, 60 * HOUR_MS] as const;

/** Lists of every month, loaded at night on the third for the month before. */
export const LISTS = ["ringbackToneDormant", "mmsOften", "queriesOften", "wapTrial"] as const;
export const LIST_DAY_OF_MONTH = 3;
export const LIST_MS = 2 * HOUR_MS;
/** Times in a month that make somebody one of those who do it often (campaigns.md A11, A12). */
export const OFTEN = { mms: 5, query: 3 } as const;
/** Part of the people who could use WAP and do not that a trial is meant for. */
export const TRIAL_SHARE = 0.2;

/** Where people roam: other provinces of the same operator, by weight. */
export const ROAMING_PLACES = ["neighbourProvince", "capital", "coast"] as const;
export const ROAMING_WEIGHTS: readonly number[] = [60, 25, 15];
/** From leaving the province to the first update in another, and from the return to the first here. */
export const ROAMED_AFTER_MS = {
  out: [5 * MINUTE_MS, 40 * MINUTE_MS],
  home: [5_000, 90_000],
} as const;

/** When people do things: weights of the 24 hours of a day. */
export const HOURS = {
  /** Messages, WAP: all day, evenings most. */
  leisure: [2, 1, 0, 0, 0, 0, 2, 5, 6, 6, 6, 7, 8, 7, 6, 6, 6, 7, 8, 10, 12, 12, 9, 5],
  /** Calls to services and questions: in opening hours, less in the evening. */
  business: [0, 0, 0, 0, 0, 0, 1, 3, 9, 12, 12, 10, 8, 8, 9, 10, 10, 9, 7, 6, 5, 4, 2, 1],
  /** Counters. */
  shop: [0, 0, 0, 0, 0, 0, 0, 0, 4, 12, 14, 10, 7, 8, 10, 12, 12, 8, 3, 0, 0, 0, 0, 0],
  /** The record of a day's data. */
  evening: [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 4, 8, 14, 20, 24, 18],
} as const;

/** Factors of a rate on a Saturday or Sunday. */
export const WEEKEND = { counter: 1.5, hotline: 0.8, query: 0.85 } as const;
