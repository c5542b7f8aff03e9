import type { z } from 'zod';
import { agentOperations } from './operations/agents.ts';
import { approvalOperations } from './operations/approvals.ts';
import { chatOperations } from './operations/chat.ts';
import { conversationOperations } from './operations/conversations.ts';
import { fileOperations } from './operations/files.ts';
import { keyOperations } from './operations/keys.ts';
import type { Operation } from './operations/operation.ts';
import { runOperations } from './operations/runs.ts';
import { serviceOperations } from './operations/service.ts';
import { taskOperations } from './operations/tasks.ts';
import { voiceOperations } from './operations/voice.ts';

/**
 * Every call of the product, once. Routes, the front's allow-list, OpenAPI and the contract tests are made from this table.
 * Source: PRD FR-1 to FR-8 and the wire contract.
 */
export const OPERATIONS = {
  ...chatOperations,
  ...runOperations,
  ...approvalOperations,
  ...conversationOperations,
  ...agentOperations,
  ...taskOperations,
  ...fileOperations,
  ...voiceOperations,
  ...keyOperations,
  ...serviceOperations,
} as const satisfies Record<string, Operation>;

export type OperationId = keyof typeof OPERATIONS;

/** Path of the WebSocket endpoint; an upgrade, hence not an operation. PRD FR-4. */
export const SOCKET_PATH = '/ws/chat';

type Part<Id extends OperationId, K extends 'params' | 'query' | 'body'> =
  (typeof OPERATIONS)[Id] extends Record<K, infer S> ? (S extends z.ZodType ? z.output<S> : undefined) : undefined;

export type ParamsOf<Id extends OperationId> = Part<Id, 'params'>;
export type QueryOf<Id extends OperationId> = Part<Id, 'query'>;
export type BodyOf<Id extends OperationId> = Part<Id, 'body'>;
