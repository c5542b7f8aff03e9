import { afterEach, describe, expect, it, vi } from 'vitest';
import { createSentenceCutter } from '../../shared/speech-text.ts';
import { createBrowserSpeaker } from './browser-speaker.ts';
import { createFallbackSpeaker } from './fallback-speaker.ts';
import type { CreateSpeaker } from './speaker.ts';

const ANSWER = 'The first sentence is here. The second one follows it.';
const cutter = createSentenceCutter();
const SENTENCES = [...cutter.push(ANSWER), ...cutter.flush()];

function setUp(startTimeoutMs = 60_000) {
  const log: string[] = [];
  const spoken: SpeechSynthesisUtterance[] = [];
  const synthesis = { speak: (utterance: SpeechSynthesisUtterance) => spoken.push(utterance), cancel: () => log.push('cancel') };
  const createUtterance = (text: string) => ({ text, rate: 1, lang: '' }) as SpeechSynthesisUtterance;
  const create: CreateSpeaker = (handlers) =>
    createBrowserSpeaker(
      { synthesis: synthesis as never, createUtterance, speed: 1.5, language: 'en', startTimeoutMs },
      handlers,
    );
  const handlers = {
    onStart: () => log.push('start'),
    onEnd: () => log.push('end'),
    onFail: (rest: readonly unknown[]) => log.push(`fail ${rest.length}`),
  };
  const event = {} as never;
  /** The browser begins the newest utterance and says it up to a character. */
  const sayTo = (charIndex: number) => {
    spoken.at(-1)?.onstart?.(event);
    spoken.at(-1)?.onboundary?.({ charIndex } as never);
  };
  return { log, spoken, create, handlers, sayTo, endOne: () => spoken.at(-1)?.onend?.(event) };
}

afterEach(() => vi.useRealTimers());

describe('the voice of the browser', () => {
  it('says one sentence after the other', () => {
    const { create, handlers, log, spoken, sayTo, endOne } = setUp();
    const speaker = create(handlers);
    speaker.add(SENTENCES);
    sayTo(0);
    endOne();
    sayTo(0);
    speaker.finish();
    endOne();
    expect(spoken.map(({ text }) => text)).toEqual(['The first sentence is here.', 'The second one follows it.']);
    expect([spoken[0]?.rate, spoken[0]?.lang]).toEqual([1.5, 'en']);
    expect(log).toEqual(['start', 'end']);
    expect(speaker.heardChars(ANSWER)).toBe(ANSWER.length);
  });

  it('goes on at the word where it was paused, and knows what was heard', () => {
    const { create, handlers, log, spoken, sayTo } = setUp();
    const speaker = create(handlers);
    speaker.add(SENTENCES);
    sayTo(10);
    speaker.pause();
    expect(ANSWER.slice(0, speaker.heardChars(ANSWER))).toBe('The first');
    speaker.resume();
    expect(spoken.at(-1)?.text).toBe('sentence is here.');
    sayTo(9);
    expect(ANSWER.slice(0, speaker.heardChars(ANSWER))).toBe('The first sentence');
    speaker.stop();
    expect(log).toEqual(['start', 'cancel', 'cancel']);
  });

  it('fails where there is no voice, which the browser does not tell', () => {
    vi.useFakeTimers();
    const { create, handlers, log } = setUp(1_000);
    create(handlers).add(SENTENCES);
    vi.advanceTimersByTime(1_000);
    expect(log).toEqual(['cancel', 'fail 2']);
  });
});

describe('a speaker with others behind it', () => {
  it('lets the next one say the rest, and tells of one start and one end', () => {
    const { create, handlers, log, spoken, sayTo, endOne } = setUp();
    const failing: CreateSpeaker = (events) => {
      const inner = create(events);
      return {
        ...inner,
        add: ([first, ...rest]) => {
          events.onStart();
          if (first) events.onFail(rest);
        },
        heardChars: () => SENTENCES[0]?.end ?? 0,
      };
    };
    const speaker = createFallbackSpeaker([failing, create], handlers);
    speaker.add(SENTENCES);
    speaker.finish();
    expect(spoken.map(({ text }) => text)).toEqual(['The second one follows it.']);
    expect(speaker.heardChars(ANSWER)).toBe(SENTENCES[0]?.end);
    sayTo(0);
    endOne();
    expect(log).toEqual(['start', 'end']);
    expect(speaker.heardChars(ANSWER)).toBe(ANSWER.length);
  });

  it('says that nobody can speak, once, and ends', () => {
    const { handlers, log } = setUp();
    const speaker = createFallbackSpeaker([], handlers);
    speaker.add(SENTENCES);
    speaker.add(SENTENCES);
    speaker.finish();
    expect(log).toEqual(['fail 2', 'end']);
  });
});
