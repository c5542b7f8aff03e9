import type { ChatRequest, ChatResponse } from '../../../lib/contract/chat.ts';
import { AppError } from '../../../lib/contract/errors.ts';
import type { RunEventOf } from '../../../lib/contract/events.ts';
import { providerFailure } from '../../../lib/contract/provider-failure.ts';
import { START } from '../../core/frame.ts';
import type { StartRun } from '../../core/run-service.ts';
import type { Call, Handlers } from '../call.ts';
import type { OpenReaders } from '../create-open-readers.ts';
import { streamRun } from '../stream-run.ts';

type ChatOperations = 'chat' | 'chatStream' | 'voiceChat' | 'voiceChatStream';

/** The answer of a finished run. Throws what made it fail, with what had arrived. */
function toChatResponse(event: RunEventOf<'run.finished'>): ChatResponse {
  const { type: _type, run_id, ts: _ts, status, error, voiceMode: _mode, conversationId: _id, ...response } = event;
  if (status === 'completed') return response;
  const { response: partial, conversation_id } = response;
  const details = { ...error?.details, run_id, status, conversation_id, ...(partial === '' ? {} : { response: partial }) };
  if (error) {
    const failure = providerFailure.safeParse(error.details).data;
    const retry = failure?.retry_after_seconds === undefined ? {} : { retryAfterSeconds: failure.retry_after_seconds };
    throw new AppError(error.code, { message: error.error, details, ...retry });
  }
  if (status === 'cancelled') throw new AppError('CONFLICT', { message: 'The run was stopped.', details });
  throw new AppError('NOT_READY', { message: 'The run was interrupted.', details });
}

/** Only the waiting ends with the connection. */
async function waitFor({ backend, principal, reply }: Call<'chat'> | Call<'voiceChat'>, runId: string): Promise<ChatResponse> {
  const disconnect = new AbortController();
  const onClose = () => disconnect.abort();
  reply.raw.once('close', onClose);
  try {
    return toChatResponse(await backend.runs.finished(principal, runId, disconnect.signal));
  } finally {
    reply.raw.off('close', onClose);
  }
}

function toStartRun({ stream: _stream, voice_mode, ...request }: ChatRequest, idempotencyKey: string | undefined): StartRun {
  const voice = voice_mode ? { voice: { history: [] } } : {};
  return { ...request, ...voice, ...(idempotencyKey === undefined ? {} : { idempotencyKey }) };
}

type VoiceRequest = Call<'voiceChat'>['body'];

function toVoiceRun(
  { conversationId, transcribedText, conversationHistory, voiceMode }: VoiceRequest,
  idempotencyKey: string | undefined,
): StartRun {
  return {
    message: transcribedText,
    ...(conversationId === 'new' ? {} : { conversation_id: conversationId }),
    ...(voiceMode ? { voice: { history: conversationHistory ?? [] } } : {}),
    ...(idempotencyKey === undefined ? {} : { idempotencyKey }),
  };
}

export function chatRoutes(readers: OpenReaders): Pick<Handlers, ChatOperations> {
  type StreamCall = Call<'chat'> | Call<'chatStream'> | Call<'voiceChatStream'>;

  async function stream(call: StreamCall, request: () => StartRun): Promise<undefined> {
    const at = call.resumeFrom ?? { runId: (await call.backend.runs.start(call.principal, request())).runId, after: START };
    await streamRun(call, readers, at.runId, at.after);
  }

  return {
    chat: async (call) => {
      const request = toStartRun(call.body, call.idempotencyKey);
      if (call.body.stream) return stream(call, () => request);
      const runId = call.resumeFrom?.runId ?? (await call.backend.runs.start(call.principal, request)).runId;
      return waitFor(call, runId);
    },
    chatStream: (call) => {
      const { request_id, ...request } = call.query;
      return stream(call, () => toStartRun({ ...request, stream: true }, request_id));
    },
    voiceChat: async (call) => {
      const { runId } = await call.backend.runs.start(call.principal, toVoiceRun(call.body, call.idempotencyKey));
      return waitFor(call, runId);
    },
    voiceChatStream: (call) => {
      const { request_id, ...request } = call.query;
      return stream(call, () => toVoiceRun(request, request_id));
    },
  };
}
