import type { SpokenSentence } from '../../shared/speech-text.ts';
import { toHeardChars } from './heard-chars.ts';
import type { Speaker, SpeakerHandlers } from './speaker.ts';

/** What is used of the browser's own voice. */
export type BrowserVoice = {
  synthesis: Pick<SpeechSynthesis, 'speak' | 'cancel'>;
  createUtterance(text: string): SpeechSynthesisUtterance;
  speed: number;
  language?: string;
  voice?: SpeechSynthesisVoice;
  /** Milliseconds; without a voice `speak` does nothing, and says nothing about it. */
  startTimeoutMs?: number;
};

const START_TIMEOUT_MS = 4_000;

/** Says sentences with the voice of the browser. Its own `pause` does not work everywhere: words are said again from the last one. */
export function createBrowserSpeaker(browser: BrowserVoice, handlers: SpeakerHandlers): Speaker {
  let queue: SpokenSentence[] = [];
  let current: SpokenSentence | null = null;
  /** Characters of the current sentence's text that were said, and where the utterance that runs begins in it. */
  let said = 0;
  let from = 0;
  let done = 0;
  let isPaused = false;
  let isFinished = false;
  let isOver = false;
  let hasStarted = false;
  let utterance: SpeechSynthesisUtterance | null = null;
  let watchdog: ReturnType<typeof setTimeout> | undefined;

  function advance(): void {
    if (isOver || isPaused || utterance) return;
    if (!current) {
      current = queue.shift() ?? null;
      said = 0;
    }
    if (current) speak(current);
    else if (isFinished) close(handlers.onEnd);
  }

  function close(handler?: () => void): void {
    isOver = true;
    clearTimeout(watchdog);
    silence();
    handler?.();
  }

  function silence(): void {
    if (!utterance) return;
    utterance.onstart = utterance.onend = utterance.onerror = utterance.onboundary = null;
    utterance = null;
    browser.synthesis.cancel();
  }

  function fail(): void {
    const rest = current ? [current, ...queue] : queue;
    close(() => handlers.onFail(rest));
  }

  function speak(sentence: SpokenSentence): void {
    from = said;
    const next = browser.createUtterance(sentence.text.slice(from));
    utterance = next;
    next.rate = browser.speed;
    if (browser.language !== undefined) next.lang = browser.language;
    if (browser.voice) next.voice = browser.voice;
    next.onstart = () => {
      clearTimeout(watchdog);
      if (!hasStarted) handlers.onStart();
      hasStarted = true;
    };
    next.onboundary = ({ charIndex }) => {
      said = from + charIndex;
    };
    next.onend = () => {
      clearTimeout(watchdog);
      utterance = null;
      done = Math.max(done, sentence.end);
      current = null;
      advance();
    };
    next.onerror = fail;
    clearTimeout(watchdog);
    watchdog = setTimeout(fail, browser.startTimeoutMs ?? START_TIMEOUT_MS);
    browser.synthesis.speak(next);
  }

  return {
    add(sentences) {
      queue.push(...sentences);
      advance();
    },
    cut(length) {
      queue = queue.filter(({ end }) => end <= length);
    },
    finish() {
      isFinished = true;
      advance();
    },
    pause() {
      isPaused = true;
      clearTimeout(watchdog);
      silence();
    },
    resume() {
      isPaused = false;
      advance();
    },
    stop: () => close(),
    // It has no volume that could be changed while it speaks.
    duck() {},
    heardChars(answer) {
      if (!current || said === 0) return done;
      return Math.max(done, toHeardChars(answer, current, said / current.text.length));
    },
  };
}
