import { createParser, type EventSourceMessage } from 'eventsource-parser';
import { describe, expect, it } from 'vitest';
import { encodeSseEvent, SSE_PING, SSE_PREAMBLE } from './sse.ts';

function decode(text: string) {
  const events: EventSourceMessage[] = [];
  const comments: string[] = [];
  const retries: number[] = [];
  const parser = createParser({
    onEvent: (event) => events.push(event),
    onComment: (comment) => comments.push(comment),
    onRetry: (ms) => retries.push(ms),
  });
  // One character at a time: frames must not depend on how they are cut.
  for (const character of text) parser.feed(character);
  return { events, comments, retries };
}

describe('server-sent events', () => {
  it('come out as they went in, with or without an id', () => {
    const data = JSON.stringify({ delta: 'a\nb\r\nc: d "é" 語 \u2028' });
    const { events } = decode(encodeSseEvent(data, 'run_a.1.2') + encodeSseEvent('[DONE]'));
    expect(events.map(({ id, data: text }) => [id, text])).toEqual([
      ['run_a.1.2', data],
      [undefined, '[DONE]'],
    ]);
    expect(events.every(({ event }) => event === undefined)).toBe(true);
  });

  it('preamble and ping are no events', () => {
    expect(decode(SSE_PREAMBLE + SSE_PING)).toEqual({ events: [], comments: ['ping'], retries: [1000] });
  });
});
