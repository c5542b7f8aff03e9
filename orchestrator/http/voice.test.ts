import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { WebSocket } from 'ws';
import { wordErrorRate } from '../../e2e/harness/word-error-rate.ts';
import { decodeAudio, ffmpeg } from '../../e2e/standins/deepgram/ffmpeg.ts';
import { makeNoise, makeSilence, makeSpeech } from '../../e2e/standins/deepgram/make-speech.ts';
import { type Deepgram, startDeepgram } from '../../e2e/standins/deepgram/start-deepgram.ts';
import { MAX_SPEECH_CHARS, type TranscribeAnswer, type VoiceConfig, type VoiceToken } from '../../lib/contract/voice.ts';
import { startTestServer, type TestServer } from './fixtures/test-server.ts';

/** Of a machine that is busy with other things. */
const PATIENT = { firstByteTimeoutMs: 60_000, idleTimeoutMs: 60_000, transcribeTimeoutMs: 60_000 };
/** The tests make calls fail one by one; none of them should rest because of another. */
const FORGIVING = { failureThreshold: 1_000, openMs: 100 };
const SENTENCES = ['please add a task to buy bread and milk', 'what is the weather in berlin tomorrow morning'];

let deepgram: Deepgram;
let server: TestServer;
/** The same with less time for the first byte, and for pauses. */
let hasty: TestServer;
let restless: TestServer;
/** Both sentences; and the first of them alone. */
let speech: Buffer;
let short: Buffer;
let silence: Buffer;

function serve(limits: Partial<typeof PATIENT>, like?: TestServer): Promise<TestServer> {
  const { key: apiKey, baseUrl } = deepgram;
  const speech = { ...PATIENT, ...limits, breaker: FORGIVING, deepgram: { apiKey, baseUrl } };
  return startTestServer({ speech, ...(like ? { store: like.store } : {}) });
}

beforeAll(async () => {
  deepgram = await startDeepgram();
  server = await serve({});
  hasty = await serve({ firstByteTimeoutMs: 500, transcribeTimeoutMs: 500 }, server);
  restless = await serve({ idleTimeoutMs: 500 }, server);
  speech = await makeSpeech(SENTENCES);
  silence = await makeSilence(0.3);
  short = await makeSpeech(SENTENCES[0] as string);
});
afterEach(() => deepgram.heal());
afterAll(async () => {
  for (const each of [hasty, restless, server]) await each.close();
  await deepgram.stop();
});

function upload(bytes: Uint8Array, { query = '', name = 'speech.wav', field = 'audio', to = server } = {}): Promise<Response> {
  const form = new FormData();
  form.set(field, new Blob([new Uint8Array(bytes)], { type: 'application/x-lie' }), name);
  return to.call(`/api/voice/transcribe${query}`, { method: 'POST', body: form });
}

