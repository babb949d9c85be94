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

/** The same of several works, each once in every round: what slows the machine slows them all. */
export async function turnByTurn<K extends string>(
  rounds: number,
  works: Readonly<Record<K, () => unknown>>,
): Promise<Record<K, number>> {
  const seconds = new Map<string, number[]>();
  for (let round = 0; round <= rounds; round++) {
    for (const [name, work] of Object.entries<() => unknown>(works)) {
      const start = performance.now();
      await work();
      // The first round does not count.
      const before = round === 0 ? [] : (seconds.get(name) ?? []);
      seconds.set(name, round === 0 ? [] : [...before, (performance.now() - start) / 1000]);
    }
  }
  const medians = [...seconds].map(([name, list]) => [name, median(list)]);
  return Object.fromEntries(medians) as Record<K, number>;
}

export function median(numbers: readonly number[]): number {
  return numbers.toSorted((a, b) => a - b)[numbers.length >> 1]!;
}

/** 1234567 → "1.23 M", 45600 → "45.6 k". */
export function rate(perSecond: number): string {
  if (perSecond >= 1e6) return `${(perSecond / 1e6).toFixed(2)} M`;
  return `${(perSecond / 1e3).toFixed(1)} k`;
}
