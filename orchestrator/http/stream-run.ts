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
  const release = readers.open(principal.keyId, 'sse', { beat: stream.beat, revoke: () => stream.end('gone') });
  let detach = () => {};
  let gone = false;
  response.once('close', () => {
    gone = true;
    release();
    detach();
  });
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
