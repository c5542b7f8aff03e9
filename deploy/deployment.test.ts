import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkStream } from '../e2e/checker.ts';
import { call } from '../e2e/harness/call.ts';
import { eventBytes, eventOf, finished } from '../e2e/harness/events.ts';
import { openStream } from '../e2e/harness/open-stream.ts';
import { type Provider, startProvider } from '../e2e/stream/environment.ts';
import { describeStreams } from '../e2e/stream/matrix.ts';
import { type Deployment, startDeployment } from './start-deployment.ts';

// The test command starts both where it can, and says so when it cannot.
const { TEST_DATABASE_URL: databaseUrl, TEST_REDIS_URL: redisUrl } = process.env;
const possible = databaseUrl !== undefined && redisUrl !== undefined;
if (!possible)
  console.warn('LEFT OUT: the deployment on PostgreSQL and Redis (TEST_DATABASE_URL and TEST_REDIS_URL are not set)');

describe.runIf(possible)('the services of docker-compose.yml', () => {
  let provider: Provider;
  let deployment: Deployment;

  beforeAll(async () => {
    provider = await startProvider();
    deployment = await startDeployment({ databaseUrl: databaseUrl ?? '', redisUrl: redisUrl ?? '', env: provider.env });
  });
  afterAll(async () => {
    await deployment?.stop();
    await provider?.stop();
  });

  describeStreams(
    () => deployment,
    () => provider,
  );

  it('want a key once they are not bound to loopback', async () => {
    expect((await call(`${deployment.frontUrl}/api/conversations`)).status).toBe(401);
    expect(
      (await call(`${deployment.frontUrl}/api/conversations`, { headers: { 'x-api-key': 'dev-api-key-2025' } })).status,
    ).toBe(401);
  });

  it('show a run on the other replica, byte by byte the same, while it is going on', async () => {
    const here = await deployment.stream('/api/chat/stream?message=long+answer');
    const { run_id: runId } = await eventOf(here, 'text.delta', 3);
    const there = await openStream(`${deployment.replicaUrls[1]}/api/runs/${runId}/stream`, { headers: deployment.apiKey });
    await finished(there);
    await finished(here);
    expect(checkStream(there.frames)).toEqual([]);
    expect(eventBytes(there.raw())).toEqual(eventBytes(here.raw()));
  });

  it('stop a run from the other replica', async () => {
    const here = await deployment.stream('/api/chat/stream?message=long+answer');
    const { run_id: runId } = await eventOf(here, 'text.delta', 3);
    const receipt = await call(`${deployment.replicaUrls[1]}/api/runs/${runId}/cancel`, {
      method: 'POST',
      headers: deployment.apiKey,
    });
    expect(receipt.json()).toMatchObject({ run_id: runId, status: 'cancelled' });
    expect((await finished(here)).status).toBe('cancelled');
    expect(checkStream(here.frames)).toEqual([]);
  });

  it('settle a run on the other replica when its own dies', async () => {
    const here = await deployment.stream('/api/chat/stream?message=long+answer');
    const { run_id: runId } = await eventOf(here, 'text.delta', 10);
    const [own] = deployment.replicas;
    if (own) process.kill(own.pid, 'SIGKILL');
    const there = await openStream(`${deployment.replicaUrls[1]}/api/runs/${runId}/stream`, { headers: deployment.apiKey });
    const settled = await finished(there);
    expect(['completed', 'interrupted']).toContain(settled.status);
    expect(checkStream(there.frames)).toEqual([]);
    await finished(here);
    expect(checkStream(here.frames)).toEqual([]);
    await deployment.restartReplica(0);
    expect((await deployment.call(`/api/runs/${runId}`)).json()).toMatchObject({ status: settled.status });
  });
});
