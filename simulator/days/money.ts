// Balances, data volumes and points, in closed form: any day is known without the days before it.
import { DAY_MS, MINUTE_MS } from "../../domain/time.ts";
import { balanceFen, monthlyRate, monthlySpendFen, pointsOf } from "../account.ts";
import { BALANCE_PER_SPENDING, HABITS } from "../people-tables.ts";
import { FLAG, TRAIT } from "../population.ts";
import { draw, PURPOSE } from "../random.ts";
import { type Acts, between, NOBODY } from "./act-columns.ts";
import { ACT, BALANCE_ALARM_FEN, HOURS, RECHARGE_AFTER_MS, RECHARGES_FEN } from "./act-tables.ts";
import { type Draws, hoursTable } from "./draws.ts";
import type { Setting } from "./setting.ts";

const EVENING = hoursTable(HOURS.evening);
const BUSINESS = hoursTable(HOURS.business);
const DAYS_PER_MONTH = 30;
const KILOBYTES_PER_MEGABYTE = 1024;
const REDEMPTIONS_MOST = (HABITS.redemption.perMonth / DAYS_PER_MONTH) * 8;
/** Counters of purpose `account`: what somebody pays in, and days from here on. */
const RECHARGE = 0;
const DAYS_FROM = 64;
/** A day's spending and data lie within its own day: cumulated shares, jittered by less than one. */
const JITTER = 0.9;
/** Who spends less in a month has no alarms; their balance stands for all time. */
const SPENDING_LEAST_FEN = 2_000;
const BALANCE_MOST_FEN = 1e9;
/** Nobody has looked the account up yet. */
const NOT_KNOWN = Number.NaN;
const NOBODY_KNOWN = new Float32Array();

/** Payments of a day are made by then. */
const LATEST_MS = DAY_MS - MINUTE_MS;

/** Money, data and points of the day. */
export class Money {
  readonly #setting: Setting;
  readonly #draws: Draws;
  /** Balance at the start and spending per day, by subscriber, once they were asked for. */
  #balance = NOBODY_KNOWN;
  #perDay = NOBODY_KNOWN;

  constructor(setting: Setting, draws: Draws) {
    this.#setting = setting;
    this.#draws = draws;
  }

  /** @param dayOfMonth  of `day`, from 1 */
  add(subscriber: number, day: number, dayOfMonth: number, out: Acts): void {
    if (this.#balance === NOBODY_KNOWN) this.#openAccounts();
    this.#spend(subscriber, day, out);
    if (this.#setting.population.flags[subscriber]! & FLAG.usesWap) {
      this.#useData(subscriber, day, dayOfMonth, out);
    }
    this.#redeem(subscriber, out);
  }

  #openAccounts(): void {
    const { count } = this.#setting.population;
    this.#balance = new Float32Array(count).fill(NOT_KNOWN);
    this.#perDay = new Float32Array(count);
  }

