import { describe, expect, it } from 'vitest';
import { StreamTally } from './stream-tally.ts';

const PLAN = { kind: 'direct', firstTokenMs: 0, tokensPerSecond: 0, tokens: 3 } as const;
const STARTED = { type: 'run.started' };
const FINISHED = { type: 'run.finished', status: 'completed', response: 't0 t1 t2 ' };

type Frame = [id: string, event: Record<string, unknown>];

const text = (index: number): Record<string, unknown> => ({ type: 'text.delta', delta: `t${index} `, offset: index * 3 });

const GOOD: Frame[] = [
  ['run_a.1.1', STARTED],
  ['run_a.1.2', text(0)],
  ['run_a.1.3', text(1)],
  ['run_a.1.4', text(2)],
  ['run_a.1.5', FINISHED],
];

function judge(frames: Frame[], options: { done: boolean } = { done: true }) {
  const tally = new StreamTally();
  for (const [id, event] of frames) tally.frame(id, JSON.stringify(event));
  if (options.done) tally.done();
  return tally.finish(PLAN);
}

function without(index: number): Frame[] {
  return GOOD.filter((_, position) => position !== index);
}

describe('StreamTally', () => {
  it('finds nothing wrong with a right stream', () => {
    expect(judge(GOOD)).toMatchObject({ runId: 'run_a', problem: '', lost: 0, doubled: 0, terminals: 1, status: 'completed' });
  });

  it('accepts a run that was resumed: the text is cut, ids go on in a new epoch', () => {
    const resumed: Frame[] = [
      ...GOOD.slice(0, 3),
      ['run_a.2.3', { type: 'run.resumed', epoch: 2, text_offset: 3 }],
      ['run_a.2.4', text(1)],
      ['run_a.2.5', text(2)],
      ['run_a.2.6', FINISHED],
    ];
    expect(judge(resumed)).toMatchObject({ problem: '', resumes: 1 });
  });

  it.each([
    ['a lost event', without(2), /lost/],
    ['a doubled event', [...GOOD.slice(0, 3), GOOD[2] as Frame, ...GOOD.slice(3)], /doubled/],
    ['a missing terminal event', without(4), /0 terminal events/],
    ['a second terminal event', [...GOOD, ['run_a.1.6', FINISHED] as Frame], /2 terminal events/],
    ['an event after the end', [...GOOD, ['run_a.1.6', STARTED] as Frame], /after the terminal/],
    ['a failed run', [...GOOD.slice(0, 4), ['run_a.1.5', { type: 'run.finished', status: 'failed' }] as Frame], /status failed/],
    ['another text', [...GOOD.slice(0, 4), ['run_a.1.5', { ...FINISHED, response: 't0 t1 ' }] as Frame], /wrong text/],
  ])('reports %s', (_, frames, problem) => {
    expect(judge(frames).problem).toMatch(problem);
  });

  it('reports a missing [DONE]', () => {
    expect(judge(GOOD, { done: false }).problem).toMatch(/DONE/);
  });
});
