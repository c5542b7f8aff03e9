import { isStopWord, toWordKey } from '../../../lib/shared/word-forms.ts';
import { isFiller, type Language } from './language.ts';

const GERMANIC = /(?:ierung|ierungen|ieren|iert|ungen|ung|enden|ende|en|em|er|es|et|te|e|n|s|t)$/;
const ROMANCE =
  /(?:aciones|acion|azione|azioni|acao|amente|mente|ements|ement|ations|ation|issent|aient|iendo|ando|endo|eront|ees|idos|idas|ados|adas|ees|ee|ido|ida|ado|ada|ato|ata|ati|ate|uto|ito|ita|aron|eron|aban|ent|ait|ons|ant|ar|er|ir|are|ere|ire|es|os|as|ou|eu|iu|io|an|en|e|a|o|i|s|r)$/;
const SHORTEST_STEM = 4;
const LONGEST_STEM = 8;

/** Roughly the same for the forms of one word. */
function toForeignStem(word: string, language: Language): string {
  if (word.length <= SHORTEST_STEM) return word;
  const isGermanic = language === 'de' || language === 'nl';
  const bare = isGermanic && word.length > 6 && /^ge.+(?:t|en)$/.test(word) ? word.slice(2) : word;
  const stem = bare.replace(isGermanic ? GERMANIC : ROMANCE, '');
  return (stem.length >= SHORTEST_STEM - 1 ? stem : bare).slice(0, LONGEST_STEM);
}

/** A capital letter that does not come from the beginning of the sentence. */
const looksLikeName = (raw: string, isFirst: boolean) => /\p{Lu}/u.test(isFirst ? raw.slice(1) : raw) && raw !== 'I';

export function toWordToken(raw: string, folded: string, language: Language, isFirst: boolean) {
  const word = folded.replace(/['’]s$/, '').replace(/^(?:[ldjmnst]|qu|dell|all|nell|dall|un)['’]/, '');
  if (word.length < 2 && /^[a-z]?$/.test(word)) return null;
  // All nouns of German have capital letters.
  const isName = looksLikeName(raw, isFirst) && language !== 'de';
  if ((!isName || raw.length < 3) && (isStopWord(word) || isFiller(word, language))) return null;
  return { kind: 'word' as const, key: language === 'en' ? toWordKey(word) : toForeignStem(word, language), isName };
}
