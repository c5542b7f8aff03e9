import { describe, expect, it } from 'vitest';
import { toTraceId } from './trace-context.ts';

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';

describe('traceparent', () => {
  it.each([`00-${TRACE}-00f067aa0ba902b7-01`, `01-${TRACE}-00f067aa0ba902b7-00-future`])('%s gives its trace id', (header) => {
    expect(toTraceId(header)).toBe(TRACE);
  });

  it.each([
    '',
    TRACE,
    `00-${TRACE.toUpperCase()}-00f067aa0ba902b7-01`,
    `00-${'0'.repeat(32)}-00f067aa0ba902b7-01`,
    `00-${TRACE}-${'0'.repeat(16)}-01`,
    `ff-${TRACE}-00f067aa0ba902b7-01`,
    `00-${TRACE}-00f067aa0ba902b7`,
  ])('%j gives none', (header) => {
    expect(toTraceId(header)).toBeUndefined();
  });
});
