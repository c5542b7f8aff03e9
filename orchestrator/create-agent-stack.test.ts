import { rm } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { startScriptedOpenAi, wholeAnswer } from '../e2e/standins/scripted-openai.ts';
import { createId } from '../lib/shared/ids.ts';
import { createMemoryBus } from './bus/create-memory-bus.ts';
import { readConfig } from './config/config.ts';
import { systemClock as clock } from './core/clock.ts';
import { silentLogger as log } from './core/logger.ts';
import { createAgentStack } from './create-agent-stack.ts';
import { inputOf, runEngine } from './engine/fixtures/test-engine.ts';
import { createMetrics } from './observability/create-metrics.ts';
import { openBlobs } from './store/blobs/open-blobs.ts';
import { createDataDir } from './store/fixtures/create-data-dir.ts';
import { openStore } from './store/open-store.ts';

it('gives stored pictures to the model, to their owner alone', async () => {
  const dataDir = await createDataDir('cartrita-stack-');
  const server = await startScriptedOpenAi();
  server.answer(({ api }) => wholeAnswer(api, ['A cat.']));
  const config = readConfig({ DATA_DIR: dataDir, OPENAI_BASE_URL: server.baseUrl, SANDBOX_WARM: '0' });
  const store = await openStore({ dataDir, log });
  const blobs = await openBlobs({ ...config.blobs, index: store.blobIndex, log });
  const bus = createMemoryBus(log);
  const { engine, close } = createAgentStack({
    ...{ config, store, blobs, bus, clock, createId, log, metrics: createMetrics(), instanceId: 'instance_1' },
  });
  try {
    const bytes = Buffer.from('GIF89a');
    const row = { name: 'cat.gif', mimeType: 'image/gif', origin: 'upload', runId: null, nowMs: 1 } as const;
    await store.files.add({ ...row, ...(await blobs.write(bytes)), fileId: 'file_1', ownerId: 'own_1' });
    const input = inputOf('what is this?', { file_ids: ['file_1'] });
    await runEngine(engine, input);
    await runEngine(engine, { ...input, ownerId: 'own_2' });
    const [own, other] = server.requests.map(({ body }) => JSON.stringify(body.input));
    expect(own).toContain(`data:image/gif;base64,${bytes.toString('base64')}`);
    expect(other).not.toContain('data:image');
    expect(other).toContain('The file file_1 could not be read.');
  } finally {
    await close();
    await store.close();
    await server.stop();
    await rm(dataDir, { recursive: true, force: true });
  }
});
