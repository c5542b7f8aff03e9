import { z } from 'zod';
import { agentList, agentStatus } from './agents.ts';
import { approval, approvalDecision, approvalList, approvalListQuery } from './approvals.ts';
import { chatRequest, chatResponse, chatStreamQuery, voiceChatRequest, voiceChatStreamQuery } from './chat.ts';
import {
  conversation,
  conversationCreate,
  conversationList,
  conversationListQuery,
  conversationPatch,
  conversationSearchQuery,
  conversationSearchResult,
  exportQuery,
  messageList,
  messageListQuery,
} from './conversations.ts';
import type { ErrorCode } from './errors.ts';
import {
  fileContentQuery,
  fileList,
  fileListQuery,
  fileText,
  fileTextQuery,
  searchAnswer,
  searchRequest,
  storedFile,
  uploadAnswer,
  uploadsAnswer,
} from './files.ts';
import { healthResponse, liveResponse, metricsSummary, readyResponse } from './health.ts';
import { apiKeyCreate, apiKeyCreated, apiKeyList } from './keys.ts';
import { agentId, approvalId, conversationId, fileId, keyId, runId, taskId } from './primitives.ts';
import { cancelReceipt, runAccepted, runRecord, runStreamQuery } from './runs.ts';
import { task, taskCalendarQuery, taskCreate, taskList, taskListQuery, taskPatch } from './tasks.ts';
import {
  heardAnswer,
  heardRequest,
  MAX_AUDIO_REQUEST_BYTES,
  speakRequest,
  transcribeAnswer,
  transcribeQuery,
  voiceConfig,
  voiceToken,
  voiceTokenRequest,
  voiceTurnReport,
} from './voice.ts';

export type HttpMethod = 'GET' | 'POST' | 'PATCH' | 'DELETE';

/**
 * Who may call: `public` needs no key; `chat` and `admin` are key scopes (`admin` includes `chat`);
 * `metrics` takes `METRICS_TOKEN` or an admin key, and is open while everything is bound to loopback.
 */
export type Access = 'public' | 'chat' | 'admin' | 'metrics';

export type SuccessAnswer =
  | { kind: 'json'; status: 200 | 201 | 202; schema: z.ZodType }
  /** `events`: of a run (resumable, see `RunEvent`), or of one file (`FileEvent`; each connection starts with the state). */
  | { kind: 'sse'; status: 200; events: 'run' | 'file' }
  | { kind: 'json-or-sse'; status: 200; schema: z.ZodType }
  | { kind: 'empty'; status: 204 }
  | { kind: 'text'; status: 200; mediaTypes: readonly [string, ...string[]] }
  /** Bytes of any media type, as a download. */
  | { kind: 'bytes'; status: 200 };

export type Operation = {
  method: HttpMethod;
  /** Path with `{name}` placeholders; each fills exactly one segment. */
  path: `/${string}`;
  tag: string;
  summary: string;
  access: Access;
  params?: z.ZodObject;
  query?: z.ZodObject;
  body?: z.ZodType;
  /** Takes `multipart/form-data`, streamed: files in one of these fields. */
  upload?: {
    fields: readonly [string, ...string[]];
    many: boolean;
    /** Of the whole body, where it does not depend on the configuration. */
    maxBytes?: number;
  };
  /** Takes the `Idempotency-Key` header. */
  idempotent?: true;
  /** Takes the `Last-Event-ID` header. */
  resumable?: true;
  success: SuccessAnswer;
  /** Codes besides those that every operation of its access can answer. */
  errors?: readonly ErrorCode[];
};

const runParams = z.strictObject({ run_id: runId });
const conversationParams = z.strictObject({ id: conversationId });
const taskParams = z.strictObject({ id: taskId });
const fileParams = z.strictObject({ id: fileId });

const runErrors = ['VALIDATION_FAILED', 'IDEMPOTENCY_MISMATCH', 'NOT_FOUND', 'NOT_READY', 'PROVIDER_UNAVAILABLE'] as const;

/**
 * Every call of the product, once. Routes, the front's allow-list, OpenAPI and the contract tests are made from this table.
 * Source: PRD FR-1 to FR-8 and the wire contract.
 */
