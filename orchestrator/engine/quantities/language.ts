export const LANGUAGES = ['en', 'de', 'fr', 'es', 'it', 'nl', 'pt'] as const;
export type Language = (typeof LANGUAGES)[number];

/** Short words that are frequent in one language and rare in the others. */
const TELLING: Readonly<Record<Language, string>> = {
  en: 'the and is are was were of to with by on at from it not this that you has have been which their its an be for as or may must can in no per he she we only more than all',
  de: 'der die das und ist sind war wird werden von zu mit auf für nicht ein eine einen dem den des im am bei aus sich auch nach bis zum zur es ich haben hat in',
  fr: 'le la les des et est sont une du dans pour sur avec pas au aux ce cette qui que par plus ne se il elle ont été a à d l',
  es: 'el los las del y es son una por para con se su al que en no fue ha han más como lo está un de la',
  it: 'il lo gli della dei di e è sono una per con si alla che non nel al del da le più ha stato un la i in',
  nl: 'het een van en in is zijn wordt worden voor met op niet te dat die bij naar elke mag moet ook de door deze aan',
  pt: 'o os as do da dos das e é são uma em para com se no na não que ao pela um por foi mais de a',
};

const OF_WORD: ReadonlyMap<string, readonly Language[]> = (() => {
  const map = new Map<string, Language[]>();
  for (const language of LANGUAGES)
    for (const word of new Set(TELLING[language].split(' '))) map.set(word, [...(map.get(word) ?? []), language]);
  return map;
})();
const MAX_CHARS = 4_000;
/** "e" of "e-mail" is no word of Italian. */
const WORD = /(?<![\p{L}-])\p{L}+(?![\p{L}-])/gu;

/** One word of one language. */
const FEWEST = 1;
/** So much more than for the next one. */
const MARGIN = 0.3;

/** The language that most of the short words belong to; `null`: nothing tells. */
export function detectLanguage(text: string): Language | null {
  const counts = new Map<Language, number>();
  for (const [word] of text.slice(0, MAX_CHARS).toLowerCase().matchAll(WORD)) {
    const languages = OF_WORD.get(word);
    // A word of many languages tells little about each.
    for (const language of languages ?? []) counts.set(language, (counts.get(language) ?? 0) + 1 / (languages?.length ?? 1));
  }
  const [best, next] = [...counts].sort(([, a], [, b]) => b - a);
  return best && best[1] >= FEWEST && best[1] - (next?.[1] ?? 0) >= MARGIN ? best[0] : null;
}

const FILLERS = Object.fromEntries(
  LANGUAGES.map((language) => [language, new Set(TELLING[language].normalize('NFKD').replaceAll(/\p{M}/gu, '').split(' '))]),
) as unknown as Record<Language, ReadonlySet<string>>;

/** Whether a word only holds a sentence together. `word` folded. */
export const isFiller = (word: string, language: Language): boolean => language !== 'en' && FILLERS[language].has(word);

const TOLD_FROM = 1.5;
const FOREIGN_SHARE = 2;

function countTelling(text: string, language: Language): number {
  let count = 0;
  for (const [word] of text.slice(0, MAX_CHARS).toLowerCase().matchAll(WORD))
    if (OF_WORD.get(word)?.includes(language)) count += 1;
  return count;
}

/** Whether a text is evidently in another language than this one. */
export function isForeignTo(text: string, language: Language): boolean {
  const own = detectLanguage(text);
  if (own === null || own === language) return false;
  return countTelling(text, own) >= Math.max(TOLD_FROM, countTelling(text, language) * FOREIGN_SHARE);
}
