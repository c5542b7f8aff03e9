import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { monotonicMs } from './clock.ts';
import { findPlan, type Plan } from './plan.ts';
import { chatWire } from './upstream/chat-wire.ts';
import { contractWire } from './upstream/contract-wire.ts';
import { nextCalls } from './upstream/next-calls.ts';
import { responsesWire } from './upstream/responses-wire.ts';
import { createTimerWheel } from './upstream/timer-wheel.ts';
import { type EncodedWire, encodeWire } from './upstream/wire.ts';

/** What the stand-in saw of one stream with a key, in milliseconds of the clock that all processes share. */
export type Seen = { sentAtMs: number[]; closedAtMs: number | null };

const wires: Record<string, EncodedWire> = {
  '/v1/responses': encodeWire(responsesWire),
  '/v1/chat/completions': encodeWire(chatWire),
  '/api/chat/stream': encodeWire(contractWire),
};
const wheel = createTimerWheel();
const seen = new Map<string, Seen>();

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}

function sendTokens(response: ServerResponse, wire: EncodedWire, plan: Plan, record: Seen | undefined): void {
  if (plan.tokensPerSecond === 0) {
    response.end(wire.wholeText(plan.tokens));
    return;
  }
  const startedAt = performance.now();
  const intervalMs = 1000 / plan.tokensPerSecond;
  let sent = 0;
  response.write(wire.textStart);
  const step = (): void => {
    if (response.destroyed) return;
    const due = Math.min(plan.tokens, Math.floor((performance.now() - startedAt) / intervalMs) + 1);
    for (; sent < due; sent += 1) {
      response.write(wire.token(sent));
      record?.sentAtMs.push(monotonicMs());
    }
    if (sent === plan.tokens) response.end(wire.textEnd(plan.tokens));
    else wheel.schedule(startedAt + sent * intervalMs - performance.now(), step);
  };
  step();
}

function follow(plan: Plan, response: ServerResponse): Seen | undefined {
  if (plan.key === undefined) return undefined;
  const record: Seen = { sentAtMs: [], closedAtMs: null };
  seen.set(plan.key, record);
  response.once('close', () => {
    record.closedAtMs = monotonicMs();
  });
  return record;
}

function stream(response: ServerResponse, wire: EncodedWire, plan: Plan, body: string): void {
  response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-cache, no-transform' });
  response.flushHeaders();
  if (wire.opening.length > 0) response.write(wire.opening);
  const calls = nextCalls(plan, body);
  const record = follow(plan, response);
  const begin = (): void => {
    if (response.destroyed) return;
    if (calls.length > 0) response.end(wire.toolCalls(calls));
    else sendTokens(response, wire, plan, record);
  };
  if (plan.firstTokenMs === 0) begin();
  else wheel.schedule(plan.firstTokenMs, begin);
}

/** Everything, or only the streams with these keys (comma list). */
function seenOf(keys: string | null): Record<string, Seen> {
  const wanted = keys?.split(',');
  return Object.fromEntries([...seen].filter(([key]) => wanted?.includes(key) ?? true));
}

function sendJson(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const target = request.url ?? '/';
  const path = target.split('?', 1)[0] ?? '/';
  if (path === '/seen') return sendJson(response, 200, seenOf(new URL(target, 'http://upstream').searchParams.get('keys')));
  if (path.startsWith('/health') || path === '/api/health') return sendJson(response, 200, { status: 'ready' });
  const wire = wires[path];
  const body = wire && request.method === 'POST' ? await readBody(request) : target;
  const plan = findPlan(body);
  if (!wire || !plan) return sendJson(response, 404, { error: { message: 'no plan in this request' } });
  stream(response, wire, plan, body);
}

const server = createServer({ noDelay: true, keepAliveTimeout: 120_000 }, (request, response) => {
  answer(request, response).catch(() => response.destroy());
});
server.listen({ host: '127.0.0.1', port: 0, backlog: 4096 }, () => {
  process.send?.({ type: 'ready', port: (server.address() as AddressInfo).port });
});
process.on('disconnect', () => process.exit(0));
