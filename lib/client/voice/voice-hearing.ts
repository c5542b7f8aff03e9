import { assertNever } from '../../shared/assert-never.ts';
import {
  andThen,
  arm,
  capture,
  closeLive,
  disarm,
  endAnswer,
  endUtterance,
  FALSE_ALARM_MS,
  isAnswering,
  isHandsFree,
  isOpenToSpeech,
  loseEars,
  rest,
  resumeAnswer,
  submit,
  to,
  transcribe,
} from './voice-moves.ts';
import type { VoiceEvent, VoiceState, VoiceStep } from './voice-state.ts';

type HearingEvent = Extract<
  VoiceEvent,
  {
    type:
      | 'mic_opened'
      | 'mic_failed'
      | 'speech_started'
      | 'speech_confirmed'
      | 'speech_ended'
      | 'misfire'
      | 'words'
      | 'utterance_ended'
      | 'stream_failed'
      | 'transcribed'
      | 'transcribe_failed'
      | 'timer';
  }
>;

/** What microphone, detector and recogniser say. */
export function reduceHearing(state: VoiceState, event: HearingEvent): VoiceStep {
  switch (event.type) {
    case 'mic_opened':
      return micOpened(state);
    case 'mic_failed':
      return state.mic === 'closed' ? to(state) : loseEars(state, event.fault);
    case 'speech_started':
    case 'speech_confirmed':
    case 'speech_ended':
    case 'misfire':
      return isHandsFree(state) && state.mic === 'open' ? detect(state, event.type) : to(state);
    case 'words':
      return event.turn === state.turn && event.text.trim() !== '' ? hearWords(state, event.text) : to(state);
    case 'utterance_ended':
      return event.turn === state.turn ? utteranceEnded(state, event.isVoiced) : to(state);
    case 'stream_failed':
      return streamFailed(state);
    case 'transcribed':
      if (event.turn !== state.turn || state.phase !== 'transcribing') return to(state);
      return submit({ ...state, words: event.text.trim() === '' ? state.words : event.text });
    case 'transcribe_failed':
      if (event.turn !== state.turn || state.phase !== 'transcribing') return to(state);
      return state.words.trim() === '' ? rest(state, event.fault) : submit(state);
    case 'timer':
      return event.id === state.timer ? timeOut(state) : to(state);
    default:
      return assertNever(event);
  }
}

function micOpened(state: VoiceState): VoiceStep {
  if (state.mic !== 'opening') return to(state);
  const opened = to({ ...state, mic: 'open' }, { type: 'capture', turn: state.turn });
  return state.hasStream ? andThen(opened, (next) => to({ ...next, isLive: true }, { type: 'startLive' })) : opened;
}

type Detection = 'speech_started' | 'speech_confirmed' | 'speech_ended' | 'misfire';

function detect(before: VoiceState, type: Detection): VoiceStep {
  const state = { ...before, isSpeech: type === 'speech_started' || type === 'speech_confirmed' };
  switch (type) {
    case 'speech_started':
      return isOpenToSpeech(state) ? to(state, { type: 'duck', isDucked: true }) : to(state);
    case 'speech_confirmed':
      return confirm(state);
    case 'speech_ended':
      if (state.phase === 'listening' || state.phase === 'interrupted') return endUtterance(state);
      return forget(state);
    case 'misfire':
      return state.phase === 'interrupted' ? rest(state) : forget(state);
    default:
      return assertNever(type);
  }
}

function confirm(state: VoiceState): VoiceStep {
  if (isOpenToSpeech(state)) return interrupt(state);
  // Somebody who only drew breath goes on: the utterance does, too.
  if (state.phase === 'endpointing') return to({ ...disarm(state), phase: 'listening' });
  if (state.phase === 'transcribing') return to({ ...state, phase: 'listening' }, { type: 'abortTranscribe' });
  return to(state);
}

function interrupt(state: VoiceState): VoiceStep {
  return andThen(to({ ...state, phase: 'interrupted' }, { type: 'pausePlayback' }), (next) => arm(next, FALSE_ALARM_MS));
}

/** Speech that did not count leaves nothing behind for the next utterance. */
function forget(state: VoiceState): VoiceStep {
  if (!isAnswering(state)) return to(state);
  return andThen(to(state, { type: 'duck', isDucked: false }), capture);
}

function hearWords(state: VoiceState, text: string): VoiceStep {
  const heard = { ...state, words: text };
  if (state.phase === 'listening' || state.phase === 'endpointing' || state.phase === 'transcribing') return to(heard);
  if (state.phase === 'interrupted') return takeTurn(heard);
  // Later than the false alarm that they should have prevented, but while the voice goes on.
  if (isOpenToSpeech(state) && state.isSpeech) return andThen(interrupt(heard), takeTurn);
  return to(state);
}

/** Words, not noise: the answer is over, unless it waits for just these words. */
function takeTurn(state: VoiceState): VoiceStep {
  if (state.answer?.approvalId) return to(disarm(state));
  return andThen(endAnswer(disarm(state)), (next) => to({ ...next, phase: 'listening' }));
}

function utteranceEnded(state: VoiceState, isVoiced: boolean): VoiceStep {
  if (state.phase === 'endpointing') return submit(state);
  // The last words were late, and are here before those of the recording.
  if (state.phase === 'transcribing' && state.words.trim() !== '') return andThen(to(state, { type: 'abortTranscribe' }), submit);
  const isCapturing = state.phase === 'listening' || state.phase === 'interrupted';
  const isSure = isHandsFree(state) && isCapturing && !isVoiced && state.words.trim() !== '';
  return isSure ? submit(state) : to(state);
}

function streamFailed(before: VoiceState): VoiceStep {
  if (!before.hasStream) return to(before);
  const step = closeLive({ ...before, hasStream: false });
  const isOpen = step.state.mic !== 'closed';
  if (before.phase === 'endpointing') return andThen(step, transcribe);
  if (isOpen && !before.hasSegments) return andThen(step, (next) => loseEars(next, 'recogniser_failed'));
  return step;
}

function timeOut(state: VoiceState): VoiceStep {
  // Half a sentence is worse than a later one.
  if (state.phase === 'endpointing') return state.hasSegments ? transcribe(state) : submit(state);
  // Where words come only after the end of speech, there is nothing to wait for before it.
  const mustWait = state.isSpeech && !state.hasStream;
  return state.phase === 'interrupted' && !mustWait ? resumeAnswer(state) : to(state);
}
