import type { HealthResponse } from '../../lib/contract/health.ts';
import type { ApprovalInbox } from '../core/approvals.ts';
import type { EventBus, Limiter } from '../core/bus.ts';
import type { BlobStore, FileIntake, FileStore, Ingestion } from '../core/files.ts';
import type { KnowledgeBase } from '../core/knowledge.ts';
import type { RunService } from '../core/run-service.ts';
import type { Speech } from '../core/speech.ts';
import type { ConversationStore, KeyStore, RunStore } from '../core/store.ts';
import type { TaskStore } from '../core/tasks.ts';

/** What the HTTP side serves. It exists once the store is open; until then the server answers `NOT_READY`. */
export type Backend = {
  runs: RunService;
  /** Unfinished runs of a conversation. */
  activeRuns: RunStore['activeRuns'];
  conversations: ConversationStore;
  keys: KeyStore;
  approvals: ApprovalInbox;
  tasks: TaskStore;
  files: FileStore;
  intake: FileIntake;
  knowledge: KnowledgeBase;
  ingestion: Ingestion;
  blobs: Pick<BlobStore, 'open'>;
  speech: Speech;
  bus: EventBus;
  limiter: Limiter;
  health(): Promise<Omit<HealthResponse, 'version' | 'timestamp'>>;
  /** Whether the database answers. Never throws. */
  isReady(): Promise<boolean>;
};
