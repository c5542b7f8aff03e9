import type { CreateId } from '../lib/shared/ids.ts';
import { createAgents } from './agents/registry.ts';
import { createApprovalDesk } from './approvals/create-approval-desk.ts';
import type { Config } from './config/config.ts';
import type { EventBus } from './core/bus.ts';
import type { Clock } from './core/clock.ts';
import type { BlobStore } from './core/files.ts';
import type { Logger } from './core/logger.ts';
import type { IngestionMetrics, Metrics, SearchMetrics } from './core/metrics.ts';
import { createEngine } from './engine/create-engine.ts';
import { createKnowledge } from './knowledge/create-knowledge.ts';
import { createEmbedder } from './knowledge/embed/create-embedder.ts';
import { createKnowledgeBase } from './knowledge/retrieve/create-knowledge-base.ts';
import { createReranker } from './knowledge/retrieve/create-reranker.ts';
import { measureSearches } from './knowledge/retrieve/measure-searches.ts';
import { createModels } from './models/create-models.ts';
import { createArtifactKeeper } from './store/files/create-artifact-keeper.ts';
import { createFileKeeper } from './store/files/create-file-keeper.ts';
import { createImageReader } from './store/files/create-image-reader.ts';
import type { OpenedStore } from './store/open-store.ts';
import { createCodeTools } from './tools/code/create-code-tools.ts';
import { createFileDescriber } from './tools/knowledge/create-file-describer.ts';
import { createKnowledgeTools } from './tools/knowledge/create-knowledge-tools.ts';
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
  metrics: { runs: Metrics; ingestion: IngestionMetrics; search: SearchMetrics };
  instanceId: string;
};

/** Models, tools, agents and the engine that runs them, wired. In a module of its own, so that it loads while the database starts. */
export function createAgentStack({ config, store, blobs, bus, clock, createId, log, metrics, instanceId }: StackDeps) {
  const models = createModels({ ...config.models, clock, log, metrics: metrics.runs });
  const { modelFor, cheapestModel } = models;
  const code = createCodeTools({ ...config.sandbox, files: store.files, blobs, log });
  const taskTools = createTaskTools({ tasks: store.tasks, createId, timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone });
  const embedder = createEmbedder(config.search.embeddings);
  const rerank = config.search.rerank && createReranker(config.search.rerank);
  const knowledgeBase = measureSearches(
    createKnowledgeBase({ passages: store.passages, embedder, log, ...(rerank && { rerank }) }),
    { metrics: metrics.search, clock },
  );
  const fileTools = createKnowledgeTools({ files: store.files, knowledge: knowledgeBase });
  const tools = createToolRegistry([...BASIC_TOOLS, ...createWebTools(config.web), ...code.tools, ...taskTools, ...fileTools]);
  const agents = createAgents(tools);
  const desk = createApprovalDesk({ store: store.approvals, bus, clock, createId, log, expiryMs: config.approvalExpiryMs });
  const keepFile = createFileKeeper(store.files);
  const { maxStorageBytes } = config.files;
  const saveArtifact = createArtifactKeeper({ keepFile, blobs, clock, createId, maxStorageBytes });
  const readImages = createImageReader({ files: store.files, blobs, log });
  const describeFiles = createFileDescriber(store.files, log);
  const services = { desk, saveArtifact, readImages, describeFiles, clock, createId, log };
  const engine = createEngine({ modelFor, cheapestModel, agents, tools, ...services, options: config.engine });
  const knowledge = createKnowledge({
    documents: store.documents,
    files: store.files,
    blobs,
    embedder,
    bus,
    clock,
    log,
    metrics: metrics.ingestion,
    instanceId,
    options: config.knowledge,
  });
  return {
    models,
    tools,
    agents,
    engine,
    knowledge,
    knowledgeBase,
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
