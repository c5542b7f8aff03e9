import { WebSocket } from 'ws';
import { toMessage } from '../plan.ts';
import type { StreamRequest, StreamResult } from './protocol.ts';
import { StreamTally } from './stream-tally.ts';

const CONTROL_FRAMES = new Set(['auth.ok', 'pong', 'cancelled']);

/** One socket, one run; times count from before the upgrade. Never rejects. */
export function chatOnSocket({ origin, plan }: StreamRequest): Promise<StreamResult> {
  const { promise, resolve } = Promise.withResolvers<StreamResult>();
  const tally = new StreamTally();
  const socket = new WebSocket(`${origin.url.replace(/^http/, 'ws')}/ws/chat`, {
    headers: origin.headers,
    perMessageDeflate: false,
  });
  let problem = '';
  socket.on('open', () => socket.send(JSON.stringify({ type: 'chat', request_id: 'bench', message: toMessage(plan) })));
  socket.on('message', (raw: Buffer) => {
    tally.bytes();
    const data = raw.toString();
    const frame = JSON.parse(data) as { type: string; id?: string; code?: string };
    if (frame.type === 'done') {
      tally.done();
      socket.close();
    } else if (frame.type === 'error') {
      problem = frame.code ?? 'error frame';
      socket.close();
    } else if (!CONTROL_FRAMES.has(frame.type)) {
      tally.frame(frame.id ?? '', data);
    }
  });
  socket.on('error', (error) => {
    problem ||= error.message;
  });
  socket.on('close', () => {
    const result = tally.finish(plan);
    resolve({ ...result, problem: [problem, result.problem].filter((part) => part !== '').join(', ') });
  });
  return promise;
}
