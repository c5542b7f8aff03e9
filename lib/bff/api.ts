import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AppError } from '../contract/errors.ts';
import { fromEventId } from '../contract/events.ts';
import type { Operation } from '../contract/operations/operation.ts';
import { OPERATIONS, type OperationId } from '../contract/operations.ts';
import { conversationId } from '../contract/primitives.ts';
import { type Credentials, identify } from './caller.ts';
import type { FrontConfig } from './config.ts';
import { answerPreflight, setCorsHeaders } from './cors.ts';
import { createForwarder } from './forwarder.ts';
import { assertBodyFits, assertSameOrigin, isAllowedForeignCall, requireOperation } from './guards.ts';
import { setApiHeaders, toApiHeaders } from './headers.ts';
import type { Inbound } from './inbound.ts';
import { readBody } from './read-body.ts';
import { passRunStream, type RunStreamCall } from './run-stream.ts';
import type { Sessions } from './session.ts';
import type { Upstream } from './upstream.ts';

const BODY_IDLE_TIMEOUT_MS = 30_000;

export type Api = { serve(inbound: Inbound, request: IncomingMessage, response: ServerResponse): Promise<void> };

type Deps = {
  config: FrontConfig;
  sessions: Sessions;
  onFailure: (error: AppError, request: IncomingMessage) => void;
  isStopping: () => boolean;
};

/** Every call of the operations table, guarded, on its way to the orchestrator. */
export function createApi(orchestrator: Upstream, { config, sessions, onFailure, isStopping }: Deps): Api {
  const forwarder = createForwarder(orchestrator, { changeOrigin: true, onFailure });
  const streamOptions = { upstream: orchestrator, reattachTimeoutMs: config.reattachTimeoutMs, isStopping };

  async function passStream(
    id: OperationId,
    inbound: Inbound,
    request: IncomingMessage,
    response: ServerResponse,
    by: Credentials,
  ) {
    const body = await readBody(request, { maxBytes: config.maxBodyBytes, idleTimeoutMs: BODY_IDLE_TIMEOUT_MS });
    await passRunStream(toStreamCall(id, inbound, body, by), response, streamOptions);
  }

  return {
    async serve(inbound, request, response) {
      if (inbound.method === 'OPTIONS') return answerPreflight(inbound, response, config);
      if (isAllowedForeignCall(inbound, config)) setCorsHeaders(response, inbound.origin as string);
      else assertSameOrigin(inbound);
      const id = requireOperation(inbound.method, inbound.path);
      const operation: Operation = OPERATIONS[id];
      const credentials = await identify(inbound, operation.access, sessions, config);
      assertBodyFits(
        request,
        operation.upload ? (operation.upload.maxBytes ?? config.maxUploadRequestBytes) : config.maxBodyBytes,
      );
      setApiHeaders(response);
      if (isEventStream(operation)) return passStream(id, inbound, request, response, credentials);
      await forwarder.forward(request, response, toApiHeaders(inbound, credentials));
    },
  };
}

function isEventStream({ success }: Operation): boolean {
  return success.kind === 'sse' || success.kind === 'json-or-sse';
}

function toStreamCall(id: OperationId, inbound: Inbound, body: Buffer | null, credentials: Credentials): RunStreamCall {
  const query = new URLSearchParams(inbound.search);
  const lastEventId = inbound.headers['last-event-id'];
  const named = query.get('conversation_id') ?? query.get('conversationId');
  return {
    events: id === 'fileStream' ? 'file' : 'run',
    outgoing: { method: inbound.method, path: inbound.path + inbound.search, headers: toApiHeaders(inbound, credentials), body },
    requestId: inbound.requestId,
    voice: id === 'voiceChatStream',
    repeatable:
      id === 'runStream' || id === 'fileStream' || query.has('request_id') || inbound.headers['idempotency-key'] !== undefined,
    known: {
      lastEventId: typeof lastEventId === 'string' && fromEventId(lastEventId) ? lastEventId : undefined,
      runId: id === 'runStream' ? inbound.path.split('/')[3] : undefined,
      conversationId: conversationId.safeParse(named).data,
    },
  };
}
