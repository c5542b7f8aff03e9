import type { SpokenSentence } from '../../shared/speech-text.ts';
import { toHeardChars } from './heard-chars.ts';
import { createPlayer, type PlayerContext } from './player.ts';
import type { Speaker, SpeakerHandlers } from './speaker.ts';
import type { PcmChunk } from './wav-stream.ts';

/** Speech of a text as it is made. Throws what went wrong; ends silently or throws after an abort. */
export type Synthesise = (text: string, signal: AbortSignal) => AsyncIterable<PcmChunk | AudioBuffer>;

type Item = { sentence: SpokenSentence; state: 'queued' | 'making' | 'made'; start: number | null; end: number };

/** Usual speed of speech, for a sentence whose length is not known yet. */
const CHARS_PER_SECOND = 14;

/** Says what a provider synthesises: the next sentence is made while one is heard, and no more than that. */
export function createSynthesisSpeaker(context: PlayerContext, synthesise: Synthesise, handlers: SpeakerHandlers): Speaker {
  const stopped = new AbortController();
  const player = createPlayer(context, advance);
  let items: Item[] = [];
  let isBusy = false;
  let isPaused = false;
  let isFinished = false;
  let hasStarted = false;
  let hasFailed = false;
  let isOver = false;

  /** Whether it is this sentence's turn: it may be made as soon as the one before is heard. */
  const isDue = (index: number): boolean => {
    const before = items[index - 2];
    return !before || (before.state === 'made' && player.position() >= before.end - 0.001);
  };

  function advance(): void {
    if (isOver || stopped.signal.aborted) return;
    if (hasFailed) {
      if (player.isDrained())
        end(() => handlers.onFail(items.filter(({ state }) => state !== 'made').map(({ sentence }) => sentence)));
      return;
    }
    const index = items.findIndex(({ state }) => state === 'queued');
    const item = items[index];
    if (!item) {
      if (isFinished && !isBusy && player.isDrained()) end(handlers.onEnd);
    } else if (!isBusy && !isPaused && isDue(index)) void make(item);
  }

  function end(handler: () => void): void {
    isOver = true;
    handler();
  }

  async function make(item: Item): Promise<void> {
    isBusy = true;
    item.state = 'making';
    try {
      for await (const piece of synthesise(item.sentence.text, stopped.signal)) {
        if (stopped.signal.aborted) return;
        play(item, piece);
      }
      item.state = 'made';
      item.start ??= item.end = items[items.indexOf(item) - 1]?.end ?? 0;
    } catch {
      hasFailed = true;
    } finally {
      isBusy = false;
      advance();
    }
  }

  function play(item: Item, piece: PcmChunk | AudioBuffer): void {
    const { start, end: until } = 'samples' in piece ? player.appendSamples(piece.samples, piece.rate) : player.append(piece);
    item.start ??= start;
    item.end = until;
    if (hasStarted) return;
    hasStarted = true;
    handlers.onStart();
  }

  const fractionOf = (item: Item, position: number): number => {
    const known = item.end - (item.start ?? 0);
    const seconds = item.state === 'made' ? known : Math.max(known, item.sentence.text.length / CHARS_PER_SECOND);
    return seconds <= 0 ? 1 : (position - (item.start ?? 0)) / seconds;
  };

  return {
    add(sentences) {
      items = [...items, ...sentences.map((sentence): Item => ({ sentence, state: 'queued', start: null, end: 0 }))];
      advance();
    },
    cut(length) {
      items = items.filter(({ sentence, state }) => state !== 'queued' || sentence.end <= length);
    },
    finish() {
      isFinished = true;
      advance();
    },
    pause() {
      isPaused = true;
      player.pause();
    },
    resume() {
      isPaused = false;
      player.duck(false);
      player.resume();
      advance();
    },
    stop() {
      stopped.abort();
      player.stop();
    },
    duck: (isDucked) => player.duck(isDucked),
    heardChars(answer) {
      const position = player.position();
      const begun = items.filter((item) => item.start !== null && item.start < position);
      return begun.reduce((most, item) => Math.max(most, toHeardChars(answer, item.sentence, fractionOf(item, position))), 0);
    },
  };
}
