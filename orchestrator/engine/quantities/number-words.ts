import type { Language } from './language.ts';

/** `name value` pairs, without accents. Whole words are made of them: `vierundzwanzig`, `veinticuatro`, `ventidue`. */
const MORPHEMES: Readonly<Record<Language, string>> = {
  en: 'zero 0 one 1 two 2 three 3 four 4 five 5 six 6 seven 7 eight 8 nine 9 ten 10 eleven 11 twelve 12 thirteen 13 fourteen 14 fifteen 15 sixteen 16 seventeen 17 eighteen 18 nineteen 19 twenty 20 thirty 30 forty 40 fifty 50 sixty 60 seventy 70 eighty 80 ninety 90 hundred 100 thousand 1000 dozen 12',
  de: 'null 0 eins 1 ein 1 zwei 2 zwo 2 drei 3 vier 4 funf 5 sechs 6 sieben 7 acht 8 neun 9 zehn 10 elf 11 zwolf 12 sechzehn 16 siebzehn 17 zwanzig 20 dreissig 30 dreißig 30 vierzig 40 funfzig 50 sechzig 60 siebzig 70 achtzig 80 neunzig 90 hundert 100 tausend 1000 und 0',
  fr: 'zero 0 deux 2 trois 3 quatre 4 cinq 5 six 6 sept 7 huit 8 neuf 9 dix 10 onze 11 douze 12 treize 13 quatorze 14 quinze 15 seize 16 vingt 20 trente 30 quarante 40 cinquante 50 soixante 60 septante 70 huitante 80 nonante 90 cent 100 cents 100 mille 1000 quatre-vingt 80 quatre-vingts 80',
  es: 'cero 0 dos 2 tres 3 cuatro 4 cinco 5 seis 6 siete 7 ocho 8 nueve 9 diez 10 once 11 doce 12 trece 13 catorce 14 quince 15 dieci 10 veinte 20 veinti 20 treinta 30 cuarenta 40 cincuenta 50 sesenta 60 setenta 70 ochenta 80 noventa 90 cien 100 ciento 100 doscientos 200 trescientos 300 quinientos 500 mil 1000',
  it: 'zero 0 due 2 tre 3 quattro 4 cinque 5 sei 6 sette 7 otto 8 nove 9 dieci 10 undici 11 dodici 12 tredici 13 quattordici 14 quindici 15 sedici 16 diciassette 17 diciotto 18 diciannove 19 venti 20 vent 20 trenta 30 trent 30 quaranta 40 quarant 40 cinquanta 50 cinquant 50 sessanta 60 settanta 70 ottanta 80 novanta 90 cento 100 mille 1000 mila 1000 uno 1',
  nl: 'nul 0 een 1 twee 2 drie 3 vier 4 vijf 5 zes 6 zeven 7 acht 8 negen 9 tien 10 elf 11 twaalf 12 dertien 13 veertien 14 twintig 20 dertig 30 veertig 40 vijftig 50 zestig 60 zeventig 70 tachtig 80 negentig 90 honderd 100 duizend 1000 en 0',
  pt: 'zero 0 dois 2 duas 2 tres 3 quatro 4 cinco 5 seis 6 sete 7 oito 8 nove 9 dez 10 onze 11 doze 12 treze 13 quatorze 14 catorze 14 quinze 15 dezesseis 16 dezoito 18 vinte 20 trinta 30 quarenta 40 cinquenta 50 sessenta 60 setenta 70 oitenta 80 noventa 90 cem 100 cento 100 mil 1000',
};
/** Too often no number. */
const NOT_COUNTING: ReadonlySet<string> = new Set([
  'one',
  'zero',
  'null',
  'ein',
  'eins',
  'een',
  'en',
  'und',
  'uno',
  'cent',
  'vent',
  'trent',
  'dozen',
]);
/** Between the words of one number: `two hundred and five`, `treinta y cinco`. */
export const NUMBER_JOINTS: ReadonlySet<string> = new Set(['-', 'and', 'et', 'y', 'e']);

