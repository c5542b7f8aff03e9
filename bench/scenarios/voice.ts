import { makeSpeech } from '../../e2e/standins/deepgram/make-speech.ts';
import { hasRecogniser } from '../../e2e/standins/deepgram/recogniser.ts';
import { type Deepgram, startDeepgram } from '../../e2e/standins/deepgram/start-deepgram.ts';
import { monotonicMs } from '../clock.ts';
import type { Origin } from '../load/protocol.ts';
import { toMessage } from '../plan.ts';
import { atMost, type Sample, type Scenario } from '../scenario.ts';
import { quantile } from '../statistics.ts';
import { USUAL_PACE } from './load-helpers.ts';

const TURNS = 12;
const SAID = 'what is the weather in berlin tomorrow morning';
const SENTENCE = 'It will be sunny with a little wind.';
const PLAN = toMessage({ kind: 'direct', ...USUAL_PACE, tokens: 30 });

type Stage = 'words' | 'token' | 'sound';

/** Until the first byte of the body, or the first that holds `mark`; the rest is not waited for. */
async function timeToFirst(request: Request, mark = ''): Promise<number> {
  const startedAt = monotonicMs();
  const response = await fetch(request);
  if (!response.ok || !response.body) throw new Error(`${new URL(request.url).pathname} was answered with ${response.status}`);
  let text = '';
  for await (const piece of response.body) {
    text += Buffer.from(piece).toString('latin1');
    if (text.includes(mark)) return monotonicMs() - startedAt;
  }
  throw new Error(`${request.url} ended early`);
}

const json = (url: string, headers: Record<string, string>, body: object) =>
  new Request(url, { method: 'POST', headers: { ...headers, 'content-type': 'application/json' }, body: JSON.stringify(body) });

function viaProduct({ url, headers }: Origin, recording: Buffer<ArrayBuffer>): Record<Stage, () => Promise<number>> {
  const form = () => {
    const body = new FormData();
    body.set('audio', new Blob([recording], { type: 'audio/wav' }), 'turn.wav');
    return body;
  };
  const query = new URLSearchParams({ conversationId: 'new', transcribedText: PLAN });
  return {
    words: () => timeToFirst(new Request(`${url}/api/voice/transcribe`, { method: 'POST', headers, body: form() }), '}'),
    token: () => timeToFirst(new Request(`${url}/api/chat/voice/stream?${query}`, { headers }), '"text.delta"'),
    sound: () => timeToFirst(json(`${url}/api/voice/speak`, headers, { text: SENTENCE, format: 'wav' })),
  };
}

/** The vendor's stand-in itself, asked for the same. */
function direct(
  { baseUrl, key }: Deepgram,
  recording: Buffer<ArrayBuffer>,
): Record<Exclude<Stage, 'token'>, () => Promise<number>> {
  const headers = { authorization: `Token ${key}` };
  const listen = { method: 'POST', headers: { ...headers, 'content-type': 'audio/wav' }, body: recording };
  return {
    words: () => timeToFirst(new Request(`${baseUrl}/v1/listen?model=nova-3`, listen), '}'),
    sound: () =>
      timeToFirst(
        json(`${baseUrl}/v1/speak?model=aura-2-thalia-en&encoding=linear16&container=wav`, headers, { text: SENTENCE }),
      ),
  };
}

async function measure(stages: Record<string, () => Promise<number>>): Promise<Sample> {
  const values: Record<string, number> = {};
  for (const [stage, once] of Object.entries(stages)) {
    const times: number[] = [];
    for (let turn = 0; turn < TURNS; turn += 1) times.push(await once());
    values[`${stage}_p50`] = quantile(times, 0.5);
    values[`${stage}_p95`] = quantile(times, 0.95);
  }
  return { values, problems: [] };
}

export const voice: Scenario = {
  name: 'voice',
  title: `${TURNS} spoken turns one after the other through the front, with a speech vendor on this machine that really hears and speaks`,
  async prepare(bench) {
    if (!hasRecogniser()) throw new Error('voice cannot be measured: there is no pocketsphinx (npm test installs it as root)');
    const vendor = await startDeepgram();
    const env = { DEEPGRAM_API_KEY: vendor.key, DEEPGRAM_BASE_URL: vendor.baseUrl };
    const product = await bench.startProduct({ env });
    const recording = Buffer.from(await makeSpeech(SAID));
    const sides = { product: viaProduct(product.front, recording), vendor: direct(vendor, recording) };
    for (const stages of Object.values(sides)) for (const once of Object.values(stages)) await once();
    return {
      sides: { product: () => measure(sides.product), vendor: () => measure(sides.vendor) },
      async stop() {
        await product.stop();
        await vendor.stop();
      },
    };
  },
  rows(median) {
    const row = (what: string, stage: Stage, quantileName: 'p50' | 'p95', limitMs: number) => {
      const value = median('product', `${stage}_${quantileName}`);
      const own = stage === 'token' ? undefined : median('vendor', `${stage}_${quantileName}`);
      const goal = atMost(limitMs, own === undefined ? 'ms' : 'ms more', value - (own ?? 0));
      return { what: `${what}, ${quantileName}`, unit: 'ms', value, ...(own === undefined ? {} : { control: own }), goal };
    };
    return [
      row('end of the recording to its words (control: the vendor itself)', 'words', 'p50', 350),
      row('end of the recording to its words (control: the vendor itself)', 'words', 'p95', 600),
      row('words to the first token', 'token', 'p50', 250),
      row('words to the first token', 'token', 'p95', 350),
      row('sentence to its first sound (control: the vendor itself)', 'sound', 'p50', 150),
      row('sentence to its first sound (control: the vendor itself)', 'sound', 'p95', 250),
    ];
  },
};
