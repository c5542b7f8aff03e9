import { execFileSync } from 'node:child_process';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { agentList, agentStatus } from '../../lib/contract/agents.ts';
import { AppError } from '../../lib/contract/errors.ts';
import { healthResponse, metricsSummary } from '../../lib/contract/health.ts';
import { createId } from '../../lib/shared/ids.ts';
import { systemClock } from '../core/clock.ts';
import { silentLogger } from '../core/logger.ts';
import { createMetrics } from '../observability/create-metrics.ts';
import { createHttpServer } from './create-http-server.ts';
import { ADMIN_KEY } from './fixtures/create-test-client.ts';
import { readStream } from './fixtures/read-stream.ts';
import { startTestServer, type TestServer } from './fixtures/test-server.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.close());

const anonymous = (path: string, init: RequestInit = {}) => server.call(path, { ...init, key: null });

describe('health', () => {
  it('needs no key and is the same at both paths', async () => {
    for (const path of ['/health', '/api/health']) {
      const response = await anonymous(path);
      expect(response.status).toBe(200);
      const body = healthResponse.parse(await response.json());
      expect(body).toMatchObject({ status: 'healthy', version: '0.0.0-test' });
      expect(Math.abs(body.timestamp - Date.now() / 1000)).toBeLessThan(60);
    }
    expect(await (await anonymous('/health/live')).json()).toEqual({ status: 'alive' });
    expect(await (await anonymous('/health/ready')).json()).toEqual({ status: 'ready' });
  });

  it('says 503 while draining, and calls are still answered', async () => {
    const draining = await startTestServer({ store: server.store });
    try {
      draining.http.drain();
      const ready = await draining.call('/health/ready');
      expect([ready.status, ((await ready.json()) as { code: string }).code]).toEqual([503, 'NOT_READY']);
      expect((await draining.call('/health/live')).status).toBe(200);
      expect((await draining.call('/api/agents')).status).toBe(200);
      expect(ready.headers.get('retry-after')).toBe('1');
    } finally {
      await draining.close();
    }
  });

  it('tells that the database is away; only the bootstrap key is still known', async () => {
    const away = () => Promise.reject(new AppError('NOT_READY', { cause: new Error('connect ECONNREFUSED 10.0.0.1') }));
    const broken = await startTestServer({
      store: server.store,
      backend: (backend) => ({
        ...backend,
        keys: { ...backend.keys, findByHash: away, get: away },
        isReady: async () => false,
        health: async () => ({ ...(await backend.health()), status: 'unhealthy' }),
      }),
    });
    try {
      const health = await broken.call('/health');
      expect([health.status, healthResponse.parse(await health.json()).status]).toEqual([503, 'unhealthy']);
      expect((await broken.call('/health/live')).status).toBe(200);
      expect((await broken.call('/health/ready')).status).toBe(503);
      expect((await broken.call('/api/agents')).status).toBe(200);
      const other = await broken.call('/api/agents', { key: 'ck_some_key_that_may_exist' });
      expect(other.status).toBe(503);
      expect(await other.text()).not.toContain('ECONNREFUSED');
    } finally {
      await broken.close();
    }
  });

  it('answers before there is a store', async () => {
    const metrics = createMetrics();
    const options = {
      host: '127.0.0.1',
      port: 0,
      version: '1',
      bootstrapKey: ADMIN_KEY,
      loopback: true,
      metricsToken: undefined,
    };
    const uploads = { maxRequestBytes: 1024, maxFiles: 1, idleTimeoutMs: 1000 };
    const limits = { allowedHosts: ['127.0.0.1'], allowedOrigins: [], maxBodyBytes: 1024, requestTimeoutMs: 1000, uploads };
    const streams = {
      maxOpenStreams: 1,
      maxOpenStreamsPerKey: 1,
      heartbeatMs: 1000,
      keyRecheckMs: 1000,
      socketAuthTimeoutMs: 1000,
    };
    const early = createHttpServer({
      options: { ...options, ...limits, ...streams },
      clock: systemClock,
      createId,
      log: silentLogger,
      metrics: metrics.http,
      metricsSource: metrics,
    });
    const { port } = await early.listen();
    const get = (path: string) => fetch(`http://127.0.0.1:${port}${path}`, { headers: { 'x-api-key': ADMIN_KEY } });
    try {
      expect((await get('/health/live')).status).toBe(200);
      expect((await get('/health/ready')).status).toBe(503);
      expect(healthResponse.parse(await (await get('/health')).json()).status).toBe('unhealthy');
      expect(await (await get('/api/agents')).json()).toMatchObject({ code: 'NOT_READY' });
      expect((await get('/api/openapi.json')).status).toBe(200);
    } finally {
      await early.close();
    }
  });
});

