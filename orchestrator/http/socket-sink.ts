import type { Duplex } from 'node:stream';
import type { WebSocket } from 'ws';
import { toEventId } from '../../lib/contract/events.ts';
import type { Frame, FrameSink, SinkEnd } from '../core/frame.ts';

type Options = {
  socket: WebSocket;
  /** The connection under the socket. */
  stream: Duplex;
  runId: string;
  /** Of the `chat` frame that started the run. */
  requestId: string | undefined;
  onEnd(reason: SinkEnd): void;
};

/** Frames of one run on a socket: the stored JSON text with the event's id spliced in, never serialised again. */
export function createSocketSink({ socket, stream, runId, requestId, onEnd }: Options): FrameSink {
  const isOpen = () => socket.readyState === socket.OPEN;
  const prefix = (frame: Frame) => {
    const id = `{"id":"${toEventId({ runId, epoch: frame.epoch, seq: frame.seq })}",`;
    return frame.type === 'run.started' && requestId !== undefined ? `${id}"request_id":${JSON.stringify(requestId)},` : id;
  };
  return {
    write(frame) {
      if (isOpen()) socket.send(prefix(frame) + frame.data.slice(1));
    },
    bufferedBytes: () => socket.bufferedAmount,
    drained() {
      if (!isOpen() || !stream.writableNeedDrain) return Promise.resolve();
      return new Promise((resolve) => {
        const settle = () => {
          stream.off('drain', settle).off('close', settle);
          resolve();
        };
        stream.on('drain', settle).on('close', settle);
      });
    },
    end: onEnd,
  };
}
