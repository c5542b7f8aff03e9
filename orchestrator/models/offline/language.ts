export const LANGUAGES = ['en', 'de', 'fr', 'es', 'it', 'pt', 'nl'] as const;
export type Language = (typeof LANGUAGES)[number];

const words = (text: string): ReadonlySet<string> => new Set(text.split(' '));

/** Short words that nearly every question has; those that several languages share count for each of them. */
const COMMON: Readonly<Record<Language, ReadonlySet<string>>> = {
  en: words(
    'the a an is are was were do does did what how who why where when which can could would should will you i my me your tell please write explain of and or to in it for with about from this that there have has give make good translate meaning hello thanks',
  ),
  de: words(
    'der die das den dem des ein eine einen einem einer und oder ist sind war nicht wie was wer warum wieso wo wann welche welcher welches kannst könntest du ich mir mich dir mein meine bitte schreib schreibe erkläre erzähl über mit für auf aus von im am zum zur gibt es sich auch noch hat haben gut hallo guten danke moin tschüss rechne berechne erinnere übersetze zeig mach wieviel viel viele mal heute morgen',
  ),
  fr: words(
    'le la les un une des du de et ou est sont que qui quoi quel quelle quels quelles comment pourquoi où quand peux peut tu je vous moi mon ma mes te pour avec dans sur au aux en ce cette il elle écris explique raconte dis donne y a pas ne ça bonjour bonsoir salut merci combien font fait fois rappelle calcule traduis montre aujourd demain',
  ),
  es: words(
    'el la los las un una unos unas y o es son que qué quién quien cuál cuáles cómo como por porqué dónde donde cuándo cuando puedes puede tú yo me mi te para con en de del al sobre escribe explica cuenta cuéntame dime dame hay no se lo su está hola gracias buenos buenas adiós recuérdame calcula traduce muéstrame cuánto cuánta cuántos cuántas cuanto cuantos hoy mañana',
  ),
  it: words(
    'il lo la gli le un uno una e o è sono che chi cosa quale quali come perché dove quando puoi può tu io mi mio mia ti per con in di del della dei nel nella al su scrivi spiega racconta dimmi dammi non si questo ho hai c ciao grazie buongiorno buonasera quanto quanti quanta calcola ricordami traduci oggi domani',
  ),
  pt: words(
    'o a os as um uma uns umas e ou é são que quem qual quais como porque por onde quando pode podes você tu eu me meu minha te para com em de do da dos das no na ao sobre escreva escreve explique conta diga dá há não se isso está olá obrigado obrigada bom boa calcule lembre traduza quanto quantos quantas hoje amanhã',
  ),
  nl: words(
    'de het een en of is zijn was niet hoe wat wie waarom waar wanneer welke kun kan kunt je jij ik mij mijn u voor met over van op in te naar schrijf leg vertel geef er ook nog heeft hebben alsjeblieft dit dat hallo dank bedankt goedemorgen goedendag bereken hoeveel herinner vertaal vandaag morgen',
  ),
};

/** Letters and signs that the others do not write. */
const LETTERS: readonly [Language, RegExp][] = [
  ['de', /[äöüß]/],
  ['fr', /[çœêûîôàù]|\b(?:[ldjnmtsc]|qu)['’](?=[a-zéèêàâîôûh])/],
  ['es', /[¿¡ñ]/],
  ['it', /[òìù]|\b(?:l|un|dell|all|nell|c|dov|cos|com)['’](?=[a-zèé])/],
  ['pt', /[ãõ]|ção\b/],
  ['nl', /ij|\b\w*(?:aa|oo|uu)\w+\b/],
];

const MAX_CHARS = 400;

/** The language of a question as its small words tell it; English where nothing does. Pure, and linear in the text. */
export function toLanguage(text: string): Language {
  const lower = text.slice(0, MAX_CHARS).toLowerCase().normalize('NFC');
  const scores = new Map(LANGUAGES.map((language) => [language, 0]));
  const add = (language: Language, points: number) => scores.set(language, (scores.get(language) ?? 0) + points);
  for (const [word] of lower.matchAll(/\p{L}+/gu)) {
    for (const language of LANGUAGES) if (COMMON[language].has(word)) add(language, 1);
  }
  for (const [language, pattern] of LETTERS) if (pattern.test(lower)) add(language, 0.5);
  return LANGUAGES.reduce((best, language) => ((scores.get(language) ?? 0) > (scores.get(best) ?? 0) ? language : best), 'en');
}
