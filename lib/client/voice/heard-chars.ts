import type { SpokenSentence } from '../../shared/speech-text.ts';

/** How much of an answer was heard, in UTF-16 code units, when `fraction` of the sentence was played; never half a word. */
export function toHeardChars(answer: string, sentence: SpokenSentence, fraction: number): number {
  if (fraction >= 1) return sentence.end;
  const said = answer.slice(sentence.start, sentence.end);
  const most = Math.floor(Math.max(0, fraction) * said.length);
  // A word counts when it was heard to its end: what follows is no letter.
  let heard = 0;
  for (const word of said.matchAll(/[\p{L}\p{N}\p{M}'’]+/gu)) {
    const end = word.index + word[0].length;
    if (end > most) break;
    heard = end;
  }
  return heard === 0 ? sentence.start : sentence.start + heard;
}