const codeOf = async (response: Response) => [response.status, ((await response.json()) as { code: string }).code];
describe('transcription', () => {
  it('finds the words of what a browser records', async () => {
    const webm = await ffmpeg(['-i', 'pipe:0', '-c:a', 'libopus', '-f', 'webm'], short);
    const answer = (await (await upload(webm, { name: 'lie.txt' })).json()) as TranscribeAnswer;
    expect(answer).toMatchObject({
      filename: 'lie.txt',
      content_type: 'audio/webm',
      size: webm.length,
      provider: 'deepgram',
      transcription: { channels: 1 },
    });
    expect(wordErrorRate(SENTENCES[0] as string, answer.transcription.transcript)).toBeLessThanOrEqual(0.2);
    expect(answer.transcription.duration).toBeGreaterThan(3);
    expect(answer.transcription.words.length).toBeGreaterThan(6);
    const { query } = deepgram.requests.findLast(({ route }) => route === 'listen') ?? {};
    expect(Object.fromEntries(query ?? [])).toEqual({ model: 'nova-3', smart_format: 'true', detect_language: 'true' });
  });

  it.each([
    ['audio/wav', ['-f', 'wav']],
    ['audio/ogg', ['-c:a', 'libopus', '-f', 'ogg']],
    ['audio/mp4', ['-c:a', 'aac', '-movflags', 'frag_keyframe+empty_moov', '-f', 'mp4']],
    ['audio/mpeg', ['-f', 'mp3']],
    ['audio/flac', ['-f', 'flac']],
  ])('takes %s, in whatever language', async (type, args) => {
    const response = await upload(await ffmpeg(['-i', 'pipe:0', ...args], silence), { query: '?language=en-GB' });
    expect(await response.json()).toMatchObject({
      content_type: type,
      transcription: { transcript: '', confidence: 0, words: [] },
    });
    const { query, headers } = deepgram.requests.at(-1) ?? {};
    expect(headers?.['content-type']).toBe(type);
    expect([query?.get('language'), query?.has('detect_language')]).toEqual(['en-GB', false]);
  });

  it('of noise is empty', async () => {
    const response = await upload(await makeNoise(0.5));
    expect(response.status).toBe(200);
    expect(((await response.json()) as TranscribeAnswer).transcription).toMatchObject({ transcript: '', words: [] });
  });

  it('refuses what is no recording by its content, whatever its name', async () => {
    const video = ['-f', 'lavfi', '-i', 'color=c=black:s=64x64:d=1', '-i', 'pipe:0', '-shortest'];
    const cases: [string, Uint8Array, number, string][] = [
      ['nothing', new Uint8Array(), 422, 'VALIDATION_FAILED'],
      ['text', Buffer.from('Dear sir or madam'), 415, 'UNSUPPORTED_TYPE'],
      ['a picture', Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), 415, 'UNSUPPORTED_TYPE'],
      ['a video in WebM', await ffmpeg([...video, '-c:v', 'libvpx', '-f', 'webm'], speech), 415, 'UNSUPPORTED_TYPE'],
      [
        'a video in MP4',
        await ffmpeg([...video, '-movflags', 'frag_keyframe+empty_moov', '-f', 'mp4'], speech),
        415,
        'UNSUPPORTED_TYPE',
      ],
      ['an AVI', await ffmpeg([...video, '-f', 'avi'], speech), 415, 'UNSUPPORTED_TYPE'],
      ['half a WebM', (await ffmpeg(['-i', 'pipe:0', '-f', 'webm'], speech)).subarray(0, 100), 422, 'VALIDATION_FAILED'],
      ['a WAV without sound', speech.subarray(0, 20), 422, 'VALIDATION_FAILED'],
    ];
    for (const [name, bytes, status, code] of cases) expect(await codeOf(await upload(bytes)), name).toEqual([status, code]);
  });

  it('takes 25 MB and ten minutes at most', async () => {
    const before = deepgram.requests.length;
    expect(await codeOf(await upload(new Uint8Array(26 * 2 ** 20)))).toEqual([413, 'TOO_LARGE']);
    const hour = Buffer.concat([speech.subarray(0, 44), Buffer.alloc(2 * 2 ** 20)]);
    hour.writeUInt32LE(2_000, 28);
    expect(await codeOf(await upload(hour))).toEqual([413, 'TOO_LARGE']);
    expect(deepgram.requests).toHaveLength(before);
  });

  it('refuses a gigabyte before it has arrived', async () => {
    const response = await server.call('/api/voice/transcribe', {
      method: 'POST',
      headers: { 'content-type': 'multipart/form-data; boundary=x' },
      body: new ReadableStream({
        pull(controller) {
          controller.enqueue(new Uint8Array(2 ** 20));
        },
      }),
      duplex: 'half',
    } as RequestInit);
    expect([400, 413]).toContain(response.status);
  });
});

