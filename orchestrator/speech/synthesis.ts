import type { SpeechFormat } from '../../lib/contract/voice.ts';
import { PCM_SAMPLE_RATE, type ProviderFormat, SpeechError, type SpeechProvider, type SpokenAudio } from '../core/speech.ts';
import type { CallReport } from './provider-calls.ts';
import { splitText } from './split-text.ts';
import { type WatchedCall, watchCall } from './watched-call.ts';
import { createWavHeader } from './wav-header.ts';

const MIME_TYPES: Record<SpeechFormat, string> = {
  mp3: 'audio/mpeg',
  wav: 'audio/wav',
  opus: 'audio/ogg;codecs=opus',
  pcm: `audio/pcm;rate=${PCM_SAMPLE_RATE};channels=1`,
};

export const toProviderFormat = (format: SpeechFormat): ProviderFormat => (format === 'wav' ? 'pcm' : format);

export type SynthesisLimits = {
  /** From a call to its first bytes. */
  firstByteTimeoutMs: number;
  /** Between two pieces. */
  idleTimeoutMs: number;
};

type Synthesizer = NonNullable<SpeechProvider['synthesize']>;
type SpeakOptions = { voice: string; format: SpeechFormat; speed: number; signal: AbortSignal };
type Opened = { first: Uint8Array; reader: ReadableStreamDefaultReader<Uint8Array> };

/** An answer without a byte is none. */
async function open(stream: ReadableStream<Uint8Array>): Promise<Opened> {
  const reader = stream.getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) throw new SpeechError('unavailable');
    if (value.byteLength > 0) return { first: value, reader };
  }
}

type Pieces = { call: WatchedCall; limits: SynthesisLimits; openPart(text: string): Promise<Opened> };

async function* readParts(
  first: Opened,
  rest: readonly string[],
  { call, limits, openPart }: Pieces,
): AsyncGenerator<Uint8Array, void> {
  let part = first;
  for (let next = 0; ; next += 1) {
    yield part.first;
    for (;;) {
      const { done, value } = await call.within(part.reader.read(), limits.idleTimeoutMs, 'stalled');
      if (done) break;
      yield value;
    }
    const text = rest[next];
    if (text === undefined) return;
    part = await openPart(text);
  }
}

/** What ended a stream in its middle; what the connection says of it goes nowhere. */
function toCause(thrown: unknown, signal: AbortSignal): unknown {
  if (signal.aborted) return signal.reason;
  return thrown instanceof SpeechError ? thrown : new SpeechError('unavailable');
}

/** Speaks a text of any length with one provider, part after part, as one stream. Resolves with the first bytes. */
export async function startSynthesis(
  { provider, synthesizer, limits }: { provider: string; synthesizer: Synthesizer; limits: SynthesisLimits },
  text: string,
  options: SpeakOptions,
  report: CallReport,
): Promise<SpokenAudio> {
  const call = watchCall(options.signal);
  const format = toProviderFormat(options.format);
  const openPart = (part: string) => {
    const request = synthesizer.run(part, { ...options, format, signal: call.signal }).then(open);
    return call.within(request, limits.firstByteTimeoutMs, 'timeout');
  };
  const [head = '', ...rest] = splitText(text, synthesizer.maxChars);
  const first = await openPart(head).catch((thrown: unknown) => {
    call.stop();
    throw toCause(thrown, options.signal);
  });
  report.began();

  async function* pieces(): AsyncGenerator<Uint8Array, void> {
    try {
      if (options.format === 'wav') yield createWavHeader();
      yield* readParts(first, rest, { call, limits, openPart });
      report.succeeded({ chars: text.length });
    } catch (thrown) {
      const cause = toCause(thrown, options.signal);
      report.ended(cause, options.signal.aborted);
      throw cause;
    } finally {
      // The reader left: that says nothing about the provider.
      report.ended(undefined, true);
      call.stop();
    }
  }

  return { provider, mimeType: MIME_TYPES[options.format], audio: pieces() };
}
