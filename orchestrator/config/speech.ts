import { integer, list, MINUTE_MS, optional, text, url, type Values, variable } from './fields.ts';
import type { ModelEnvironment } from './models.ts';

export const speechVariables = {
  DEEPGRAM_API_KEY: optional('Deepgram key, for speech', text),
  DEEPGRAM_BASE_URL: optional('Other address for Deepgram, REST and WebSocket', url('http', 'https')),
  SPEECH_BASE_URL: optional(
    'Server that speaks the OpenAI audio API, after Deepgram; unset: OpenAI with an OPENAI_API_KEY, unless OPENAI_BASE_URL is set',
    url('http', 'https'),
  ),
  SPEECH_API_KEY: optional('Its key; unset: none, or OPENAI_API_KEY for OpenAI', text),
  TRANSCRIBE_MODEL: optional('Its model that hears; unset: gpt-4o-mini-transcribe or, with SPEECH_BASE_URL, whisper-1', text),
  SPEAK_MODEL: optional('Its model that speaks; unset: gpt-4o-mini-tts or, with SPEECH_BASE_URL, tts-1', text),
  SPEAK_VOICES: variable('Its voices, comma list, the first is the default; empty: those of OpenAI', list, ''),
  SPEECH_FIRST_BYTE_TIMEOUT_MS: variable(
    'A speech provider that makes no sound for so long is given up',
    integer(100, MINUTE_MS),
    '8000',
  ),
  SPEECH_IDLE_TIMEOUT_MS: variable('A speech provider that pauses for so long is given up', integer(100, MINUTE_MS), '8000'),
  TRANSCRIBE_TIMEOUT_MS: variable('Longest transcription of a recording', integer(100, 10 * MINUTE_MS), '60000'),
};
type Environment = Values<typeof speechVariables> & ModelEnvironment;

const VENDOR_AUDIO = { baseUrl: 'https://api.openai.com/v1', transcribe: 'gpt-4o-mini-transcribe', speak: 'gpt-4o-mini-tts' };

/** Who else hears and speaks: the user's own server, or OpenAI. A server for chat alone is not asked. */
function compatibleSpeech(env: Environment) {
  const own = env.SPEECH_BASE_URL;
  const isVendor = own === undefined && env.OPENAI_BASE_URL === undefined && env.OPENAI_API_KEY !== undefined;
  if (own === undefined && !isVendor) return {};
  const apiKey = env.SPEECH_API_KEY ?? (isVendor ? env.OPENAI_API_KEY : undefined);
  const compatible = {
    name: isVendor ? 'openai' : 'speech-server',
    baseUrl: own ?? VENDOR_AUDIO.baseUrl,
    ...(apiKey === undefined ? {} : { apiKey }),
    transcribeModel: env.TRANSCRIBE_MODEL ?? (isVendor ? VENDOR_AUDIO.transcribe : 'whisper-1'),
    speakModel: env.SPEAK_MODEL ?? (isVendor ? VENDOR_AUDIO.speak : 'tts-1'),
    ...(env.SPEAK_VOICES.length === 0 ? {} : { voices: env.SPEAK_VOICES }),
  };
  return { compatible };
}

export function toSpeech(env: Environment) {
  const { DEEPGRAM_API_KEY: apiKey, DEEPGRAM_BASE_URL: baseUrl } = env;
  return {
    ...(apiKey === undefined ? {} : { deepgram: { apiKey, ...(baseUrl === undefined ? {} : { baseUrl }) } }),
    ...compatibleSpeech(env),
    firstByteTimeoutMs: env.SPEECH_FIRST_BYTE_TIMEOUT_MS,
    idleTimeoutMs: env.SPEECH_IDLE_TIMEOUT_MS,
    transcribeTimeoutMs: env.TRANSCRIBE_TIMEOUT_MS,
    breaker: { failureThreshold: env.MODEL_BREAKER_FAILURES, openMs: env.MODEL_BREAKER_OPEN_MS },
  };
}
