// Rows T7 and T9 to T13: messages, connections and octets on the A interface, from the real ladders.
import { DAY_MS, HOUR_MS } from "../../domain/time.ts";
import { MSC } from "../link/ends.ts";
import type { Link, WireFrame } from "../link.ts";
import type { ProcedureName } from "../procedures.ts";
import type { Findings } from "./findings.ts";
import { lineOf } from "./findings.ts";

/** First octet of an SCCP connection request (Q.713 §2.1, table 1). */
const CONNECTION_REQUEST = 0x01;
/** What a signal unit adds to the SCCP message: flags 2, BSN, FSN, LI, SIO, label 4, check 2. */
const UNIT_OCTETS = 12;
/** A 64 kb/s link carries so many octets a second at 0.4 Erlang. */
const LINK_OCTETS_PER_S = 0.4 * 8_000;
const MILLION = 1_000_000;
/** A network repeats a page that was not answered (the ladders do so, too); a page this near is one. */
const HOURS = 24;

interface Tally {
  frames: number;
  transactions: number;
}

/** Counts the frames of one day. */
export class LinkLoad {
  readonly #attached: (hour: number) => number;
  readonly #messages = new Float64Array(HOURS);
  readonly #connections = new Float64Array(HOURS);
  readonly #octets = { up: new Float64Array(HOURS), down: new Float64Array(HOURS) };
  readonly #pages = new Float64Array(HOURS);
  readonly #repeats = new Float64Array(HOURS);
  readonly #pagedFor = new Map<number, string>();
  readonly #byProcedure = new Map<ProcedureName, Tally>();
  readonly #openedFor = new Map<number, string>();

  /** `attached`: how many are attached in an hour of the day, on average. */
  constructor(attached: (hour: number) => number) {
    this.#attached = attached;
  }

  /** Takes a day's frames, hour by hour. */
  takeDay(link: Link): void {
    for (let fromMs = 0; fromMs < DAY_MS; fromMs += HOUR_MS) {
      for (const frame of link.frames(fromMs, fromMs + HOUR_MS)) this.take(frame);
    }
  }

  take(frame: WireFrame): void {
    const hour = Math.floor(frame.timeMs / HOUR_MS);
    if (hour < 0 || hour >= HOURS || frame.subscriber === undefined) return;
    const { userData, opc } = frame.transfer;
    this.#messages[hour]!++;
    this.#octets[opc === MSC ? "down" : "up"][hour]! += userData.length + UNIT_OCTETS;
    if (userData[0] === CONNECTION_REQUEST) this.#connections[hour]!++;
    const tally = this.#tallyOf(frame.procedure);
    tally.frames++;
    const id = `${frame.event?.type}:${frame.event?.sequence}`;
    const opens = isTransaction(frame);
    if (opens && this.#openedFor.get(frame.subscriber) !== id) {
      this.#openedFor.set(frame.subscriber, id);
      tally.transactions++;
    }
    if (frame.bssap?.layer === "bssmap" && frame.bssap.message === "paging") {
      this.#pages[hour]!++;
      if (this.#pagedFor.get(frame.subscriber) === id) this.#repeats[hour]!++;
      this.#pagedFor.set(frame.subscriber, id);
    }
  }

  /** Hour of the day with the most messages. */
  busyHour(): number {
    return this.#messages.indexOf(Math.max(...this.#messages));
  }

  findings(): Findings {
    const busy = this.busyHour();
    const people = this.#attached(busy);
    const octets = this.#octets.up[busy]! + this.#octets.down[busy]!;
    const busier = Math.max(this.#octets.up[busy]!, this.#octets.down[busy]!);
    const perProcedure = (name: ProcedureName): number => {
      const tally = this.#byProcedure.get(name);
      return tally === undefined ? Number.NaN : tally.frames / tally.transactions;
    };
    const first = this.#pages[busy]! - this.#repeats[busy]!;
    return {
      values: {
        T7a: this.#pages[busy]! / people,
        T7b: this.#repeats[busy]! / first,
        T9a: perProcedure("periodicLocationUpdate"),
        T9b: perProcedure("originatedCall"),
        T9c: perProcedure("terminatedCall"),
        T9d: perProcedure("originatedMessage"),
        T9e: perProcedure("terminatedMessage"),
        T9f: perProcedure("imsiDetach"),
        T9g: perProcedure("handoverBetweenBscs"),
        T9h: perProcedure("handoverInsideBsc"),
        T10: octets / this.#messages[busy]!,
        T11: (LINK_OCTETS_PER_S * 3_600) / (busier / people),
        T12: (this.#connections[busy]! / people / 3_600) * MILLION,
        T13a: (this.#messages[busy]! / people / 3_600) * MILLION,
        T13b: this.#messages[busy]! / people,
        busyHourOfMessages: busy,
      },
      plots: {
        messages: {
          "messages/s per million": lineOf(
            this.#messages.map((count, hour) => (count / this.#attached(hour) / 3_600) * MILLION),
          ),
        },
      },
    };
  }

  #tallyOf(name: ProcedureName): Tally {
    let tally = this.#byProcedure.get(name);
    if (tally === undefined) {
      tally = { frames: 0, transactions: 0 };
      this.#byProcedure.set(name, tally);
    }
    return tally;
  }
}

/** Calls are counted by their SETUP alone: what follows belongs to them. */
function isTransaction({ procedure, event }: WireFrame): boolean {
  const isCall = procedure === "originatedCall" || procedure === "terminatedCall";
  return !isCall || event?.type === "call.setUp";
}
