import { afterAll, beforeAll, expect, it } from 'vitest';
import { metricsSummary } from '../../lib/contract/health.ts';
import { startTestServer, type TestServer } from './fixtures/test-server.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.close());

const report = (body: object, key?: null) =>
  server.call('/api/voice/turns', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
    ...(key === null ? { key } : {}),
  });

it('what a browser measured of a spoken turn is in the metrics', async () => {
  const stages = { words: 250, first_token: 100, first_sentence: 50, first_audio: 100 };
  const answer = await report({ heard_by: 'browser', spoken_by: 'nobody-knows', stages, stop_ms: 30 });
  expect([answer.status, await answer.text()]).toEqual([204, '']);
  const text = await (await server.call('/metrics')).text();
  expect(text).toContain('cartrita_voice_stage_seconds_sum{stage="words",provider="browser"} 0.25');
  expect(text).toContain('cartrita_voice_stage_seconds_sum{stage="first_audio",provider="other"} 0.1');
  expect(text).toContain('cartrita_voice_turn_seconds_sum{heard_by="browser",spoken_by="other"} 0.5');
  expect(text).toContain('cartrita_voice_stop_seconds_sum{provider="other"} 0.03');
  const summary = metricsSummary.parse(await (await server.call('/api/metrics/summary')).json());
  expect(summary.voice_turn.count).toBe(1);
});

it('nobody without a key writes metrics', async () => {
  expect((await report({ heard_by: 'browser', stages: {} }, null)).status).toBe(401);
});
