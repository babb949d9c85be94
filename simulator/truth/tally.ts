// Things that count only as so many within a time: who has done how many of them lately.

interface Counting {
  readonly definition: number;
  readonly count: number;
  readonly withinMs: number;
}

/** Remembers the times of a definition and a person only where more than one counts. */
export class Tally {
  readonly #earlier = new Map<string, number[]>();

  /** Whether one more is the last of so many; then counting begins anew. Times come in order. */
  isLast({ definition, count, withinMs }: Counting, place: number, timeMs: number): boolean {
    if (count <= 1) return true;
    const key = `${definition} ${place}`;
    const times = (this.#earlier.get(key) ?? []).filter((one) => timeMs - one <= withinMs);
    times.push(timeMs);
    if (times.length < count) {
      this.#earlier.set(key, times);
      return false;
    }
    this.#earlier.delete(key);
    return true;
  }
}
