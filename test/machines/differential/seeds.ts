// Seeds that have found something, each with what it was: they are run in every test.

/**
 * A seed stands for a machine only as long as the generator is as it is. The machines of the defects
 * that mattered most are therefore written out in found.test.ts too.
 */
export const SEEDS: readonly (readonly [seed: number, found: string])[] = [
  [6, "self.send in an entry action of the start was refused: the row was not yet allocated"],
  [259, "materialise: a timer that has lost its name kept XState from cancelling its successor"],
  [470, "materialise: the first of several timers with one name must take the name with it"],
  [636, "materialise: a name belongs to the timer armed last, not to the one that is due last"],
  [3046, "materialise: names of two timers in turn need an order of arming, not two groups"],
  [1758, "a history state recorded and entered in one step leaves gaps: value of the ancestors"],
  [3376, "the same in a parallel state"],
  [8051, "the same: the initial states of a region whose own node is missing"],
  [9840, "the same, below a compound state"],
  [6165, "the same, with keys that JavaScript puts in another order"],
];
