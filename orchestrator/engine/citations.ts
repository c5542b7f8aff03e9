import type { StoredMessage } from '../../lib/contract/conversations.ts';
import type { NumberedSource } from './source-registry.ts';

export type Citation = StoredMessage['citations'][number];

const MAX_QUOTE_CHARS = 400;
const MAX_PASSAGES = 4_000;
/** Code is no prose: `list[1]` cites nothing. */
const CODE = /```[\s\S]*?(?:```|$)|`[^`\n]*`/g;
const MARK = /(?<![\p{L}\p{N}_])\[(\d{1,4}(?:\s*,\s*\d{1,4}){0,9})\]/gu;
const WORD = /[\p{L}\p{N}]{3,}/gu;

type Passage = { start: number; end: number };

/** Sentences and lines, cut where they are too long. */
function toPassages(text: string): Passage[] {
  const passages: Passage[] = [];
  for (const match of text.matchAll(/[^\n.!?。！？]+(?:[.!?。！？](?!\s|$)[^\n.!?。！？]*)*[.!?。！？]*/gu)) {
    if (passages.length >= MAX_PASSAGES) break;
    if (match[0].trim() === '') continue;
    const start = match.index + (match[0].length - match[0].trimStart().length);
    const end = Math.min(start + match[0].trim().length, start + MAX_QUOTE_CHARS);
    passages.push({ start, end });
  }
  return passages;
}

function toWords(text: string): Set<string> {
  return new Set([...text.toLowerCase().matchAll(WORD)].map(([word]) => word));
}

/** How many of the words are in the passage, rare ones counting more; long passages count a little less. */
function score(words: ReadonlySet<string>, passage: ReadonlySet<string>, rarity: ReadonlyMap<string, number>): number {
  let sum = 0;
  for (const word of words) if (passage.has(word)) sum += rarity.get(word) ?? 1;
  return sum / Math.log(passage.size + 8);
}

/** The passage of a source that supports one of the sentences best. */
function findQuote(source: NumberedSource, sentences: readonly string[]): Passage | null {
  const passages = toPassages(source.text).map((passage) => ({
    passage,
    words: toWords(source.text.slice(passage.start, passage.end)),
  }));
  const frequency = new Map<string, number>();
  for (const { words } of passages) for (const word of words) frequency.set(word, (frequency.get(word) ?? 0) + 1);
  const rarity = new Map([...frequency].map(([word, count]) => [word, Math.log(1 + passages.length / count)]));
  let best = passages[0]?.passage ?? null;
  let bestScore = 0;
  for (const wanted of sentences.map(toWords)) {
    for (const { passage, words } of passages) {
      const reached = score(wanted, words, rarity);
      if (reached > bestScore) [best, bestScore] = [passage, reached];
    }
  }
  return best;
}

/** The sentences that carry a mark, by its number: from the end of the sentence before to the mark. */
function toMarked(answer: string): Map<number, string[]> {
  const prose = answer.replaceAll(CODE, (code) => ' '.repeat(code.length));
  const marked = new Map<number, string[]>();
  let sentence = '';
  let from = 0;
  for (const match of prose.matchAll(MARK)) {
    const before = prose.slice(from, match.index);
    // Marks that follow one another belong to the same sentence.
    if (/[\p{L}\p{N}]/u.test(before))
      sentence = before.split(/(?<=[.!?。！？])\s+(?=\S)|\n/u).findLast((part) => part.trim() !== '') ?? before;
    from = match.index + match[0].length;
    for (const index of (match[1] as string).split(',').map(Number)) {
      marked.set(index, [...(marked.get(index) ?? []), sentence]);
    }
  }
  return marked;
}

/** A citation for every `[n]` of the answer that names a source, in order of their numbers; others are not cited. */
export function toCitations(answer: string, sources: readonly NumberedSource[]): Citation[] {
  const marked = toMarked(answer);
  return sources.flatMap((source): Citation[] => {
    const sentences = marked.get(source.index);
    if (!sentences) return [];
    const quote = findQuote(source, sentences);
    const offset = source.charStart ?? 0;
    return [
      {
        index: source.index,
        ...(source.fileId === undefined ? {} : { file_id: source.fileId }),
        ...(source.url === undefined ? {} : { url: source.url }),
        title: source.title,
        ...(source.page === undefined ? {} : { page: source.page }),
        quote: quote ? source.text.slice(quote.start, quote.end).toWellFormed() : '',
        ...(quote ? { char_start: offset + quote.start, char_end: offset + quote.end } : {}),
      },
    ];
  });
}
