import { describe, expect, test } from 'vitest';
import type { TimelineStep } from './run-view.ts';
import { toTimeScale, toTimeShare } from './time-scale.ts';

const agent = (startedAt: number, durationMs?: number): TimelineStep => ({
  kind: 'agent',
  id: `span ${startedAt}`,
  agent: 'research',
  state: durationMs === undefined ? 'running' : 'ok',
  startedAt,
  ...(durationMs === undefined ? {} : { durationMs }),
});

describe('the time scale of a run', () => {
  test('reaches from the first start to the last end', () => {
    const handoff: TimelineStep = { kind: 'handoff', id: 'h', from: 'supervisor', to: 'research', reason: '', at: 1 };
    expect(toTimeScale([agent(1_000, 100), handoff, agent(1_100, 300)])).toEqual({ startedAt: 1_000, totalMs: 400 });
  });

  test.each([
    ['no step', []],
    ['one step', [agent(1_000, 100)]],
    ['a step that still runs', [agent(1_000, 100), agent(1_100)]],
    ['no time at all', [agent(1_000, 0), agent(1_000, 0)]],
  ])('is not there with %s', (_, steps) => {
    expect(toTimeScale(steps)).toBeNull();
  });

  test('gives each step its place, inside the scale even when clocks disagree', () => {
    const scale = { startedAt: 1_000, totalMs: 400 };
    expect(toTimeShare(scale, { startedAt: 1_100, durationMs: 300 })).toEqual({ from: 25, width: 75 });
    expect(toTimeShare(scale, { startedAt: 900, durationMs: 900 })).toEqual({ from: 0, width: 100 });
    expect(toTimeShare(scale, { startedAt: 9_000, durationMs: 100 })).toEqual({ from: 100, width: 0 });
  });
});
