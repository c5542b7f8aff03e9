import type { ClientRequest, IncomingMessage, ServerResponse } from 'node:http';
import type { FrameTail } from './frame-tail.ts';
import { callUpstream, type Upstream, type UpstreamRequest } from './upstream.ts';

/** The reader's side of a run's stream, and the one backend connection that serves it now. */
export type Reader = {
  /** It went away; the backend connection is closed at once. */
  readonly gone: boolean;
  /** Throws `AppError`. `timeoutMs` bounds the silence before the answer. */
  open(upstream: Upstream, outgoing: UpstreamRequest, timeoutMs?: number): Promise<IncomingMessage>;
  /** Passes frames on until `[DONE]` or the end of the connection; gives what ended it, `undefined` for a clean end. */
  relay(answer: IncomingMessage, tail: FrameTail): Promise<Error | undefined>;
};

export function createReader(response: ServerResponse): Reader {
  let current: ClientRequest | undefined;
  let gone = response.destroyed;
  response.once('close', () => {
    gone = !response.writableFinished;
    if (gone) current?.destroy();
  });

  return {
    get gone() {
      return gone;
    },
    async open(upstream, outgoing, timeoutMs = upstream.idleTimeoutMs) {
      const { request, answer } = callUpstream(upstream, outgoing, timeoutMs);
      current = request;
      const opened = await answer;
      request.setTimeout(upstream.idleTimeoutMs);
      return opened;
    },
    relay: (answer, tail) =>
      new Promise((resolve) => {
        let failure: Error | undefined;
        const resume = () => answer.resume();
        answer.on('data', (chunk: Buffer) => {
          const frames = tail.push(chunk);
          if (frames === null) return void answer.destroy(new Error('a frame without end'));
          if (frames.length > 0 && !response.write(frames)) {
            answer.pause();
            response.once('drain', resume);
          }
          if (tail.done) resolve(undefined);
        });
        answer.once('error', (error) => {
          failure = error;
        });
        answer.once('close', () => {
          response.removeListener('drain', resume);
          tail.dropPartial();
          resolve(failure);
        });
      }),
  };
}
