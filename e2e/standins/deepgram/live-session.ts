import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import type { RawData, WebSocket } from 'ws';
import { TO_PCM } from './ffmpeg.ts';
import type { RecognisedWord, Recogniser, RecogniserPool } from './recogniser.ts';
import { meanConfidence } from './transcribe-file.ts';

const STEP_SECONDS = 0.1;
const STEP_BYTES = 3_200;
const LOUD_RMS = 300;
/** The vendor closes a socket that gets neither audio nor KeepAlive for so long. */
const IDLE_MS = 10_000;
const DEFAULT_ENDPOINTING_MS = 10;

type Options = {
  model: string;
  rate: number;
  isRaw: boolean;
  interim: boolean;
  vadEvents: boolean;
  endpointingMs: number;
  utteranceEndMs: number;
};

function toOptions(query: URLSearchParams): Options {
  const endpointing = query.get('endpointing');
  return {
    model: query.get('model') ?? 'base',
    rate: Number(query.get('sample_rate') ?? 16_000),
    isRaw: query.get('encoding') === 'linear16',
    interim: query.get('interim_results') === 'true',
    vadEvents: query.get('vad_events') === 'true',
    endpointingMs: endpointing === 'false' ? Number.POSITIVE_INFINITY : Number(endpointing ?? DEFAULT_ENDPOINTING_MS),
    utteranceEndMs: Number(query.get('utterance_end_ms') ?? 0),
  };
}

function rms(pcm: Buffer): number {
  let sum = 0;
  for (let at = 0; at < pcm.length; at += 2) sum += pcm.readInt16LE(at) ** 2;
  return Math.sqrt(sum / (pcm.length / 2));
}

/** Everything but raw audio of 16 kHz goes through ffmpeg. */
function startDecoder({ isRaw, rate }: Options, onPcm: (pcm: Buffer) => void): ChildProcessWithoutNullStreams {
  const from = isRaw ? ['-f', 's16le', '-ar', String(rate), '-ac', '1'] : ['-fflags', 'nobuffer', '-probesize', '4096'];
  const child = spawn('ffmpeg', ['-loglevel', 'error', ...from, '-i', 'pipe:0', ...TO_PCM, '-flush_packets', '1', 'pipe:1']);
  child.stdin.on('error', () => {});
  child.stdout.on('data', onPcm);
  return child;
}

const round = (seconds: number) => Number(seconds.toFixed(2));

/** The utterances of one socket: what is recognised, and when one is over. */
function createUtterances(recogniser: Recogniser, options: Options, requestId: string, send: (message: object) => void) {
  let now = 0;
  let start = 0;
  let silentMs = 0;
  let isSpeaking = false;
  let shown = '';
  let lastWordEnd: number | undefined;

  function sendResults(words: readonly RecognisedWord[], flags: object): void {
    const absolute = words.map((word) => ({
      ...word,
      start: round(start + word.start),
      end: round(start + word.end),
      punctuated_word: word.word,
    }));
    const transcript = words.map(({ word }) => word).join(' ');
    send({
      type: 'Results',
      channel_index: [0, 1],
      duration: round(now - start),
      start: round(start),
      is_final: false,
      speech_final: false,
      channel: { alternatives: [{ transcript, confidence: meanConfidence(words), words: absolute }] },
      metadata: { request_id: requestId, model_info: { name: options.model, version: 'standin', arch: 'pocketsphinx' } },
      ...flags,
    });
  }

  async function finish(fromFinalize: boolean): Promise<void> {
    const began = performance.now();
    const words = await recogniser.finish();
    if (words.length > 0) lastWordEnd = start + (words.at(-1)?.end ?? 0);
    const took = { _standin: { recognise_ms: Math.round(performance.now() - began) } };
    sendResults(words, { is_final: true, speech_final: true, from_finalize: fromFinalize, ...took });
    start = now;
    silentMs = 0;
    isSpeaking = false;
    shown = '';
  }

  async function step(pcm: Buffer): Promise<void> {
    now += STEP_SECONDS;
    if (rms(pcm) > LOUD_RMS) {
      silentMs = 0;
      if (!isSpeaking && options.vadEvents) send({ type: 'SpeechStarted', channel: [0], timestamp: round(now - STEP_SECONDS) });
      isSpeaking = true;
    } else silentMs += STEP_SECONDS * 1_000;
    const words = await recogniser.push(pcm);
    const text = words.map(({ word }) => word).join(' ');
    if (options.interim && text !== '' && text !== shown) sendResults(words, {});
    shown = text;
    if (isSpeaking && silentMs >= options.endpointingMs) await finish(false);
    const { utteranceEndMs } = options;
    if (utteranceEndMs > 0 && lastWordEnd !== undefined && !isSpeaking && (now - lastWordEnd) * 1_000 >= utteranceEndMs) {
      send({ type: 'UtteranceEnd', channel: [0, 1], last_word_end: round(lastWordEnd) });
      lastWordEnd = undefined;
    }
  }

  return { step, finish, isOpen: () => isSpeaking, seconds: () => now };
}

