// A small unkind world for tests: exchanges that reuse TMSIs and references, people who do everything.
import { hashWords } from "../../../domain/hash.ts";
import { type BssapMessage, encode } from "../../../signaling/messages/bssap.ts";
import { ussdRequest } from "../../../signaling/messages/facility.ts";
import type { MobileIdentity } from "../../../signaling/messages/mobile-identity.ts";
import type { TappedMessage } from "../../../signaling/tapped-message.ts";
import * as m from "./messages.ts";

/** A message of the tap, and who is really on its connection (or paged), −1 for nobody. */
export interface TrueMessage {
  readonly message: TappedMessage;
  readonly person: number;
}

export interface WorldOptions {
  readonly seed: number;
  readonly people?: number;
  readonly exchanges?: number;
  readonly procedures?: number;
  /** Whether a TMSI is given again as soon as it is free; default true. */
  readonly reuse?: boolean;
}

export const imsiOf = (person: number): string => `46000${String(3_100_000_001 + person)}`;
export const numberOf = (person: number): string => `138000${String(10_001 + person)}`;

const BSCS = 3;
/** References are used again after so many connections. */
const REFERENCES = 48;
const NOTHING = new Uint8Array();

interface Person {
  msc: number;
  bsc: number;
  ci: number;
  /** Location area that the phone is registered in. */
  lai: number;
  on: boolean;
  tmsi: number;
  /** Exchange whose VLR gave the TMSI. */
  tmsiOf: number;
  freeMs: number;
}

interface Line {
  readonly msc: number;
  readonly bss: number;
  readonly person: number;
  readonly openerIsBss: boolean;
  readonly bssReference: number;
  readonly mscReference: number;
  timeMs: number;
  sent: number;
}

/** Messages of several exchanges in order of time, the same for the same seed. */
export function randomTraffic(options: WorldOptions): TrueMessage[] {
  const { seed, people = 8, exchanges = 2, procedures = 60, reuse = true } = options;
  const world = new World(seed, people, exchanges, reuse);
  for (let step = 0; step < procedures; step++) world.step();
  return world.messages();
}

