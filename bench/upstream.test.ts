import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import OpenAI from 'openai';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findPlan, type Plan, toAnswer, toMessage, toStreamKeys } from './plan.ts';
import { type Started, startProcess, untilReady } from './system/start-process.ts';
import type { Seen } from './upstream.ts';

const DIRECT: Plan = { kind: 'direct', firstTokenMs: 5, tokensPerSecond: 1_000, tokens: 12 };
const TOOL_NAMES = [['transfer_to_research', 'transfer_to_code', 'calculate'], ['calculate']] as const;

let upstream: Started;
let client: OpenAI;
let url: string;
let logDir: string;

beforeAll(async () => {
  logDir = await mkdtemp(join(tmpdir(), 'bench-test-'));
  upstream = startProcess(join(import.meta.dirname, 'upstream.ts'), { logFile: join(logDir, 'upstream.log') });
  url = `http://127.0.0.1:${await untilReady(upstream)}`;
  client = new OpenAI({ apiKey: 'test', baseURL: `${url}/v1`, maxRetries: 0 });
});

afterAll(async () => {
  await upstream.stop();
  await rm(logDir, { recursive: true });
});

async function askResponses(plan: Plan, tools: readonly string[], input: OpenAI.Responses.ResponseInput) {
  const stream = client.responses.stream({
    model: 'm',
    input: [{ role: 'user', content: toMessage(plan) }, ...input],
    tools: tools.map((name) => ({ type: 'function', name, parameters: { type: 'object', properties: {} }, strict: false })),
  });
  return stream.finalResponse();
}

/** The calls that the vendor's SDK reads out of an answer; `answered`: id of a call that has its result already. */
async function askForCalls(wire: 'responses' | 'chat', plan: Plan, answered?: string) {
  const user = { role: 'user', content: toMessage(plan) } as const;
  if (wire === 'responses') {
    const result = { type: 'function_call_output', call_id: answered ?? '', output: 'done' } as const;
    const { output } = await askResponses(plan, [], answered === undefined ? [] : [result]);
    return output.flatMap((item) =>
      item.type === 'function_call' ? [{ id: item.call_id, name: item.name, arguments: item.arguments }] : [],
    );
  }
  const result = { role: 'tool', tool_call_id: answered ?? '', content: 'done' } as const;
  const stream = client.chat.completions.stream({ model: 'm', messages: answered === undefined ? [user] : [user, result] });
  const calls = (await stream.finalChatCompletion()).choices[0]?.message.tool_calls ?? [];
  return calls.flatMap((call) => (call.type === 'function' ? [{ id: call.id, ...call.function }] : []));
}

describe('the stand-in, read by the vendor SDK', () => {
  it.each([{ ...DIRECT }, { ...DIRECT, firstTokenMs: 0, tokensPerSecond: 0 }])('streams a Responses answer: %o', async (plan) => {
    const response = await askResponses(plan, [], []);
    expect(response.output_text).toBe(toAnswer(plan.tokens));
    expect(response.usage?.output_tokens).toBe(plan.tokens);
  });

  it('hands over, calls the tool, then answers', async () => {
    const plan: Plan = { ...DIRECT, kind: 'agents' };
    const input: OpenAI.Responses.ResponseInput = [];
    const names: string[] = [];
    for (const tools of TOOL_NAMES) {
      const [call] = (await askResponses(plan, tools, input)).output;
      if (call?.type !== 'function_call') throw new Error('not a call');
      names.push(call.name);
      input.push(call, { type: 'function_call_output', call_id: call.call_id, output: '42' });
    }
    expect(names).toEqual(['transfer_to_code', 'calculate']);
    expect((await askResponses(plan, ['calculate'], input)).output_text).toBe(toAnswer(plan.tokens));
  });

  it('streams Chat Completions, text and tool calls', async () => {
    const messages = [{ role: 'user', content: toMessage(DIRECT) }] as const;
    const stream = client.chat.completions.stream({ model: 'm', messages: [...messages] });
    expect(await stream.finalContent()).toBe(toAnswer(DIRECT.tokens));
    const tools = [{ type: 'function', function: { name: 'calculate' } }] as const;
    const calling = client.chat.completions.stream({
      model: 'm',
      messages: [{ role: 'user', content: toMessage({ ...DIRECT, kind: 'agents' }) }],
      tools: [...tools],
    });
    const choice = (await calling.finalChatCompletion()).choices[0];
    expect(choice?.finish_reason).toBe('tool_calls');
    expect(choice?.message.tool_calls?.[0]).toMatchObject({ function: { name: 'calculate', arguments: '{"expression":"6*7"}' } });
  });

  it.each(['responses', 'chat'] as const)('asks two specialists at once, then answers: %s', async (wire) => {
    const plan: Plan = { ...DIRECT, kind: 'nested', key: 'n1' };
    const [first, second] = await askForCalls(wire, plan);
    expect([first?.name, second?.name]).toEqual(['ask_research', 'ask_code']);
    const questions = [first, second].map((call) => findPlan(call?.arguments ?? ''));
    expect(questions).toEqual(['n1a', 'n1b'].map((key) => ({ ...DIRECT, key })));
    expect(toStreamKeys(plan)).toEqual(['n1a', 'n1b']);
    expect(await askForCalls(wire, plan, first?.id)).toEqual([]);
  });

  it('records what it sent to whom until when', async () => {
    const abort = new AbortController();
    const plan = { ...DIRECT, tokens: 100_000, key: 'k1' };
    const stream = await client.responses.create({ model: 'm', input: toMessage(plan), stream: true }, { signal: abort.signal });
    for await (const event of stream) if (event.type === 'response.output_text.delta') abort.abort();
    const seen = async () => ((await (await fetch(`${url}/seen`)).json()) as Record<string, Seen>).k1;
    await expect.poll(async () => (await seen())?.closedAtMs ?? null).not.toBeNull();
    const { sentAtMs, closedAtMs } = (await seen()) as Seen;
    expect(sentAtMs.length).toBeGreaterThan(0);
    expect(sentAtMs.every((at) => at <= (closedAtMs ?? 0))).toBe(true);
  });
});
