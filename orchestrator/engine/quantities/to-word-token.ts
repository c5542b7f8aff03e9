import { isStopWord, toWordKey } from '../../../lib/shared/word-forms.ts';
import { isFiller, type Language } from './language.ts';

const GERMANIC = /(?:ierung|ierungen|ieren|iert|ungen|ung|enden|ende|en|em|er|es|et|te|e|n|s|t)$/;
const ROMANCE =
  /(?:aciones|acion|azione|azioni|acao|amente|mente|ements|ement|ations|ation|issent|aient|iendo|ando|endo|eront|ees|idos|idas|ados|adas|ees|ee|ido|ida|ado|ada|ato|ata|ati|ate|uto|ito|ita|aron|eron|aban|ent|ait|ons|ant|ar|er|ir|are|ere|ire|es|os|as|ou|eu|iu|io|an|en|e|a|o|i|s|r)$/;
/** How often, in other languages than English, where these are synonyms: "im Jahr", "jährlich". */
const PERIODS: Readonly<Record<string, string>> = {
  '@hour': 'stunde stundlich heure hora ora uur',
  '@day': 'tag taglich jour quotidien dia diario giorno dag dagelijks',
  '@week': 'woche wochentlich semaine hebdomadaire semana semanal settimana settimanale wekelijks',
  '@month': 'monat monatlich monatliche mois mensuel mensuelle mes mensual mese mensile maand maandelijks mensal',
  '@year': 'jahr jahrlich jahrliche annee annuel annuelle ano anual anno annuale jaar jaarlijks',
};
const PERIOD_OF: ReadonlyMap<string, string> = new Map(
  Object.entries(PERIODS).flatMap(([key, words]) => words.split(' ').map((word) => [word, key] as const)),
);
export const PERIOD_KEYS: readonly string[] = Object.keys(PERIODS);
/** `aren't`, `you're`: they only hold a sentence together. */
const CONTRACTED = /['’](?:t|re|ve|ll|d|m)$/;

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
  if (CONTRACTED.test(folded)) return null;
  const period = language === 'en' ? undefined : PERIOD_OF.get(word);
  if (period) return { kind: 'word' as const, key: period, isName: false };
  // All nouns of German have capital letters.
  const isName = looksLikeName(raw, isFirst) && language !== 'de';
  if ((!isName || raw.length < 3) && (isStopWord(word) || isFiller(word, language))) return null;
  return { kind: 'word' as const, key: language === 'en' ? toWordKey(word) : toForeignStem(word, language), isName };
}
