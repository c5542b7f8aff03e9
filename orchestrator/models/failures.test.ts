import { describe, expect, it } from 'vitest';
import {
  type Api,
  PARTS,
  type Script,
  type ScriptedOpenAi,
  startScriptedOpenAi,
  wholeAnswer,
} from '../../e2e/standins/scripted-openai.ts';
import { ModelError, type ModelErrorKind } from '../core/model.ts';
import { createModel, run, SILENCE_MS } from './fixtures/provider.ts';
import { refuseUnhandled } from './fixtures/refuse-unhandled.ts';
import { withScriptedOpenAi } from './fixtures/with-scripted-openai.ts';

refuseUnhandled();
let server: ScriptedOpenAi;
withScriptedOpenAi((started) => {
  server = started;
});

const TEN_MEGABYTES = 'x'.repeat(10 * 1024 * 1024);

type StreamFault = { kind: ModelErrorKind; script: (api: Api, prefix: readonly string[]) => Script; limitMs?: number };

/** Faults in a stream; `prefix` is what came before them. */
const STREAM_FAULTS: Record<string, StreamFault> = {
  'clean end without a finish': { kind: 'incomplete', script: (_api, prefix) => ({ chunks: prefix, ending: 'close' }) },
  'reset connection': { kind: 'unreachable', script: (_api, prefix) => ({ chunks: prefix, ending: 'reset' }) },
  silence: { kind: 'timeout', limitMs: SILENCE_MS, script: (_api, prefix) => ({ chunks: prefix, ending: 'hang' }) },
  'silence behind comments': {
    kind: 'timeout',
    limitMs: SILENCE_MS,
    script: (_api, prefix) => ({ chunks: prefix, ending: 'hang', heartbeatMs: 50 }),
  },
  'malformed JSON': {
    kind: 'malformed',
    script: (api, prefix) => ({ chunks: [...prefix, PARTS[api].malformed], ending: 'hang' }),
  },
  'error event': { kind: 'server_error', script: (api, prefix) => ({ chunks: [...prefix, PARTS[api].error], ending: 'close' }) },
  'endless line': {
    kind: 'malformed',
    script: (_api, prefix) => ({ chunks: [...prefix, `data: ${TEN_MEGABYTES}`], ending: 'hang' }),
  },
};

for (const api of ['responses', 'chat'] as const) {
  const parts = PARTS[api];
  describe(`${api}: faults in the stream`, () => {
    for (const [name, fault] of Object.entries(STREAM_FAULTS)) {
      it(`${name}, before the first token`, async () => {
        server.answer(() => fault.script(api, parts.begin));
        const { error, text } = await run(createModel(api, server.baseUrl, fault.limitMs));
        expect(error).toMatchObject({ name: 'ModelError', kind: fault.kind, provider: 'primary' });
        expect(text).toBe('');
      });

      it(`${name}, in mid-stream`, async () => {
        server.answer(() => fault.script(api, [...parts.begin, parts.text('Hello'), parts.text(' wor')]));
        const { error, text, events } = await run(createModel(api, server.baseUrl, fault.limitMs));
        expect(error).toMatchObject({ name: 'ModelError', kind: fault.kind });
        expect('Hello wor'.startsWith(text)).toBe(true);
        expect(events.some((event) => event.type === 'tool_call' || event.type === 'finished')).toBe(false);
      });
    }

    it('truncated tool arguments are handed back to the model, not run', async () => {
      const call = parts.toolCall('call_1', 'calculate', '{"expression": "2+');
      server.answer(() => ({ chunks: [...parts.begin, parts.text('Let me see.'), call, ...parts.end], ending: 'close' }));
      const { error, text, events } = await run(createModel(api, server.baseUrl));
      expect(error).toBeUndefined();
      expect(text).toBe('Let me see.');
      const args = events.flatMap((event) => (event.type === 'tool_call' ? [event.arguments] : []));
      expect(args).toEqual([JSON.stringify({ unreadable_arguments: '{"expression": "2+', reason: 'syntax' })]);
    });

    it('empty answer', async () => {
      server.answer(() => wholeAnswer(api, []));
      expect((await run(createModel(api, server.baseUrl))).error).toMatchObject({ kind: 'empty' });
    });

    it('JSON instead of a stream', async () => {
      server.answer(() => ({ headers: { 'content-type': 'application/json' }, chunks: ['{"not": "a stream"'], ending: 'hang' }));
      expect((await run(createModel(api, server.baseUrl))).error).toMatchObject({ kind: 'malformed' });
    });
  });

  describe(`${api}: faults before the stream`, () => {
    it.each([
      [400, 'refused'],
      [401, 'unauthorised'],
      [402, 'out_of_credit'],
      [403, 'unauthorised'],
      [404, 'not_found'],
      [405, 'not_found'],
      [408, 'timeout'],
      [413, 'context_length'],
      [422, 'refused'],
      [429, 'rate_limited'],
      [500, 'server_error'],
      [501, 'not_found'],
      [503, 'server_error'],
      [504, 'timeout'],
    ] as const)('status %i is %s', async (status, kind) => {
      server.answer(() => ({
        status,
        headers: { 'content-type': 'application/json' },
        chunks: ['{"error":{"message":"a secret"}}'],
        ending: 'close',
      }));
      const { error } = await run(createModel(api, server.baseUrl));
      expect(error).toMatchObject({ kind });
      expect((error as Error).message).toBe(`${kind} (${status})`);
      expect(server.requests).toHaveLength(1);
    });

    it('keeps Retry-After', async () => {
      server.answer(() => ({ status: 429, headers: { 'retry-after': '7' }, ending: 'close' }));
      expect((await run(createModel(api, server.baseUrl))).error).toMatchObject({ kind: 'rate_limited', retryAfterMs: 7000 });
    });

    it('an error body that never ends', async () => {
      server.answer(() => ({ status: 500, chunks: ['{'], ending: 'hang' }));
      expect((await run(createModel(api, server.baseUrl, SILENCE_MS))).error).toMatchObject({ kind: 'timeout' });
    });

    it('a server that accepts and says nothing', async () => {
      server.answer(() => ({ silent: true, ending: 'hang' }));
      expect((await run(createModel(api, server.baseUrl, SILENCE_MS))).error).toMatchObject({ kind: 'timeout' });
    });

    it('a reset before the headers', async () => {
      server.answer(() => ({ silent: true, ending: 'reset' }));
      expect((await run(createModel(api, server.baseUrl))).error).toMatchObject({ kind: 'unreachable' });
    });

    it('a refused connection', async () => {
      const other = await startScriptedOpenAi();
      await other.stop();
      const { error } = await run(createModel(api, other.baseUrl));
      expect(error).toBeInstanceOf(ModelError);
      expect(error).toMatchObject({ kind: 'unreachable' });
    });
  });
}
