import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkStream } from '../checker.ts';
import { eventOf, finished, isType } from '../harness/events.ts';
import { type Product, startProduct } from '../harness/start-product.ts';
import { PARTS, type Script, type ScriptedOpenAi, startScriptedOpenAi, wholeAnswer } from '../standins/scripted-openai.ts';

const { begin, text, malformed, error } = PARTS.responses;
const FIRST_HALF = 'The first half, ';
const SECOND_HALF = 'and the second.';
const half = [...begin, text(FIRST_HALF)];

const BEFORE: [string, Script][] = [
  ['answers nothing at all', { ending: 'hang', silent: true }],
  ['sends headers and then nothing', { ending: 'hang' }],
  ['resets the connection', { ending: 'reset', silent: true }],
  ['ends cleanly without a word', { chunks: begin, ending: 'close' }],
  ['sends something malformed', { chunks: [...begin, malformed], ending: 'close' }],
  ['sends an error event', { chunks: [...begin, error], ending: 'close' }],
];

const IN_MID_STREAM: [string, Script][] = [
  ['stalls', { chunks: half, ending: 'hang' }],
  ['resets the connection', { chunks: half, ending: 'reset' }],
  ['ends cleanly without a finish reason', { chunks: half, ending: 'close' }],
  ['sends something malformed', { chunks: [...half, malformed], ending: 'close' }],
  ['sends an error event', { chunks: [...half, error], ending: 'close' }],
];

describe('a provider that fails in ways that look almost right, with another behind it', () => {
  let main: ScriptedOpenAi;
  let spare: ScriptedOpenAi;
  let product: Product;

  beforeAll(async () => {
    [main, spare] = [await startScriptedOpenAi(), await startScriptedOpenAi()];
    spare.answer(() => wholeAnswer('chat', [SECOND_HALF]));
    product = await startProduct({
      name: 'faults',
      env: {
        OPENAI_API_KEY: 'sk-stand-in',
        OPENAI_BASE_URL: main.baseUrl,
        FALLBACK_PROVIDERS: JSON.stringify([{ name: 'spare', base_url: spare.baseUrl, model: 'spare-model' }]),
        MODEL_FIRST_TOKEN_TIMEOUT_MS: '5000',
        MODEL_IDLE_TIMEOUT_MS: '5000',
        MODEL_BREAKER_FAILURES: '1000',
      },
    });
  });
  afterAll(async () => {
    await product?.stop();
    await main?.stop();
    await spare?.stop();
  });

  it.each(BEFORE)('before the first token: it %s', async (_, script) => {
    main.answer(() => script);
    const stream = await product.stream('/api/chat/stream?message=hello');
    const end = await finished(stream);
    expect(checkStream(stream.frames)).toEqual([]);
    expect(end).toMatchObject({
      status: 'completed',
      response: SECOND_HALF,
      metadata: { fallback_used: true, provider: 'spare' },
    });
    expect(stream.raw()).not.toContain('upstream secret');
  });

  it.each(IN_MID_STREAM)('in mid-stream: it %s', async (_, script) => {
    main.answer(() => script);
    const stream = await product.stream('/api/chat/stream?message=hello');
    const end = await finished(stream);
    expect(checkStream(stream.frames)).toEqual([]);
    const switched = await eventOf(stream, 'provider.switched');
    expect(switched.to).toBe('spare');
    // Text that arrives together with the fault may count as never said; what was said stays and is continued.
    const said = stream.frames.findIndex(isType('text.delta')) < stream.frames.findIndex(isType('provider.switched'));
    expect(switched.text_offset).toBe(said ? FIRST_HALF.length : 0);
    expect(end).toMatchObject({ status: 'completed', metadata: { fallback_used: true } });
    expect(end.response).toBe(said ? FIRST_HALF + SECOND_HALF : SECOND_HALF);
    expect(said || script.ending !== 'hang').toBe(true);
    expect(stream.raw()).not.toContain('upstream secret');
  });
});
