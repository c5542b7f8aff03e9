import { spokenDecision } from '../../shared/spoken-decision.ts';
import { createRunView, type RunView } from '../run-view.ts';
import type { CreateSpeaker } from './speaker.ts';
import { createSpokenAnswer, type SpokenAnswer } from './spoken-answer.ts';
import type { TurnMark } from './turn-timing.ts';
import { toVoicePrompt } from './voice-prompts.ts';
import type { EffectHandlers, VoiceEvent } from './voice-state.ts';

/** The chat as voice uses it. Calls throw `AppError`. */
export type VoiceChat = {
  /** Sends a message of the open conversation and gives its run. */
  send(text: string): Promise<string>;
  /** Takes words that are to be edited before they are sent; `false`: they are to be sent. */
  edit?(text: string): boolean;
  /** Tells the view of the run now and at every change, until the returned function is called. */
  watch(runId: string, onView: (view: RunView) => void): () => void;
  stop(runId: string): Promise<void>;
  reportHeard(runId: string, chars: number): Promise<void>;
  decide(approvalId: string, decision: 'approve' | 'reject'): Promise<void>;
};

export type AnsweringDeps = {
  chat: VoiceChat;
  createSpeaker: CreateSpeaker;
  /** BCP 47 of what is said. */
  language(): string;
  dispatch(event: VoiceEvent): void;
  mark(turn: number, mark: TurnMark): void;
};

type Answer = { turn: number; spoken: SpokenAnswer; run: Promise<string | null>; leave(): void };

type AnswerEffects =
  | 'startRun'
  | 'replay'
  | 'abortRun'
  | 'reportHeard'
  | 'duck'
  | 'pausePlayback'
  | 'resumePlayback'
  | 'stopPlayback'
  | 'askApproval'
  | 'decide';

/** Everything between a message and its spoken answer. */
export function createAnswering(deps: AnsweringDeps): EffectHandlers<AnswerEffects> {
  const { chat, dispatch, mark } = deps;
  let answer: Answer | null = null;

  const speaker = () => answer?.spoken.speaker;

  /** Nobody waits for these calls: the chat shows by itself how the run goes on. */
  function withRun(turn: number, call: (runId: string) => Promise<void>): void {
    if (answer?.turn !== turn) return;
    answer.run.then((runId) => (runId === null ? undefined : call(runId))).catch(() => {});
  }

  function createSpoken(turn: number): SpokenAnswer {
    return createSpokenAnswer(deps.createSpeaker, deps.language(), {
      onToken: () => mark(turn, 'firstToken'),
      onSentence: () => mark(turn, 'firstSentence'),
      onAudio() {
        mark(turn, 'firstAudio');
        dispatch({ type: 'audio_started', turn });
      },
      onSpeechFailed: () => dispatch({ type: 'speech_failed', turn }),
      onApproval: (id) =>
        dispatch(id === null ? { type: 'approval_resolved', turn } : { type: 'approval_requested', turn, approvalId: id }),
      onRunEnd: (isFailed) => dispatch({ type: isFailed ? 'run_failed' : 'run_ended', turn }),
      onSpoken: () => dispatch({ type: 'answer_spoken', turn }),
    });
  }

  function follow(turn: number, spoken: SpokenAnswer, run: Promise<string | null>): Answer {
    let unwatch = () => {};
    let hasLeft = false;
    void run.then((runId) => {
      if (runId === null) dispatch({ type: 'run_failed', turn });
      else if (!hasLeft) unwatch = chat.watch(runId, (view) => spoken.update(view));
      // The first view may already have ended it.
      if (hasLeft) unwatch();
    });
    const leave = () => {
      hasLeft = true;
      unwatch();
    };
    return { turn, spoken, run, leave };
  }

  async function decide(turn: number, approvalId: string, text: string): Promise<void> {
    const decision = spokenDecision(text);
    if (decision === null) return dispatch({ type: 'undecided', turn });
    const say = (prompt: 'approve' | 'reject' | 'ask') => {
      if (answer?.turn === turn) answer.spoken.say(toVoicePrompt(prompt, deps.language()));
    };
    try {
      await chat.decide(approvalId, decision);
      say(decision);
    } catch {
      // Decided elsewhere, and then it is resolved anyway, or not taken, and then it is asked for again.
      dispatch({ type: 'undecided', turn });
    }
  }

  return {
    startRun({ turn, text }) {
      mark(turn, 'words');
      answer?.leave();
      if (chat.edit?.(text)) {
        dispatch({ type: 'run_ended', turn });
        dispatch({ type: 'answer_spoken', turn });
        return;
      }
      answer = follow(
        turn,
        createSpoken(turn),
        chat.send(text).catch(() => null),
      );
    },
    replay({ turn, text }) {
      answer?.leave();
      const spoken = createSpoken(turn);
      answer = { turn, spoken, run: Promise.resolve(null), leave() {} };
      spoken.update({ ...createRunView(''), text, status: 'completed' });
    },
    abortRun: ({ turn }) => withRun(turn, (runId) => chat.stop(runId)),
    reportHeard({ turn }) {
      const chars = answer?.spoken.heardChars() ?? 0;
      withRun(turn, (runId) => chat.reportHeard(runId, chars));
    },
    duck: ({ isDucked }) => speaker()?.duck(isDucked),
    pausePlayback: () => speaker()?.pause(),
    resumePlayback: () => speaker()?.resume(),
    stopPlayback() {
      answer?.leave();
      speaker()?.stop();
    },
    askApproval: () => answer?.spoken.say(toVoicePrompt('ask', deps.language())),
    decide: ({ turn, approvalId, text }) => void decide(turn, approvalId, text),
  };
}
