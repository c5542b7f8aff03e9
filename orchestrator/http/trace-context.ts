const TRACEPARENT = /^[0-9a-f]{2}-([0-9a-f]{32})-([0-9a-f]{16})-[0-9a-f]{2}(?:-.*)?$/;

/** Trace id of a `traceparent` header; `undefined` when it is malformed. Source: W3C Trace Context. */
export function toTraceId(traceparent: string): string | undefined {
  const match = traceparent.startsWith('ff') ? null : TRACEPARENT.exec(traceparent);
  const [, traceId, spanId] = match ?? [];
  return traceId === undefined || /^0+$/.test(traceId) || /^0+$/.test(spanId ?? '') ? undefined : traceId;
}
