import { Agent, type ClientRequest, get } from 'node:http';
import { type Plan, toMessage } from '../plan.ts';
import type { Origin, StreamRequest, StreamResult } from './protocol.ts';
import { StreamTally } from './stream-tally.ts';

export const agent = new Agent({
  keepAlive: true,
  maxSockets: Number.POSITIVE_INFINITY,
  keepAliveMsecs: 30_000,
  timeout: 60_000,
});

/** Splits server-sent events with as little work as possible: one `id:` and one `data:` line each, as the contract says. */
function createFrameParser(tally: StreamTally): (text: string) => void {
  let rest = '';
  return (text) => {
    rest += text;
    let from = 0;
    for (let end = rest.indexOf('\n\n'); end !== -1; end = rest.indexOf('\n\n', from)) {
      let id = '';
      for (const line of rest.slice(from, end).split('\n')) {
        if (line.startsWith('id: ')) id = line.slice(4);
        else if (line === 'data: [DONE]') tally.done();
        else if (line.startsWith('data: ')) tally.frame(id, line.slice(6));
      }
      from = end + 2;
    }
    rest = rest.slice(from);
  };
}

export type StreamReading = {
  origin: Origin;
  path: string;
  plan: Plan | null;
  onFrames?: (tally: StreamTally, request: ClientRequest) => void;
};

/** Opens one stream and reads it to its end. Never rejects: what goes wrong is the result's `problem`. */
export function readStream(reading: StreamReading): Promise<StreamResult> {
  const { promise, resolve } = Promise.withResolvers<StreamResult>();
  const tally = new StreamTally();
  const fail = (reason: string): void => {
    const result = tally.finish(reading.plan);
    resolve({ ...result, problem: [reason, result.problem].filter((part) => part !== '').join(', ') });
  };
  const request = get(`${reading.origin.url}${reading.path}`, { agent, headers: reading.origin.headers }, (response) => {
    if (response.statusCode !== 200) {
      response.resume();
      fail(`status ${response.statusCode}`);
      return;
    }
    const parse = createFrameParser(tally);
    response.setEncoding('utf8');
    response.on('data', (text: string) => {
      tally.bytes();
      parse(text);
      reading.onFrames?.(tally, request);
    });
    response.once('end', () => resolve(tally.finish(reading.plan)));
    response.once('error', (error) => fail(error.message));
  });
  request.once('timeout', () => request.destroy(new Error('silent for too long')));
  request.once('error', (error) => fail(error.message));
  return promise;
}

export function toStreamPath(plan: Plan): string {
  return `/api/chat/stream?message=${toMessage(plan)}`;
}

export function readPlan({ origin, plan }: StreamRequest): Promise<StreamResult> {
  return readStream({ origin, plan, path: toStreamPath(plan) });
}