export const OPERATIONS = {
  chat: {
    method: 'POST',
    path: '/api/chat',
    tag: 'Chat',
    summary: 'Answer one message; with `stream: true` as server-sent events',
    access: 'chat',
    body: chatRequest,
    idempotent: true,
    resumable: true,
    success: { kind: 'json-or-sse', status: 200, schema: chatResponse },
    errors: runErrors,
  },
  chatStream: {
    method: 'GET',
    path: '/api/chat/stream',
    tag: 'Chat',
    summary: 'Answer one message as server-sent events; with `Last-Event-ID` it attaches to that run',
    access: 'chat',
    query: chatStreamQuery,
    resumable: true,
    success: { kind: 'sse', status: 200, events: 'run' },
    errors: runErrors,
  },
  voiceChat: {
    method: 'POST',
    path: '/api/chat/voice',
    tag: 'Chat',
    summary: 'Answer one spoken, transcribed message',
    access: 'chat',
    body: voiceChatRequest,
    idempotent: true,
    success: { kind: 'json', status: 200, schema: chatResponse },
    errors: runErrors,
  },
  voiceChatStream: {
    method: 'GET',
    path: '/api/chat/voice/stream',
    tag: 'Chat',
    summary: 'Answer one spoken, transcribed message as server-sent events',
    access: 'chat',
    query: voiceChatStreamQuery,
    resumable: true,
    success: { kind: 'sse', status: 200, events: 'run' },
    errors: runErrors,
  },
  createRun: {
    method: 'POST',
    path: '/api/runs',
    tag: 'Runs',
    summary: 'Start a run that belongs to the server, not to this connection',
    access: 'chat',
    body: chatRequest,
    idempotent: true,
    success: { kind: 'json', status: 202, schema: runAccepted },
    errors: runErrors,
  },
  getRun: {
    method: 'GET',
    path: '/api/runs/{run_id}',
    tag: 'Runs',
    summary: 'The record of a run: status, agents, spans, tool calls, tokens, cost, fallbacks, timings',
    access: 'chat',
    params: runParams,
    success: { kind: 'json', status: 200, schema: runRecord },
    errors: ['NOT_FOUND', 'VALIDATION_FAILED'],
  },
  runStream: {
    method: 'GET',
    path: '/api/runs/{run_id}/stream',
    tag: 'Runs',
    summary: 'Replay a run from `Last-Event-ID` or `after`, then follow it live',
    access: 'chat',
    params: runParams,
    query: runStreamQuery,
    resumable: true,
    success: { kind: 'sse', status: 200, events: 'run' },
    errors: ['NOT_FOUND', 'VALIDATION_FAILED'],
  },
  cancelRun: {
    method: 'POST',
    path: '/api/runs/{run_id}/cancel',
    tag: 'Runs',
    summary: 'Stop a run; answers once the provider socket is closed',
    access: 'chat',
    params: runParams,
    success: { kind: 'json', status: 200, schema: cancelReceipt },
    errors: ['NOT_FOUND', 'VALIDATION_FAILED', 'NOT_READY'],
  },
  listApprovals: {
    method: 'GET',
    path: '/api/approvals',
    tag: 'Approvals',
    summary: 'Calls that wait for a person, or waited, across all conversations; newest first',
    access: 'chat',
    query: approvalListQuery,
    success: { kind: 'json', status: 200, schema: approvalList },
    errors: ['VALIDATION_FAILED'],
  },
  decideApproval: {
    method: 'POST',
    path: '/api/approvals/{approval_id}',
    tag: 'Approvals',
    summary: 'Approve, with other arguments if wanted, or reject a call; exactly once, repeating the same decision is harmless',
    access: 'chat',
    params: z.strictObject({ approval_id: approvalId }),
    body: approvalDecision,
    success: { kind: 'json', status: 200, schema: approval },
    errors: ['NOT_FOUND', 'CONFLICT', 'VALIDATION_FAILED'],
  },
  listConversations: {
    method: 'GET',
    path: '/api/conversations',
    tag: 'Conversations',
    summary: 'Conversations, pinned first, then by latest change',
    access: 'chat',
    query: conversationListQuery,
    success: { kind: 'json', status: 200, schema: conversationList },
    errors: ['VALIDATION_FAILED'],
  },
  createConversation: {
    method: 'POST',
    path: '/api/conversations',
    tag: 'Conversations',
    summary: 'Create an empty conversation',
    access: 'chat',
    body: conversationCreate,
    success: { kind: 'json', status: 201, schema: conversation },
    errors: ['VALIDATION_FAILED'],
  },
  searchConversations: {
    method: 'GET',
    path: '/api/conversations/search',
    tag: 'Conversations',
    summary: 'Search titles and messages',
    access: 'chat',
    query: conversationSearchQuery,
    success: { kind: 'json', status: 200, schema: conversationSearchResult },
    errors: ['VALIDATION_FAILED'],
  },
  getConversation: {
    method: 'GET',
    path: '/api/conversations/{id}',
    tag: 'Conversations',
    summary: 'One conversation',
    access: 'chat',
    params: conversationParams,
    success: { kind: 'json', status: 200, schema: conversation },
    errors: ['NOT_FOUND', 'VALIDATION_FAILED'],
  },
  patchConversation: {
    method: 'PATCH',
    path: '/api/conversations/{id}',
    tag: 'Conversations',
    summary: 'Rename or pin',
    access: 'chat',
    params: conversationParams,
    body: conversationPatch,
    success: { kind: 'json', status: 200, schema: conversation },
    errors: ['NOT_FOUND', 'VALIDATION_FAILED'],
  },
  deleteConversation: {
    method: 'DELETE',
    path: '/api/conversations/{id}',
    tag: 'Conversations',
    summary: 'Delete a conversation with its messages and runs; runs that are still going are stopped',
    access: 'chat',
    params: conversationParams,
    success: { kind: 'empty', status: 204 },
    errors: ['NOT_FOUND', 'VALIDATION_FAILED'],
  },
  listMessages: {
    method: 'GET',
    path: '/api/conversations/{id}/messages',
    tag: 'Conversations',
    summary: 'Messages, paged from the newest',
    access: 'chat',
    params: conversationParams,
    query: messageListQuery,
    success: { kind: 'json', status: 200, schema: messageList },
    errors: ['NOT_FOUND', 'VALIDATION_FAILED'],
  },
  exportConversation: {
    method: 'GET',
    path: '/api/conversations/{id}/export',
    tag: 'Conversations',
    summary: 'Export as Markdown or JSON',
    access: 'chat',
    params: conversationParams,
    query: exportQuery,
    success: { kind: 'text', status: 200, mediaTypes: ['text/markdown', 'application/json'] },
    errors: ['NOT_FOUND', 'VALIDATION_FAILED'],
  },
  listAgents: {
    method: 'GET',
    path: '/api/agents',
    tag: 'Agents',
    summary: 'The supervisor and the specialists with their states',
    access: 'chat',
    success: { kind: 'json', status: 200, schema: agentList },
  },
  getAgent: {
    method: 'GET',
    path: '/api/agents/{agent_id}',
    tag: 'Agents',
    summary: 'One agent; an unknown id is 404',
    access: 'chat',
    params: z.strictObject({ agent_id: agentId }),
    success: { kind: 'json', status: 200, schema: agentStatus },
    errors: ['NOT_FOUND'],
  },
  listTasks: {
    method: 'GET',
    path: '/api/tasks',
    tag: 'Tasks',
    summary: 'Tasks: unfinished ones by due date, then finished ones; with the critical path',
    access: 'chat',
    query: taskListQuery,
    success: { kind: 'json', status: 200, schema: taskList },
    errors: ['VALIDATION_FAILED'],
  },
  createTask: {
    method: 'POST',
    path: '/api/tasks',
    tag: 'Tasks',
    summary: 'Create a task',
    access: 'chat',
    body: taskCreate,
    success: { kind: 'json', status: 201, schema: task },
    errors: ['VALIDATION_FAILED'],
  },
  taskCalendar: {
    method: 'GET',
    path: '/api/tasks/calendar.ics',
    tag: 'Tasks',
    summary: 'Unfinished tasks as iCalendar',
    access: 'chat',
    query: taskCalendarQuery,
    success: { kind: 'text', status: 200, mediaTypes: ['text/calendar'] },
    errors: ['VALIDATION_FAILED'],
  },
  getTask: {
    method: 'GET',
    path: '/api/tasks/{id}',
    tag: 'Tasks',
    summary: 'One task',
    access: 'chat',
    params: taskParams,
    success: { kind: 'json', status: 200, schema: task },
    errors: ['NOT_FOUND', 'VALIDATION_FAILED'],
  },
  patchTask: {
    method: 'PATCH',
    path: '/api/tasks/{id}',
    tag: 'Tasks',
    summary: 'Change a task; finishing one that recurs creates the next',
    access: 'chat',
    params: taskParams,
    body: taskPatch,
    success: { kind: 'json', status: 200, schema: task },
    errors: ['NOT_FOUND', 'VALIDATION_FAILED'],
  },
  deleteTask: {
    method: 'DELETE',
    path: '/api/tasks/{id}',
    tag: 'Tasks',
    summary: 'Delete a task; its sub tasks stay',
    access: 'chat',
    params: taskParams,
    success: { kind: 'empty', status: 204 },
    errors: ['NOT_FOUND', 'VALIDATION_FAILED'],
  },
  uploadFile: {
    method: 'POST',
    path: '/api/upload',
    tag: 'Files',
    summary: 'Store one file, in the field `file`; it is made searchable afterwards',
    access: 'chat',
    upload: { fields: ['file'], many: false },
    idempotent: true,
    success: { kind: 'json', status: 201, schema: uploadAnswer },
    errors: ['VALIDATION_FAILED', 'IDEMPOTENCY_MISMATCH', 'STORAGE_FULL'],
  },
  uploadFiles: {
    method: 'POST',
    path: '/api/upload/multiple',
    tag: 'Files',
    summary: 'Store many files, in fields named `files`; each gets an answer of its own',
    access: 'chat',
    upload: { fields: ['files', 'file'], many: true },
    idempotent: true,
    success: { kind: 'json', status: 201, schema: uploadsAnswer },
    errors: ['VALIDATION_FAILED', 'IDEMPOTENCY_MISMATCH', 'STORAGE_FULL'],
  },
  listFiles: {
    method: 'GET',
    path: '/api/files',
    tag: 'Files',
    summary: 'Files, newest first',
    access: 'chat',
    query: fileListQuery,
    success: { kind: 'json', status: 200, schema: fileList },
    errors: ['VALIDATION_FAILED'],
  },
  getFile: {
    method: 'GET',
    path: '/api/files/{id}',
    tag: 'Files',
    summary: 'One file and how far it is on its way to being searchable',
    access: 'chat',
    params: fileParams,
    success: { kind: 'json', status: 200, schema: storedFile },
    errors: ['NOT_FOUND', 'VALIDATION_FAILED'],
  },
  deleteFile: {
    method: 'DELETE',
    path: '/api/files/{id}',
    tag: 'Files',
    summary: 'Delete a file with its passages and vectors; its bytes too, unless another file has the same',
    access: 'chat',
    params: fileParams,
    success: { kind: 'empty', status: 204 },
    errors: ['NOT_FOUND', 'VALIDATION_FAILED'],
  },
  fileContent: {
    method: 'GET',
    path: '/api/files/{id}/content',
    tag: 'Files',
    summary: 'The bytes of a file that an agent made or that was uploaded; takes `Range`',
    access: 'chat',
    params: fileParams,
    query: fileContentQuery,
    success: { kind: 'bytes', status: 200 },
    errors: ['NOT_FOUND', 'RANGE_NOT_SATISFIABLE', 'VALIDATION_FAILED'],
  },
  fileText: {
    method: 'GET',
    path: '/api/files/{id}/text',
    tag: 'Files',
    summary: 'A part of the text that was read from a file; `CONFLICT` while there is none yet',
    access: 'chat',
    params: fileParams,
    query: fileTextQuery,
    success: { kind: 'json', status: 200, schema: fileText },
    errors: ['NOT_FOUND', 'CONFLICT', 'VALIDATION_FAILED'],
  },
  fileStream: {
    method: 'GET',
    path: '/api/files/{id}/stream',
    tag: 'Files',
    summary: 'Progress of a file as server-sent events, from its state now to `file.finished`',
    access: 'chat',
    params: fileParams,
    success: { kind: 'sse', status: 200, events: 'file' },
    errors: ['NOT_FOUND', 'VALIDATION_FAILED'],
  },
  retryFile: {
    method: 'POST',
    path: '/api/files/{id}/retry',
    tag: 'Files',
    summary: 'Go on from the stage that failed',
    access: 'chat',
    params: fileParams,
    success: { kind: 'json', status: 200, schema: storedFile },
    errors: ['NOT_FOUND', 'CONFLICT', 'VALIDATION_FAILED'],
  },
  cancelFile: {
    method: 'POST',
    path: '/api/files/{id}/cancel',
    tag: 'Files',
    summary: 'Stop making a file searchable; its bytes stay. Repeating it is harmless',
    access: 'chat',
    params: fileParams,
    success: { kind: 'json', status: 200, schema: storedFile },
    errors: ['NOT_FOUND', 'CONFLICT', 'VALIDATION_FAILED'],
  },
  searchFiles: {
    method: 'POST',
    path: '/api/search',
    tag: 'Files',
    summary: 'Passages of files that answer a question, best first',
    access: 'chat',
    body: searchRequest,
    success: { kind: 'json', status: 200, schema: searchAnswer },
    errors: ['VALIDATION_FAILED', 'NOT_FOUND'],
  },
  voiceConfig: {
    method: 'GET',
    path: '/api/voice/config',
    tag: 'Voice',
    summary: 'Providers and voices that can be used now, and limits',
    access: 'chat',
    success: { kind: 'json', status: 200, schema: voiceConfig },
  },
  transcribe: {
    method: 'POST',
    path: '/api/voice/transcribe',
    tag: 'Voice',
    summary: 'Words of a recording, in the field `audio`; it is not kept',
    access: 'chat',
    query: transcribeQuery,
    upload: { fields: ['audio'], many: false, maxBytes: MAX_AUDIO_REQUEST_BYTES },
    success: { kind: 'json', status: 200, schema: transcribeAnswer },
    errors: ['VALIDATION_FAILED', 'SPEECH_UNAVAILABLE'],
  },
  speak: {
    method: 'POST',
    path: '/api/voice/speak',
    tag: 'Voice',
    summary: 'Text as speech, streamed from the first byte',
    access: 'chat',
    body: speakRequest,
    success: { kind: 'bytes', status: 200 },
    errors: ['VALIDATION_FAILED', 'SPEECH_UNAVAILABLE'],
  },
  voiceToken: {
    method: 'POST',
    path: '/api/voice/token',
    tag: 'Voice',
    summary: 'A short-lived token for a live-transcription socket of the provider',
    access: 'chat',
    body: voiceTokenRequest,
    success: { kind: 'json', status: 200, schema: voiceToken },
    errors: ['VALIDATION_FAILED', 'SPEECH_UNAVAILABLE'],
  },
  reportVoiceTurn: {
    method: 'POST',
    path: '/api/voice/turns',
    tag: 'Voice',
    summary: 'How long the stages of a spoken turn took in the browser, for the metrics; nothing of it is stored',
    access: 'chat',
    body: voiceTurnReport,
    success: { kind: 'empty', status: 204 },
    errors: ['VALIDATION_FAILED'],
  },
  setHeard: {
    method: 'POST',
    path: '/api/runs/{run_id}/heard',
    tag: 'Runs',
    summary: 'Note that a spoken answer was interrupted: later turns know only what was heard. A run that goes on is cancelled',
    access: 'chat',
    params: runParams,
    body: heardRequest,
    success: { kind: 'json', status: 200, schema: heardAnswer },
    errors: ['NOT_FOUND', 'VALIDATION_FAILED'],
  },
  listKeys: {
    method: 'GET',
    path: '/api/keys',
    tag: 'Keys',
    summary: 'All API keys, without their secrets',
    access: 'admin',
    success: { kind: 'json', status: 200, schema: apiKeyList },
  },
  createKey: {
    method: 'POST',
    path: '/api/keys',
    tag: 'Keys',
    summary: 'Create an API key; its secret is shown this one time',
    access: 'admin',
    body: apiKeyCreate,
    success: { kind: 'json', status: 201, schema: apiKeyCreated },
    errors: ['VALIDATION_FAILED', 'NOT_FOUND'],
  },
  revokeKey: {
    method: 'DELETE',
    path: '/api/keys/{id}',
    tag: 'Keys',
    summary: 'Revoke an API key; its open streams end within 5 seconds',
    access: 'admin',
    params: z.strictObject({ id: keyId }),
    success: { kind: 'empty', status: 204 },
    errors: ['NOT_FOUND', 'CONFLICT', 'VALIDATION_FAILED'],
  },
  health: {
    method: 'GET',
    path: '/health',
    tag: 'Operations',
    summary: 'Composite status; 503 with the same body when unhealthy',
    access: 'public',
    success: { kind: 'json', status: 200, schema: healthResponse },
  },
  apiHealth: {
    method: 'GET',
    path: '/api/health',
    tag: 'Operations',
    summary: 'As `/health`',
    access: 'public',
    success: { kind: 'json', status: 200, schema: healthResponse },
  },
  healthLive: {
    method: 'GET',
    path: '/health/live',
    tag: 'Operations',
    summary: 'Liveness: touches nothing',
    access: 'public',
    success: { kind: 'json', status: 200, schema: liveResponse },
  },
  healthReady: {
    method: 'GET',
    path: '/health/ready',
    tag: 'Operations',
    summary: 'Readiness: 503 `NOT_READY` while starting, draining or without a database',
    access: 'public',
    success: { kind: 'json', status: 200, schema: readyResponse },
    errors: ['NOT_READY'],
  },
  metrics: {
    method: 'GET',
    path: '/metrics',
    tag: 'Operations',
    summary: 'Prometheus metrics',
    access: 'metrics',
    success: { kind: 'text', status: 200, mediaTypes: ['text/plain'] },
  },
  apiMetrics: {
    method: 'GET',
    path: '/api/metrics',
    tag: 'Operations',
    summary: 'As `/metrics`',
    access: 'metrics',
    success: { kind: 'text', status: 200, mediaTypes: ['text/plain'] },
  },
  metricsSummary: {
    method: 'GET',
    path: '/api/metrics/summary',
    tag: 'Operations',
    summary: 'The main numbers as JSON',
    access: 'chat',
    success: { kind: 'json', status: 200, schema: metricsSummary },
  },
  eventsSchema: {
    method: 'GET',
    path: '/api/schema/events.json',
    tag: 'Operations',
    summary: 'JSON Schema of the run events',
    access: 'public',
    success: { kind: 'text', status: 200, mediaTypes: ['application/schema+json'] },
  },
  openapi: {
    method: 'GET',
    path: '/api/openapi.json',
    tag: 'Operations',
    summary: 'This document',
    access: 'public',
    success: { kind: 'text', status: 200, mediaTypes: ['application/json'] },
  },
  docs: {
    method: 'GET',
    path: '/docs',
    tag: 'Operations',
    summary: 'The API as a readable page',
    access: 'public',
    success: { kind: 'text', status: 200, mediaTypes: ['text/html'] },
  },
} as const satisfies Record<string, Operation>;

