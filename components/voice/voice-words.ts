import type { TurnMark } from '../../lib/client/voice/turn-timing.ts';
import type { VoiceFault } from '../../lib/client/voice/voice-fault.ts';
import type { VoicePhase } from '../../lib/client/voice/voice-state.ts';
import type { VoiceConfig } from '../../lib/contract/voice.ts';

export const PHASE_WORDS: Record<VoicePhase, string> = {
  idle: 'Ready',
  listening: 'Listening',
  endpointing: 'Finishing the sentence',
  transcribing: 'Writing down what you said',
  thinking: 'Thinking',
  speaking: 'Speaking',
  interrupted: 'Interrupted, listening to you',
  error: 'Voice stopped',
};

/** What went wrong, and what can be done about it. */
export const FAULT_WORDS: Record<VoiceFault, { title: string; help: string }> = {
  unsupported: {
    title: 'This page cannot use a microphone',
    help: 'Browsers allow it on https and on this computer itself only.',
  },
  no_permission: {
    title: 'The microphone is not allowed',
    help: 'Allow it with the icon beside the address of this page, then try again.',
  },
  no_device: { title: 'No microphone found', help: 'Connect one, then try again.' },
  device_busy: { title: 'The microphone does not start', help: 'Another program may be using it.' },
  unplugged: { title: 'The microphone was disconnected', help: 'Connect it, then try again.' },
  no_detector: {
    title: 'This browser cannot tell when you speak',
    help: 'Hold the microphone button while you talk instead.',
  },
  no_recogniser: {
    title: 'Nothing here can understand speech',
    help: 'Neither a speech provider nor this browser can. An administrator can add a provider.',
  },
  recogniser_failed: { title: 'What you said could not be understood', help: 'The speech provider failed. Try again.' },
  no_connection: { title: 'The server could not be reached', help: 'What you said did not arrive. Say it again in a moment.' },
  too_long: { title: 'That recording is too long', help: 'Say it in parts.' },
  too_short: { title: 'That was too short', help: 'Hold the button while you talk, or click it to begin and to end.' },
  nothing_heard: { title: 'Nothing was heard', help: 'Check that the right microphone is on, and say it again.' },
  run_failed: { title: 'There was no answer', help: 'The chat shows why.' },
  speech_failed: { title: 'The answer could not be spoken', help: 'It is in the chat.' },
};

/** What each stage ends with. */
export const STAGE_WORDS: Record<TurnMark, string> = {
  speechEnd: 'end of speech',
  words: 'words',
  firstToken: 'first token',
  firstSentence: 'first sentence',
  firstAudio: 'first sound',
};

const PROVIDER_NAMES: Record<string, string> = { deepgram: 'Deepgram', openai: 'OpenAI-compatible' };

export const toProviderName = (provider: string): string => PROVIDER_NAMES[provider] ?? provider;

type Serving = { hears: string; speaks: string };

/** Who turns speech into words and words into speech; the browser stands in where the server has nobody. */
export function toServing(config: VoiceConfig | null): Serving {
  const hasRecognition = 'SpeechRecognition' in globalThis || 'webkitSpeechRecognition' in globalThis;
  const hasVoice = 'speechSynthesis' in globalThis;
  const hears = config?.live ?? config?.transcription;
  return {
    hears: hears ? toProviderName(hears.provider) : hasRecognition ? 'this browser' : 'nobody',
    speaks: config?.synthesis ? toProviderName(config.synthesis.provider) : hasVoice ? 'this browser' : 'nobody',
  };
}
