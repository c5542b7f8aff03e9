import { toSearchWords } from '../../../lib/shared/search-words.ts';

/** Where a sentence, an item of a list or a row of a table ends; lines may be wrapped. */
const END = /[.!?:;]\s|[。！？]|\n[ \t]*(?=[\n*|#-])/u;
/** How much a long sentence is held against it, and from how many words on. */
const LENGTH_SHARE = 0.3;
const USUAL_WORDS = 15;

function scoreSentence(sentence: string, weights: ReadonlyMap<string, number>): number {
  const words = toSearchWords(sentence);
  const found = new Set(words.filter((word) => weights.has(word)));
  const sum = [...found].reduce((total, word) => total + (weights.get(word) ?? 0), 0);
  return sum / (1 - LENGTH_SHARE + (LENGTH_SHARE * words.length) / USUAL_WORDS);
}

/**
 * How much of a query the best sentence of each text says, from 0 to 1 (the best of all texts). What answers a question says it in one
 * place; a long passage that has the words here and there does not. `weights`: what each word of the query is worth.
 */
export function scoreSentences(texts: readonly string[], weights: ReadonlyMap<string, number>): number[] {
  const scores = texts.map((text) => text.split(END).reduce((best, part) => Math.max(best, scoreSentence(part, weights)), 0));
  const best = scores.reduce((most, score) => Math.max(most, score), 0);
  return scores.map((score) => (best === 0 ? 0 : score / best));
}
