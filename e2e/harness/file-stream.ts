import { STREAM_DONE } from '../../lib/contract/events.ts';
import { type FileEvent, type FileRecord, fileEvent } from '../../lib/contract/files.ts';
import type { OpenStream, SseFrame } from './open-stream.ts';

/** `null` for `[DONE]`. */
export function toFileEvent(frame: SseFrame): FileEvent | null {
  return frame.data === STREAM_DONE ? null : fileEvent.parse(JSON.parse(frame.data));
}

/** What is wrong with the whole stream of a file; empty: nothing. */
export function checkFileStream({ frames }: OpenStream): string[] {
  const problems: string[] = [];
  const events = frames.map(toFileEvent);
  const terminals = events.filter((event) => event?.type === 'file.finished').length;
  if (terminals !== 1) problems.push(`${terminals} terminal events`);
  if (events.at(-1) !== null || events.filter((event) => event === null).length !== 1)
    problems.push('no [DONE], or not last, or several');
  if (events.at(-2)?.type !== 'file.finished') problems.push('the terminal event is not last');
  const progress = events.flatMap((event) => (event?.type === 'file.progress' ? [event.progress] : []));
  if (progress.some((value, index) => value < (progress[index - 1] ?? 0))) problems.push(`progress went back: ${progress}`);
  return problems;
}

/** Waits for the end of the stream and gives the file as it is then. */
export async function finishedFile(stream: OpenStream): Promise<FileRecord> {
  await stream.ended;
  const frame = await stream.until(({ data }) => data.includes('"type":"file.finished"'));
  const event = toFileEvent(frame);
  if (event?.type !== 'file.finished') throw new Error('not the terminal event of a file');
  return event.file;
}