class World {
  readonly #seed: number;
  readonly #people: Person[];
  readonly #exchanges: number;
  readonly #reuse: boolean;
  readonly #out: {
    timeMs: number;
    order: number;
    person: number;
    body: Omit<TappedMessage, "frame">;
  }[] = [];
  readonly #tmsis = new Map<string, number>();
  readonly #references = new Map<number, number>();
  #draws = 0;
  #timeMs = 1_000;

  constructor(seed: number, people: number, exchanges: number, reuse: boolean) {
    this.#seed = seed;
    this.#reuse = reuse;
    this.#exchanges = exchanges;
    this.#people = Array.from({ length: people }, (_, index) => ({
      msc: 1 + (index % exchanges),
      bsc: 1 + (index % BSCS),
      ci: 11,
      lai: 1 + (index % BSCS),
      on: true,
      tmsi: -1,
      tmsiOf: -1,
      freeMs: 0,
    }));
  }

  messages(): TrueMessage[] {
    this.#out.sort((a, b) => a.timeMs - b.timeMs || a.order - b.order);
    return this.#out.map(({ body, person }, index) => ({
      message: { frame: index + 1, ...body },
      person,
    }));
  }

  step(): void {
    this.#timeMs += this.#draw(3_000);
    const who = this.#draw(this.#people.length);
    const person = this.#people[who]!;
    if (person.freeMs > this.#timeMs) return;
    if (!person.on) {
      if (this.#draw(3) === 0) this.#update(who, "imsiAttach");
      return;
    }
    const kind = this.#draw(12);
    if (this.#lac(person) !== person.lai) this.#update(who, "normal");
    else if (kind === 0) this.#detach(who);
    else if (kind <= 2) this.#update(who, "periodic");
    else if (kind <= 4) this.#update(who, "normal");
    else if (kind === 5) this.#message(who);
    else if (kind === 6) this.#query(who);
    else if (kind === 7) this.#serviceCall(who);
    else if (kind === 8) this.#pageInVain(who);
    else this.#call(who);
  }

  #draw(below: number): number {
    return hashWords(this.#seed, this.#draws++, 0x7472) % below;
  }

  #lac(person: Person): number {
    // The same LACs under every exchange.
    return person.bsc;
  }

  #put(timeMs: number, person: number, body: Omit<TappedMessage, "frame" | "timeMs">): void {
    this.#out.push({ timeMs, order: this.#out.length, person, body: { timeMs, ...body } });
  }

  // Connections.

  #reference(pointCode: number): number {
    const next = ((this.#references.get(pointCode) ?? 0) % REFERENCES) + 1;
    this.#references.set(pointCode, next);
    return next;
  }

  #open(
    who: number,
    message: BssapMessage,
    timeMs: number,
    openerIsBss = true,
    bsc?: number,
  ): Line {
    const person = this.#people[who]!;
    const bss = person.msc * 100 + (bsc ?? person.bsc);
    const line: Line = {
      msc: person.msc,
      bss,
      person: who,
      openerIsBss,
      bssReference: this.#reference(bss),
      mscReference: 0x8000 + this.#reference(person.msc),
      timeMs,
      sent: 0,
    };
    const [opener, other] = openerIsBss ? [bss, line.msc] : [line.msc, bss];
    const own = openerIsBss ? line.bssReference : line.mscReference;
    const peer = openerIsBss ? line.mscReference : line.bssReference;
    const octets = encode(message);
    const cr = { type: "CR", slr: own } as const;
    this.#put(timeMs, who, { opc: opener, dpc: other, sccp: cr, bssap: message, octets });
    line.timeMs += 20 + this.#draw(30);
    const cc = { type: "CC", slr: peer, dlr: own } as const;
    this.#put(line.timeMs, who, { opc: other, dpc: opener, sccp: cc, octets: NOTHING });
    return line;
  }

  #send(line: Line, up: boolean, message: BssapMessage, gapMs = 40): void {
    line.timeMs += gapMs + this.#draw(60);
    let bssap = message;
    if (
      up &&
      message.layer === "dtap" &&
      ["mobilityManagement", "callControl", "supplementaryServices"].includes(message.protocol)
    ) {
      line.sent ^= 1;
      if (line.sent === 1) bssap = { ...message, sendSequenceNumber: 1 } as BssapMessage;
    }
    const dlr = up ? line.mscReference : line.bssReference;
    const [opc, dpc] = up ? [line.bss, line.msc] : [line.msc, line.bss];
    const sccp = { type: "DT1", dlr } as const;
    this.#put(line.timeMs, line.person, { opc, dpc, sccp, bssap, octets: encode(bssap) });
  }

  #clear(line: Line, cause = 9): void {
    this.#send(line, false, m.clearCommand(cause));
    this.#send(line, true, { layer: "bssmap", message: "clearComplete" });
    const { bssReference, mscReference, msc, bss, person } = line;
    const [rlsd, rlc] = [line.timeMs + 20, line.timeMs + 40];
    line.timeMs = rlc;
    this.#put(rlsd, person, {
      opc: msc,
      dpc: bss,
      sccp: { type: "RLSD", slr: mscReference, dlr: bssReference },
      octets: NOTHING,
    });
    this.#put(rlc, person, {
      opc: bss,
      dpc: msc,
      sccp: { type: "RLC", slr: bssReference, dlr: mscReference },
      octets: NOTHING,
    });
  }

  // Identities.

  #identity(who: number): MobileIdentity {
    const person = this.#people[who]!;
    return person.tmsi >= 0 && person.tmsiOf === person.msc && this.#draw(5) > 0
      ? m.tmsi(person.tmsi)
      : m.imsi(imsiOf(who));
  }

  /** A TMSI that nobody has here, from few; used again as soon as it is free. */
  #newTmsi(msc: number, timeMs: number): number {
    for (let value = 1; ; value++) {
      const freeMs = this.#tmsis.get(`${msc} ${value}`);
      if (freeMs === undefined || (this.#reuse && freeMs < timeMs)) {
        this.#tmsis.set(`${msc} ${value}`, Number.POSITIVE_INFINITY);
        return value;
      }
    }
  }

  #initial(who: number, request: Parameters<typeof m.initial>[0]): BssapMessage {
    const person = this.#people[who]!;
    return m.initial(request, this.#lac(person), person.ci);
  }

  #service(who: number, type: number, timeMs: number): Line {
    const line = this.#open(who, this.#initial(who, m.service(this.#identity(who), type)), timeMs);
    this.#maybeCommonId(line);
    if (this.#draw(6) === 0) this.#handset(line);
    return line;
  }

  #maybeCommonId(line: Line): void {
    if (this.#draw(4) > 0) this.#send(line, false, m.commonId(imsiOf(line.person)));
  }

  #handset(line: Line): void {
    const digits = `35345678${String(100_000 + line.person)}0`;
    this.#send(line, false, m.identityRequest(2));
    this.#send(line, true, m.identityResponse({ type: "imei", digits }));
  }

  #answerPaging(who: number, timeMs: number): Line {
    const person = this.#people[who]!;
    const known = person.tmsi >= 0 && person.tmsiOf === person.msc;
    const page = m.paging(imsiOf(who), this.#lac(person), known ? person.tmsi : undefined);
    this.#unit(who, page, timeMs);
    const identity = known ? m.tmsi(person.tmsi) : m.imsi(imsiOf(who));
    const line = this.#open(who, this.#initial(who, m.pagingResponse(identity)), timeMs + 700);
    this.#maybeCommonId(line);
    return line;
  }

  #unit(who: number, message: BssapMessage, timeMs: number): void {
    const person = this.#people[who]!;
    const dpc = person.msc * 100 + person.bsc;
    const octets = encode(message);
    this.#put(timeMs, who, { opc: person.msc, dpc, sccp: { type: "UDT" }, bssap: message, octets });
  }

  // What people do.

  #detach(who: number): void {
    const person = this.#people[who]!;
    const line = this.#open(who, this.#initial(who, m.detach(this.#identity(who))), this.#timeMs);
    this.#clear(line);
    person.on = false;
    person.freeMs = line.timeMs + 500;
  }

  #update(who: number, type: "imsiAttach" | "normal" | "periodic"): void {
    const person = this.#people[who]!;
    const oldLac = person.lai;
    const before = { tmsi: person.tmsi, msc: person.tmsiOf };
    if (type !== "periodic" && this.#draw(2) === 0) {
      person.bsc = 1 + this.#draw(BSCS);
      if (this.#draw(4) === 0) person.msc = 1 + this.#draw(this.#exchanges);
    }
    const moved = this.#lac(person) !== oldLac || before.msc !== person.msc;
    const said = type === "imsiAttach" && moved ? "normal" : type;
    const bySim = before.tmsi < 0 || this.#draw(5) === 0;
    const identity = bySim ? m.imsi(imsiOf(who)) : m.tmsi(before.tmsi);
    // The old area of another exchange is of another network, so that its LAC says nothing here.
    const plmn = before.msc === person.msc || before.msc < 0 ? m.PLMN : { mcc: "460", mnc: "01" };
    const request = m.updating(said, identity, oldLac, plmn);
    const line = this.#open(who, this.#initial(who, request), this.#timeMs);
    const asked = !bySim && (before.msc !== person.msc || this.#draw(8) === 0);
    if (asked) {
      this.#send(line, false, m.identityRequest(1));
      this.#send(line, true, m.identityResponse(m.imsi(imsiOf(who))));
    } else this.#maybeCommonId(line);
    const lac = this.#lac(person);
    const keeps = !bySim && !asked && this.#draw(3) === 0;
    if (keeps) this.#send(line, false, m.accept(lac));
    else {
      const value = this.#newTmsi(person.msc, line.timeMs);
      this.#send(line, false, m.accept(lac, m.tmsi(value)));
      this.#send(line, true, m.reallocationComplete);
      if (before.tmsi >= 0) this.#tmsis.set(`${before.msc} ${before.tmsi}`, line.timeMs);
      person.tmsi = value;
      person.tmsiOf = person.msc;
    }
    this.#clear(line);
    person.on = true;
    person.lai = lac;
    person.freeMs = line.timeMs + 500;
  }

  #message(who: number): void {
    const person = this.#people[who]!;
    const line = this.#service(who, 4, this.#timeMs);
    const reference = this.#draw(256);
    const other = this.#draw(this.#people.length);
    const text = `text ${this.#draw(1_000)}`;
    this.#send(line, true, m.submit(reference, m.address(numberOf(other)), { text }));
    if (this.#draw(5) === 0) this.#send(line, false, m.refused("down", reference), 300);
    else this.#send(line, false, m.acknowledged("down", reference), 300);
    if (this.#draw(2) === 0) {
      const from = m.address(numberOf(other));
      this.#send(line, false, m.deliver(reference, from, { text: `${text}!` }));
      this.#send(line, true, m.acknowledged("up", reference), 300);
    }
    this.#clear(line);
    person.freeMs = line.timeMs + 500;
  }

  #query(who: number): void {
    const person = this.#people[who]!;
    const line = this.#service(who, 8, this.#timeMs);
    this.#send(line, true, { ...m.SS, message: "register", facility: ussdRequest("*139#") });
    this.#send(line, false, { ...m.SS, message: "releaseComplete", transactionFlag: true });
    this.#clear(line);
    person.freeMs = line.timeMs + 500;
  }

  #serviceCall(who: number): void {
    const person = this.#people[who]!;
    const line = this.#service(who, 1, this.#timeMs);
    this.#send(line, true, m.setup("10086"));
    this.#send(line, false, m.said("alerting"));
    this.#send(line, false, m.said("connect"));
    this.#send(line, true, m.byOwner("connectAcknowledge"));
    for (const digit of ["1", "1", "#"]) {
      this.#send(line, true, m.key(digit), 250);
      this.#send(line, true, { ...m.CC, message: "stopDtmf" }, 120);
    }
    this.#send(line, true, m.ending("disconnect", 16), 1_500);
    this.#send(line, false, m.ending("release", 16, true));
    this.#send(line, true, m.ending("releaseComplete", 16));
    this.#clear(line);
    person.freeMs = line.timeMs + 500;
  }

  #pageInVain(who: number): void {
    const person = this.#people[who]!;
    const page = m.paging(imsiOf(who), this.#lac(person));
    this.#unit(who, page, this.#timeMs);
    this.#unit(who, page, this.#timeMs + 5_000);
    person.freeMs = this.#timeMs + 16_000;
  }

  #call(who: number): void {
    const person = this.#people[who]!;
    const other = this.#draw(this.#people.length);
    const callee = this.#people[other]!;
    if (other === who || callee.freeMs > this.#timeMs || callee.bsc !== callee.lai) return;
    const caller = this.#service(who, 1, this.#timeMs);
    this.#send(caller, true, m.setup(numberOf(other)));
    this.#send(caller, false, m.said("callProceeding"));
    if (!callee.on) {
      this.#send(caller, false, m.progress(8), 500);
      this.#send(caller, false, m.ending("disconnect", 18, true), 4_000);
      this.#clear(caller);
      person.freeMs = caller.timeMs + 500;
      return;
    }
    const called = this.#answerPaging(other, caller.timeMs + 300);
    this.#send(called, false, m.called(numberOf(who)));
    this.#send(called, true, m.said("callConfirmed"));
    this.#converse(caller, called);
    person.freeMs = Math.max(caller.timeMs, called.timeMs) + 12_000;
    callee.freeMs = person.freeMs;
  }

  #converse(caller: Line, called: Line): void {
    const fate = this.#draw(6);
    if (fate > 0) {
      this.#send(called, true, m.said("alerting"), 500);
      caller.timeMs = Math.max(caller.timeMs, called.timeMs);
      this.#send(caller, false, m.said("alerting"));
    }
    if (fate <= 1) {
      // Refused, at once or while it rings.
      this.#send(called, true, m.ending("disconnect", 21, true), 1_000);
      caller.timeMs = Math.max(caller.timeMs, called.timeMs);
      this.#send(caller, false, m.ending("disconnect", 21, true));
    } else if (fate === 2) {
      this.#send(caller, true, m.ending("disconnect", 16), 6_000);
      called.timeMs = Math.max(caller.timeMs, called.timeMs);
      this.#send(called, false, m.ending("disconnect", 16));
    } else {
      this.#send(called, true, m.said("connect"), 3_000);
      this.#send(called, false, m.byOwner("connectAcknowledge"));
      caller.timeMs = Math.max(caller.timeMs, called.timeMs);
      this.#send(caller, false, m.said("connect"));
      this.#send(caller, true, m.byOwner("connectAcknowledge"));
      this.#talk(caller, called);
      return;
    }
    this.#clear(caller);
    this.#clear(called);
  }

  #talk(before: Line, called: Line): void {
    let caller: Line | undefined = before;
    const turn = this.#draw(5);
    if (turn === 0) {
      const person = this.#people[caller.person]!;
      person.ci = person.ci === 11 ? 12 : 11;
      this.#send(caller, true, m.handoverPerformed(this.#lac(person), person.ci), 2_000);
    } else if (turn === 1) caller = this.#handOver(caller);
    else if (turn === 2) caller = this.#loseRadio(caller);
    if (caller !== undefined) {
      this.#send(caller, true, m.ending("disconnect", 16), 3_000);
      this.#send(caller, false, m.ending("release", 16, true));
      this.#clear(caller);
    }
    called.timeMs = Math.max(before.timeMs, caller?.timeMs ?? 0, called.timeMs);
    this.#send(called, false, m.ending("disconnect", 16));
    this.#clear(called);
  }

  #handOver(source: Line): Line {
    const person = this.#people[source.person]!;
    const from = { lac: this.#lac(person), ci: person.ci };
    const bsc = 1 + (person.bsc % BSCS);
    const to = { lac: bsc, ci: 11 };
    const octets = Uint8Array.of(6, 0x2b, this.#draw(256), this.#draw(256), this.#draw(256));
    const byImsi = this.#draw(2) === 0;
    this.#send(source, true, m.handoverRequired, 2_000);
    const request = m.handoverRequest(from, to, byImsi ? { imsi: imsiOf(source.person) } : {});
    const target = this.#open(source.person, request, source.timeMs + 100, false, bsc);
    this.#send(target, true, m.handoverAcknowledge(octets));
    source.timeMs = target.timeMs;
    this.#send(source, false, m.handoverCommand(octets));
    if (this.#draw(4) === 0) {
      this.#send(source, true, m.handoverFailure, 400);
      target.timeMs = source.timeMs;
      this.#clear(target);
      return source;
    }
    target.timeMs = source.timeMs;
    this.#send(target, true, m.handoverComplete, 300);
    source.timeMs = target.timeMs;
    this.#clear(source, 0x0b);
    target.timeMs = source.timeMs;
    person.bsc = bsc;
    person.ci = 11;
    return target;
  }

  #loseRadio(line: Line): Line | undefined {
    this.#send(line, true, m.clearRequest(1), 2_000);
    this.#clear(line, 1);
    if (this.#draw(2) === 0) return undefined;
    const who = line.person;
    const request = this.#initial(who, m.reestablishment(this.#identity(who)));
    const back = this.#open(who, request, line.timeMs + 3_000);
    this.#maybeCommonId(back);
    return back;
  }
}
