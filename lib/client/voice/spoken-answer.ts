import { createSentenceCutter } from '../../shared/speech-text.ts';
import { isActive, type RunView } from '../run-view.ts';
import type { CreateSpeaker, Speaker } from './speaker.ts';

export type AnswerEvents = {
  onToken(): void;
  onSentence(): void;
  onAudio(): void;
  onSpeechFailed(): void;
  onApproval(approvalId: string | null): void;
  /** The run is over; `isFailed`: without a word. */
  onRunEnd(isFailed: boolean): void;
  /** The run is over and everything was said. */
  onSpoken(): void;
};

export type SpokenAnswer = {
  speaker: Speaker;
  /** What the run has written so far. */
  update(view: RunView): void;
  /** Says something that is no part of the answer. */
  say(text: string): void;
  heardChars(): number;
};

function commonLength(one: string, other: string): number {
  let length = 0;
  while (length < one.length && one[length] === other[length]) length += 1;
  return length;
}

/** Says an answer while a run writes it, sentence by sentence. */
export function createSpokenAnswer(createSpeaker: CreateSpeaker, language: string, events: AnswerEvents): SpokenAnswer {
  const cutter = createSentenceCutter({ language });
  let text = '';
  let approval: string | null = null;
  let isOver = false;
  const speaker = createSpeaker({ onStart: events.onAudio, onEnd: events.onSpoken, onFail: events.onSpeechFailed });

  function follow(next: string): void {
    if (!next.startsWith(text)) {
      // Another provider began again from here, or the stored text differs.
      text = text.slice(0, commonLength(text, next));
      cutter.cut(text.length);
      speaker.cut(text.length);
    }
    if (text === '' && next !== '') events.onToken();
    const sentences = cutter.push(next.slice(text.length));
    text = next;
    add(sentences);
  }

  function add(sentences: ReturnType<typeof cutter.push>): void {
    if (sentences.length === 0) return;
    events.onSentence();
    speaker.add(sentences);
  }

  function askFor(view: RunView): void {
    const waiting = view.steps.find((step) => step.kind === 'approval' && step.decision === 'pending');
    const id = isActive(view.status) ? (waiting?.id ?? null) : null;
    if (id === approval) return;
    approval = id;
    events.onApproval(id);
  }

  return {
    speaker,
    update(view) {
      if (isOver) return;
      follow(view.text);
      askFor(view);
      if (isActive(view.status)) return;
      isOver = true;
      add(cutter.flush());
      events.onRunEnd(view.status === 'failed' && text === '');
      if (view.status === 'cancelled') speaker.stop();
      else speaker.finish();
      if (view.status === 'cancelled') events.onSpoken();
    },
    say(prompt) {
      speaker.add([{ text: prompt, start: text.length, end: text.length }]);
    },
    heardChars: () => speaker.heardChars(text),
  };
}
