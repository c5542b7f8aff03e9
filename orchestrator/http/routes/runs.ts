import { validationFailed } from '../../../lib/contract/errors.ts';
import type { RunAccepted } from '../../../lib/contract/runs.ts';
import { START, toCursor } from '../../core/frame.ts';
import type { Handlers } from '../call.ts';
import type { OpenReaders } from '../create-open-readers.ts';
import { streamRun } from '../stream-run.ts';

export function runRoutes(readers: OpenReaders): Pick<Handlers, 'createRun' | 'getRun' | 'runStream' | 'cancelRun'> {
  return {
    createRun: async ({ backend, principal, body, idempotencyKey }): Promise<RunAccepted> => {
      const { stream: _stream, voice_mode, ...request } = body;
      const run = await backend.runs.start(principal, {
        ...request,
        ...(voice_mode ? { voice: { history: [] } } : {}),
        ...(idempotencyKey === undefined ? {} : { idempotencyKey }),
      });
      return {
        run_id: run.runId,
        conversation_id: run.conversationId,
        message_id: run.messageId,
        user_message_id: run.userMessageId,
      };
    },
    getRun: ({ backend, principal, params }) => backend.runs.record(principal, params.run_id),
    runStream: async (call) => {
      const { run_id } = call.params;
      const { after } = call.query;
      const cursor = call.resumeFrom?.after ?? (after === undefined ? START : toCursor(run_id, after));
      if (!cursor) throw validationFailed([{ path: 'after', reason: 'must be an event id of this run or a sequence number' }]);
      await streamRun(call, readers, run_id, cursor);
    },
    cancelRun: ({ backend, principal, params }) => backend.runs.cancel(principal, params.run_id),
  };
}
