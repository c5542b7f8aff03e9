import { AppError, validationFailed } from '../../lib/contract/errors.ts';
import {
  MAX_AUDIO_BYTES,
  MAX_AUDIO_SECONDS,
  MAX_SPEECH_CHARS,
  SPEECH_FORMATS,
  type SpeechFormat,
  type Transcription,
  type VoiceConfig,
} from '../../lib/contract/voice.ts';
import type { BreakerOptions } from '../core/breaker.ts';
import type { Clock } from '../core/clock.ts';
import type { SpeechMetrics } from '../core/metrics.ts';
import type { AudioClip, Speech, SpeechProvider } from '../core/speech.ts';
import { createDeepgram, type DeepgramOptions } from './deepgram/create-deepgram.ts';
import { inspectAudio } from './inspect-audio.ts';
import { createOpenAiAudio, type OpenAiAudioOptions } from './openai-audio.ts';
import { createProviderCalls, type Part } from './provider-calls.ts';
import { type SynthesisLimits, startSynthesis, toProviderFormat } from './synthesis.ts';
import { watchCall } from './watched-call.ts';

export type SpeechOptions = SynthesisLimits & {
  /** Absent: not configured. Asked first. */
  deepgram?: DeepgramOptions;
  compatible?: OpenAiAudioOptions;
  /** A whole transcription. */
  transcribeTimeoutMs: number;
  breaker: BreakerOptions;
};

type Deps = { clock: Clock; metrics: SpeechMetrics };
type Having<K extends 'transcribe' | 'live' | 'synthesize'> = SpeechProvider & Required<Pick<SpeechProvider, K>>;

function having<K extends 'transcribe' | 'live' | 'synthesize'>(providers: readonly SpeechProvider[], part: K): Having<K>[] {
  return providers.filter((provider): provider is Having<K> => provider[part] !== undefined);
}

function assertDuration(seconds: number | undefined): void {
  if (seconds !== undefined && seconds > MAX_AUDIO_SECONDS) {
    throw new AppError('TOO_LARGE', { message: 'The recording is too long.', details: { max_audio_seconds: MAX_AUDIO_SECONDS } });
  }
}

/** Who knows the voice comes first; others stand in with their own. */
function withVoice(speakers: readonly Having<'synthesize'>[], voice: string | undefined) {
  const knows = ({ synthesize }: Having<'synthesize'>) => synthesize.voices.some(({ voice_id }) => voice_id === voice);
  if (voice !== undefined && speakers.length > 0 && !speakers.some(knows)) {
    throw validationFailed([{ path: 'voice', reason: 'must be a voice of GET /api/voice/config' }]);
  }
  return speakers
    .toSorted((left, right) => Number(knows(right)) - Number(knows(left)))
    .map((speaker) => ({ speaker, voice: voice !== undefined && knows(speaker) ? voice : speaker.synthesize.defaultVoice }));
}

const canMake = ({ synthesize }: Having<'synthesize'>, format: SpeechFormat) =>
  synthesize.formats.includes(toProviderFormat(format));

/** Speech of all providers that are configured: Deepgram, then an OpenAI-compatible server. */
export function createSpeech(options: SpeechOptions, { clock, metrics }: Deps): Speech {
  const providers = [
    ...(options.deepgram ? [createDeepgram(options.deepgram, clock)] : []),
    ...(options.compatible ? [createOpenAiAudio(options.compatible)] : []),
  ];
  const [listeners, live, speakers] = [
    having(providers, 'transcribe'),
    having(providers, 'live'),
    having(providers, 'synthesize'),
  ];
  const calls = createProviderCalls({ breaker: options.breaker, clock, metrics });
  const usable = <P extends SpeechProvider>(all: readonly P[], part: Part): P | undefined =>
    all.find(({ name }) => !calls.isResting(name, part)) ?? all[0];

  function config(): VoiceConfig {
    const [listener, liveOne] = [usable(listeners, 'transcribe'), usable(live, 'token')];
    const speaker = usable(speakers, 'speak');
    return {
      transcription: listener ? { provider: listener.name, model: listener.transcribe.model } : null,
      live: liveOne ? { provider: liveOne.name, model: liveOne.live.model } : null,
      synthesis: speaker
        ? {
            provider: speaker.name,
            model: speaker.synthesize.model,
            formats: SPEECH_FORMATS.filter((format) => canMake(speaker, format)),
          }
        : null,
      voices: speakers.flatMap(({ synthesize }) => synthesize.voices),
      default_voice: speaker?.synthesize.defaultVoice ?? null,
      limits: { max_audio_bytes: MAX_AUDIO_BYTES, max_audio_seconds: MAX_AUDIO_SECONDS, max_text_chars: MAX_SPEECH_CHARS },
    };
  }

  /** One answer within a time. */
  async function ask<T>(signal: AbortSignal, timeoutMs: number, run: (signal: AbortSignal) => Promise<T>): Promise<T> {
    const call = watchCall(signal);
    try {
      return await call.within(run(call.signal), timeoutMs, 'timeout');
    } finally {
      call.stop();
    }
  }

  function transcribe(clip: AudioClip, { language, signal, log }: Parameters<Speech['transcribe']>[1]) {
    assertDuration(clip.seconds);
    const spoken = language === undefined ? {} : { language };
    const candidates = listeners.map(({ name, transcribe: { run } }) => ({
      provider: name,
      async run(report: { succeeded(amounts: { audioSeconds: number }): void }) {
        const transcription: Transcription = await ask(signal, options.transcribeTimeoutMs, (own) =>
          run(clip, { ...spoken, signal: own }),
        );
        report.succeeded({ audioSeconds: transcription.duration });
        assertDuration(transcription.duration);
        return { transcription, provider: name };
      },
    }));
    return calls.first('transcribe', candidates, { signal, log });
  }

  const names = new Set(['browser', ...providers.map(({ name }) => name)]);
  /** What callers make up must not grow the metrics. */
  const known = (name: string) => (names.has(name) ? name : 'other');

  return {
    config,
    countTurn({ heard_by, spoken_by, stages, stop_ms }) {
      metrics.voiceTurn({
        heardBy: known(heard_by),
        ...(spoken_by === undefined ? {} : { spokenBy: known(spoken_by) }),
        stages,
        ...(stop_ms === undefined ? {} : { stopMs: stop_ms }),
      });
    },
    inspect: inspectAudio,
    transcribe: async (clip, call) => transcribe(clip, call),
    async speak(text, { voice, format, speed, signal, log }) {
      const able = speakers.filter((speaker) => canMake(speaker, format));
      const candidates = withVoice(able, voice).map(({ speaker, voice: own }) => {
        const from = { provider: speaker.name, synthesizer: speaker.synthesize, limits: options };
        const how = { voice: own, format, speed, signal };
        return {
          provider: speaker.name,
          run: (report: Parameters<typeof startSynthesis>[3]) => startSynthesis(from, text, how, report),
        };
      });
      return calls.first('speak', candidates, { signal, log });
    },
    async token({ sampleRate, language, signal, log }) {
      const spoken = language === undefined ? {} : { language };
      const candidates = live.map(({ name, live: { grant } }) => ({
        provider: name,
        async run(report: { succeeded(): void }) {
          const token = await ask(signal, options.firstByteTimeoutMs, (own) => grant({ sampleRate, ...spoken, signal: own }));
          report.succeeded();
          return token;
        },
      }));
      return calls.first('token', candidates, { signal, log });
    },
  };
}
