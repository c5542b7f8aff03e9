import { describe, expect, it } from 'vitest';
import { createMetrics } from './create-metrics.ts';
import { quantile } from './quantile.ts';

describe('quantiles', () => {
  const buckets = {
    count: 10,
    cumulative: [
      { le: 1, count: 5 },
      { le: 2, count: 9 },
      { le: 4, count: 9 },
    ],
  };

  it.each([
    [0.25, 0.5],
    [0.5, 1],
    [0.7, 1.5],
    [0.9, 2],
    [0.95, 4],
  ])('%d is %d by interpolation', (q, expected) => {
    expect(quantile(q, buckets)).toBeCloseTo(expected);
  });

  it('of nothing are nothing', () => {
    expect(quantile(0.5, { count: 0, cumulative: [] })).toBeNull();
  });
});

describe('the metrics', () => {
  it('add up in the summary', async () => {
    const metrics = createMetrics();
    for (const status of ['completed', 'completed', 'failed', 'cancelled', 'interrupted'] as const) {
      metrics.runs.runStarted('supervisor');
      metrics.runs.runFirstToken('supervisor', 200);
      const ending =
        status === 'failed' ? { endedBy: 'error' as const, cause: 'rate_limited' as const } : { endedBy: 'stop' as const };
      metrics.runs.runFinished({ agent: 'supervisor', status, durationMs: 900, fallbackUsed: status === 'failed', ...ending });
    }
    metrics.runs.runStarted('code');
    metrics.runs.runsActive(1);
    metrics.http.requestDone({ operation: 'chat', status: 200, durationMs: 5 });
    metrics.http.requestDone({ operation: 'chat', status: 503, durationMs: 5 });
    metrics.http.readerOpened('sse');
    metrics.http.readerOpened('socket');
    metrics.http.readerClosed('socket');
    expect(await metrics.text()).toContain('run_endings_total{ended_by="error",cause="rate_limited"} 1');
    const summary = await metrics.summary();
    expect(summary).toMatchObject({
      requests: { total: 2, errors: 1 },
      runs: { active: 1, completed: 2, failed: 1, cancelled: 1, interrupted: 1, fallbacks: 1 },
      open_streams: 1,
      open_sockets: 0,
    });
    expect(summary.first_token.count).toBe(5);
    expect(summary.first_token.p50_ms).toBeGreaterThan(150);
    expect(summary.first_token.p95_ms).toBeLessThanOrEqual(200);
  });

  it('tell stages of spoken turns apart, and their sum', async () => {
    const metrics = createMetrics();
    const stages = { words: 300, first_token: 200, first_sentence: 100, first_audio: 150 };
    metrics.speech.voiceTurn({ heardBy: 'deepgram', spokenBy: 'own', stages, stopMs: 12 });
    // Interrupted before there was any sound.
    metrics.speech.voiceTurn({ heardBy: 'deepgram', stages: { words: 400, first_token: 100 } });
    const text = await metrics.text();
    expect(text).toContain('voice_stage_seconds_sum{stage="words",provider="deepgram"} 0.7');
    expect(text).toContain('voice_stage_seconds_count{stage="first_token",provider="model"} 2');
    expect(text).toContain('voice_stage_seconds_count{stage="first_audio",provider="own"} 1');
    expect(text).toContain('voice_turn_seconds_sum{heard_by="deepgram",spoken_by="own"} 0.75');
    expect(text).toContain('voice_stop_seconds_sum{provider="own"} 0.012');
    expect((await metrics.summary()).voice_turn).toMatchObject({ count: 1, p50_ms: expect.any(Number) });
  });

  it('tell searches by what took part in them', async () => {
    const metrics = createMetrics();
    metrics.search.searchDone({ mode: 'hybrid', passages: 3, durationMs: 12 });
    metrics.search.searchDone({ mode: 'lexical', passages: 0, durationMs: 4 });
    metrics.search.searchEnded('aborted');
    const text = await metrics.text();
    expect(text).toContain('search_duration_seconds_sum{mode="hybrid"} 0.012');
    expect(text).toContain('search_passages_bucket{le="0",mode="lexical"} 1');
    expect(text).toContain('search_passages_bucket{le="2",mode="hybrid"} 0');
    expect(text).toContain('searches_unanswered_total{outcome="aborted"} 1');
  });

  it('do not grow with names from outside', async () => {
    const metrics = createMetrics();
    const call = { provider: 'openai', outcome: 'ok', durationMs: 1 } as const;
    for (let index = 0; index < 500; index += 1) metrics.runs.modelCall({ ...call, model: `model-${index}` });
    const names = new Set([...(await metrics.text()).matchAll(/model_calls_total\{.*model="([^"]+)"/g)].map(([, name]) => name));
    expect(names.size).toBe(101);
    expect(names).toContain('other');
  });
});
