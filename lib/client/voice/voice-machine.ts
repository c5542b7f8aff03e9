import { assertNever } from '../../shared/assert-never.ts';
import { reduceAnswer } from './voice-answer.ts';
import { reduceHearing } from './voice-hearing.ts';
import {
  andThen,
  closeEars,
  closeMic,
  disarm,
  endAnswer,
  endUtterance,
  isAnswering,
  isHandsFree,
  rest,
  to,
} from './voice-moves.ts';
import type { VoiceEvent, VoiceMode, VoiceState, VoiceStep } from './voice-state.ts';

/** What voice does next. Pure: effects are data for the session to execute, in their order. Every event may come at any time. */
export function reduceVoice(state: VoiceState, event: VoiceEvent): VoiceStep {
  switch (event.type) {
    case 'press':
      return press(state);
    case 'release':
      return release(state);
    case 'cancel':
      return cancel(state);
    case 'skip':
      return state.answer ? andThen(endAnswer(state), (next) => rest(next)) : to(state);
    case 'stop':
      return stop(state);
    case 'mode_changed':
      return changeMode(state, event.mode);
    case 'protection_changed':
      return to({ ...state, isProtected: event.isProtected });
    case 'recognisers_changed':
      return to({ ...state, hasStream: event.hasStream, hasSegments: event.hasSegments });
    case 'mic_opened':
    case 'mic_failed':
    case 'speech_started':
    case 'speech_confirmed':
    case 'speech_ended':
    case 'misfire':
    case 'words':
    case 'utterance_ended':
    case 'stream_failed':
    case 'transcribed':
    case 'transcribe_failed':
    case 'timer':
      return reduceHearing(state, event);
    case 'replay':
    case 'run_failed':
    case 'run_ended':
    case 'audio_started':
    case 'speech_failed':
    case 'answer_spoken':
    case 'approval_requested':
    case 'approval_resolved':
    case 'undecided':
      return reduceAnswer(state, event);
    default:
      return assertNever(event);
  }
}

function open(state: VoiceState): VoiceStep {
  const base: VoiceState = { ...disarm(state), turn: state.turn + 1, words: '', fault: null, notice: null, mic: 'opening' };
  return to(base, { type: 'openMic' });
}

function press(state: VoiceState): VoiceStep {
  if (state.phase === 'idle' || state.phase === 'error') {
    if (!state.hasStream && !state.hasSegments) return to({ ...state, phase: 'error', fault: 'no_recogniser' });
    return open({ ...state, phase: 'listening' });
  }
  if (!isAnswering(state) && state.phase !== 'interrupted') return to(state);
  // With open ears the button says what speech would have said.
  if (isHandsFree(state) && state.mic === 'open') return andThen(endAnswer(state), (next) => rest(next));
  if (state.mic !== 'closed') return to(state);
  if (!state.hasStream && !state.hasSegments) return to({ ...state, notice: 'no_recogniser' });
  return andThen(to({ ...state, phase: 'interrupted' }, { type: 'pausePlayback' }), open);
}

function release(state: VoiceState): VoiceStep {
  const isHeld = state.mic !== 'closed' && (state.phase === 'listening' || state.phase === 'interrupted');
  if (isHandsFree(state) || !isHeld) return to(state);
  if (state.mic === 'opening') return rest(state, 'too_short');
  return andThen(closeMic(state), endUtterance);
}

function cancel(state: VoiceState): VoiceStep {
  const { phase } = state;
  const isCapturing = phase === 'listening' || phase === 'interrupted' || phase === 'endpointing' || phase === 'transcribing';
  if (!isCapturing) return to(state);
  return andThen(to(state, { type: 'abortTranscribe' }), (next) => rest(next));
}

function stop(state: VoiceState): VoiceStep {
  if (state.phase === 'idle') return to({ ...state, notice: null });
  const silent = andThen(to(state, { type: 'stopPlayback' }, { type: 'abortTranscribe' }), closeEars);
  return andThen(silent, (next) =>
    to({ ...disarm(next), phase: 'idle', words: '', answer: null, fault: null, notice: null, isSpeech: false }),
  );
}

function changeMode(state: VoiceState, mode: VoiceMode): VoiceStep {
  return mode === state.mode ? to(state) : andThen(stop(state), (next) => to({ ...next, mode }));
}
