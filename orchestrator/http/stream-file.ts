import { AppError } from '../../lib/contract/errors.ts';
import type { Call } from './call.ts';
import type { OpenReaders } from './create-open-readers.ts';
import { createSseStream } from './sse-stream.ts';

/** Far more than a reader that reads ever leaves: events of a file are small and at most a few a second. */
const MAX_BUFFERED_BYTES = 65_536;

/** Answers with the state of a file and every change. A disconnect takes the reader off, the work goes on. */
export async function streamFile({ reply, principal, backend, params }: Call<'fileStream'>, readers: OpenReaders): Promise<void> {
  const response = reply.raw;
  const stream = createSseStream(response, params.id, () => reply.hijack());
  const release = readers.open(principal.keyId, 'sse', { beat: stream.beat, revoke: () => stream.end('gone') });
  let off = () => {};
  let gone = false;
  response.once('close', () => {
    gone = true;
    release();
    off();
  });
  try {
    const followed = await backend.ingestion.follow(principal.ownerId, params.id, {
      write(event) {
        stream.say(JSON.stringify(event));
        if (stream.bufferedBytes() > MAX_BUFFERED_BYTES) stream.end('slow');
      },
      end: (reason) => stream.end(reason),
    });
    if (!followed) throw new AppError('NOT_FOUND');
    off = followed;
    if (gone) off();
  } catch (error) {
    release();
    throw error;
  }
}