const ORDINALS: Readonly<Record<Language, string>> = {
  en: 'first 1 second 2 third 3 fourth 4 fifth 5 sixth 6 seventh 7 eighth 8 ninth 9 tenth 10 eleventh 11 twelfth 12 thirteenth 13 fourteenth 14 fifteenth 15 sixteenth 16 seventeenth 17 eighteenth 18 nineteenth 19 twentieth 20 twenty-first 21',
  de: 'erste 1 ersten 1 erster 1 erstes 1 zweite 2 zweiten 2 zweiter 2 zweites 2 dritte 3 dritten 3 dritter 3 drittes 3 vierte 4 vierten 4 funfte 5 funften 5 sechste 6 sechsten 6 siebte 7 siebten 7 achte 8 achten 8 neunte 9 neunten 9 zehnte 10 zehnten 10',
  fr: 'premier 1 premiere 1 deuxieme 2 seconde 2 troisieme 3 quatrieme 4 cinquieme 5 sixieme 6 septieme 7 huitieme 8 neuvieme 9 dixieme 10',
  es: 'primer 1 primero 1 primera 1 segundo 2 segunda 2 tercer 3 tercero 3 tercera 3 cuarto 4 cuarta 4 quinto 5 quinta 5 sexto 6 sexta 6 septimo 7 septima 7 octavo 8 octava 8 noveno 9 decimo 10',
  it: 'primo 1 prima 1 secondo 2 seconda 2 terzo 3 terza 3 quarto 4 quarta 4 quinto 5 quinta 5 sesto 6 sesta 6 settimo 7 settima 7 ottavo 8 ottava 8 nono 9 decimo 10',
  nl: 'eerste 1 tweede 2 derde 3 vierde 4 vijfde 5 zesde 6 zevende 7 achtste 8 negende 9 tiende 10',
  pt: 'primeiro 1 primeira 1 segundo 2 segunda 2 terceiro 3 terceira 3 quarto 4 quarta 4 quinto 5 quinta 5 sexto 6 sexta 6 setimo 7 setima 7 oitavo 8 oitava 8 nono 9 decimo 10',
};
/** They order, but mostly as other words: `at first`, `prima di`. */
const NOT_ORDERING: ReadonlySet<string> = new Set([
  'first',
  'prima',
  'primo',
  'erste',
  'ersten',
  'achten',
  'seconde',
  'eerste',
  'premier',
  'premiere',
]);

const toMap = (pairs: string): ReadonlyMap<string, number> => {
  const words = pairs.split(' ');
  return new Map(words.flatMap((word, at) => (at % 2 === 0 ? [[word, Number(words[at + 1])] as const] : [])));
};
const mapAll = (all: Readonly<Record<Language, string>>) =>
  Object.fromEntries(Object.entries(all).map(([language, pairs]) => [language, toMap(pairs)])) as Record<
    Language,
    ReadonlyMap<string, number>
  >;
const VALUES = mapAll(MORPHEMES);
const ORDER = mapAll(ORDINALS);
const PIECES = Object.fromEntries(
  Object.entries(VALUES).map(([language, values]) => {
    const names = [...values.keys()].sort((a, b) => b.length - a.length);
    return [language, new RegExp(names.join('|'), 'y')];
  }),
) as Record<Language, RegExp>;
const LONGEST_WORD = 60;

/** Adds up what follows one another in a number: `two` `hundred` `five`. */
export function addUp(values: readonly number[]): number {
  let [total, current] = [0, 0];
  for (const value of values) {
    if (value === 100) current = Math.max(current, 1) * 100;
    else if (value >= 1_000) [total, current] = [total + Math.max(current, 1) * value, 0];
    else current += value;
  }
  return total + current;
}

/** The numbers that a word is made of, in order; `null`: it is none. `word` folded. */
export function toNumberParts(word: string, language: Language): number[] | null {
  if (NOT_COUNTING.has(word) || word.length > LONGEST_WORD || word.length < 3) return null;
  const whole = VALUES[language].get(word);
  if (whole !== undefined) return [whole];
  const piece = PIECES[language];
  const parts: number[] = [];
  for (let at = 0; at < word.length; at = piece.lastIndex) {
    piece.lastIndex = at;
    const found = piece.exec(word)?.[0];
    if (found === undefined) return null;
    parts.push(VALUES[language].get(found) as number);
  }
  return [addUp(parts)];
}

/** `third`, `troisième`; `null`: the word orders nothing. `word` folded. */
export function toOrdinal(word: string, language: Language): number | null {
  return NOT_ORDERING.has(word) ? null : (ORDER[language].get(word) ?? null);
}

/** `II` to `XXXIX`; `null`: no number. Others are mostly words and abbreviations. */
export function toRoman(word: string): number | null {
  if (!/^X{0,3}(?:IX|IV|V?I{0,3})$/.test(word) || word === '') return null;
  const worth: Readonly<Record<string, number>> = { I: 1, V: 5, X: 10 };
  const values = [...word].map((letter) => worth[letter] ?? 0);
  return values.reduce((sum, value, at) => sum + (value < (values[at + 1] ?? 0) ? -value : value), 0);
}
