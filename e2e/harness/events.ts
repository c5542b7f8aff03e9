import { type RunEvent, type RunEventOf, type RunEventType, runEvent, STREAM_DONE } from '../../lib/contract/events.ts';
import type { OpenStream, SseFrame } from './open-stream.ts';

/** `null` for `[DONE]`. */
export function toEvent(frame: SseFrame): RunEvent | null {
  return frame.data === STREAM_DONE ? null : runEvent.parse(JSON.parse(frame.data));
}

export const isType =
  (type: RunEventType) =>
  (frame: SseFrame): boolean =>
    frame.data.includes(`"type":"${type}"`);

/** Waits for the n-th event of a type. */
export async function eventOf<T extends RunEventType>(stream: OpenStream, type: T, nth = 1): Promise<RunEventOf<T>> {
  let seen = 0;
  const frame = await stream.until((candidate) => isType(type)(candidate) && ++seen === nth);
  return toEvent(frame) as RunEventOf<T>;
}

/** Waits for the end of the stream and gives its terminal event. */
export async function finished(stream: OpenStream): Promise<RunEventOf<'run.finished'>> {
  await stream.ended;
  return eventOf(stream, 'run.finished');
}

/** The bytes of the events alone: without comments and `retry:`. */
export function eventBytes(raw: string): string[] {
  return raw.split('\n\n').filter((block) => /^data:/m.test(block));
}
