import { type AppError, toErrorBody } from '../contract/errors.ts';
import { type RunEventOf, STREAM_DONE } from '../contract/events.ts';

export const DONE_FRAME = `data: ${STREAM_DONE}\n\n`;

/** When a stream breaks before its first event, nobody here knows the ids; these keep the event valid and name nothing that exists. */
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
 * The frames that end a stream in the backend's stead. No `id:`: they are not in the run's log, so that a reader that comes
 * back later still gets what really happened. `response` is empty because the text so far is with the reader already.
 */
export function toTerminalFrames(broken: Broken): string {
  const conversationId = broken.conversationId ?? UNKNOWN.conversation;
  const event: RunEventOf<'run.finished'> = {
    type: 'run.finished',
    run_id: broken.runId ?? UNKNOWN.run,
    ts: broken.nowMs,
    status: 'interrupted',
    response: '',
    conversation_id: conversationId,
    error: toErrorBody(broken.error),
    ...(broken.voice && { voiceMode: true, conversationId }),
  };
  return `data: ${JSON.stringify(event)}\n\n${DONE_FRAME}`;
}
