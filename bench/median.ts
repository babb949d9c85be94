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

/**
 * Medians of the seconds that several works say they took, each once in every round: what slows the
 * machine slows them all. The first round does not count.
 */
export async function turnByTurn<K extends string>(
  rounds: number,
  works: Readonly<Record<K, () => Promise<number>>>,
): Promise<Record<K, number>> {
  const names = Object.keys(works) as K[];
  const seconds = new Map(names.map((name) => [name, [] as number[]]));
  for (let round = 0; round <= rounds; round++) {
    for (const name of names) {
      const took = await works[name]();
      if (round > 0) seconds.get(name)!.push(took);
    }
  }
  const medians = [...seconds].map(([name, list]) => [name, median(list)]);
  return Object.fromEntries(medians) as Record<K, number>;
}

/** Processor seconds of this process, all its threads: others on the machine count little. */
export async function processorSeconds(work: () => unknown): Promise<number> {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1e6;
}

export function median(numbers: readonly number[]): number {
  return numbers.toSorted((a, b) => a - b)[numbers.length >> 1]!;
}

/** 1234567 → "1.23 M", 45600 → "45.6 k". */
export function rate(perSecond: number): string {
  if (perSecond >= 1e6) return `${(perSecond / 1e6).toFixed(2)} M`;
  return `${(perSecond / 1e3).toFixed(1)} k`;
}
