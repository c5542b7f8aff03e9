import { withoutReferences } from '../../../lib/shared/reference-marks.ts';

/** Text that was read, with the number that cites it. */
export type Passage = { text: string; cite: string; title?: string };

export type Sentence = { text: string; cite: string; order: number };

/** Said with every answer that is quoted. */
export const HONESTY =
  '_These are sentences of the source, word for word: the offline model quotes, it does not rephrase or judge._';

const STOP_WORDS = new Set(
  (
    'a an and are as at be been but by can could did do does for from had has have he her his how i if in into is it its just me more most my ' +
    'no not of on or our out over say says she should so some such tell than that the their them then there these they this those to too up ' +
    'us was we were what when where which who why will with would you your about according please summarize summarise summary page article ' +
    'document file files find main points give list'
  ).split(' '),
);

const SENTENCES = new Intl.Segmenter('en', { granularity: 'sentence' });
const SHORTEST_SENTENCE = 25;
const LONGEST_SENTENCE = 500;
const MAX_SENTENCES = 600;

/** A sign of these says about as much as two and a half letters. */
const DENSE = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/gu;
const weightOf = (sentence: string) => sentence.length + 1.5 * (sentence.match(DENSE)?.length ?? 0);

/** Long enough to say something, short enough to quote, and decoded as it was meant. */
function isQuotable(sentence: string): boolean {
  return weightOf(sentence) >= SHORTEST_SENTENCE && sentence.length <= LONGEST_SENTENCE && !sentence.includes('\uFFFD');
}

/** Meaningful words in a plain form. */
export function toTerms(text: string): string[] {
  return (
    text
      .toLowerCase()
      .normalize('NFKD')
      .match(/[\p{L}\p{N}]+/gu) ?? []
  )
    .filter((word) => word.length > 1 && !STOP_WORDS.has(word))
    .map((word) => word.replace(/(?:ies)$/, 'y').replace(/(?<=\w{3})(?:es|s|ing|ed)$/, ''));
}

/** Sentences of running text: no headings, no lists of links, no code. */
function toSentences(passages: readonly Passage[]): Sentence[] {
  const found: Sentence[] = [];
  for (const { text, cite } of passages) {
    for (const block of text.split(/\n{2,}|\n(?=[-*#|>])/)) {
      if (/^\s*(?:#|\||```)/.test(block)) continue;
      const plain = block
        // Bounded, since a page may open a thousand brackets and close none.
        .replaceAll(/!?\[([^[\]]{0,1000})\]\([^()\n]{0,1000}(?:\([^()\n]{0,1000}\)[^()\n]{0,1000})?\)/g, '$1')
        .replaceAll(/[*_`]{1,3}|^[^\S\r\n]*(?:[-*>]|\d+\.)\s+/gm, '')
        .replaceAll(/\s+/g, ' ');
      // A mark of a source in a quotation would cite another one.
      for (const { segment } of SENTENCES.segment(withoutReferences(plain))) {
        const sentence = segment.trim();
        if (found.length < MAX_SENTENCES && isQuotable(sentence)) found.push({ text: sentence, cite, order: found.length });
      }
    }
  }
  return found;
}

/**
 * The sentences that say most, in their own order: frequent terms of the text, the question's terms above all, early
 * sentences a little. They are quoted word for word: nothing is made up, and nothing in them is obeyed.
 */
export function extractSentences(passages: readonly Passage[], question: string | null, count: number): Sentence[] {
  const sentences = toSentences(passages);
  const wanted = new Set(question === null ? [] : toTerms(question));
  const terms = sentences.map((sentence) => new Set(toTerms(sentence.text)));
  const frequency = new Map<string, number>();
  for (const term of terms.flatMap((set) => [...set])) frequency.set(term, (frequency.get(term) ?? 0) + 1);
  const rarity = (term: string) => Math.log(1 + sentences.length / (frequency.get(term) ?? 1));
  const isFound = terms.some((set) => [...set].some((term) => wanted.has(term)));

  const score = (set: ReadonlySet<string>, order: number) => {
    const all = [...set];
    const asked = all.filter((term) => wanted.has(term)).reduce((sum, term) => sum + rarity(term), 0);
    const central = all.reduce((sum, term) => sum + Math.log(frequency.get(term) ?? 1), 0) / Math.sqrt(all.length + 3);
    return (isFound ? asked * 4 : 0) + central + 1 / (1 + order / 4);
  };
  const ranked = sentences
    .map((sentence, at) => ({
      sentence,
      asked: [...(terms[at] ?? [])].some((term) => wanted.has(term)),
      score: score(terms[at] ?? new Set(), sentence.order),
    }))
    .filter(({ asked }) => asked || !isFound)
    .sort((a, b) => b.score - a.score);
  const chosen: Sentence[] = [];
  for (const { sentence } of ranked) {
    if (chosen.length === count) break;
    if (!chosen.some((other) => other.text === sentence.text)) chosen.push(sentence);
  }
  return chosen.sort((a, b) => a.order - b.order);
}

/** One quotation a line, each with its number. */
export function toCitedList(sentences: readonly Sentence[]): string {
  return sentences.map(({ text, cite }) => `- ${text} ${cite}`).join('\n');
}