export type OperationId = keyof typeof OPERATIONS;

/** Path of the WebSocket endpoint; an upgrade, hence not an operation. PRD FR-4. */
export const SOCKET_PATH = '/ws/chat';

type Part<Id extends OperationId, K extends 'params' | 'query' | 'body'> =
  (typeof OPERATIONS)[Id] extends Record<K, infer S> ? (S extends z.ZodType ? z.output<S> : undefined) : undefined;

export type ParamsOf<Id extends OperationId> = Part<Id, 'params'>;
export type QueryOf<Id extends OperationId> = Part<Id, 'query'>;
export type BodyOf<Id extends OperationId> = Part<Id, 'body'>;

export type OperationMatch =
  | { kind: 'match'; id: OperationId; params: Record<string, string> }
  | { kind: 'method'; allow: (HttpMethod | 'HEAD')[] }
  | { kind: 'none' };

type Matcher = { id: OperationId; methods: readonly (HttpMethod | 'HEAD')[]; pattern: RegExp; names: string[] };

/** HEAD is answered as GET without its body, but for streams, which are not over when they begin. Source: RFC 9110, 9.3.2. */
export function methodsOf({ method, success }: Operation): readonly (HttpMethod | 'HEAD')[] {
  return method === 'GET' && success.kind !== 'sse' ? ['GET', 'HEAD'] : [method];
}