describe('agents', () => {
  it('are listed and found by id', async () => {
    const agents = agentList.parse(await (await server.call('/api/agents')).json());
    expect(agents.map(({ agent_id }) => agent_id)).toEqual(['supervisor']);
    expect(agentStatus.parse(await (await server.call('/api/agents/supervisor')).json())).toEqual(agents[0]);
  });
});

describe('metrics', () => {
  it('are Prometheus text that counts what happened', async () => {
    await server.post('/api/chat', { message: 'echo counted' });
    await readStream(await server.call('/api/chat/stream?message=fail')).ended;
    const response = await anonymous('/metrics');
    expect(response.headers.get('content-type')).toMatch(/^text\/plain; version=0\.0\.4/);
    const text = await response.text();
    expect(text).toMatch(/^cartrita_http_requests_total\{operation="chat",status="200"\} [1-9]/m);
    expect(text).toMatch(/^cartrita_runs_finished_total\{agent="supervisor",status="failed"\} [1-9]/m);
    expect(text).toMatch(/^cartrita_run_first_token_seconds_bucket\{le="0\.35",agent="supervisor"\}/m);
    expect(text).toMatch(/^cartrita_nodejs_eventloop_lag_seconds /m);
    expect(text).not.toContain('counted');
    expect(await (await anonymous('/api/metrics')).text()).toContain('cartrita_http_requests_total');
  });

  it('are well-formed in the eyes of promtool, where it is installed', async () => {
    const text = await (await anonymous('/metrics')).text();
    const check = () => execFileSync('promtool', ['check', 'metrics'], { input: text, stdio: 'pipe' });
    try {
      check();
    } catch (error) {
      const { code, stdout, stderr } = error as { code?: string; stdout?: Buffer; stderr?: Buffer };
      if (code === 'ENOENT') return;
      // The default metrics of the client library are named by itself.
      const lines = `${stdout}${stderr}`.split('\n').filter((line) => line !== '' && !line.includes('cartrita_nodejs_'));
      expect(lines).toEqual([]);
    }
  });

  it('have the main numbers as JSON', async () => {
    await server.post('/api/chat', { message: 'echo measured' });
    await readStream(await server.call('/api/chat/stream?message=fail')).ended;
    const summary = metricsSummary.parse(await (await server.call('/api/metrics/summary')).json());
    expect(summary.runs.completed).toBeGreaterThan(0);
    expect(summary.runs.failed).toBeGreaterThan(0);
    expect(summary.first_token.count).toBeGreaterThan(0);
    expect(summary.first_token.p95_ms).toBeGreaterThan(0);
    expect(summary).toMatchObject({ open_streams: 0, open_sockets: 0 });
  });

  it('need the token or an admin key when not everything is on loopback', async () => {
    const token = 'metrics-token-0123456789';
    const open = await startTestServer({ store: server.store, options: { loopback: false, metricsToken: token } });
    const chat = await server.createKey(['chat']);
    try {
      const status = async (key: string | null, headers: Record<string, string> = {}) =>
        (await open.call('/metrics', { key, headers })).status;
      expect(await status(null)).toBe(401);
      expect(await status('wrong')).toBe(401);
      expect(await status(chat.key)).toBe(403);
      expect(await status(ADMIN_KEY)).toBe(200);
      expect(await status(null, { authorization: `Bearer ${token}` })).toBe(200);
    } finally {
      await open.close();
    }
  });
});

describe('documentation', () => {
  it('is an OpenAPI 3.1 document', async () => {
    const response = await anonymous('/api/openapi.json');
    expect(response.headers.get('content-type')).toBe('application/json; charset=utf-8');
    expect(await response.json()).toMatchObject({ openapi: '3.1.0', info: { version: '0.0.0-test' } });
  });

  it('is a JSON Schema that real events fit', async () => {
    const response = await anonymous('/api/schema/events.json');
    expect(response.headers.get('content-type')).toMatch(/^application\/schema\+json/);
    const validate = new Ajv2020({ strict: false }).compile((await response.json()) as object);
    const stream = readStream(await server.call('/api/chat/stream?message=echo%20a'));
    await stream.ended;
    for (const event of stream.events()) expect(validate(event), JSON.stringify(validate.errors)).toBe(true);
    expect(validate({ type: 'text.delta', run_id: 'run_a', ts: 1, delta: 'x' })).toBe(false);
  });

  it('is a page without scripts or foreign resources, under a policy that forbids both', async () => {
    const response = await anonymous('/docs');
    expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(response.headers.get('content-security-policy')).toMatch(/^default-src 'none'; style-src 'sha256-[\w+/=]+';/);
    const html = await response.text();
    expect(html).not.toMatch(/<script|https?:\/\/|style="|javascript:/);
    for (const path of ['/api/chat/stream', '/api/runs/{run_id}/cancel', '/api/keys'])
      expect(html).toContain(`<code>${path}</code>`);
    const links = [...html.matchAll(/href="#([^"]+)"/g)].map(([, id]) => id);
    for (const id of links) expect(html).toContain(`id="${id}"`);
  });
});