describe('speech', () => {
  const text = 'Please call me in the evening. The weather is fine.';

  it.each(['mp3', 'wav', 'opus', 'pcm'] as const)('says a text as %s', async (format) => {
    const response = await server.post('/api/voice/speak', { text, format, voice: 'aura-2-apollo-en' });
    expect([response.status, response.headers.get('x-speech-provider')]).toEqual([200, 'deepgram']);
    const types = { mp3: 'audio/mpeg', wav: 'audio/wav', opus: 'audio/ogg;codecs=opus', pcm: 'audio/pcm;rate=24000;channels=1' };
    expect(response.headers.get('content-type')).toBe(types[format]);
    const bytes = Buffer.from(await response.arrayBuffer());
    const raw = ['-f', 's16le', '-ar', '24000', '-ac', '1', '-i', 'pipe:0', '-bitexact', '-f', 'wav'];
    const audio = format === 'pcm' ? await ffmpeg(raw, bytes) : bytes;
    expect((await decodeAudio(audio)).length / 32_000).toBeGreaterThan(2);
    if (format !== 'mp3') return;
    const heard = (await (await upload(audio)).json()) as TranscribeAnswer;
    expect(wordErrorRate(text, heard.transcription.transcript)).toBeLessThanOrEqual(0.2);
  });

  it('begins before the end is made', async () => {
    const response = await server.post('/api/voice/speak', { text: 'This is a sentence. '.repeat(90), format: 'pcm' });
    const reader = (response.body as ReadableStream<Uint8Array>).getReader();
    expect((await reader.read()).value?.length).toBeGreaterThan(0);
    expect(deepgram.requests.at(-1)?.stages.synthesiseMs).toBeUndefined();
    await reader.cancel();
    await vi.waitFor(() => expect(deepgram.open().calls).toBe(0));
  });

  it('of a long text is cut at sentences and is one stream', async () => {
    const before = deepgram.requests.length;
    // Nobody says dots, so that the vendor's limit is passed without much ado.
    const response = await server.post('/api/voice/speak', {
      text: `Hello. ${'... '.repeat(600)} The house is red.`,
      format: 'wav',
    });
    const audio = Buffer.from(await response.arrayBuffer());
    expect(deepgram.requests.length - before).toBe(2);
    expect(audio.toString('latin1').split('RIFF')).toHaveLength(2);
    const one = Buffer.from(await (await server.post('/api/voice/speak', { text: 'Hello.', format: 'wav' })).arrayBuffer());
    expect((await decodeAudio(audio)).length / (await decodeAudio(one)).length).toBeGreaterThan(1.5);
  });

  it('ends at the vendor when the listener leaves', async () => {
    const abort = new AbortController();
    const response = await server.call('/api/voice/speak', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ text: 'This is a long sentence about nothing. '.repeat(45), format: 'pcm' }),
      signal: abort.signal,
    });
    await (response.body as ReadableStream<Uint8Array>).getReader().read();
    expect(deepgram.open().calls).toBe(1);
    abort.abort();
    await vi.waitFor(() => expect(deepgram.open().calls).toBe(0));
  });

  it('in an unknown voice or too long is refused', async () => {
    expect(await codeOf(await server.post('/api/voice/speak', { text, voice: 'nobody' }))).toEqual([422, 'VALIDATION_FAILED']);
    expect(await codeOf(await server.post('/api/voice/speak', { text: 'a'.repeat(MAX_SPEECH_CHARS + 1) }))).toEqual([
      422,
      'VALIDATION_FAILED',
    ]);
  });

  it('that breaks off in the middle breaks the answer off', async () => {
    for (const fault of ['cut', 'stall-body'] as const) {
      deepgram.fail('speak', fault);
      const response = await restless.post('/api/voice/speak', { text: 'Sentence one. Sentence two. '.repeat(3), format: 'pcm' });
      expect(response.status).toBe(200);
      await expect(response.arrayBuffer(), fault).rejects.toThrow();
    }
    await vi.waitFor(() => expect(deepgram.open().calls).toBe(0));
  });
});

describe('live transcription', () => {
  it('gets a token that opens a socket of the provider, for a while', async () => {
    const token = (await (await server.post('/api/voice/token', { sample_rate: 48_000, language: 'en' })).json()) as VoiceToken;
    expect(token.expires_at - Date.now()).toBeGreaterThan(20_000);
    expect(token.expires_at - Date.now()).toBeLessThanOrEqual(60_000);
    expect(JSON.stringify(token)).not.toContain(deepgram.key);
    const url = new URL(token.url);
    expect(Object.fromEntries(url.searchParams)).toMatchObject({ model: 'nova-3', sample_rate: '48000', encoding: 'linear16' });
    const socket = new WebSocket(token.url, token.protocols);
    const finals: string[] = [];
    socket.on('message', (data) => {
      const message = JSON.parse(data.toString());
      if (message.is_final) finals.push(message.channel.alternatives[0].transcript);
    });
    await new Promise((resolve) => socket.once('open', resolve));
    for (let at = 44; at < speech.length; at += 9_600) socket.send(speech.subarray(at, at + 9_600));
    socket.send(JSON.stringify({ type: 'CloseStream' }));
    await new Promise((resolve) => socket.once('close', resolve));
    expect(finals.length).toBeGreaterThan(1);
    expect(wordErrorRate(SENTENCES.join(' '), finals.join(' '))).toBeLessThanOrEqual(0.3);
    await vi.waitFor(() => expect(deepgram.open().live).toBe(0));
  });
});

