/** Powers of base units: `{ m: 1, s: -1 }` is a speed. No zero powers. */
export type Dimensions = Readonly<Record<string, number>>;

export const NO_DIMENSIONS: Dimensions = {};

export function combine(a: Dimensions, b: Dimensions, power = 1): Dimensions {
  const sum: Record<string, number> = { ...a };
  for (const [base, exponent] of Object.entries(b)) {
    const total = (sum[base] ?? 0) + exponent * power;
    if (total === 0) delete sum[base];
    else sum[base] = total;
  }
  return sum;
}

export const raise = (dimensions: Dimensions, power: number): Dimensions =>
  combine(NO_DIMENSIONS, power === 0 ? {} : dimensions, power);

export const isPlain = (dimensions: Dimensions) => Object.keys(dimensions).length === 0;

export const isSame = (a: Dimensions, b: Dimensions) => isPlain(combine(a, b, -1));
