import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import OpenAI from 'openai';
import type { ResponseFunctionToolCall, ResponseInputItem, Tool } from 'openai/resources/responses/responses';

/**
 * The control of the benchmark: the least that a person could write by hand for the same answer. Node's HTTP server, the
 * `openai` SDK in a loop over tool calls, server-sent events; no log, no validation, no recovery.
 */
const client = new OpenAI({ apiKey: 'bench', maxRetries: 0 });
const model = process.argv[2] ?? 'gpt-4.1';

function tool(name: string, parameter: string): Tool {
  const parameters = {
    type: 'object',
    properties: { [parameter]: { type: 'string' } },
    required: [parameter],
    additionalProperties: false,
  };
  return { type: 'function', name, description: `${name} of the control`, parameters, strict: true };
}

const AGENTS = {
  supervisor: { instructions: 'Answer, or hand over to the code specialist.', tools: [tool('transfer_to_code', 'reason')] },
  code: { instructions: 'Answer with the help of your tool.', tools: [tool('calculate', 'expression')] },
};

function calculate(args: string): string {
  const { expression } = JSON.parse(args) as { expression: string };
  return String(expression.split('*').reduce((product, factor) => product * Number(factor), 1));
}

/** Runs the loop, gives each piece of text to `onText`, returns the whole text. */
async function run(message: string, signal: AbortSignal, onText: (delta: string) => void): Promise<string> {
  const input: ResponseInputItem[] = [{ role: 'user', content: message }];
  let agent = AGENTS.supervisor;
  let text = '';
  for (;;) {
    const stream = await client.responses.create({ model, ...agent, input, stream: true, store: false }, { signal });
    let call: ResponseFunctionToolCall | undefined;
    for await (const event of stream) {
      if (event.type === 'response.output_text.delta') {
        text += event.delta;
        onText(event.delta);
      } else if (event.type === 'response.output_item.done' && event.item.type === 'function_call') {
        call = event.item;
      }
    }
    if (!call) return text;
    const isHandoff = call.name === 'transfer_to_code';
    if (isHandoff) agent = AGENTS.code;
    input.push(call, {
      type: 'function_call_output',
      call_id: call.call_id,
      output: isHandoff ? 'ok' : calculate(call.arguments),
    });
  }
}

let runs = 0;

async function stream(message: string, response: ServerResponse, signal: AbortSignal): Promise<void> {
  runs += 1;
  const runId = `run_control${runs}`;
  let seq = 0;
  let offset = 0;
  const send = (event: Record<string, unknown>): void => {
    seq += 1;
    response.write(`id: ${runId}.1.${seq}\ndata: ${JSON.stringify({ ...event, run_id: runId, ts: Date.now() })}\n\n`);
  };
  response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-cache, no-transform' });
  response.write('retry: 1000\n\n');
  send({ type: 'run.started' });
  const text = await run(message, signal, (delta) => {
    send({ type: 'text.delta', delta, offset });
    offset += delta.length;
  });
  send({ type: 'run.finished', status: 'completed', response: text });
  response.end('data: [DONE]\n\n');
}

async function answer(url: URL, body: string, response: ServerResponse): Promise<void> {
  const abort = new AbortController();
  response.once('close', () => abort.abort());
  if (body === '') return stream(url.searchParams.get('message') ?? '', response, abort.signal);
  const { message } = JSON.parse(body) as { message: string };
  const text = await run(message, abort.signal, () => {});
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ response: text }));
}

const server = createServer({ noDelay: true, keepAliveTimeout: 120_000 }, (request, response) => {
  let body = '';
  request.on('data', (chunk: Buffer) => {
    body += chunk.toString();
  });
  request.on('end', () => {
    answer(new URL(request.url ?? '/', 'http://control'), body, response).catch(() => response.destroy());
  });
});
server.listen({ host: '127.0.0.1', port: 0, backlog: 4096 }, () => {
  process.send?.({ type: 'ready', port: (server.address() as AddressInfo).port });
});
process.on('disconnect', () => process.exit(0));
