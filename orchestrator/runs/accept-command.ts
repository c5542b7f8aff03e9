import { randomUUID } from 'node:crypto';
import { validationFailed } from '../../lib/contract/errors.ts';
import type { CreateId } from '../../lib/shared/ids.ts';
import type { Principal } from '../core/principal.ts';
import type { StartRun } from '../core/run-service.ts';
import type { AcceptCommand, RunRequest } from '../core/store.ts';
import { conversationTitle } from './conversation-title.ts';
import { requestHash } from './request-hash.ts';

export function assertMessageLength(message: string, maxChars: number): void {
  if (message.length > maxChars)
    throw validationFailed([{ path: 'message', reason: `must have at most ${maxChars} characters` }]);
}

function toRunRequest({ message, context, agent_override, file_ids, model, voice }: StartRun): RunRequest {
  return {
    message,
    ...(context === undefined ? {} : { context }),
    ...(agent_override === undefined ? {} : { agent_override }),
    ...(file_ids === undefined ? {} : { file_ids }),
    ...(model === undefined ? {} : { model }),
    ...(voice === undefined ? {} : { voice }),
  };
}

export function toAcceptCommand(
  ports: { createId: CreateId; nowMs: number; instanceId: string },
  principal: Principal,
  start: StartRun,
): AcceptCommand {
  const { createId, nowMs, instanceId } = ports;
  const { idempotencyKey, ...request } = start;
  return {
    runId: createId('run'),
    ownerId: principal.ownerId,
    keyId: principal.keyId,
    conversation: {
      id: request.conversation_id ?? createId('conversation'),
      new: request.conversation_id === undefined,
      title: conversationTitle(request.message),
    },
    parentMessageId: request.parent_message_id,
    userMessageId: createId('message'),
    messageId: createId('message'),
    request: toRunRequest(request),
    idempotencyKey: idempotencyKey ?? null,
    requestHash: requestHash(request),
    lease: { instanceId, token: randomUUID() },
    nowMs,
  };
}
