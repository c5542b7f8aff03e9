import { createParser } from 'eventsource-parser';
import { STREAM_DONE } from '../contract/events.ts';
import { type FileEvent, fileEvent } from '../contract/files.ts';
import { readError, toUrl } from './http.ts';

/**
 * Reads the progress of a file until its `file.finished`; resolves with whether that came.
 * Throws `AppError` for an answer that is no stream. Abort: resolves with `false`.
 */
export async function readFileStream(
  fileId: string,
  { signal, onEvent, origin = '' }: { signal: AbortSignal; onEvent(event: FileEvent): void; origin?: string },
): Promise<boolean> {
  let isFinished = false;
  let isDone = false;
  const parser = createParser({
    onEvent: ({ data }) => {
      if (data === STREAM_DONE) isDone = true;
      const parsed = fileEvent.safeParse(parseJson(data));
      if (!parsed.success) return;
      if (parsed.data.type === 'file.finished') isFinished = true;
      onEvent(parsed.data);
    },
  });
  try {
    const url = origin + toUrl('fileStream', { params: { id: fileId } });
    const response = await fetch(url, { headers: { accept: 'text/event-stream' }, cache: 'no-store', signal });
    if (!response.ok) throw await readError(response);
    const reader = response.body?.getReader();
    const decoder = new TextDecoder();
    while (reader && !isDone) {
      const { value, done } = await reader.read();
      if (done) break;
      parser.feed(decoder.decode(value, { stream: true }));
    }
    reader?.cancel().catch(() => {});
  } catch (thrown) {
    // A connection that is cut says nothing about the file; whoever asked looks again.
    if (!signal.aborted && !(thrown instanceof TypeError)) throw thrown;
  }
  return isFinished;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
