import { createStore } from 'zustand/vanilla';
import type { VoiceConfig } from '../../contract/voice.ts';
import { type AnsweringDeps, createAnswering } from './answering.ts';
import { createListening, type ListeningDeps } from './listening.ts';
import { noteTurn, type TurnMark, type TurnTiming } from './turn-timing.ts';
import { reduceVoice } from './voice-machine.ts';
import { isProtectedFromSpeech, type VoiceSettingsStore } from './voice-settings.ts';
import { createVoiceState, type EffectHandlers, type VoiceEffect, type VoiceEvent, type VoiceState } from './voice-state.ts';

export type VoiceSessionDeps = Pick<ListeningDeps, 'openEars' | 'createTranscriber' | 'transcribe'> &
  Pick<AnsweringDeps, 'chat' | 'createSpeaker' | 'language'> & {
    settings: VoiceSettingsStore;
    config: VoiceConfig;
    /** What can be understood now: while somebody speaks, and from recordings. */
    recognisers(): { hasStream: boolean; hasSegments: boolean };
    /** Who heard and who spoke last. */
    providers(): { heardBy: string; spokenBy: string };
    /** Sound that is on its way to the ear when playback stops. */
    outputLatencyMs(): number;
    /** The clock of the machine; gives what stops it. Default: that of the browser. */
    startTimer?(run: () => void, ms: number): () => void;
  };

export type VoiceSnapshot = {
  voice: VoiceState;
  timings: readonly TurnTiming[];
  /** Nothing is heard until the microphone is opened again or this is taken back. */
  isMuted: boolean;
};

export type VoiceSession = {
  store: { getState(): VoiceSnapshot; subscribe(listener: (snapshot: VoiceSnapshot) => void): () => void };
  /** Begins to listen, or interrupts the answer. Call it in the handler of a click: browsers let sound begin only there. */
  press(): void;
  release(): void;
  cancel(): void;
  skip(): void;
  stop(): void;
  replay(text: string): void;
  mute(isMuted: boolean): void;
  /** Loudness of the microphone now, from 0 to 1. */
  level(): number;
  /** Ends voice for good: nothing stays open. */
  close(): void;
};

/** Between the last voice and the end of an utterance, at most. */
const LONGEST_PAUSE_MS = 5_000;
/** In the browser's timeline: somebody speaks into the answer. */
const INTERRUPTED = 'voice-interrupted';

function isEnd({ type }: VoiceEvent, { mode }: VoiceState): boolean {
  return mode === 'hands_free' ? type === 'speech_ended' || type === 'utterance_ended' : type === 'release';
}

function startBrowserTimer(run: () => void, ms: number): () => void {
  const timer = setTimeout(run, ms);
  return () => clearTimeout(timer);
}

/** Executes what the machine decides. One a page. */
export function createVoiceSession({ startTimer = startBrowserTimer, ...deps }: VoiceSessionDeps): VoiceSession {
  const { config, settings } = deps;
  const isProtected = () => isProtectedFromSpeech(settings.getState(), config);
  const store = createStore<VoiceSnapshot>(() => ({
    voice: createVoiceState(settings.getState().mode, isProtected()),
    timings: [],
    isMuted: false,
  }));
  const timers = new Set<() => void>();
  const queue: VoiceEvent[] = [];
  let isWorking = false;
  let isClosed = false;

  const note = (turn: number, fields: Omit<Partial<TurnTiming>, 'turn'>) =>
    store.setState(({ timings }) => ({ timings: noteTurn(timings, turn, fields) }));

  function mark(turn: number, name: TurnMark, at = performance.now()): void {
    const { heardBy, spokenBy } = deps.providers();
    note(turn, { [name]: at, ...(name === 'words' ? { heardBy } : {}), ...(name === 'firstAudio' ? { spokenBy } : {}) });
  }

  const listening = createListening({
    ...deps,
    dispatch,
    limits: { maxBytes: config.limits.max_audio_bytes, maxSeconds: config.limits.max_audio_seconds },
  });

  const handlers: EffectHandlers<VoiceEffect['type']> = {
    ...createAnswering({ ...deps, dispatch, mark }),
    openMic() {
      store.setState({ isMuted: false });
      listening.open({ mode: store.getState().voice.mode, deviceId: settings.getState().deviceId });
    },
    closeMic: () => listening.close(),
    startLive: () => listening.startLive(),
    finishLive: () => listening.finishLive(),
    closeLive: () => listening.closeLive(),
    capture: ({ turn }) => listening.capture(turn),
    rearm: () => listening.rearm(),
    transcribe: ({ turn }) => listening.transcribe(turn),
    abortTranscribe: () => listening.abortTranscribe(),
    startTimer({ id, ms }) {
      const stop = startTimer(() => {
        timers.delete(stop);
        dispatch({ type: 'timer', id });
      }, ms);
      timers.add(stop);
    },
  };

  /** Where the browser recognises by itself, its voice may have been none for the detector. */
  function lastVoice({ mode }: VoiceState): number {
    const now = performance.now();
    const isRecent = mode === 'hands_free' && now - listening.voicedAt() < LONGEST_PAUSE_MS;
    return isRecent ? listening.voicedAt() : now;
  }

  function work(event: VoiceEvent): void {
    const before = store.getState().voice;
    const decidedAt = performance.now();
    const { state, effects } = reduceVoice(before, event);
    const isInterrupted = before.answer?.isAudible && effects.some(({ type }) => type === 'pausePlayback');
    if (isInterrupted) performance.mark(INTERRUPTED);
    if (isEnd(event, before) && state.phase !== before.phase) {
      mark(before.turn, 'speechEnd', lastVoice(before));
    }
    if (state !== before) store.setState({ voice: state });
    for (const effect of effects) (handlers[effect.type] as (effect: VoiceEffect) => void)(effect);
    if (before.answer && isInterrupted) {
      note(before.answer.turn, { stopMs: performance.now() - decidedAt + deps.outputLatencyMs() });
    }
  }

  function dispatch(event: VoiceEvent): void {
    if (isClosed) return;
    queue.push(event);
    // What an effect causes comes after the other effects of its step.
    if (isWorking) return;
    isWorking = true;
    try {
      for (let next = queue.shift(); next; next = queue.shift()) work(next);
    } finally {
      isWorking = false;
    }
  }

  const unsubscribe = settings.subscribe((now, before) => {
    if (now.mode !== before.mode) dispatch({ type: 'mode_changed', mode: now.mode });
    if (now.isProtected !== before.isProtected) dispatch({ type: 'protection_changed', isProtected: isProtected() });
  });

  return {
    store,
    press() {
      const { phase } = store.getState().voice;
      if (phase === 'idle' || phase === 'error') dispatch({ type: 'recognisers_changed', ...deps.recognisers() });
      dispatch({ type: 'press' });
    },
    release: () => dispatch({ type: 'release' }),
    cancel: () => dispatch({ type: 'cancel' }),
    skip: () => dispatch({ type: 'skip' }),
    stop: () => dispatch({ type: 'stop' }),
    replay: (text) => dispatch({ type: 'replay', text }),
    mute(isMuted) {
      if (store.getState().voice.mic !== 'open') return;
      listening.mute(isMuted);
      store.setState({ isMuted });
    },
    level: () => listening.level(),
    close() {
      dispatch({ type: 'stop' });
      isClosed = true;
      unsubscribe();
      for (const stop of timers) stop();
    },
  };
}
