// Open SCCP connections of the A interface, found by the local references of either end.
import type { TappedMessage } from "../tapped-message.ts";
import type { Connection } from "./connection.ts";
import { KeyTable } from "./key-table.ts";

/** Connections open at once; beyond, the one that was silent longest is given up. */
export const CONNECTIONS_MAX = 262_144;
/** Point codes told apart; more than a national network has. Beyond, connections are not followed. */
export const ENDPOINTS_MAX = 16_384;
const REFERENCES = 16_777_216;
const NO_KEY = -1;

/**
 * A local reference is unique for its owner and the peer, so its key is (owner, peer, reference).
 * Connections that live are also in a list by their last sign of life, oldest first.
 */
export class ConnectionTable {
  readonly #rows: KeyTable;
  readonly #connections: (Connection | undefined)[] = [];
  readonly #free: number[] = [];
  /** Point code → small number, so that a key fits 52 bits whatever the point codes' length. */
  readonly #endpoints = new Map<number, number>();
  #size = 0;
  #oldest: Connection | undefined = undefined;
  #newest: Connection | undefined = undefined;
  // The point codes of the last message, and what keys of either owner begin with.
  #opc = -1;
  #dpc = -1;
  #sourceBase = NO_KEY;
  #destinationBase = NO_KEY;

  constructor() {
    this.#rows = new KeyTable({ max: CONNECTIONS_MAX * 2 + 2, numbers: "u32" });
  }

  /** Open connections. */
  get size(): number {
    return this.#size;
  }

  /** The living connection that was silent longest. */
  get oldest(): Connection | undefined {
    return this.#oldest;
  }

  /** The connection of a message that carries a destination or source reference. */
  find({ opc, dpc, sccp: { dlr, slr } }: TappedMessage): Connection | undefined {
    this.#turnTo(opc, dpc);
    const found = dlr === undefined ? undefined : this.#at(this.#destinationBase, dlr);
    if (found !== undefined || slr === undefined) return found;
    return this.#at(this.#sourceBase, slr);
  }

  /** The connection in which the sender of a message has its source reference. */
  ofSource({ opc, dpc, sccp: { slr } }: TappedMessage): Connection | undefined {
    this.#turnTo(opc, dpc);
    return slr === undefined ? undefined : this.#at(this.#sourceBase, slr);
  }

  /** Key of the sender's reference, −1 when it has none or cannot be followed. */
  sourceKey({ opc, dpc, sccp: { slr } }: TappedMessage): number {
    this.#turnTo(opc, dpc);
    return slr === undefined || this.#sourceBase < 0 ? NO_KEY : this.#sourceBase + slr;
  }

  /** Key of the receiver's reference, −1 when it has none or cannot be followed. */
  destinationKey({ opc, dpc, sccp: { dlr } }: TappedMessage): number {
    this.#turnTo(opc, dpc);
    return dlr === undefined || this.#destinationBase < 0 ? NO_KEY : this.#destinationBase + dlr;
  }

  /** Takes up a connection that has the key of its opener. */
  add(connection: Connection): void {
    const row = this.#free.pop() ?? this.#connections.length;
    connection.row = row;
    this.#connections[row] = connection;
    this.#rows.set(connection.openerKey, row);
    this.#size++;
    this.#append(connection);
  }

  /** Notes the reference of the side that answered. */
  confirm(connection: Connection, otherKey: number): void {
    if (connection.otherKey >= 0) this.#rows.delete(connection.otherKey);
    connection.otherKey = otherKey;
    this.#rows.set(otherKey, connection.row);
  }

  /** A sign of life; one that was asked to close lives no longer. */
  touch(connection: Connection, timeMs: number, frame: number): void {
    if (connection.closing) return;
    connection.lastMs = timeMs;
    connection.lastFrame = frame;
    if (connection === this.#newest) return;
    this.#unlink(connection);
    this.#append(connection);
  }

  /** Takes a connection out of the list of the living; it can still be found. */
  retire(connection: Connection): void {
    this.#unlink(connection);
    connection.closing = true;
  }

  remove(connection: Connection): void {
    if (connection.row < 0) return;
    if (!connection.closing) this.#unlink(connection);
    this.#rows.delete(connection.openerKey);
    if (connection.otherKey >= 0) this.#rows.delete(connection.otherKey);
    this.#connections[connection.row] = undefined;
    this.#free.push(connection.row);
    connection.row = -1;
    this.#size--;
  }

  /** Every open connection between the ends of a message, for RESET; as they were opened. */
  between({ opc, dpc }: TappedMessage): Connection[] {
    this.#turnTo(opc, dpc);
    const [one, other] = [this.#sourceBase, this.#destinationBase];
    const inPair = (key: number): boolean =>
      (key >= one && key < one + REFERENCES) || (key >= other && key < other + REFERENCES);
    return this.#connections
      .filter((connection) => connection !== undefined && inPair(connection.openerKey))
      .map((connection) => connection!)
      .sort((a, b) => a.openedFrame - b.openedFrame);
  }

  #at(base: number, reference: number): Connection | undefined {
    const row = base < 0 ? -1 : this.#rows.get(base + reference);
    return row < 0 ? undefined : this.#connections[row];
  }

  #turnTo(opc: number, dpc: number): void {
    if (opc === this.#opc && dpc === this.#dpc) return;
    this.#opc = opc;
    this.#dpc = dpc;
    const source = this.#endpoint(opc);
    const destination = this.#endpoint(dpc);
    const known = source >= 0 && destination >= 0;
    this.#sourceBase = known ? (source * ENDPOINTS_MAX + destination) * REFERENCES : NO_KEY;
    this.#destinationBase = known ? (destination * ENDPOINTS_MAX + source) * REFERENCES : NO_KEY;
  }

  #endpoint(pointCode: number): number {
    const known = this.#endpoints.get(pointCode);
    if (known !== undefined) return known;
    const number = this.#endpoints.size;
    if (number >= ENDPOINTS_MAX) return -1;
    this.#endpoints.set(pointCode, number);
    return number;
  }

  #append(connection: Connection): void {
    connection.older = this.#newest;
    connection.newer = undefined;
    if (this.#newest === undefined) this.#oldest = connection;
    else this.#newest.newer = connection;
    this.#newest = connection;
  }

  #unlink(connection: Connection): void {
    const { older, newer } = connection;
    if (older === undefined) this.#oldest = newer;
    else older.newer = newer;
    if (newer === undefined) this.#newest = older;
    else newer.older = older;
    connection.older = undefined;
    connection.newer = undefined;
  }
}
