import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { type Decoded, decodeBody } from './fixtures/decode-body.ts';
import { toSpec } from './fixtures/offline-talk.ts';
import { REQUEST } from './fixtures/provider.ts';

type Expected = { text: string; calls?: [string, string][]; reason?: string; usage?: [input: number, output: number] };

const SIX: [string, string] = ['calculate', '{"expression":"6*7"}'];
const SPACED: [string, string] = ['calculate', '{"expression": "6*7"}'];

/** What each recorded shape says; `usage`: what the server reports. */
const SHAPES: Record<string, Expected> = {
  'mistral-thinking.sse': { text: 'My pick is teal.', usage: [14, 25] },
  'mistral-tool-call.sse': { text: '', calls: [SPACED], usage: [70, 26] },
  'gemini-gateway-text.sse': { text: 'One, two, three, four.', usage: [9, 8] },
  'gemini-tool-call.sse': { text: '', calls: [SIX, ['current_time', '{"time_zone":"Asia/Tokyo"}']] },
  'groq-reasoning.sse': { text: 'Good morning!', usage: [15, 12] },
  'openrouter-reasoning.sse': { text: 'Paris is the capital.', usage: [11, 40] },
  'azure-text.sse': { text: 'Hello Mira.', usage: [18, 4] },
  'azure-filtered.sse': { text: 'The first verse ', reason: 'content_filter' },
  'litellm-tool-call.sse': { text: 'I compute that.', calls: [SPACED], usage: [402, 33] },
  'vllm-harmony.sse': { text: 'Hello there, Mira.' },
  'vllm-lone-close.sse': { text: 'Hello there, Mira.', usage: [16, 13] },
  'hugging-face-text-call.sse': { text: '', calls: [SIX], usage: [160, 24] },
  'lm-studio-length.sse': { text: 'The three parts are: first, the', reason: 'length' },
  'ollama-tool-calls.sse': {
    text: '',
    calls: [
      ['calculate', '{"expression":"2+2"}'],
      ['current_time', '{"time_zone":"Asia/Tokyo"}'],
    ],
    usage: [185, 31],
  },
  'ollama-bare-tool-calls.sse': { text: '', calls: [SIX, ['current_time', '{}']] },
  'ollama-thinking.sse': { text: 'Hello!', usage: [12, 9] },
  'llama-cpp-text.sse': { text: 'Hello!', usage: [34, 3] },
  'llama-cpp-inline-think.sse': { text: 'Hello!', usage: [5, 12] },
  'llama-cpp-tool-call.sse': { text: '', calls: [['calculate', '{"expression":"2^10"}']], usage: [170, 19] },
  'vllm-reasoning.sse': { text: '9.8 is greater.', usage: [21, 43] },
  'hugging-face-text.sse': { text: 'Hello!', usage: [37, 2] },
};

const read = (name: string) => readFileSync(new URL(`./fixtures/wire/${name}`, import.meta.url), 'utf8');
const request = { ...REQUEST, tools: ['calculate', 'current_time'].map((name) => toSpec(name)) };

function summary({ text, calls, reason, usage, error }: Decoded) {
  return { text, calls: calls.map(([name, args]) => [name, JSON.parse(args)]), reason, usage, error };
}

describe('what servers send', () => {
  it.each(Object.entries(SHAPES))('%s', async (name, { text, calls = [], reason, usage }) => {
    const outcome = await decodeBody([read(name)], { request });
    expect(outcome).toMatchObject({ text, reason: reason ?? (calls.length > 0 ? 'tool_calls' : 'stop'), error: undefined });
    expect(summary(outcome).calls).toEqual(calls.map(([called, args]) => [called, JSON.parse(args)]));
    if (usage) expect(outcome.usage).toMatchObject({ inputTokens: usage[0], outputTokens: usage[1] });
  });
});

/** Numbers from 0 to 1, the same in every run (mulberry32). */
function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const HEARTBEATS = [
  'data:\n\n',
  'data: ping\n\n',
  ': ping\n\n',
  'data: null\n\n',
  'data: {}\n\n',
  'event: ping\ndata: {"type":"ping"}\n\n',
  'data: [1]\n\n',
];

type Random = () => number;
const pick = <T>(items: readonly T[], random: Random): T => items[Math.floor(random() * items.length)] as T;

/** The same events, told in another way. */
const RETOLD: Record<string, (events: string[], random: Random) => string[]> = {
  'with heartbeats': (events, random) =>
    events.flatMap((event) => (random() < 0.5 ? [pick(HEARTBEATS, random), event] : [event])),
  'with carriage returns': (events) => events.map((event) => event.replaceAll('\n', '\r\n')),
  'without the blank line at the end': (events) => [...events.slice(0, -1), (events.at(-1) as string).trimEnd()],
  'without [DONE]': (events) => events.filter((event) => !event.includes('[DONE]')),
  'with a byte order mark': ([first = '', ...others]) => [`\ufeff${first}`, ...others],
  'with fields that nobody knows': (events) => events.map((event) => `id: 1\nretry: 5\n${event}`),
  'with usage at once': (events) => {
    const isUsage = (event: string) => event.includes('"choices":[],') && event.includes('"usage":{');
    return [...events.filter(isUsage), ...events.filter((event) => !isUsage(event))];
  },
  'as lines of JSON': (events) => [
    events
      .filter((event) => event.startsWith('data: {'))
      .map((event) => event.slice('data: '.length).trim())
      .join('\n'),
  ],
};

/** The bytes in pieces, cut anywhere. */
function cut(text: string, random: Random): Uint8Array[] {
  const bytes = Buffer.from(text);
  const pieces: Uint8Array[] = [];
  for (let at = 0; at < bytes.length; ) {
    const size = 1 + Math.floor(random() * (random() < 0.2 ? 8 : 400));
    pieces.push(bytes.subarray(at, at + size));
    at += size;
  }
  return pieces;
}

describe('however it is told and cut, an answer stays the same', () => {
  it.each(Object.keys(SHAPES))('%s', async (name) => {
    const body = read(name);
    const expected = summary(await decodeBody([body], { request }));
    const events = body.split(/(?<=\n\n)/);
    const random = createRandom(name.length * 7919);
    for (const [how, retell] of Object.entries(RETOLD)) {
      for (let turn = 0; turn < 3; turn += 1) {
        const told = retell(events, random).join('');
        const outcome = summary(await decodeBody(cut(told, random), { request }));
        expect({ how, ...outcome }).toEqual({ how, ...expected });
      }
    }
    const single = [...Buffer.from(body)].map((byte) => Uint8Array.of(byte));
    expect(summary(await decodeBody(single, { request }))).toEqual(expected);
  });

  /** Where each piece says that it is the last, nobody can tell which was. */
  const isUndecidable = (name: string) => name === 'gemini-gateway-text.sse';
  const decidable = Object.keys(SHAPES).filter((name) => !isUndecidable(name));

  it.each(decidable)('%s: nothing that was cut off passes as whole', async (name) => {
    const body = read(name);
    const whole = summary(await decodeBody([body], { request }));
    const random = createRandom(name.length);
    for (let turn = 0; turn < 20; turn += 1) {
      const { error, text, reason } = await decodeBody([body.slice(0, Math.floor(random() * body.length))], { request });
      if (error === undefined && reason !== 'length')
        expect({ text, reason }).toEqual({ text: whole.text, reason: whole.reason });
    }
  });
});
