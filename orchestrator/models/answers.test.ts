import { describe, expect, it } from 'vitest';
import { PARTS, type ScriptedOpenAi, wholeAnswer } from '../../e2e/standins/scripted-openai.ts';
import { createModel, REQUEST, run, SILENCE_MS } from './fixtures/provider.ts';
import { refuseUnhandled } from './fixtures/refuse-unhandled.ts';
import { withScriptedOpenAi } from './fixtures/with-scripted-openai.ts';

refuseUnhandled();
let server: ScriptedOpenAi;
withScriptedOpenAi((started) => {
  server = started;
});

for (const api of ['responses', 'chat'] as const) {
  const parts = PARTS[api];
  describe(`${api}: answers`, () => {
    it('streams text and ends with usage and cost', async () => {
      server.answer(() => wholeAnswer(api, ['Hel', 'lo', '!']));
      const { events, text, error } = await run(createModel(api, server.baseUrl));
      expect(error).toBeUndefined();
      expect(text).toBe('Hello!');
      expect(events.filter((event) => event.type === 'text')).toHaveLength(3);
      expect(events.at(-1)).toMatchObject({
        type: 'finished',
        reason: 'stop',
        provider: 'primary',
        model: 'gpt-4.1',
        usage: { inputTokens: 11, outputTokens: 7 },
      });
      expect(events.at(-1)).toHaveProperty('costUsd');
    });

    it('survives any split of the bytes', async () => {
      const whole = [...parts.begin, parts.text('Grüße 👋'), ...parts.end].join('');
      server.answer(() => ({ chunks: [...Buffer.from(whole)].map((byte) => Uint8Array.of(byte)), ending: 'close' }));
      expect((await run(createModel(api, server.baseUrl))).text).toBe('Grüße 👋');
    });

    it('gives complete tool calls at the end', async () => {
      server.answer(() => ({
        chunks: [...parts.begin, parts.toolCall('call_1', 'calculate', '{"expression":"2+2"}'), ...parts.end],
        ending: 'close',
      }));
      const { events } = await run(createModel(api, server.baseUrl));
      expect(events).toMatchObject([
        { type: 'tool_call', callId: 'call_1', name: 'calculate', arguments: '{"expression":"2+2"}' },
        { type: 'finished', reason: 'tool_calls' },
      ]);
    });

    it('leaves a slow reader its time: only silence of the provider counts', async () => {
      server.answer(() => wholeAnswer(api, ['Hel', 'lo']));
      let text = '';
      for await (const event of createModel(api, server.baseUrl, SILENCE_MS).stream(REQUEST, new AbortController().signal)) {
        if (event.type !== 'text') continue;
        text += event.delta;
        await new Promise((resolve) => setTimeout(resolve, 500));
      }
      expect(text).toBe('Hello');
    });

    it('uses connections again', async () => {
      const model = createModel(api, server.baseUrl);
      for (let index = 0; index < 6; index += 1) await run(model);
      // Node's own client opens a second one when calls follow each other at once.
      expect(server.openSockets()).toBeLessThanOrEqual(2);
    });

    it('needs no Authorization header without a key', async () => {
      await run(createModel(api, server.baseUrl));
      expect(server.requests[0]?.headers.authorization).toBeUndefined();
      expect(server.requests[0]?.api).toBe(api);
    });

    it('closes the socket when it is stopped, and says why', async () => {
      server.answer(() => ({ chunks: [...parts.begin, parts.text('Hello')], ending: 'hang' }));
      const controller = new AbortController();
      const model = createModel(api, server.baseUrl);
      const reason = new Error('stopped by the user');
      const stream = model.stream(REQUEST, controller.signal);
      await stream.next();
      controller.abort(reason);
      await expect(stream.next()).rejects.toBe(reason);
      await expect.poll(() => server.openSockets()).toBe(0);
    });

    it('counts what had arrived when it was stopped', async () => {
      const pieces = ['a', 'b', 'c', 'd'].map((piece) => parts.text(piece)).join('');
      server.answer(() => ({ chunks: [pieces], ending: 'hang' }));
      const controller = new AbortController();
      const stream = createModel(api, server.baseUrl).stream(REQUEST, controller.signal);
      expect(await stream.next()).toMatchObject({ value: { type: 'text', delta: 'a' } });
      controller.abort();
      expect(await stream.next()).toMatchObject({ value: { type: 'late', tokens: 3 } });
      await expect(stream.next()).rejects.toBe(controller.signal.reason);
    });

    it('closes the socket when its reader goes away', async () => {
      server.answer(() => ({ chunks: [...parts.begin, parts.text('Hello')], ending: 'hang' }));
      for await (const event of createModel(api, server.baseUrl).stream(REQUEST, new AbortController().signal)) {
        expect(event.type).toBe('text');
        break;
      }
      await expect.poll(() => server.openSockets()).toBe(0);
    });

    it('leaves no listener on the signal', async () => {
      const { signal } = new AbortController();
      let listeners = 0;
      const { addEventListener, removeEventListener } = signal;
      signal.addEventListener = (...args: Parameters<typeof addEventListener>) => {
        listeners += 1;
        addEventListener.apply(signal, args);
      };
      signal.removeEventListener = (...args: Parameters<typeof removeEventListener>) => {
        listeners -= 1;
        removeEventListener.apply(signal, args);
      };
      await run(createModel(api, server.baseUrl), REQUEST, signal);
      expect(listeners).toBe(0);
    });
  });
}
