import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type WebSocket as Peer, WebSocketServer } from 'ws';
import type { VoiceToken } from '../../contract/voice.ts';
import { createLiveTranscriber } from './live-transcriber.ts';
import type { Transcriber } from './transcriber.ts';

type Seen = { peer: Peer; path: string | undefined; bytes: number; messages: string[]; protocol: string };

let server: WebSocketServer;
let seen: Seen[];
let refuses = false;
let transcriber: Transcriber | undefined;

beforeEach(async () => {
  seen = [];
  refuses = false;
  server = new WebSocketServer({ port: 0, host: '127.0.0.1', verifyClient: () => !refuses });
  server.on('connection', (peer, { url: path }) => {
    const one: Seen = { peer, path, bytes: 0, messages: [], protocol: peer.protocol };
    seen.push(one);
    peer.on('message', (data, isBinary) => {
      if (isBinary) one.bytes += (data as Buffer).length;
      else one.messages.push((JSON.parse(String(data)) as { type: string }).type);
    });
  });
  await once(server, 'listening');
});

afterEach(async () => {
  transcriber?.close();
  await vi.waitFor(() => expect(server.clients.size).toBe(0));
  server.close();
  await once(server, 'close');
});

const tokenOf = (path = '/v1/listen'): VoiceToken => ({
  provider: 'deepgram',
  url: `ws://127.0.0.1:${(server.address() as AddressInfo).port}${path}`,
  protocols: ['bearer', 'token-1'],
  expires_at: 0,
});

function start(
  options: { getToken?: () => Promise<VoiceToken>; keepAliveMs?: number; healthyMs?: number; connectMs?: number } = {},
) {
  const log: string[] = [];
  const { getToken = async () => tokenOf(), ...timing } = options;
  const live = createLiveTranscriber({
    getToken,
    timing,
    handlers: {
      onWords: (turn, text) => log.push(`${turn}:${text}`),
      onEnd: (turn) => log.push(`end ${turn}`),
      onFail: () => log.push('fail'),
    },
  });
  transcriber = live;
  live.begin(1);
  return { live, log };
}

/** The socket of the client once it is there. */
async function peerOf(index = 0): Promise<Seen> {
  await vi.waitFor(() => expect(seen.length).toBeGreaterThan(index));
  return seen[index] as Seen;
}

function say({ peer }: Seen, text: string, at: number, flags: object = {}) {
  const words = text.split(' ').map((word, index) => ({ word, start: at + index / 10, end: at + index / 10 + 0.1 }));
  const channel = { alternatives: [{ transcript: text, confidence: 1, words: text === '' ? [] : words }] };
  peer.send(JSON.stringify({ type: 'Results', start: at, duration: 1, channel, ...flags }));
}

const PATIENCE = { timeout: 20_000 };

const second = () => new Float32Array(16_000);

