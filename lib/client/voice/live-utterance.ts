import type { LiveResults } from './live-message.ts';

/** Milliseconds that a word may seem to begin before its audio was sent. */
const TOLERANCE_SECONDS = 0.1;

export type LiveUtterance = {
  turn: number;
  /** Adds results; words of audio before this utterance are left out. */
  add(results: LiveResults): void;
  text(): string;
  /** Its audio is sent again on a new socket, from second 0. */
  restart(): void;
};

/** The words of one utterance, made of final and interim results. `since`: seconds of audio that the socket got before it. */
export function createLiveUtterance(turn: number, since: number): LiveUtterance {
  let from = since;
  let finals: string[] = [];
  let interim = '';

  const toText = ({ start, channel }: LiveResults): string => {
    const [best] = channel.alternatives;
    if (!best) return '';
    if (best.words.length === 0) return start >= from - TOLERANCE_SECONDS ? best.transcript : '';
    const words = best.words.filter((word) => word.start >= from - TOLERANCE_SECONDS);
    return words.map((word) => word.punctuated_word ?? word.word).join(' ');
  };

  return {
    turn,
    add(results) {
      const text = toText(results).trim();
      if (results.is_final) {
        if (text !== '') finals.push(text);
        interim = '';
      } else interim = text;
    },
    text: () => [...finals, ...(interim === '' ? [] : [interim])].join(' '),
    restart() {
      from = 0;
      finals = [];
      interim = '';
    },
  };
}
