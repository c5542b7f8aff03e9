/** Cumulative counts by upper bound, as Prometheus keeps them. */
export type Buckets = { count: number; cumulative: readonly { le: number; count: number }[] };

/**
 * Estimate by linear interpolation within the bucket, as `histogram_quantile` does; `null` without observations. Beyond the
 * last finite bound the answer is that bound.
 */
export function quantile(q: number, { count, cumulative }: Buckets): number | null {
  if (count === 0) return null;
  const rank = q * count;
  let below = { le: 0, count: 0 };
  for (const bucket of cumulative) {
    if (bucket.count >= rank) {
      const inside = bucket.count - below.count;
      return inside === 0 ? bucket.le : below.le + ((bucket.le - below.le) * (rank - below.count)) / inside;
    }
    below = bucket;
  }
  return below.le;
}