/** Literal paths first, so that `/api/conversations/search` wins over `/api/conversations/{id}`. */
const MATCHERS: Matcher[] = (Object.entries(OPERATIONS) as [OperationId, Operation][])
  .map(([id, operation]) => ({
    id,
    methods: methodsOf(operation),
    pattern: new RegExp(`^${operation.path.replaceAll('.', '\\.').replaceAll(/\{\w+\}/g, '((?!\\.{1,2}(?:/|$))[^/?#%]+)')}$`),
    names: [...operation.path.matchAll(/\{(\w+)\}/g)].map((match) => match[1] as string),
  }))
  .sort((left, right) => left.names.length - right.names.length);

/**
 * Finds the operation of a raw request path (no query). Exact: no prefix, no dot segments, no percent-encoding in a
 * placeholder, no trailing slash. A literal path hides the placeholders at its position for every method.
 */
export function matchOperation(method: string, path: string): OperationMatch {
  const allow: (HttpMethod | 'HEAD')[] = [];
  let literal = false;
  for (const matcher of MATCHERS) {
    if (literal && matcher.names.length > 0) break;
    const match = matcher.pattern.exec(path);
    if (!match) continue;
    if (matcher.methods.some((one) => one === method)) {
      const params = Object.fromEntries(matcher.names.map((name, index) => [name, match[index + 1] as string]));
      return { kind: 'match', id: matcher.id, params };
    }
    allow.push(...matcher.methods);
    literal ||= matcher.names.length === 0;
  }
  return allow.length > 0 ? { kind: 'method', allow } : { kind: 'none' };
}
