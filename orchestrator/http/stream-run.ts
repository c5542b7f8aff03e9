import { AppError } from '../../lib/contract/errors.ts';
import { toBrokenEnd } from '../../lib/shared/to-broken-end.ts';
import type { Cursor } from '../core/frame.ts';
import type { Principal } from '../core/principal.ts';
import type { Backend } from './backend.ts';
import type { Call } from './call.ts';
import type { OpenReaders } from './create-open-readers.ts';
import { createSseStream } from './sse-stream.ts';

type StreamCall = Pick<Call<'chatStream'>, 'reply'> & { principal: Principal; backend: Backend };

/**
 * Answers with the events of a run after a cursor; 204 when nothing is left. A disconnect takes the reader off, the run goes
 * on. Resolves when the reader is attached.
 */
export async function streamRun(call: StreamCall, readers: OpenReaders, runId: string, after: Cursor): Promise<void> {
  const { reply, principal, backend } = call;
  const response = reply.raw;
  const stream = createSseStream(response, runId, () => reply.hijack());
  const release = readers.open(principal.keyId, 'sse', { beat: stream.beat, revoke: () => void revoke() });
  let detach = () => {};
  let gone = false;
  response.once('close', () => {
    gone = true;
    release();
    detach();
  });

  /** The run goes on; its reader hears why it hears no more. */
  async function revoke(): Promise<void> {
    release();
    detach();
    const conversationId = await backend.runs.record(principal, runId).then(
      (run) => run.conversation_id,
      () => undefined,
    );
    const error = new AppError('UNAUTHENTICATED');
    stream.say(JSON.stringify(toBrokenEnd({ runId, conversationId, voice: false, error, nowMs: Date.now() })));
    stream.end('done');
  }

  try {
    const outcome = await backend.runs.attach(principal, runId, after, stream);
    if (outcome.kind === 'nothing_left') {
      release();
      reply.code(204).send();
      return;
    }
    detach = outcome.detach;
    if (gone) detach();
    stream.open();
  } catch (error) {
    release();
    throw error;
  }
}
