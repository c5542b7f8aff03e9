import { chatRequest, chatResponse, chatStreamQuery, voiceChatRequest, voiceChatStreamQuery } from '../chat.ts';
import type { Operation } from './operation.ts';
import { runErrors } from './run-errors.ts';

export const chatOperations = {
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
} as const satisfies Record<string, Operation>;
