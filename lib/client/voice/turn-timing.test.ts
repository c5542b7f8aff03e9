import { expect, it } from 'vitest';
import { voiceTurnReport } from '../../contract/voice.ts';
import { noteTurn, type TurnTiming, toStageDurations, toTurnReport } from './turn-timing.ts';

it('stages of a turn are counted from the one before that is known, and noted once', () => {
  let timings = noteTurn([], 1, { speechEnd: 100 });
  timings = noteTurn(timings, 1, { words: 350 });
  timings = noteTurn(timings, 1, { words: 999 });
  timings = noteTurn(timings, 1, { firstAudio: 900 });
  expect(toStageDurations(timings[0] ?? { turn: 0 })).toEqual([
    { mark: 'words', ms: 250 },
    { mark: 'firstAudio', ms: 550 },
  ]);
});

it('keeps the newest turns only', () => {
  let timings: readonly TurnTiming[] = [];
  for (let turn = 1; turn <= 100; turn += 1) timings = noteTurn(timings, turn, { speechEnd: turn });
  expect(timings.length).toBeLessThan(100);
  expect(timings.at(-1)).toEqual({ turn: 100, speechEnd: 100 });
});

it.each<[string, TurnTiming, object | null]>([
  [
    'a whole turn',
    { turn: 1, speechEnd: 10, words: 20, firstToken: 40, firstSentence: 70, firstAudio: 110, heardBy: 'a', spokenBy: 'b' },
    { heard_by: 'a', spoken_by: 'b', stages: { words: 10, first_token: 20, first_sentence: 30, first_audio: 40 } },
  ],
  [
    'a turn that was interrupted',
    { turn: 1, speechEnd: 10, words: 20, firstAudio: 50, heardBy: 'a', spokenBy: 'b', stopMs: 7 },
    { heard_by: 'a', spoken_by: 'b', stages: { words: 10, first_audio: 30 }, stop_ms: 7 },
  ],
  ['a turn without an answer', { turn: 1, speechEnd: 10, words: 20, heardBy: 'a' }, { heard_by: 'a', stages: { words: 10 } }],
  [
    'a turn of a machine that slept',
    { turn: 1, speechEnd: 20, words: 10, firstToken: 1e9, heardBy: 'a', stopMs: 1e9 },
    { heard_by: 'a', stages: { words: 0, first_token: 3_600_000 }, stop_ms: 3_600_000 },
  ],
  ['an answer that was read aloud', { turn: 1, firstToken: 1, firstSentence: 1, firstAudio: 5, spokenBy: 'b' }, null],
  ['speech without words', { turn: 1, speechEnd: 1 }, null],
])('%s is reported as the server takes it', (_name, timing, report) => {
  expect(toTurnReport(timing)).toEqual(report);
  if (report) expect(voiceTurnReport.parse(report)).toEqual(report);
});
