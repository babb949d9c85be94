// Where an item came from, so that a dot on the map walks back to its octets.

/**
 * The item that caused this one. All numbers are sequence numbers of the same subscriber, but for
 * `frame`, the number of the capture's or tap's frame (from 1).
 */
export interface Cause {
  readonly frame?: number;
  readonly event?: number;
  readonly trigger?: number;
  readonly decision?: number;
}

/** The cause of an item that has none to name: generated truth on the fast path. */
export const NO_CAUSE: Cause = {};
