// What deciding may know of one person: contacts, answers and moments, as questions that cost nothing.

/** One person's record; times in ms since the scenario's start, −Infinity for never. */
export interface ContactRecord {
  /** Of the latest contact in any channel. */
  readonly lastMs: number;
  /** Of the latest call by an agent, where the ledger keeps calls. */
  readonly lastCallMs: number;
  /** Of the contact that a cap's window must have left behind before one more is allowed. */
  capMs(cap: number): number;
  readonly complained: boolean;
  /** Wants no offers any more. */
  readonly optedOut: boolean;
  hasAccepted(campaign: number): boolean;
  /** Of the latest firing of a definition, where the ledger keeps it. */
  momentMs(definition: number): number;
  /** Thousandths of a damage point so far. */
  readonly damage: number;
  /** Earlier contacts, each fading as exp(−age/7 d); 0 when there was none. */
  pressureAt(nowMs: number): number;
}

const NEVER = Number.NEGATIVE_INFINITY;

/** The record of somebody who was never contacted. */
export const NO_CONTACTS: ContactRecord = {
  lastMs: NEVER,
  lastCallMs: NEVER,
  capMs: () => NEVER,
  complained: false,
  optedOut: false,
  hasAccepted: () => false,
  momentMs: () => NEVER,
  damage: 0,
  pressureAt: () => 0,
};
