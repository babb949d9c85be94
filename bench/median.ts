// The median of some rounds, after one round of warm-up.

/** Median seconds of `rounds` runs of `work`, after one that does not count. */
export async function medianSeconds(rounds: number, work: () => unknown): Promise<number> {
  await work();
  const seconds: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const start = performance.now();
    await work();
    seconds.push((performance.now() - start) / 1000);
  }
  return median(seconds);
}

export function median(numbers: readonly number[]): number {
  return numbers.toSorted((a, b) => a - b)[numbers.length >> 1]!;
}

/** 1234567 → "1.23 M", 45600 → "45.6 k". */
export function rate(perSecond: number): string {
  if (perSecond >= 1e6) return `${(perSecond / 1e6).toFixed(2)} M`;
  return `${(perSecond / 1e3).toFixed(1)} k`;
}
