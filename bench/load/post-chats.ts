import { request } from 'node:http';
import { toAnswer, toMessage } from '../plan.ts';
import type { LoadCommand, Origin, PostsResult } from './protocol.ts';
import { agent } from './read-stream.ts';

/** Sends a JSON body, gives status and body text. Status 0: no answer came. */
export function postJson(origin: Origin, path: string, body: unknown): Promise<{ status: number; text: string }> {
  const { promise, resolve } = Promise.withResolvers<{ status: number; text: string }>();
  const payload = JSON.stringify(body);
  const headers = { ...origin.headers, 'content-type': 'application/json', 'content-length': Buffer.byteLength(payload) };
  const call = request(`${origin.url}${path}`, { method: 'POST', agent, headers }, (response) => {
    let text = '';
    response.setEncoding('utf8');
    response.on('data', (part: string) => {
      text += part;
    });
    response.once('end', () => resolve({ status: response.statusCode ?? 0, text }));
    response.once('error', (error) => resolve({ status: 0, text: error.message }));
  });
  call.once('error', (error) => resolve({ status: 0, text: error.message }));
  call.end(payload);
  return promise;
}

export async function postChats(command: Extract<LoadCommand, { kind: 'posts' }>): Promise<PostsResult> {
  const expected = toAnswer(command.plan.tokens);
  const body = { message: toMessage(command.plan) };
  const startedAt = performance.now();
  const until = startedAt + command.seconds * 1000;
  const durationsMs: number[] = [];
  let errors = 0;
  async function worker(): Promise<void> {
    while (performance.now() < until) {
      const sentAt = performance.now();
      const { status, text } = await postJson(command.origin, '/api/chat', body);
      durationsMs.push(performance.now() - sentAt);
      if (status !== 200 || (JSON.parse(text) as { response?: string }).response !== expected) errors += 1;
    }
  }
  await Promise.all(Array.from({ length: command.concurrency }, worker));
  return { durationsMs, elapsedMs: performance.now() - startedAt, errors };
}
