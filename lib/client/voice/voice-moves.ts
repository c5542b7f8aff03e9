import type { VoiceFault } from './voice-fault.ts';
import type { VoiceEffect, VoicePhase, VoiceState, VoiceStep } from './voice-state.ts';

/** The moves that transitions are made of. Pure, as the machine is. */

/** Milliseconds without words after which an interruption was a false alarm. */
export const FALSE_ALARM_MS = 1_200;
/** Milliseconds that the last words of an utterance may take. */
export const ENDPOINT_MS = 900;

export const to = (state: VoiceState, ...effects: VoiceEffect[]): VoiceStep => ({ state, effects });

export function andThen(step: VoiceStep, next: (state: VoiceState) => VoiceStep): VoiceStep {
  const after = next(step.state);
  return { state: after.state, effects: [...step.effects, ...after.effects] };
}

export const isHandsFree = (state: VoiceState): boolean => state.mode === 'hands_free';

export const isAnswering = ({ phase }: VoiceState): boolean => phase === 'thinking' || phase === 'speaking';

/** Whether speech into the answer counts. */
export const isOpenToSpeech = (state: VoiceState): boolean =>
  isHandsFree(state) && state.mic === 'open' && !state.isProtected && isAnswering(state);

export const disarm = (state: VoiceState): VoiceState => ({ ...state, timer: state.timer + 1 });

export function arm(state: VoiceState, ms: number): VoiceStep {
  const timer = state.timer + 1;
  return to({ ...state, timer }, { type: 'startTimer', id: timer, ms });
}

/** The next utterance begins; what was said before is forgotten. */
export function capture(state: VoiceState): VoiceStep {
  const turn = state.turn + 1;
  return to({ ...state, turn, words: '' }, { type: 'capture', turn });
}

export function closeMic(state: VoiceState): VoiceStep {
  if (state.mic === 'closed') return to(state);
  return to({ ...state, mic: 'closed', isSpeech: false }, { type: 'closeMic' });
}

export function closeLive(state: VoiceState): VoiceStep {
  return state.isLive ? to({ ...state, isLive: false }, { type: 'closeLive' }) : to(state);
}

export const closeEars = (state: VoiceState): VoiceStep => andThen(closeMic(state), closeLive);

/** Ends the answer, its playback and its run; what was heard of it is reported. */
export function endAnswer(state: VoiceState): VoiceStep {
  const { answer } = state;
  if (!answer) return to(state);
  const { turn } = answer;
  return to(
    { ...state, answer: null },
    { type: 'stopPlayback' },
    ...(answer.isAudible && !answer.isReplay ? [{ type: 'reportHeard', turn } as const] : []),
    ...(answer.isRunning ? [{ type: 'abortRun', turn } as const] : []),
  );
}

export const answerPhase = (state: VoiceState): VoicePhase => (state.answer?.isAudible ? 'speaking' : 'thinking');

/** The answer goes on where it stopped. */
export function resumeAnswer(state: VoiceState): VoiceStep {
  return to({ ...disarm(state), phase: answerPhase(state), words: '' }, { type: 'resumePlayback' });
}

/** Nothing more of this utterance: back to the answer below it, to the next utterance, or to rest. */
export function rest(state: VoiceState, notice: VoiceFault | null = null): VoiceStep {
  const base = { ...disarm(state), notice };
  const isOpen = isHandsFree(base) && base.mic !== 'closed';
  const listen = (next: VoiceState): VoiceStep =>
    isOpen ? andThen(to({ ...next, isSpeech: false }, { type: 'rearm' }), capture) : closeEars(next);
  if (base.answer) return andThen(resumeAnswer(base), listen);
  return listen({ ...base, phase: isOpen ? 'listening' : 'idle', words: '' });
}

/** What was said is a message, or the decision that a run waits for. Silence is neither. */
export function submit(state: VoiceState): VoiceStep {
  const text = state.words.trim();
  if (text === '') return rest(state, 'nothing_heard');
  const { answer, turn } = state;
  if (answer?.approvalId) {
    const { approvalId } = answer;
    return andThen(rest(state), (next) => to(next, { type: 'decide', turn: answer.turn, approvalId, text }));
  }
  const started = andThen(endAnswer(state), (next) =>
    to(
      { ...next, answer: { turn, isRunning: true, isAudible: false, isReplay: false, approvalId: null } },
      { type: 'startRun', turn, text },
    ),
  );
  return andThen(started, (next) => {
    const base: VoiceState = { ...disarm(next), phase: 'thinking', notice: null, isSpeech: false };
    if (!isHandsFree(base) || base.mic === 'closed') return andThen(closeEars(base), (rested) => to({ ...rested, words: '' }));
    return andThen(to(base, { type: 'rearm' }), capture);
  });
}

/** The utterance is over as far as the ears can tell: its last words are waited for, or its recording is transcribed. */
export function endUtterance(state: VoiceState): VoiceStep {
  if (state.hasStream && state.isLive) {
    const step = to({ ...state, phase: 'endpointing' }, { type: 'finishLive' });
    return andThen(step, (next) => arm(next, ENDPOINT_MS));
  }
  return transcribe(state);
}

export function transcribe(state: VoiceState): VoiceStep {
  if (!state.hasSegments) return rest(state, 'recogniser_failed');
  return to({ ...disarm(state), phase: 'transcribing' }, { type: 'transcribe', turn: state.turn });
}

/** Without ears: a running answer goes on, anything else is an error. */
export function loseEars(state: VoiceState, fault: VoiceFault): VoiceStep {
  const closed = andThen(to(state, { type: 'abortTranscribe' }), closeEars);
  if (closed.state.answer) return andThen(closed, (next) => andThen(resumeAnswer(next), (on) => to({ ...on, notice: fault })));
  return andThen(closed, (next) => to({ ...disarm(next), phase: 'error', fault, words: '' }));
}
