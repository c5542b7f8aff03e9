import { setImmediate as settle } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { createSentenceCutter, type SpokenSentence } from '../../shared/speech-text.ts';
import { createFakeAudioContext } from './fixtures/fake-audio-context.ts';
import { createSynthesisSpeaker, type Synthesise } from './synthesis-speaker.ts';

const ANSWER = 'The first sentence is here. The second one follows it. A third one comes. And a fourth.';
const RATE = 16_000;

function cut(text: string): SpokenSentence[] {
  const cutter = createSentenceCutter();
  return [...cutter.push(text), ...cutter.flush()];
}

/** Each sentence is one second, in four pieces. */
function setUp(options: { failAt?: number; failAfter?: number } = {}) {
  const context = createFakeAudioContext();
  const asked: string[] = [];
  const aborted: string[] = [];
  const log: string[] = [];
  let rest: readonly SpokenSentence[] = [];
  const synthesise: Synthesise = async function* (text, signal) {
    asked.push(text);
    signal.addEventListener('abort', () => aborted.push(text));
    for (let piece = 0; piece < 4; piece += 1) {
      await settle();
      if (asked.length - 1 === options.failAt && piece >= (options.failAfter ?? 0)) throw new Error('broken');
      yield { samples: new Float32Array(RATE / 4), rate: RATE };
    }
  };
  const speaker = createSynthesisSpeaker(context, synthesise, {
    onStart: () => log.push('start'),
    onEnd: () => log.push('end'),
    onFail: (left) => {
      rest = left;
      log.push('fail');
    },
  });
  const work = async (seconds = 0) => {
    for (let step = 0; step < 12; step += 1) await settle();
    context.advance(seconds);
    for (let step = 0; step < 12; step += 1) await settle();
  };
  return { context, speaker, asked, aborted, log, work, rest: () => rest };
}

describe('a spoken answer', () => {
  it('plays without a gap, one sentence made ahead, and ends once', async () => {
    const { context, speaker, asked, log, work } = setUp();
    speaker.add(cut(ANSWER));
    await work();
    expect(asked).toHaveLength(2);
    expect(log).toEqual(['start']);
    await work(1.1);
    expect(asked).toHaveLength(3);
    speaker.finish();
    await work(1);
    await work(2);
    expect(asked).toHaveLength(4);
    expect(log).toEqual(['start', 'end']);
    const { started } = context;
    expect(started).toHaveLength(16);
    for (const [index, sound] of started.entries()) {
      const before = started[index - 1];
      if (before) expect(sound.at).toBeCloseTo(before.at + before.seconds, 6);
    }
  });

  it('waits for what is still being written', async () => {
    const { speaker, log, work } = setUp();
    const [first, second] = cut(ANSWER);
    speaker.add([first as SpokenSentence]);
    await work(3);
    expect(log).toEqual(['start']);
    speaker.add([second as SpokenSentence]);
    speaker.finish();
    await work(3);
    expect(log).toEqual(['start', 'end']);
  });

  it('pauses at once and goes on at the same place', async () => {
    const { context, speaker, log, work } = setUp();
    speaker.add(cut(ANSWER));
    speaker.finish();
    await work(0.4);
    expect(context.audible()).toBe(1);
    speaker.pause();
    expect(context.audible()).toBe(0);
    const heard = speaker.heardChars(ANSWER);
    await work(30);
    expect(speaker.heardChars(ANSWER)).toBe(heard);
    const before = context.started.length;
    speaker.resume();
    // 0.4 s on the clock, less the lead-in, are 0.13 s into the second piece.
    expect(context.started[before]?.offset).toBeCloseTo(0.13, 6);
    for (let step = 0; step < 6; step += 1) await work(1);
    expect(log).toEqual(['start', 'end']);
  });

  it('knows what was heard, to the end of a word', async () => {
    const { speaker, work } = setUp();
    const sentences = cut(ANSWER);
    speaker.add(sentences);
    await work(0.6);
    const part = speaker.heardChars(ANSWER);
    expect(ANSWER.slice(0, part)).toBe('The first');
    await work(0.42);
    expect(ANSWER.slice(0, speaker.heardChars(ANSWER))).toBe('The first sentence is here.');
    speaker.stop();
    expect(ANSWER.slice(0, speaker.heardChars(ANSWER))).toBe('The first sentence is here.');
  });

  it('stops for good: aborts what is being made and tells nobody', async () => {
    const { context, speaker, aborted, log, asked } = setUp();
    speaker.add(cut(ANSWER));
    await settle();
    await settle();
    speaker.stop();
    expect(aborted).toEqual([asked[0]]);
    expect(context.audible()).toBe(0);
    for (let step = 0; step < 12; step += 1) await settle();
    expect(asked).toHaveLength(1);
    expect(log).toEqual(['start']);
  });

  it.each([
    ['before the first byte', { failAt: 0 }, ['fail'], 4],
    ['in the middle of a sentence', { failAt: 1, failAfter: 2 }, ['start', 'fail'], 3],
  ])('gives back what it could not say: %s', async (_name, options, expected, left) => {
    const { speaker, log, work, rest } = setUp(options);
    speaker.add(cut(ANSWER));
    await work(1.2);
    await work(1);
    expect(log).toEqual(expected);
    expect(rest()).toHaveLength(left);
  });

  it('does not say what the answer lost', async () => {
    const { speaker, asked, log, work } = setUp();
    speaker.add(cut(ANSWER));
    await work();
    speaker.cut(60);
    speaker.finish();
    for (let step = 0; step < 4; step += 1) await work(1);
    expect(asked).toHaveLength(2);
    expect(log).toEqual(['start', 'end']);
  });

  it('is quieter while somebody may be speaking', () => {
    const { context, speaker } = setUp();
    speaker.duck(true);
    expect(context.gain).toBeLessThan(0.5);
    speaker.duck(false);
    expect(context.gain).toBe(1);
  });
});
