import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';

export type Api = 'responses' | 'chat';

/** What the server does after the last written byte. */
type Ending =
  /** Ends the response cleanly, whether or not the answer was finished. */
  | 'close'
  /** Resets the connection. */
  | 'reset'
  /** Keeps the connection open and silent. */
  | 'hang';

export type Script = {
  status?: number;
  headers?: Record<string, string>;
  /** Written as they are, one packet each. */
  chunks?: readonly (string | Uint8Array)[];
  /** `hang` with `silent` does not even send headers. */
  ending: Ending;
  silent?: boolean;
  /** While it hangs: a comment that often, as servers send to keep proxies from closing. */
  heartbeatMs?: number;
};

export type ScriptedRequest = { api: Api; path: string; headers: IncomingMessage['headers']; body: Record<string, unknown> };

export type ScriptedOpenAi = {
  /** For `OPENAI_BASE_URL`. */
  baseUrl: string;
  port: number;
  requests: readonly ScriptedRequest[];
  /** Decides on every request from now on. */
  answer(choose: (request: ScriptedRequest, index: number) => Script): void;
  openSockets(): number;
  stop(): Promise<void>;
};

const event = (data: object, name?: string) => `${name ? `event: ${name}\n` : ''}data: ${JSON.stringify(data)}\n\n`;
const responsesEvent = (data: { type: string } & Record<string, unknown>) => event(data, data.type);
const chatChunk = (choice: object, extra: object = {}) =>
  event({ id: 'chatcmpl-1', object: 'chat.completion.chunk', model: 'm', choices: [{ index: 0, ...choice }], ...extra });

const RESPONSE_USAGE = {
  input_tokens: 11,
  output_tokens: 7,
  total_tokens: 18,
  input_tokens_details: { cached_tokens: 3 },
  output_tokens_details: { reasoning_tokens: 2 },
};
const CHAT_USAGE = { prompt_tokens: 11, completion_tokens: 7, total_tokens: 18 };

/** The parts of an answer in either API, to be put together, cut off or broken. */
export const PARTS = {
  responses: {
    begin: [responsesEvent({ type: 'response.created', response: { id: 'resp_1', status: 'in_progress' } })],
    text: (piece: string) =>
      responsesEvent({ type: 'response.output_text.delta', item_id: 'msg_1', output_index: 0, delta: piece }),
    toolCall: (callId: string, name: string, args: string) =>
      responsesEvent({
        type: 'response.output_item.done',
        output_index: 1,
        item: { type: 'function_call', id: 'fc_1', call_id: callId, name, arguments: args, status: 'completed' },
      }),
    end: [responsesEvent({ type: 'response.completed', response: { id: 'resp_1', status: 'completed', usage: RESPONSE_USAGE } })],
    error: responsesEvent({ type: 'error', code: 'server_error', message: 'upstream secret', param: null }),
    malformed: 'event: response.output_text.delta\ndata: {"type":"response.output_text.del\n\n',
  },
  chat: {
    begin: [chatChunk({ delta: { role: 'assistant', content: '' } })],
    text: (piece: string) => chatChunk({ delta: { content: piece } }),
    toolCall: (callId: string, name: string, args: string) =>
      chatChunk({ delta: { tool_calls: [{ index: 0, id: callId, type: 'function', function: { name, arguments: args } }] } }),
    end: [chatChunk({ delta: {}, finish_reason: 'stop' }), event({ choices: [], usage: CHAT_USAGE }), 'data: [DONE]\n\n'],
    error: event({ error: { code: 'server_error', message: 'upstream secret' } }),
    malformed: 'data: {"choices":[{"delta":{"cont\n\n',
  },
} as const;

/** A complete answer of these pieces. */
export function wholeAnswer(api: Api, pieces: readonly string[]): Script {
  const parts = PARTS[api];
  return { chunks: [...parts.begin, ...pieces.map(parts.text), ...parts.end], ending: 'close' };
}

async function readBody(request: IncomingMessage): Promise<Record<string, unknown>> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return JSON.parse(Buffer.concat(chunks).toString()) as Record<string, unknown>;
}

/** One packet a chunk, so that a reader sees them one by one; `false`: the reader is gone. */
async function writeChunks(response: ServerResponse, chunks: readonly (string | Uint8Array)[]): Promise<boolean> {
  for (const chunk of chunks) {
    if (response.destroyed) return false;
    await new Promise<void>((resolve) => response.write(chunk, () => setImmediate(resolve)));
  }
  return true;
}

async function play(script: Script, response: ServerResponse): Promise<void> {
  response.on('error', () => {});
  if (script.silent) {
    if (script.ending === 'reset') response.socket?.resetAndDestroy();
    return;
  }
  response.writeHead(script.status ?? 200, { 'content-type': 'text/event-stream', ...script.headers });
  response.flushHeaders();
  if (!(await writeChunks(response, script.chunks ?? []))) return;
  if (script.ending === 'close') response.end();
  if (script.ending === 'hang' && script.heartbeatMs) {
    const timer = setInterval(() => response.write(': ping\n\n'), script.heartbeatMs);
    response.on('close', () => clearInterval(timer));
  }
  if (script.ending === 'reset') response.socket?.resetAndDestroy();
}

/** An OpenAI-shaped server that does exactly what a test says, down to the packet; for the faults that aimock cannot produce. */
export async function startScriptedOpenAi(): Promise<ScriptedOpenAi> {
  const requests: ScriptedRequest[] = [];
  const sockets = new Set<Socket>();
  let choose: (request: ScriptedRequest, index: number) => Script = ({ api }) => wholeAnswer(api, ['Hello', ' there', '.']);
  const server = createServer((request, response) => {
    const api: Api = request.url?.endsWith('/responses') ? 'responses' : 'chat';
    readBody(request)
      .then((body) => {
        const scripted = { api, path: request.url ?? '', headers: request.headers, body };
        requests.push(scripted);
        return play(choose(scripted, requests.length - 1), response);
      })
      .catch(() => response.destroy());
  });
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    socket.on('close', () => sockets.delete(socket));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    baseUrl: `http://127.0.0.1:${port}/v1`,
    port,
    requests,
    answer(next) {
      choose = next;
    },
    openSockets: () => sockets.size,
    async stop() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}
