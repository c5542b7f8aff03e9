import { assertNever } from '../../shared/assert-never.ts';
import { andThen, capture, isAnswering, rest, to } from './voice-moves.ts';
import type { VoiceAnswer, VoiceEvent, VoiceState, VoiceStep } from './voice-state.ts';

type AnswerEvent = Extract<
  VoiceEvent,
  {
    type:
      | 'replay'
      | 'run_failed'
      | 'run_ended'
      | 'audio_started'
      | 'speech_failed'
      | 'answer_spoken'
      | 'approval_requested'
      | 'approval_resolved'
      | 'undecided';
  }
>;

/** What the run and the player of the answer say. */
export function reduceAnswer(state: VoiceState, event: AnswerEvent): VoiceStep {
  if (event.type === 'replay') return replay(state, event.text);
  const { answer } = state;
  if (!answer || answer.turn !== event.turn) return to(state);
  const patch = (fields: Partial<VoiceAnswer>): VoiceState => ({ ...state, answer: { ...answer, ...fields } });
  switch (event.type) {
    case 'run_failed':
      return andThen(to(state, { type: 'stopPlayback' }), (next) => over(next, { notice: 'run_failed' }));
    case 'run_ended':
      return to(patch({ isRunning: false, approvalId: null }));
    case 'audio_started':
      return to({ ...patch({ isAudible: true }), phase: state.phase === 'thinking' ? 'speaking' : state.phase });
    case 'speech_failed':
      return to({ ...state, notice: 'speech_failed' });
    case 'answer_spoken':
      return answer.isRunning ? to(state) : over(state, {});
    case 'approval_requested':
      return ask(patch({ approvalId: event.approvalId }));
    case 'approval_resolved':
      return to(patch({ approvalId: null }));
    case 'undecided':
      return ask(state);
    default:
      return assertNever(event);
  }
}

function replay(state: VoiceState, text: string): VoiceStep {
  const isFree = state.phase === 'idle' || state.phase === 'error' || (state.phase === 'listening' && state.words === '');
  // Push-to-talk that is being held is an utterance.
  const isHeld = state.mic !== 'closed' && state.mode === 'push_to_talk';
  if (!isFree || isHeld || text.trim() === '') return to(state);
  const turn = state.turn + 1;
  const answer: VoiceAnswer = { turn, isRunning: false, isAudible: false, isReplay: true, approvalId: null };
  const started = to({ ...state, phase: 'thinking', turn, answer, fault: null, notice: null }, { type: 'replay', turn, text });
  return state.mic === 'open' ? andThen(started, capture) : started;
}

/** The answer is over: back to rest, or what is being said meanwhile goes on without an answer below it. */
function over(state: VoiceState, fields: Partial<VoiceState>): VoiceStep {
  const next: VoiceState = { ...state, ...fields, answer: null };
  if (isAnswering(state)) return rest(next, next.notice);
  return to({ ...next, phase: state.phase === 'interrupted' ? 'listening' : state.phase });
}

function ask(state: VoiceState): VoiceStep {
  const { answer } = state;
  if (!answer?.approvalId || !isAnswering(state)) return to(state);
  return to(state, { type: 'askApproval', turn: answer.turn, approvalId: answer.approvalId });
}
