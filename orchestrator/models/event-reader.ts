import { createParser, type EventSourceMessage } from 'eventsource-parser';
import { ModelError, type ModelEvent } from '../core/model.ts';
import { createJsonSplitter } from './json-splitter.ts';
import type { StreamDecoder } from './stream-decoder.ts';

/** Above every real event (the final one repeats the whole answer), below what hurts. UTF-16 code units. */
const MAX_EVENT_CHARS = 4 * 1024 * 1024;

export type EventReader = {
  /** Whether the chunk brought something of the answer; heartbeats, comments and parts of an event do not. */
  feed(chunk: Uint8Array): boolean;
  /** The body has ended: a last event may lack its blank line. */
  end(): boolean;
  /** An event since the last good one could not be read, or has not come whole. */
  isDoubtful(): boolean;
  /** Why the answer is not whole, if an unreadable event may be the reason. */
  explain(error: unknown): unknown;
};

type Options = { provider: string; decoder: StreamDecoder; out: ModelEvent[] };
type Message = Pick<EventSourceMessage, 'event' | 'data'>;
/** `isInside`: an object has begun and not ended, which takes no time where a document comes in one piece. */
type Body = { feed(text: string): void; isInside(): boolean };

/** A line that is no field of an event stream, though it holds an event: JSON without `data:`, or another case. */
function toStrayEvent(line: string): string | null {
  const text = line.trim();
  if (text.startsWith('{') || text.startsWith('[DONE')) return text;
  return /^data\s*:/i.test(text) ? text.slice(text.indexOf(':') + 1).trim() : null;
}

function createSseFeed(messages: Message[], onOverflow: () => void): Body {
  const parser = createParser({
    maxBufferSize: MAX_EVENT_CHARS,
    onEvent: (message) => messages.push(message),
    onError: (error) => {
      if (error.type === 'max-buffer-size-exceeded') onOverflow();
      const data = error.type === 'unknown-field' && error.line !== undefined ? toStrayEvent(error.line) : null;
      if (data !== null) messages.push({ event: undefined, data });
    },
  });
  return { feed: (text) => parser.feed(text), isInside: () => false };
}

/** Reads a body as servers send it: an event stream, JSON line by line, or one JSON document. */
export function createEventReader({ provider, decoder, out }: Options): EventReader {
  const messages: Message[] = [];
  const utf8 = new TextDecoder();
  let overflow = false;
  let fault: unknown;
  let isDoubtful = false;
  let hasBytes = false;
  let hasEvents = false;
  let body: Body | null = null;
  const onOverflow = () => {
    overflow = true;
  };

  /** What a body is, its first character tells; the declared type is often wrong. */
  function choose(text: string): Body | null {
    const first = text.trimStart().charAt(0);
    if (first === '') return null;
    if (first !== '{' && first !== '[') return createSseFeed(messages, onOverflow);
    return createJsonSplitter(MAX_EVENT_CHARS, (data) => messages.push({ event: undefined, data }), onOverflow);
  }

  function decode({ event, data }: Message): boolean {
    try {
      hasEvents = true;
      const isAnswer = decoder.decode(event, data, out);
      if (isAnswer) isDoubtful = false;
      return isAnswer;
    } catch (error) {
      if (error instanceof ModelError) throw error;
      // Lines of several events without a blank line between them come as one.
      if (data.includes('\n'))
        return data
          .split('\n')
          .map((line) => decode({ event, data: line }))
          .includes(true);
      fault = error;
      isDoubtful = true;
      return false;
    }
  }

  function take(text: string): boolean {
    hasBytes ||= text.trim() !== '';
    body ??= choose(text);
    body?.feed(text);
    if (overflow) throw new ModelError('malformed', provider);
    let isAnswer = false;
    for (const message of messages) {
      if (decoder.phase() === 'done') break;
      if (decode(message)) isAnswer = true;
    }
    messages.length = 0;
    return isAnswer;
  }

  return {
    feed: (chunk) => take(utf8.decode(chunk, { stream: true })),
    end() {
      const before = { fault, isDoubtful };
      const isAnswer = take(`${utf8.decode()}\n\n`);
      // Half an event at the end is a cut, not a fault.
      ({ fault, isDoubtful } = before);
      return isAnswer;
    },
    isDoubtful: () => isDoubtful || body?.isInside() === true,
    explain(error) {
      if (!(error instanceof ModelError)) return error;
      const isCut = error.kind === 'incomplete' || error.kind === 'empty';
      const isOther = hasBytes && !hasEvents;
      const isFault = (isCut && (fault !== undefined || isOther)) || (error.kind === 'timeout' && this.isDoubtful());
      return isFault ? new ModelError('malformed', provider, { cause: fault }) : error;
    },
  };
}
