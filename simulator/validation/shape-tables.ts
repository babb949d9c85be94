// The hourly shapes that row C15 compares with: shares of a working day's calls and messages.

/**
 * ASSUMED, after what C15 of traffic.md says of the Milan and D4D sets: lowest at 3 to 5 h, plateaus
 * at 10 to 11 h and 17 to 21 h. 24 weights, hour by hour.
 */
export const CALL_SHAPE = [
  0.35, 0.2, 0.12, 0.1, 0.1, 0.2, 0.6, 1.6, 3.4, 5.4, 6.8, 6.8, 5.5, 4.6, 5, 5.6, 6, 6.8, 7.4, 7.4,
  7, 5.6, 3.2, 1.2,
] as const;

/** ASSUMED in the same way; messages come later, with their peak at 20 to 23 h. */
export const MESSAGE_SHAPE = [
  1.2, 0.7, 0.35, 0.2, 0.15, 0.25, 0.7, 1.6, 2.8, 4, 4.6, 5, 5.2, 4.4, 4.2, 4.4, 4.8, 5.4, 6, 7, 8,
  8.2, 6.6, 3.2,
] as const;