describe('a provider that fails', () => {
  it.each([401, 402, 403, 429, 500, 503])('with %d is no provider, and what it said stays here', async (status) => {
    for (const route of ['listen', 'speak', 'grant'] as const) deepgram.fail(route, { status });
    const answers = [
      await upload(speech),
      await server.post('/api/voice/speak', { text: 'Hello.' }),
      await server.post('/api/voice/token', {}),
    ];
    for (const response of answers) {
      const body = await response.text();
      expect([response.status, JSON.parse(body)]).toEqual([
        503,
        { error: 'No speech provider is available.', code: 'SPEECH_UNAVAILABLE' },
      ]);
    }
  });

  it('before a word of it is given up after a time, and its connection closed', async () => {
    for (const route of ['speak', 'grant'] as const) deepgram.fail(route, 'stall');
    expect(await codeOf(await hasty.post('/api/voice/speak', { text: 'Hello.' }))).toEqual([503, 'SPEECH_UNAVAILABLE']);
    expect(await codeOf(await hasty.post('/api/voice/token', {}))).toEqual([503, 'SPEECH_UNAVAILABLE']);
    await vi.waitFor(() => expect(deepgram.open().calls).toBe(0));
  });

  it('is left alone for as long as it asks for', async () => {
    const other = await serve({}, server);
    deepgram.fail('grant', { status: 429, headers: { 'retry-after': '7' } }, 1);
    const response = await other.post('/api/voice/token', {});
    expect([response.status, response.headers.get('retry-after')]).toEqual([503, '7']);
    const before = deepgram.requests.length;
    expect((await other.post('/api/voice/token', {})).status).toBe(503);
    expect(deepgram.requests).toHaveLength(before);
    await other.close();
  });

  it('is counted, without a word of what was said', async () => {
    const waited = await (await hasty.call('/metrics')).text();
    expect(waited).toMatch(
      /cartrita_speech_calls_total\{provider="deepgram",part="speak",outcome="failed",error="timeout"\} [1-9]/,
    );
    const metrics = await (await server.call('/metrics')).text();
    expect(metrics).toMatch(/cartrita_speech_calls_total\{provider="deepgram",part="speak",outcome="aborted",error=""\} [1-9]/);
    expect(metrics).toMatch(/cartrita_speech_transcribed_seconds_total\{provider="deepgram"\} [1-9]/);
    expect(metrics).not.toContain('upstream-secret');
  });
});

describe('without a provider', () => {
  it('says so, and the browser may serve', async () => {
    const bare = await startTestServer({ store: server.store });
    const config = (await (await bare.call('/api/voice/config')).json()) as VoiceConfig;
    expect(config).toMatchObject({ transcription: null, live: null, synthesis: null, voices: [], default_voice: null });
    expect(await codeOf(await upload(speech, { to: bare }))).toEqual([503, 'SPEECH_UNAVAILABLE']);
    expect(await codeOf(await bare.post('/api/voice/speak', { text: 'Hello.' }))).toEqual([503, 'SPEECH_UNAVAILABLE']);
    expect(await codeOf(await bare.post('/api/voice/token', {}))).toEqual([503, 'SPEECH_UNAVAILABLE']);
    await bare.close();
  });

  it('there is nothing to configure: with one, everything is', async () => {
    const config = (await (await server.call('/api/voice/config')).json()) as VoiceConfig;
    expect(config).toMatchObject({
      transcription: { provider: 'deepgram', model: 'nova-3' },
      live: { provider: 'deepgram', model: 'nova-3' },
      synthesis: { provider: 'deepgram', model: 'aura-2', formats: ['mp3', 'wav', 'opus', 'pcm'] },
      default_voice: 'aura-2-thalia-en',
      limits: { max_audio_bytes: 25 * 2 ** 20, max_audio_seconds: 600, max_text_chars: MAX_SPEECH_CHARS },
    });
    expect(new Set(config.voices.map(({ language }) => language.slice(0, 2)))).toEqual(
      new Set(['en', 'es', 'de', 'fr', 'it', 'nl', 'ja']),
    );
  });
});
