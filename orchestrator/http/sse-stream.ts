import type { ServerResponse } from 'node:http';
import { STREAM_DONE, toEventId } from '../../lib/contract/events.ts';
import { encodeSseEvent, SSE_HEADERS, SSE_PING, SSE_PREAMBLE } from '../../lib/shared/sse.ts';
import type { Frame, FrameSink, SinkEnd } from '../core/frame.ts';

export type SseStream = FrameSink & {
  /** An event without an id: it cannot be asked for again. */
  say(data: string): void;
  /** Sends the headers, if that has not happened yet. */
  open(): void;
  /** Sends a comment unless something was sent since the last beat. */
  beat(): void;
};

/** Source: HTML standard, server-sent events. `onOpen` is called right before the headers leave. */
export function createSseStream(response: ServerResponse, runId: string, onOpen: () => void): SseStream {
  let pending = '';
  let opened = false;
  let ended = false;
  let quiet = true;

  const isOver = () => ended || response.destroyed;

  function open(): void {
    if (opened || isOver()) return;
    opened = true;
    onOpen();
    response.writeHead(200, SSE_HEADERS);
    response.write(SSE_PREAMBLE);
  }

  function flush(): void {
    if (pending === '' || isOver()) return;
    const text = pending;
    pending = '';
    response.write(text);
  }

  /** Frames of one turn of the event loop leave as one chunk: replay is many at once. */
  function send(text: string): void {
    quiet = false;
    if (pending === '') process.nextTick(flush);
    pending += text;
  }

  return {
    open,
    write(frame: Frame) {
      if (isOver()) return;
      open();
      send(encodeSseEvent(frame.data, toEventId({ runId, epoch: frame.epoch, seq: frame.seq })));
    },
    say(data) {
      if (isOver()) return;
      open();
      send(encodeSseEvent(data));
    },
    bufferedBytes: () => pending.length + response.writableLength,
    drained() {
      flush();
      if (isOver() || !response.writableNeedDrain) return Promise.resolve();
      return new Promise((resolve) => {
        const settle = () => {
          response.off('drain', settle).off('close', settle);
          resolve();
        };
        response.on('drain', settle).on('close', settle);
      });
    },
    end(reason: SinkEnd) {
      if (isOver()) return;
      open();
      flush();
      ended = true;
      // What a slow reader has not taken is given up; it comes back with the id of the last event it has seen.
      if (reason === 'slow') response.destroy();
      else response.end(reason === 'done' ? encodeSseEvent(STREAM_DONE) : undefined);
    },
    beat() {
      if (opened && quiet && !isOver() && !response.writableNeedDrain) response.write(SSE_PING);
      quiet = true;
    },
  };
}
