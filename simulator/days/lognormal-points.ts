// A lognormal distribution as a short table: one load in place of two transcendental functions.

/** A lognormal of mean 1 as 64 equally likely values. */
export function lognormalPoints(sigma: number): Float64Array {
  const points = Float64Array.from({ length: 64 }, (_, index) =>
    Math.exp(sigma * normalQuantile((index + 0.5) / 64)),
  );
  const mean = points.reduce((a, b) => a + b) / points.length;
  return points.map((point) => point / mean);
}

/** Inverse of the normal distribution by bisection of its series; for tables only. */
function normalQuantile(share: number): number {
  let [low, high] = [-8, 8];
  for (let step = 0; step < 50; step++) {
    const middle = (low + high) / 2;
    if (normalShare(middle) < share) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** Marsaglia 2004: 1/2 + φ(x)·(x + x³/3 + x⁵/15 + …). */
function normalShare(x: number): number {
  let sum = x;
  let term = x;
  for (let index = 3; index < 200; index += 2) {
    term *= (x * x) / index;
    sum += term;
  }
  return 0.5 + (sum * Math.exp((-x * x) / 2)) / Math.sqrt(2 * Math.PI);
}