describe('live transcription', () => {
  it('sends audio that came before the socket was open, with the token as a protocol', async () => {
    const { live } = start();
    live.push(second());
    const one = await peerOf();
    live.push(second());
    await vi.waitFor(() => expect(one.bytes).toBe(64_000));
    expect(one.protocol).toBe('bearer');
  });

  it('gives interim and final words as one text, and its end', async () => {
    const { log } = start();
    const one = await peerOf();
    say(one, 'what', 0);
    say(one, 'what is the', 0);
    say(one, 'what is the time', 0, { is_final: true });
    say(one, 'in Rome', 1, { is_final: true, speech_final: true });
    await vi.waitFor(() =>
      expect(log).toEqual(['1:what', '1:what is the', '1:what is the time', '1:what is the time in Rome', 'end 1']),
    );
    one.peer.send(JSON.stringify({ type: 'UtteranceEnd', last_word_end: 1.2 }));
    await vi.waitFor(() => expect(log.filter((line) => line === 'end 1')).toHaveLength(2));
  });

  it('takes no end from a recogniser that has not heard everything yet', async () => {
    const { live, log } = start();
    const one = await peerOf();
    live.push(second());
    live.push(second());
    live.push(second());
    await vi.waitFor(() => expect(one.bytes).toBe(96_000));
    say(one, 'please add', 0, { is_final: true, speech_final: true });
    say(one, 'a task', 2, { is_final: true, speech_final: true });
    await vi.waitFor(() => expect(log).toEqual(['1:please add', '1:please add a task', 'end 1']));
  });

  it('hears no end in silence', async () => {
    const { log } = start();
    const one = await peerOf();
    say(one, '', 0, { is_final: true, speech_final: true });
    one.peer.send(JSON.stringify({ type: 'UtteranceEnd' }));
    one.peer.send('not json');
    say(one, 'now', 1);
    await vi.waitFor(() => expect(log).toEqual(['1:now']));
  });

  it('asks for the last words, and ends with the answer to that even in silence', async () => {
    const { live, log } = start();
    const one = await peerOf();
    live.finish();
    await vi.waitFor(() => expect(one.messages).toEqual(['Finalize']));
    say(one, '', 0, { is_final: true, from_finalize: true });
    await vi.waitFor(() => expect(log).toEqual(['end 1']));
  });

  it('gives an utterance no words of the one before', async () => {
    const { live, log } = start();
    const one = await peerOf();
    await vi.waitFor(() => expect(one.peer.readyState).toBe(1));
    live.push(second());
    await vi.waitFor(() => expect(one.bytes).toBe(32_000));
    live.finish();
    live.begin(2);
    live.finish();
    say(one, 'late words', 0, { is_final: true, from_finalize: true });
    say(one, 'word new ones', 0.9, { is_final: true });
    say(one, '', 2, { is_final: true, from_finalize: true });
    await vi.waitFor(() => expect(log).toEqual(['2:word new ones', 'end 2']));
  });

  it('keeps the socket open in silence', async () => {
    start({ keepAliveMs: 20 });
    const one = await peerOf();
    await vi.waitFor(() => expect(one.messages.filter((type) => type === 'KeepAlive').length).toBeGreaterThan(2));
  });

  it('replaces a broken socket once and sends the utterance again', async () => {
    const { live, log } = start();
    const one = await peerOf();
    live.push(second());
    await vi.waitFor(() => expect(one.bytes).toBe(32_000));
    say(one, 'hello', 0, { is_final: true });
    await vi.waitFor(() => expect(log).toEqual(['1:hello']));
    one.peer.terminate();
    const two = await peerOf(1);
    await vi.waitFor(() => expect(two.bytes).toBe(32_000));
    say(two, 'hello there', 0, { is_final: true });
    await vi.waitFor(() => expect(log).toEqual(['1:hello', '1:hello there']));
    two.peer.terminate();
    await vi.waitFor(() => expect(log.at(-1)).toBe('fail'));
    await vi.waitFor(() => expect(server.clients.size).toBe(0));
    expect(seen).toHaveLength(2);
  });

  it.each([
    ['no token', async () => Promise.reject(new Error('none'))],
    ['a socket that is refused', undefined],
  ])('gives up after %s, twice', async (_name, getToken) => {
    refuses = true;
    const { log } = start(getToken ? { getToken } : {});
    await vi.waitFor(() => expect(log).toEqual(['fail']));
    expect(seen).toHaveLength(0);
  });

  it('gives up on a token that never comes', async () => {
    const { log } = start({ getToken: () => new Promise(() => {}), connectMs: 30 });
    await vi.waitFor(() => expect(log).toEqual(['fail']));
  });

  it('leaves no socket, whenever it is closed', async () => {
    let give: (token: VoiceToken) => void = () => {};
    const waiting = start({ getToken: () => new Promise((resolve) => (give = resolve)) });
    waiting.live.close();
    give(tokenOf());
    for (let round = 0; round < 15; round += 1) {
      const { live } = start();
      live.push(second());
      await sleep(round);
      live.close();
      live.push(second());
      live.finish();
    }
    await vi.waitFor(() => expect(server.clients.size).toBe(0));
    const open = start({ getToken: async () => tokenOf('/last') });
    const one = await vi.waitUntil(() => seen.find(({ path }) => path === '/last'), PATIENCE);
    await vi.waitFor(() => expect(one.peer.readyState).toBe(1));
    open.live.push(second());
    await vi.waitFor(() => expect(one.bytes).toBeGreaterThan(0));
    open.live.close();
    await vi.waitFor(() => expect(one.messages).toEqual(['CloseStream']));
    expect(open.log).toEqual([]);
  });
});
