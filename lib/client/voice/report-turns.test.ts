import { expect, it } from 'vitest';
import { createStore } from 'zustand/vanilla';
import type { VoiceTurnReport } from '../../contract/voice.ts';
import { reportTurns } from './report-turns.ts';
import type { VoiceSnapshot } from './voice-session.ts';
import { createVoiceState } from './voice-state.ts';

const answerOf = (turn: number) => ({ turn, isRunning: true, isAudible: true, isReplay: false, approvalId: null });

function setUp() {
  const timings = [1, 2, 3].map((turn) => ({ turn, speechEnd: 0, words: turn, heardBy: 'ears' }));
  const store = createStore<VoiceSnapshot>(() => ({ voice: createVoiceState('hands_free'), timings, isMuted: false }));
  const sent: VoiceTurnReport[] = [];
  const tellRest = reportTurns({ store }, (report) => sent.push(report));
  const answer = async (turn: number | null) => {
    store.setState(({ voice }) => ({ voice: { ...voice, answer: turn === null ? null : answerOf(turn) } }));
    await Promise.resolve();
  };
  return { store, sent, answer, tellRest, words: () => sent.map(({ stages }) => stages.words) };
}

it('tells of each turn once, when its answer is over or another begins', async () => {
  const { answer, words, tellRest } = setUp();
  await answer(1);
  expect(words()).toEqual([]);
  await answer(null);
  await answer(2);
  await answer(3);
  expect(words()).toEqual([1, 2]);
  await answer(null);
  tellRest();
  expect(words()).toEqual([1, 2, 3]);
});

it('tells what was measured in the step that ended the answer', async () => {
  const { store, answer, sent } = setUp();
  await answer(1);
  store.setState(({ voice }) => ({ voice: { ...voice, answer: null } }));
  store.setState(({ timings }) => ({ timings: timings.map((timing) => ({ ...timing, stopMs: 5 })) }));
  await Promise.resolve();
  expect(sent).toEqual([{ heard_by: 'ears', stages: { words: 1 }, stop_ms: 5 }]);
});

it('tells of a turn that goes on when the page goes, and not again', async () => {
  const { answer, words, tellRest } = setUp();
  await answer(2);
  tellRest();
  tellRest();
  await answer(null);
  expect(words()).toEqual([2]);
});
