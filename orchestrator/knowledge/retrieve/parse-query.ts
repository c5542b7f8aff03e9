import { toSearchForms, toSearchWords } from '../../../lib/shared/search-words.ts';
import type { QueryWords } from '../../core/search.ts';

export type ParsedQuery = {
  /** Without marks of quotation. */
  text: string;
  words: QueryWords;
  /** What stood in quotation marks and can be looked up word for word. */
  phrases: string[];
  /** It may name a file. */
  namesFile: boolean;
};

const MAX_CHARS = 2_000;
const MAX_PHRASES = 4;
const QUOTED = /["“„«»”「『]([^"“”„«»「」『』]{2,200})["”“»«」』]/gu;
const FILE_NAME = /[\p{L}\p{N}_)-]\.[a-z0-9]{1,5}(?![\p{L}\p{N}])/iu;

/** What a search looks for. A phrase of which nothing is kept as a word ("to be") cannot be looked up and is left to the rest. */
export function parseQuery(query: string): ParsedQuery {
  const text = query.slice(0, MAX_CHARS).toWellFormed().replaceAll('\u0000', ' ');
  const phrases = [...text.matchAll(QUOTED)]
    .map(([, phrase = '']) => phrase.trim())
    .filter((phrase) => toSearchWords(phrase).length > 0);
  return {
    text: text.replaceAll(/["“”„«»「」『』]/gu, ' ').trim(),
    words: toSearchForms(text),
    phrases: phrases.slice(0, MAX_PHRASES),
    namesFile: FILE_NAME.test(text),
  };
}
