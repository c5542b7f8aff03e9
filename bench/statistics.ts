function sortNumbers(values: readonly number[]): number[] {
  return values.filter((value) => !Number.isNaN(value)).sort((left, right) => left - right);
}

/** The `q`-quantile (0..1) by the nearest rank; `NaN` of nothing. */
export function quantile(values: readonly number[], q: number): number {
  const sorted = sortNumbers(values);
  return sorted[Math.max(0, Math.ceil(q * sorted.length) - 1)] ?? Number.NaN;
}

/** The middle value, or the mean of the two in the middle; `NaN` of nothing. */
export function median(values: readonly number[]): number {
  const sorted = sortNumbers(values);
  const upper = sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
  const lower = sorted[Math.floor((sorted.length - 1) / 2)] ?? Number.NaN;
  return (lower + upper) / 2;
}
