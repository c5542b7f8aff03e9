import type { IncomingHttpHeaders } from 'node:http';
import { type CallOptions, send } from './call.ts';

export type SseFrame = { id: string | null; data: string };

export type StreamEnd = 'eof' | 'reset' | 'closed';

/** An open SSE answer, read by a parser of its own, so that it does not share a mistake with the product's. */
export type OpenStream = {
  status: number;
  headers: IncomingHttpHeaders;
  /** All frames so far. */
  frames: SseFrame[];
  /** All bytes so far. */
  raw: () => string;
  /** Resolves with the first frame, also an earlier one, that satisfies the condition; rejects when the stream ends before. */
  until: (condition: (frame: SseFrame, index: number) => boolean) => Promise<SseFrame>;
  /** Never rejects. */
  ended: Promise<StreamEnd>;
  /** Leaves like a closed tab. */
  close: () => void;
};

export function parseBlock(block: string): SseFrame | null {
  let id: string | null = null;
  const data: string[] = [];
  for (const line of block.split('\n')) {
    if (line.startsWith('id:')) id = line.slice(3).trimStart();
    else if (line.startsWith('data:')) data.push(line.slice(5).replace(/^ /, ''));
    else if (line !== '' && !line.startsWith(':') && !line.startsWith('retry:'))
      throw new Error(`unexpected line in stream: ${line}`);
  }
  return data.length === 0 ? null : { id, data: data.join('\n') };
}

export async function openStream(url: string, options: CallOptions = {}): Promise<OpenStream> {
  const incoming = await send(url, { ...options, headers: { accept: 'text/event-stream', ...options.headers } });
  const frames: SseFrame[] = [];
  const waiters = new Set<() => void>();
  let raw = '';
  let rest = '';
  let closed = false;
  let over = false;
  const wake = (): void => {
    for (const waiter of waiters) waiter();
  };
  incoming.setEncoding('utf8');
  incoming.on('data', (chunk: string) => {
    raw += chunk;
    const blocks = (rest + chunk).split('\n\n');
    rest = blocks.pop() ?? '';
    for (const block of blocks) {
      const frame = parseBlock(block);
      if (frame) frames.push(frame);
    }
    wake();
  });
  const ended = new Promise<StreamEnd>((done) => {
    let clean = false;
    incoming.on('end', () => {
      clean = true;
    });
    incoming.on('error', () => {});
    incoming.on('close', () => {
      over = true;
      done(closed ? 'closed' : clean ? 'eof' : 'reset');
      wake();
    });
  });

  return {
    status: incoming.statusCode ?? 0,
    headers: incoming.headers,
    frames,
    raw: () => raw,
    until: (condition) =>
      new Promise((done, fail) => {
        let seen = 0;
        const look = (): void => {
          for (; seen < frames.length; seen++) {
            const frame = frames[seen];
            if (!frame || !condition(frame, seen)) continue;
            waiters.delete(look);
            done(frame);
            return;
          }
          if (!over) return;
          waiters.delete(look);
          fail(new Error(`the stream ended before the expected frame; got:\n${raw.slice(-2000)}`));
        };
        waiters.add(look);
        look();
      }),
    ended,
    close: () => {
      closed = true;
      incoming.destroy();
    },
  };
}
