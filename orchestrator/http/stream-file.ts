import { AppError } from '../../lib/contract/errors.ts';
import type { FileEvent, FileRecord } from '../../lib/contract/files.ts';
import type { Call } from './call.ts';
import type { OpenReaders } from './create-open-readers.ts';
import { createSseStream } from './sse-stream.ts';

/** Far more than a reader that reads ever leaves: events of a file are small and at most a few a second. */
const MAX_BUFFERED_BYTES = 65_536;

/** What the reader of a file hears last whose key was revoked: the file may still become ready, but not for this key. */
function toRevoked(file: FileRecord): FileEvent {
  const { file_id, stage } = file;
  const event = { type: 'file.finished', file_id, ts: Date.now() } as const;
  if (stage === 'ready' || stage === 'failed') return { ...event, stage, file };
  const { message } = new AppError('UNAUTHENTICATED');
  return {
    ...event,
    stage: 'failed',
    file: { ...file, stage: 'failed', problem: { code: 'CANCELLED', message, stage, retryable: true } },
  };
}

/** Answers with the state of a file and every change. A disconnect takes the reader off, the work goes on. */
export async function streamFile({ reply, principal, backend, params }: Call<'fileStream'>, readers: OpenReaders): Promise<void> {
  const response = reply.raw;
  const stream = createSseStream(response, params.id, () => reply.hijack());
  const release = readers.open(principal.keyId, 'sse', { beat: stream.beat, revoke: () => void revoke() });
  let off = () => {};
  let gone = false;

  function leave(): void {
    gone = true;
    release();
    off();
  }
  response.once('close', leave);

  /** As a run's: the work goes on, its reader hears why it hears no more. */
  async function revoke(): Promise<void> {
    leave();
    const record = await backend.files.record(principal.ownerId, params.id).catch(() => null);
    if (record) stream.say(JSON.stringify(toRevoked(record)));
    stream.end(record ? 'done' : 'gone');
  }

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
