import { createHash } from 'node:crypto';

/** JSON with sorted keys, so that equal values have equal texts. */
function stableJson(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) =>
    inner !== null && typeof inner === 'object' && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([left], [right]) => (left < right ? -1 : 1)))
      : inner,
  );
}

/** Equal for equal requests, whatever the order of their fields. */
export function requestHash(request: object): string {
  return createHash('sha256').update(stableJson(request)).digest('hex');
}
