import type { Transcriber, TranscriberHandlers } from './transcriber.ts';

/** What is used of the Web Speech API, which TypeScript's DOM library does not describe. */
type Recognition = {
  continuous: boolean;
  interimResults: boolean;
  lang: string;
  onresult: ((event: { results: ArrayLike<ArrayLike<{ transcript: string }> & { isFinal: boolean }> }) => void) | null;
  onerror: ((event: { error: string }) => void) | null;
  onend: (() => void) | null;
  start(): void;
  stop(): void;
  abort(): void;
};
export type CreateRecognition = () => Recognition;

/** The browser's recogniser, where it has one. */
export function findBrowserRecognition(): CreateRecognition | null {
  const { SpeechRecognition, webkitSpeechRecognition } = globalThis as unknown as Record<
    string,
    (new () => Recognition) | undefined
  >;
  const Found = SpeechRecognition ?? webkitSpeechRecognition;
  return Found ? () => new Found() : null;
}

/** It ends by itself after a pause and is started again, but not for ever when it ends at once each time. */
const QUICK_MS = 300;
const MOST_QUICK_ENDS = 3;

const HARMLESS = new Set(['no-speech', 'aborted']);

/** Words from the browser's own recogniser, which listens by itself: pushed audio is not used. */
export function createBrowserTranscriber(
  create: CreateRecognition,
  language: string | undefined,
  handlers: TranscriberHandlers,
): Transcriber {
  let recognition: Recognition | null = null;
  let turn = 0;
  let words = '';
  let isFinishing = false;
  let isClosed = false;
  let startedAt = 0;
  let quickEnds = 0;

  function leave(): void {
    if (!recognition) return;
    recognition.onresult = recognition.onerror = recognition.onend = null;
    recognition.abort();
    recognition = null;
  }

  function fail(): void {
    if (isClosed) return;
    isClosed = true;
    leave();
    handlers.onFail();
  }

  function start(): void {
    leave();
    words = '';
    const next = create();
    recognition = next;
    next.continuous = true;
    next.interimResults = true;
    next.lang = language ?? globalThis.navigator?.language ?? 'en';
    next.onresult = ({ results }) => {
      words = Array.from(results, (result) => result[0]?.transcript ?? '')
        .join(' ')
        .replaceAll(/\s+/g, ' ')
        .trim();
      if (words !== '') handlers.onWords(turn, words);
      if (words !== '' && results[results.length - 1]?.isFinal) handlers.onEnd(turn);
    };
    next.onerror = ({ error }) => {
      if (!HARMLESS.has(error)) fail();
    };
    next.onend = onEnd;
    startedAt = performance.now();
    try {
      next.start();
    } catch {
      fail();
    }
  }

  function onEnd(): void {
    if (isClosed) return;
    quickEnds = performance.now() - startedAt < QUICK_MS ? quickEnds + 1 : 0;
    if (quickEnds > MOST_QUICK_ENDS) {
      fail();
      return;
    }
    const ended = isFinishing ? turn : null;
    isFinishing = false;
    start();
    if (ended !== null) handlers.onEnd(ended);
  }

  start();

  return {
    begin(next) {
      turn = next;
      isFinishing = false;
      // Its results cannot be cut: a fresh one knows nothing of what was said before.
      if (words !== '') start();
    },
    push() {},
    finish() {
      isFinishing = true;
      recognition?.stop();
    },
    close() {
      isClosed = true;
      leave();
    },
  };
}
