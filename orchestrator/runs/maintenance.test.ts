import { expect, it } from 'vitest';
import { createId } from '../../lib/shared/ids.ts';
import { silentLogger } from '../core/logger.ts';
import type { Store } from '../core/store.ts';
import { toAcceptCommand } from './accept-command.ts';
import { withRunServices } from './fixtures/with-run-services.ts';
import { createMaintenance } from './maintenance.ts';
import { OWNER } from './test-kit.ts';

let store: Store;
withRunServices((opened) => {
  store = opened;
});

const LEASE_TTL_MS = 60_000;

it('takes no runs over while heartbeats are too slow for anyone to keep a claim', async () => {
  const ids = { createId, nowMs: 1, instanceId: 'instance-that-never-was' };
  const abandoned = toAcceptCommand(ids, OWNER, { message: 'hi' });
  await store.runs.accept([abandoned]);

  let now = 0;
  let beats = 0;
  const slowBeats = 3;
  const { promise: taken, resolve } = Promise.withResolvers<{ runId: string; afterBeats: number }>();
  const maintenance = createMaintenance({
    store: {
      ...store.runs,
      heartbeat(...values) {
        beats += 1;
        now += beats <= slowBeats ? LEASE_TTL_MS / 2 + 1 : 1;
        return store.runs.heartbeat(...values);
      },
    },
    log: silentLogger,
    instanceId: 'instance-alive',
    heartbeatMs: 10,
    leaseTtlMs: LEASE_TTL_MS,
    monotonic: () => now,
    newToken: () => createId('call'),
    cancelRequested: () => {},
    afterHeartbeat: () => Promise.resolve(),
    takesOver: () => true,
    tookOver: ({ run }) => resolve({ runId: run.runId, afterBeats: beats }),
  });
  await maintenance.start();
  expect(maintenance.hasClaim()).toBe(true);
  // One more: what was taken over is confirmed by a heartbeat of its own.
  expect(await taken).toEqual({ runId: abandoned.runId, afterBeats: slowBeats + 2 });
  await maintenance.stop();
});
