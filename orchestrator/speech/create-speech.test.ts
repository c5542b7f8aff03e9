import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { MAX_SPEECH_CHARS } from '../../lib/contract/voice.ts';
import { systemClock } from '../core/clock.ts';
import { silentLogger } from '../core/logger.ts';
import type { SpeechMetrics } from '../core/metrics.ts';
import type { Speech } from '../core/speech.ts';
import { createSpeech, type SpeechOptions } from './create-speech.ts';

type Call = { path: string; headers: IncomingMessage['headers']; body: Buffer };
type Answer = (call: Call, response: ServerResponse) => void;

let port = 0;
let answer: Answer;
const calls: Call[] = [];
const server = createServer(async (request, response) => {
  // Who asked may have left before all was said.
  const body = await buffer(request).catch(() => null);
  if (body === null) return;
  const call = { path: request.url ?? '', headers: request.headers, body };
  calls.push(call);
  answer(call, response);
});

beforeAll(async () => {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  port = (server.address() as AddressInfo).port;
});
afterEach(() => {
  calls.length = 0;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

const counted: Parameters<SpeechMetrics['speechCall']>[0][] = [];
const turns: Parameters<SpeechMetrics['voiceTurn']>[0][] = [];
const metrics: SpeechMetrics = {
  speechCall: (call) => void counted.push(call),
  voiceTurn: (turn) => void turns.push(turn),
  breakerState: () => {},
};
const never = new AbortController().signal;
const CALL = { signal: never, log: silentLogger };
const CLIP = { bytes: new Uint8Array([1, 2, 3]), mimeType: 'audio/webm' };
const SPEAK = { format: 'mp3', speed: 1, ...CALL } as const;

function create(changes: Partial<SpeechOptions> = {}): Speech {
  const baseUrl = `http://127.0.0.1:${port}`;
  const options: SpeechOptions = {
    deepgram: { apiKey: 'dg-key', baseUrl: `${baseUrl}/` },
    compatible: { name: 'own', baseUrl: `${baseUrl}/v1/`, apiKey: 'own-key', transcribeModel: 'whisper-1', speakModel: 'tts-1' },
    firstByteTimeoutMs: 60_000,
    idleTimeoutMs: 60_000,
    transcribeTimeoutMs: 60_000,
    breaker: { failureThreshold: 2, openMs: 60_000 },
    ...changes,
  };
  return createSpeech(options, { clock: systemClock, metrics });
}

const isDeepgram = ({ path }: Call) => !path.includes('/audio/');
const say =
  (text: string): Answer =>
  (_call, response) =>
    void response.writeHead(200, { 'content-type': 'audio/mpeg' }).end(text);
const fail =
  (status: number): Answer =>
  (_call, response) =>
    void response.writeHead(status).end('{"err_msg":"secret"}');
/** Deepgram answers in one way, the other server in another. */
const split =
  (first: Answer, second: Answer): Answer =>
  (call, response) =>
    (isDeepgram(call) ? first : second)(call, response);

async function read(audio: AsyncIterable<Uint8Array>): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of audio) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

describe('the chain of speech providers', () => {
  it.each([401, 402, 403, 404, 429, 500, 503])('goes on to the next after %d', async (status) => {
    answer = split(fail(status), say('second'));
    const spoken = await create().speak('Hello.', SPEAK);
    expect([spoken.provider, spoken.mimeType, await read(spoken.audio)]).toEqual(['own', 'audio/mpeg', 'second']);
    expect(calls).toHaveLength(2);
    expect(JSON.parse(String(calls[1]?.body))).toEqual({
      model: 'tts-1',
      voice: 'alloy',
      input: 'Hello.',
      response_format: 'mp3',
    });
    expect(calls[1]?.headers.authorization).toBe('Bearer own-key');
  });

  it('goes on after an answer without a byte, and after silence', async () => {
    answer = split(say(''), say('second'));
    expect((await create().speak('Hello.', SPEAK)).provider).toBe('own');
    let closed = 0;
    answer = split((_call, response) => void response.once('close', () => closed++), say('second'));
    expect((await create({ firstByteTimeoutMs: 1_000 }).speak('Hello.', SPEAK)).provider).toBe('own');
    await vi.waitFor(() => expect(closed).toBe(1));
  });

  it('does not repeat what is the fault of the caller', async () => {
    answer = split(fail(400), say('second'));
    const failure = create().transcribe(CLIP, CALL);
    await expect(failure).rejects.toMatchObject({ code: 'VALIDATION_FAILED', details: { issues: [{ path: 'audio' }] } });
    expect(calls).toHaveLength(1);
  });

  it('does not change the voice in mid-stream: what breaks, breaks', async () => {
    let cut = () => {};
    answer = split((_call, response) => {
      response.writeHead(200).write('begin');
      cut = () => void response.socket?.resetAndDestroy();
    }, say('second'));
    const spoken = await create().speak('Hello.', SPEAK);
    expect(spoken.provider).toBe('deepgram');
    cut();
    await expect(read(spoken.audio)).rejects.toMatchObject({ name: 'SpeechError', kind: 'unavailable' });
    expect(calls).toHaveLength(1);
    expect(counted.at(-1)).toMatchObject({ provider: 'deepgram', part: 'speak', outcome: 'failed', errorKind: 'unavailable' });
  });

  it('speaks 100,000 characters in pieces that the provider takes, in order and one at a time', async () => {
    const spoken: string[] = [];
    let open = 0;
    let mostOpen = 0;
    answer = ({ body }, response) => {
      const { text } = JSON.parse(body.toString());
      spoken.push(text);
      mostOpen = Math.max(mostOpen, ++open);
      response.writeHead(200, { 'content-type': 'audio/mpeg' }).end(`<${spoken.length}>`, () => open--);
    };
    const sentences = Array.from({ length: 4_000 }, (_, index) => `This is sentence ${index}.`);
    const text = sentences.join(' ').slice(0, MAX_SPEECH_CHARS);
    const { audio } = await create().speak(text, SPEAK);
    expect(spoken).toHaveLength(1);
    expect(await read(audio)).toBe(spoken.map((_, index) => `<${index + 1}>`).join(''));
    expect(spoken.join(' ')).toBe(text);
    expect(Math.max(...spoken.map(({ length }) => length))).toBeLessThanOrEqual(2_000);
    expect(mostOpen).toBe(1);
  });

  it('leaves alone who keeps failing, and says who can', async () => {
    answer = split(fail(500), say('second'));
    const speech = create();
    for (let turn = 0; turn < 3; turn += 1) await speech.speak('Hello.', SPEAK);
    expect(calls.filter(isDeepgram)).toHaveLength(2);
    expect(speech.config().synthesis?.provider).toBe('own');
    expect(speech.config().transcription?.provider).toBe('deepgram');
  });

  it('asks first who has the voice', async () => {
    answer = split(say('one'), say('two'));
    const speech = create();
    expect((await speech.speak('Hello.', { ...SPEAK, voice: 'coral' })).provider).toBe('own');
    expect((await speech.speak('Hello.', { ...SPEAK, voice: 'aura-2-zeus-en' })).provider).toBe('deepgram');
    await expect(speech.speak('Hello.', { ...SPEAK, voice: 'nobody' })).rejects.toMatchObject({ code: 'VALIDATION_FAILED' });
  });

  it('ends with the caller, at once and without blame', async () => {
    let closed = 0;
    answer = (_call, response) => void response.once('close', () => closed++);
    const abort = new AbortController();
    const speech = create();
    const failure = speech.transcribe(CLIP, { ...CALL, signal: abort.signal });
    await vi.waitFor(() => expect(calls).toHaveLength(1));
    abort.abort(new Error('gone'));
    await expect(failure).rejects.toThrow('gone');
    await vi.waitFor(() => expect(closed).toBe(1));
    expect(calls).toHaveLength(1);
    expect(counted.at(-1)).toMatchObject({ outcome: 'aborted' });
  });

  it('takes the time-out of a body that never ends', async () => {
    answer = (_call, response) => void response.writeHead(200, { 'content-type': 'application/json' }).write('{');
    await expect(create({ transcribeTimeoutMs: 1_000 }).transcribe(CLIP, CALL)).rejects.toMatchObject({
      code: 'SPEECH_UNAVAILABLE',
    });
    expect(calls).toHaveLength(2);
  });
});

it('counts turns of browsers by the providers that there are, and no names that callers make up', () => {
  const speech = create();
  speech.countTurn({ heard_by: 'deepgram', spoken_by: 'own', stages: { words: 1 }, stop_ms: 2 });
  speech.countTurn({ heard_by: 'made-up', spoken_by: 'browser', stages: {} });
  expect(turns).toEqual([
    { heardBy: 'deepgram', spokenBy: 'own', stages: { words: 1 }, stopMs: 2 },
    { heardBy: 'other', spokenBy: 'browser', stages: {} },
  ]);
});

describe('a server that speaks the OpenAI audio API', () => {
  const own = (model: string, json: unknown) => {
    answer = (_call, response) => void response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(json));
    const base = { name: 'own', baseUrl: `http://127.0.0.1:${port}/v1` };
    const speech = createSpeech(
      {
        compatible: { ...base, transcribeModel: model },
        firstByteTimeoutMs: 60_000,
        idleTimeoutMs: 60_000,
        transcribeTimeoutMs: 60_000,
        breaker: { failureThreshold: 5, openMs: 1_000 },
      },
      { clock: systemClock, metrics },
    );
    return speech.transcribe({ ...CLIP, seconds: 2 }, { ...CALL, language: 'de-CH' });
  };

  it('is asked for words, and named files by their type', async () => {
    const words = [{ word: 'Hallo', start: 0.1, end: 0.4 }];
    const { transcription, provider } = await own('whisper-1', {
      text: ' Hallo. ',
      duration: 1.5,
      words,
      segments: [{ avg_logprob: -0.1 }],
    });
    expect(provider).toBe('own');
    expect(transcription).toMatchObject({
      transcript: 'Hallo.',
      duration: 1.5,
      channels: 1,
      words: [{ word: 'Hallo', start: 0.1 }],
    });
    expect(transcription.confidence).toBeCloseTo(0.905, 2);
    const body = String(calls[0]?.body);
    for (const part of ['filename="speech.webm"', 'Content-Type: audio/webm', 'verbose_json', 'name="language"\r\n\r\nde\r\n']) {
      expect(body).toContain(part);
    }
    expect(calls[0]?.headers.authorization).toBeUndefined();
  });

  it('may give nothing but a text', async () => {
    const { transcription } = await own('gpt-4o-mini-transcribe', { text: 'Hallo', logprobs: [{ logprob: 0 }] });
    expect(transcription).toEqual({ transcript: 'Hallo', confidence: 1, words: [], duration: 2, channels: 1 });
    expect(String(calls[0]?.body)).not.toContain('verbose_json');
  });

  it('that says something else is no provider', async () => {
    await expect(own('whisper-1', { words: 'none' })).rejects.toMatchObject({ code: 'SPEECH_UNAVAILABLE' });
  });
});
