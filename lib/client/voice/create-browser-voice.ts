import type { VoiceConfig } from '../../contract/voice.ts';
import { api } from '../api.ts';
import type { VoiceChat } from './answering.ts';
import { atSpeed } from './at-speed.ts';
import { createBrowserTranscriber, findBrowserRecognition } from './browser-recognition.ts';
import { createBrowserSpeaker } from './browser-speaker.ts';
import { openBrowserEars } from './ears.ts';
import { createFallbackSpeaker } from './fallback-speaker.ts';
import { createLiveTranscriber } from './live-transcriber.ts';
import { loadDetector } from './load-detector.ts';
import { reportTurns } from './report-turns.ts';
import type { CreateSpeaker, SpeakerHandlers } from './speaker.ts';
import { createSynthesisSpeaker } from './synthesis-speaker.ts';
import type { TranscriberHandlers } from './transcriber.ts';
import { createVoiceApi } from './voice-api.ts';
import { createVoiceSession, type VoiceSession } from './voice-session.ts';
import { createVoiceSettings, type VoiceSettings, type VoiceSettingsStore } from './voice-settings.ts';
import { withPatience } from './with-patience.ts';

export type BrowserVoiceSession = VoiceSession & {
  settings: VoiceSettingsStore;
  /** What the server offers. */
  config: VoiceConfig;
};

/** Voice of this page, with what its server and its browser can do. Rejects when the server cannot be asked. */
export async function createBrowserVoice(chat: VoiceChat): Promise<BrowserVoiceSession> {
  const config = await api.call('voiceConfig');
  const settings = createVoiceSettings();
  const context = new AudioContext();
  const providers = { heardBy: 'browser', spokenBy: 'browser' };
  const voiceApi = createVoiceApi(
    (bytes) => context.decodeAudioData(bytes),
    (part, provider) => {
      providers[part] = provider;
    },
  );
  const recognition = findBrowserRecognition();
  const chosenLanguage = () => settings.getState().language ?? undefined;
  const language = () => chosenLanguage() ?? navigator.language;

  function createSpeaker(handlers: SpeakerHandlers) {
    const { voice, speed } = settings.getState();
    const speakers: CreateSpeaker[] = [];
    if (config.synthesis) {
      // A voice of a provider that is no longer there is refused.
      const isKnown = config.voices.some(({ voice_id }) => voice_id === voice);
      const usual = withPatience(voiceApi.synthesise(config, isKnown && voice !== null ? { voice } : {}));
      const synthesise = atSpeed(usual, speed);
      speakers.push((events) => createSynthesisSpeaker(context, synthesise, events));
    }
    if ('speechSynthesis' in globalThis) {
      const createUtterance = (text: string) => new SpeechSynthesisUtterance(text);
      const browser = { synthesis: speechSynthesis, createUtterance, speed, language: language() };
      speakers.push((events) => {
        providers.spokenBy = 'browser';
        return createBrowserSpeaker(browser, events);
      });
    }
    return createFallbackSpeaker(speakers, handlers);
  }

  function createTranscriber(handlers: TranscriberHandlers) {
    providers.heardBy = config.live?.provider ?? 'browser';
    if (!config.live && recognition) return createBrowserTranscriber(recognition, chosenLanguage(), handlers);
    const given = chosenLanguage();
    const body = { sample_rate: 16_000, ...(given === undefined ? {} : { language: given }) };
    return createLiveTranscriber({ handlers, getToken: (signal) => api.call('voiceToken', { body, signal }) });
  }

  const session = createVoiceSession({
    chat,
    settings,
    config,
    language,
    openEars: openBrowserEars,
    createSpeaker,
    createTranscriber,
    transcribe(audio, signal) {
      const given = chosenLanguage();
      return voiceApi.transcribe(audio, { signal, ...(given === undefined ? {} : { language: given }) });
    },
    recognisers: () => ({
      // Who has a provider of recordings need not send audio to the vendor of the browser.
      hasStream: config.live !== null || (!config.transcription && recognition !== null),
      hasSegments: config.transcription !== null,
    }),
    providers: () => providers,
    outputLatencyMs: () => (context.outputLatency || context.baseLatency || 0) * 1_000,
  });
  const reportOpenTurn = reportTurns(session, (body) => {
    // Only numbers for whoever looks after the server: nobody waits for them.
    api.call('reportVoiceTurn', { body, keepalive: true }).catch(() => {});
  });
  addEventListener('pagehide', reportOpenTurn);

  // Model and runtime come while the user still reads, not when the microphone is already open.
  const prepare = ({ mode }: VoiceSettings) => {
    if (mode === 'hands_free') loadDetector().catch(() => {});
  };
  prepare(settings.getState());
  settings.subscribe(prepare);

  /** A context made before the first click is asleep. */
  const awake = (run: () => void) => () => {
    if (context.state === 'suspended') context.resume().catch(() => {});
    run();
  };
  return {
    ...session,
    settings,
    config,
    press: awake(session.press),
    replay: (text) => awake(() => session.replay(text))(),
    close() {
      removeEventListener('pagehide', reportOpenTurn);
      session.close();
      context.close().catch(() => {});
    },
  };
}
