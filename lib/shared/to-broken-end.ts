import { type AppError, toErrorBody } from '../contract/errors.ts';
import type { RunEventOf } from '../contract/events.ts';

/** Before its first event nobody may know the ids of a stream; these keep the event valid and name nothing that exists. */
const UNKNOWN = { run: 'run_unknown', conversation: 'conv_unknown' } as const;

export type Broken = {
  runId: string | undefined;
  conversationId: string | undefined;
  /** The stream of a voice turn. */
  voice: boolean;
  error: AppError;
  nowMs: number;
};

/**
 * The event that ends a stream whose run goes on without this reader. It is not in the run's log and gets no id, so that a reader
 * that comes back later still gets what really happened. `response` is empty because the text so far is with the reader already.
 */
export function toBrokenEnd(broken: Broken): RunEventOf<'run.finished'> {
  const conversationId = broken.conversationId ?? UNKNOWN.conversation;
  return {
    type: 'run.finished',
    run_id: broken.runId ?? UNKNOWN.run,
    ts: broken.nowMs,
    status: 'interrupted',
    response: '',
    conversation_id: conversationId,
    error: toErrorBody(broken.error),
    ...(broken.voice && { voiceMode: true, conversationId }),
  };
}
