import { z } from 'zod';
import { chatRequest } from '../chat.ts';
import { runId } from '../primitives.ts';
import { cancelReceipt, runAccepted, runRecord, runStreamQuery } from '../runs.ts';
import type { Operation } from './operation.ts';
import { runErrors } from './run-errors.ts';

const runParams = z.strictObject({ run_id: runId });

export const runOperations = {
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
} as const satisfies Record<string, Operation>;
