// Minimises a function of a few numbers without derivatives.

export interface Minimum {
  readonly point: readonly number[];
  readonly value: number;
}

/** Nelder and Mead (1965) with the usual coefficients; stops after so many evaluations. */
export function minimise(
  of: (point: readonly number[]) => number,
  start: readonly number[],
  { step, evaluations }: { readonly step: number; readonly evaluations: number },
): Minimum {
  const size = start.length;
  const at = (point: readonly number[]): Minimum => {
    const value = of(point);
    return { point, value: Number.isFinite(value) ? value : Number.MAX_VALUE };
  };
  const corners = [at(start)];
  for (let axis = 0; axis < size; axis++) {
    corners.push(at(start.map((value, index) => (index === axis ? value + step : value))));
  }
  let used = size + 1;
  while (used < evaluations) {
    corners.sort((a, b) => a.value - b.value);
    const worst = corners[size]!;
    if (worst.value - corners[0]!.value < 1e-10) break;
    const centre = start.map(
      (_, index) =>
        corners.slice(0, size).reduce((sum, { point }) => sum + point[index]!, 0) / size,
    );
    const towards = (factor: number): Minimum => {
      used++;
      return at(centre.map((value, index) => value + factor * (worst.point[index]! - value)));
    };
    const reflected = towards(-1);
    if (reflected.value < corners[0]!.value) {
      const further = towards(-2);
      corners[size] = further.value < reflected.value ? further : reflected;
      continue;
    }
    if (reflected.value < corners[size - 1]!.value) {
      corners[size] = reflected;
      continue;
    }
    const inside = towards(reflected.value < worst.value ? -0.5 : 0.5);
    if (inside.value < Math.min(reflected.value, worst.value)) {
      corners[size] = inside;
      continue;
    }
    const best = corners[0]!.point;
    for (let index = 1; index <= size; index++) {
      const { point } = corners[index]!;
      corners[index] = at(point.map((value, axis) => (value + best[axis]!) / 2));
      used++;
    }
  }
  return corners.reduce((best, corner) => (corner.value < best.value ? corner : best));
}