/** Cuts what comes into steps and handles them one after the other. */
function createSteps(handle: (pcm: Buffer) => Promise<void>) {
  let rest: Buffer = Buffer.alloc(0);
  let queue: Promise<unknown> = Promise.resolve();
  const then = (work: () => unknown) => {
    queue = queue.then(work).catch(() => {});
    return queue;
  };
  return {
    then,
    push(pcm: Buffer) {
      rest = Buffer.concat([rest, pcm]);
      for (; rest.length >= STEP_BYTES; rest = rest.subarray(STEP_BYTES)) {
        const piece = rest.subarray(0, STEP_BYTES);
        void then(() => handle(piece));
      }
    },
  };
}

/** One `/v1/listen` socket: interim results, endpointing, SpeechStarted, UtteranceEnd, Finalize, KeepAlive and CloseStream. */
export async function startLiveSession(
  socket: WebSocket,
  query: URLSearchParams,
  requestId: string,
  pool: RecogniserPool,
): Promise<void> {
  const options = toOptions(query);
  const send = (message: object) => socket.readyState === socket.OPEN && socket.send(JSON.stringify(message));
  const early: [RawData, boolean][] = [];
  const keep = (data: RawData, isBinary: boolean) => void early.push([data, isBinary]);
  socket.on('message', keep);
  const recogniser = await pool.take();
  const utterances = createUtterances(recogniser, options, requestId, send);
  const steps = createSteps(utterances.step);
  const needsDecoder = !options.isRaw || options.rate !== 16_000;
  const decoder = needsDecoder ? startDecoder(options, steps.push) : undefined;
  const decoded = new Promise((resolve) => (decoder ? decoder.stdout.once('close', resolve) : resolve(undefined)));
  const idle = setTimeout(() => socket.close(1011, 'NET-0001'), IDLE_MS);

  async function close(): Promise<void> {
    clearTimeout(idle);
    decoder?.stdin.end();
    await decoded;
    await steps.then(async () => utterances.isOpen() && (await utterances.finish(false)));
    send({ type: 'Metadata', transaction_key: 'deprecated', request_id: requestId, duration: utterances.seconds(), channels: 1 });
    socket.close(1000);
  }

  function onMessage(data: RawData, isBinary: boolean): void {
    idle.refresh();
    if (isBinary) return void (decoder ? decoder.stdin.write(data as Buffer) : steps.push(data as Buffer));
    const { type } = JSON.parse(data.toString()) as { type?: string };
    if (type === 'Finalize') void steps.then(() => utterances.finish(true));
    else if (type === 'CloseStream') void close();
  }

  socket.off('message', keep);
  for (const [data, isBinary] of early) onMessage(data, isBinary);
  socket.on('message', onMessage);
  const release = () => {
    clearTimeout(idle);
    decoder?.kill();
    void steps.then(() => recogniser.finish()).then(() => recogniser.release());
  };
  if (socket.readyState === socket.CLOSED) release();
  else socket.once('close', release);
}
