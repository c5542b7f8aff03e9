import type { CreateId } from '../lib/shared/ids.ts';
import { createAgents } from './agents/registry.ts';
import { createApprovalDesk } from './approvals/create-approval-desk.ts';
import type { Config } from './config.ts';
import type { EventBus } from './core/bus.ts';
import type { Clock } from './core/clock.ts';
import type { BlobStore } from './core/files.ts';
import type { Logger } from './core/logger.ts';
import type { Metrics } from './core/metrics.ts';
import { createEngine } from './engine/create-engine.ts';
import { createModels } from './models/create-models.ts';
import { createArtifactKeeper } from './store/create-artifact-keeper.ts';
import { createImageReader } from './store/create-image-reader.ts';
import type { OpenedStore } from './store/open-store.ts';
import { createCodeTools } from './tools/code/create-code-tools.ts';
import { BASIC_TOOLS, createToolRegistry } from './tools/registry.ts';
import { createTaskTools } from './tools/tasks/create-task-tools.ts';
import { createWebTools } from './tools/web/create-web-tools.ts';

type StackDeps = {
  config: Config;
  store: OpenedStore;
  blobs: BlobStore;
  bus: EventBus;
  clock: Clock;
  createId: CreateId;
  log: Logger;
  metrics: Metrics;
};

/** Models, tools, agents and the engine that runs them, wired. In a module of its own, so that it loads while the database starts. */
export function createAgentStack({ config, store, blobs, bus, clock, createId, log, metrics }: StackDeps) {
  const models = createModels({ ...config.models, clock, log, metrics });
  const { modelFor } = models;
  const code = createCodeTools({ ...config.sandbox, files: store.files, blobs, log });
  const taskTools = createTaskTools({ tasks: store.tasks, createId, timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone });
  const tools = createToolRegistry([...BASIC_TOOLS, ...createWebTools(config.web), ...code.tools, ...taskTools]);
  const agents = createAgents(tools);
  const desk = createApprovalDesk({ store: store.approvals, bus, clock, createId, log, expiryMs: config.approvalExpiryMs });
  const saveArtifact = createArtifactKeeper({ files: store.files, blobs, clock, createId });
  const readImages = createImageReader({ files: store.files, blobs, log });
  const services = { desk, saveArtifact, readImages, clock, createId, log };
  const engine = createEngine({ modelFor, agents, tools, ...services, options: config.engine });
  return {
    models,
    tools,
    agents,
    engine,
    async start(): Promise<void> {
      await Promise.all([desk.start(), models.start()]);
      code.warm();
    },
    async close(): Promise<void> {
      desk.stop();
      models.close();
      await code.close();
    },
  };
}
