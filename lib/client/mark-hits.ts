import { foldText } from '../shared/word-forms.ts';
import type { MarkedPart } from './files-mark-words.ts';

const WORD = /[\p{L}\p{N}\p{M}]+/gu;
/** Such a script puts no space between words: a hit may begin anywhere. */
const UNSPACED =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u;
const IN_WORD = /[\p{L}\p{N}]/u;

/**
 * A text divided into what a search by the beginnings of words hits and what lies between, whatever case and accents. Joined, the
 * parts are the text.
 */
export function markHits(text: string, query: string): MarkedPart[] {
  const folded = foldByLetters(text);
  const isHit = new Uint8Array(text.length + 1);
  for (const { from, to } of findHits(folded.text, query)) {
    // A letter takes its marks along.
    isHit.fill(1, folded.starts[from], folded.starts[to] ?? text.length);
  }
  const parts: MarkedPart[] = [];
  for (let from = 0, at = 1; at <= text.length; at += 1) {
    if (at < text.length && isHit[at] === isHit[from]) continue;
    parts.push({ text: text.slice(from, at), isHit: isHit[from] === 1 });
    from = at;
  }
  return parts;
}

/** `starts`: where in the text each character of the folded text comes from. */
function foldByLetters(text: string): { text: string; starts: number[] } {
  const starts: number[] = [];
  let folded = '';
  let at = 0;
  for (const letter of text) {
    const plain = foldText(letter);
    for (let index = 0; index < plain.length; index += 1) starts.push(at);
    folded += plain;
    at += letter.length;
  }
  return { text: folded, starts };
}

function* findHits(text: string, query: string): Generator<{ from: number; to: number }> {
  const whole = foldText(query.trim());
  const words = whole.match(WORD) ?? [];
  for (const wanted of new Set([whole, ...words])) {
    if (wanted === '') continue;
    const mayBeginAnywhere = wanted === whole || UNSPACED.test(wanted);
    for (let from = text.indexOf(wanted); from >= 0; from = text.indexOf(wanted, from + wanted.length)) {
      if (mayBeginAnywhere || !IN_WORD.test(text[from - 1] ?? '')) yield { from, to: from + wanted.length };
    }
  }
}