  /**
   * A sawtooth: the balance falls by the day's spending; when it is below the alarm, the person pays
   * in a fixed amount some time later. Both tell the balance after them.
   */
  #spend(subscriber: number, day: number, out: Acts): void {
    if (Number.isNaN(this.#balance[subscriber])) {
      if (this.#isRich(subscriber, day)) return;
      this.#lookUp(subscriber);
    }
    const startFen = this.#balance[subscriber]!;
    const perDay = this.#perDay[subscriber]!;
    const before = startFen - perDay * this.#reached(subscriber, day - 1);
    const after = startFen - perDay * this.#reached(subscriber, day);
    // Most days of most people: above the alarm, and never below it before.
    if (after >= BALANCE_ALARM_FEN) return;
    const { key } = this.#setting;
    const choice = draw(key, subscriber, PURPOSE.account, RECHARGE) % RECHARGES_FEN.length;
    const amount = RECHARGES_FEN[choice]!;
    const rechargesBefore = before >= BALANCE_ALARM_FEN ? 0 : recharges(before, amount);
    const fresh = recharges(after, amount) - rechargesBefore;
    if (fresh <= 0) return;
    const atMs = this.#draws.moment(ACT.balanceFell, 1, BUSINESS);
    const low = Math.floor(after + rechargesBefore * amount);
    out.push(ACT.balanceFell, atMs, NOBODY, Math.round(before - after), low);
    const word = this.#draws.detail(ACT.recharged, 1, 0);
    const paidMs = Math.min(LATEST_MS, atMs + between(RECHARGE_AFTER_MS, word));
    out.push(ACT.recharged, paidMs, NOBODY, fresh * amount, low + fresh * amount);
  }

  /**
   * Whether the balance cannot have reached the alarm by the end of a day, whatever the person
   * spends: it begins at so many months of spending, by the draw that {@link balanceFen} makes.
   */
  #isRich(subscriber: number, day: number): boolean {
    const word = draw(this.#setting.key, subscriber, PURPOSE.personTrait, TRAIT.balance);
    const months = (day + 1) / DAYS_PER_MONTH + BALANCE_ALARM_FEN / SPENDING_LEAST_FEN;
    return word + 0.5 < Math.exp(-months / BALANCE_PER_SPENDING) * 4294967296;
  }

  #lookUp(subscriber: number): void {
    const spent = monthlySpendFen(this.#setting, subscriber);
    // Who spends next to nothing is left out of the alarms: the look ahead would not hold.
    const rich = spent < SPENDING_LEAST_FEN;
    this.#balance[subscriber] = rich ? BALANCE_MOST_FEN : balanceFen(this.#setting, subscriber);
    this.#perDay[subscriber] = rich ? 0 : spent / DAYS_PER_MONTH;
  }

  /** Days that are over at the end of `day`, and a part of the next: grows with every day. */
  #reached(subscriber: number, day: number): number {
    if (day < 0) return 0;
    const word = draw(this.#setting.key, subscriber, PURPOSE.account, DAYS_FROM + day);
    return day + (word / 4294967296) * JITTER;
  }

  /** The volume since the month began grows by the day; the record of the day comes in the evening. */
  #useData(subscriber: number, day: number, dayOfMonth: number, out: Acts): void {
    const draws = this.#draws;
    const firstDay = day - dayOfMonth + 1;
    const month =
      (monthlyRate(this.#setting, subscriber, "dataMegabytes") * KILOBYTES_PER_MEGABYTE) /
      DAYS_PER_MONTH;
    const since = Math.floor(month * this.#monthReached(subscriber, firstDay, dayOfMonth));
    const before = Math.floor(month * this.#monthReached(subscriber, firstDay, dayOfMonth - 1));
    if (since <= before) return;
    const atMs = draws.moment(ACT.dataUsed, 1, EVENING);
    out.push(ACT.dataUsed, atMs, NOBODY, since - before, since);
  }

  #monthReached(subscriber: number, firstDay: number, dayOfMonth: number): number {
    if (dayOfMonth === 0) return 0;
    const counter = DAYS_FROM + firstDay + dayOfMonth - 1;
    const word = draw(this.#setting.key, subscriber, PURPOSE.account, counter >>> 0);
    return dayOfMonth - 1 + (word / 4294967296) * JITTER;
  }

  #redeem(subscriber: number, out: Acts): void {
    const factor = 1 / DAYS_PER_MONTH;
    const draws = this.#draws;
    if (draws.habit(ACT.pointsRedeemed, "redemption", REDEMPTIONS_MOST, factor) === 0) return;
    const points = pointsOf(this.#setting, subscriber);
    const share = 0.1 + (draws.detail(ACT.pointsRedeemed, 1, 1) / 4294967296) * 0.6;
    const redeemed = Math.floor(points * share);
    if (redeemed === 0) return;
    const atMs = draws.moment(ACT.pointsRedeemed, 1, BUSINESS);
    out.push(ACT.pointsRedeemed, atMs, NOBODY, redeemed, points - redeemed);
  }
}

/** Payments that have kept a balance of `fen` before them at the alarm or above. */
function recharges(fen: number, amount: number): number {
  return Math.max(0, Math.ceil((BALANCE_ALARM_FEN - fen) / amount));
}
