// How far a node has come on its way to the opening time, for the page and the terminal.

export interface Progress {
  /** What is being done, in words. */
  readonly phase: string;
  /** 0 to 1. */
  readonly share: number;
  /** Subscriber events so far; frames, where the tap is fed with octets. */
  readonly events: number;
  /** Virtual time reached, ms since the scenario's start. */
  readonly timeMs: number;
}
