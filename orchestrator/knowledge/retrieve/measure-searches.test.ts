import { describe, expect, it } from 'vitest';
import type { KnowledgeBase } from '../../core/knowledge.ts';
import { measureSearches } from './measure-searches.ts';

function measured(search: KnowledgeBase['search']) {
  const reports: unknown[] = [];
  let nowMs = 0;
  const base = measureSearches(
    { search },
    {
      clock: {
        monotonic() {
          nowMs += 7;
          return nowMs;
        },
      },
      metrics: { searchDone: (report) => reports.push(report), searchEnded: (why) => reports.push(why) },
    },
  );
  return { base, reports };
}

describe('searches', () => {
  it.each([
    [null, 'lexical'],
    ['a-model', 'hybrid'],
  ])('with %s are reported as %s, with their time and number of passages', async (embeddingModel, mode) => {
    const { base, reports } = measured(async () => ({ passages: [], embeddingModel }));
    expect(await base.search('own_1', 'words', { limit: 3 })).toEqual({ passages: [], embeddingModel });
    expect(reports).toEqual([{ mode, passages: 0, durationMs: 7 }]);
  });

  it('without an answer are told apart: who asked has left, or it failed', async () => {
    const { base, reports } = measured(() => Promise.reject(new Error('away')));
    await expect(base.search('own_1', 'words', { limit: 3 })).rejects.toThrow('away');
    await expect(base.search('own_1', 'words', { limit: 3, signal: AbortSignal.abort() })).rejects.toThrow('away');
    expect(reports).toEqual(['failed', 'aborted']);
  });
});
