/** A paragraph, list, table or code block with the heading above it. */
export type Passage = { section: number; index: number; text: string };

const TOKEN = /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}]|[\p{L}\p{N}]+/gu;
const LONG_PASSAGE_CHARS = 1_200;

/** BM25; the usual values. */
const K1 = 1.2;
const B = 0.75;

/** Words in their plain form; a language that writes without spaces gives its characters. */
function tokens(text: string): string[] {
  const plain = text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
  return (plain.match(TOKEN) ?? []).map((word) => (word.length > 3 ? word.replace(/(?:es|s)$/, '') : word));
}

/** Pieces of a block that is too long for a passage, cut where a line, a sentence or at least a word ends. */
function pieces(block: string): string[] {
  const found: string[] = [];
  let rest = block;
  while (rest.length > LONG_PASSAGE_CHARS) {
    const head = rest.slice(0, LONG_PASSAGE_CHARS);
    const ends = [head.lastIndexOf('\n'), head.lastIndexOf('. ') + 1, head.lastIndexOf(' ')];
    const cut = ends.find((end) => end > LONG_PASSAGE_CHARS / 2) ?? LONG_PASSAGE_CHARS;
    found.push(rest.slice(0, cut));
    rest = rest.slice(cut).trimStart();
  }
  return [...found, rest];
}

/** Cuts a text into blocks: small ones are joined, so that a heading stays with what it heads. */
export function toPassages(sections: readonly { text: string }[]): Passage[] {
  const passages: Passage[] = [];
  sections.forEach(({ text }, section) => {
    let current = '';
    for (const block of text.split(/\n{2,}/).flatMap(pieces)) {
      const startsAnew = /^#{1,6} /.test(block) && current !== '' && !/^#{1,6} [^\n]*$/.test(current);
      if (current !== '' && (startsAnew || current.length + block.length > LONG_PASSAGE_CHARS)) {
        passages.push({ section, index: passages.length, text: current });
        current = '';
      }
      current = current === '' ? block : `${current}\n\n${block}`;
    }
    if (current !== '') passages.push({ section, index: passages.length, text: current });
  });
  return passages;
}

/** The passages that share words with the question, best first. */
export function rankPassages(passages: readonly Passage[], question: string): Passage[] {
  const wanted = new Set(tokens(question));
  const documents = passages.map((passage) => ({ passage, words: tokens(passage.text) }));
  const meanLength = documents.reduce((sum, { words }) => sum + words.length, 0) / Math.max(1, documents.length);
  const frequency = new Map<string, number>();
  for (const { words } of documents) {
    for (const word of new Set(words)) if (wanted.has(word)) frequency.set(word, (frequency.get(word) ?? 0) + 1);
  }
  const rarity = (word: string) => {
    const found = frequency.get(word) ?? 0;
    return Math.log(1 + (documents.length - found + 0.5) / (found + 0.5));
  };

  function score(words: readonly string[]): number {
    const counts = new Map<string, number>();
    for (const word of words) if (wanted.has(word)) counts.set(word, (counts.get(word) ?? 0) + 1);
    const weight = K1 * (1 - B + (B * words.length) / meanLength);
    return [...counts].reduce((sum, [word, count]) => sum + (rarity(word) * count * (K1 + 1)) / (count + weight), 0);
  }

  return documents
    .map(({ passage, words }) => ({ passage, score: score(words) }))
    .filter((ranked) => ranked.score > 0)
    .sort((a, b) => b.score - a.score || a.passage.index - b.passage.index)
    .map(({ passage }) => passage);
}
