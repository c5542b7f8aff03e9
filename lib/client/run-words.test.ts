import { describe, expect, it } from 'vitest';
import type { RunPart } from '../contract/run-summary.ts';
import { isWorthTelling, toNames } from './run-words.ts';

const agent = (name: 'supervisor' | 'task'): RunPart => ({ kind: 'agent', agent: name });
const tool = (status: 'ok' | 'error' | 'cancelled', name = 'create_task'): RunPart => ({ kind: 'tool', tool: name, status });
const to = (provider: string): RunPart => ({ kind: 'switch', from: 'openai', to: provider, reason: '' });

describe('who and what took part, in words', () => {
  it.each<[RunPart[], string]>([
    [[agent('supervisor'), agent('task'), tool('ok')], 'Supervisor, Task, created a task'],
    [[agent('task'), tool('error')], 'Task, creating a task failed'],
    [[agent('task'), tool('cancelled')], 'Task, creating a task stopped'],
    [[agent('supervisor'), to('offline')], 'Supervisor, went on without a language model'],
    [[agent('supervisor'), to('lm-studio'), { kind: 'resumed' }], 'Supervisor, switched to LM Studio, resumed'],
    [['a', 'b', 'c', 'd', 'e'].map((name) => tool('ok', name)), 'used a, used b, used c, used d and 1 other'],
    [['a', 'b', 'c', 'd', 'e', 'f'].map((name) => tool('ok', name)), 'used a, used b, used c, used d and 2 others'],
  ])('%o: %s', (parts, words) => {
    expect(toNames(parts)).toBe(words);
  });

  it('is told when there is more than that one agent answered', () => {
    expect(isWorthTelling({ parts: [agent('supervisor')] })).toBe(false);
    expect(isWorthTelling({ parts: [tool('ok')] })).toBe(true);
    const asked = { approval_id: 'a', call_id: 'c', tool: 't', arguments: {}, decision: 'reject' as const };
    expect(isWorthTelling({ parts: [agent('task')], approvals: [asked] })).toBe(true);
  });
});
