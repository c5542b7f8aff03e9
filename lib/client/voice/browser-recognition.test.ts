import { expect, it } from 'vitest';
import { type CreateRecognition, createBrowserTranscriber } from './browser-recognition.ts';

type Recognition = ReturnType<CreateRecognition>;

function setUp() {
  const log: string[] = [];
  const made: Recognition[] = [];
  const create: CreateRecognition = () => {
    const one: Recognition = {
      continuous: false,
      interimResults: false,
      lang: '',
      onresult: null,
      onerror: null,
      onend: null,
      start: () => log.push('start'),
      stop: () => log.push('stop'),
      abort: () => log.push('abort'),
    };
    made.push(one);
    return one;
  };
  const transcriber = createBrowserTranscriber(create, 'de', {
    onWords: (turn, text) => log.push(`${turn}:${text}`),
    onEnd: (turn) => log.push(`end ${turn}`),
    onFail: () => log.push('fail'),
  });
  transcriber.begin(1);
  const hear = (...results: [text: string, isFinal: boolean][]) =>
    made.at(-1)?.onresult?.({ results: results.map(([transcript, isFinal]) => Object.assign([{ transcript }], { isFinal })) });
  return { log, made, transcriber, hear };
}

it('gives interim and final words in the language of the user', () => {
  const { log, made, hear } = setUp();
  hear(['guten', false]);
  hear(['guten Tag', true], [' wie', false]);
  hear(['guten Tag', true], [' wie geht es', true]);
  expect(log).toEqual(['start', '1:guten', '1:guten Tag wie', '1:guten Tag wie geht es', 'end 1']);
  expect(made[0]).toMatchObject({ continuous: true, interimResults: true, lang: 'de' });
});

it('forgets the words of the utterance before', () => {
  const { log, made, transcriber, hear } = setUp();
  hear(['one', true]);
  transcriber.begin(2);
  expect(made[0]?.onresult).toBeNull();
  hear(['two', false]);
  expect(log.slice(3)).toEqual(['abort', 'start', '2:two']);
});

it('ends the utterance when asked to, and listens again', () => {
  const { log, made, transcriber } = setUp();
  transcriber.finish();
  made[0]?.onend?.();
  expect(log).toEqual(['start', 'stop', 'abort', 'start', 'end 1']);
});

it('survives silence, gives up on a refusal and when it ends at once again and again', () => {
  const quiet = setUp();
  quiet.made.at(-1)?.onerror?.({ error: 'no-speech' });
  for (let end = 0; end < 4; end += 1) quiet.made.at(-1)?.onend?.();
  expect(quiet.log.at(-1)).toBe('fail');
  const refused = setUp();
  refused.made.at(-1)?.onerror?.({ error: 'not-allowed' });
  expect(refused.log).toEqual(['start', 'abort', 'fail']);
  refused.transcriber.close();
  expect(refused.made).toHaveLength(1);
});
