import { isWordAt, type Read, type Script, textAt, toQuantity } from './cursor.ts';
import { toNumberParts, toOrdinal, toRoman } from './number-words.ts';

/** `3.2.1`, `24/7`: compared as written. */
export function readLabel(script: Script, at: number): Read {
  const { type, text } = script.lexemes[at] ?? { type: 'sign', text: '' };
  const ratio = /^(\d+)\/(\d+)$/.exec(text);
  if (type === 'number' && ratio && Number(ratio[2]) > Number(ratio[1]))
    return { quantity: toQuantity('ratio', [Number(ratio[1]) / Number(ratio[2])], { step: 0.01 }), next: at + 1 };
  return { quantity: toQuantity('label', [], { text }), next: at + 1 };
}

const FRACTIONS: Readonly<Record<string, number>> = {
  half: 2,
  halves: 2,
  halfte: 2,
  third: 3,
  thirds: 3,
  drittel: 3,
  tiers: 3,
  tercio: 3,
  tercios: 3,
  terzo: 3,
  terzi: 3,
  quarter: 4,
  quarters: 4,
  viertel: 4,
  quart: 4,
  quarts: 4,
  cuartos: 4,
  quarti: 4,
  fifth: 5,
  fifths: 5,
  funftel: 5,
};

/** `two thirds`, `drei Viertel`: a share of the whole. */
export function readFraction(script: Script, at: number): Read | null {
  const count = isWordAt(script, at) ? toNumberParts(textAt(script, at), script.language) : null;
  const joint = textAt(script, at + 1) === '-' ? at + 2 : at + 1;
  const parts = FRACTIONS[textAt(script, joint)];
  const [value = 0] = count ?? [];
  if (!count || parts === undefined || value >= parts) return null;
  return { quantity: toQuantity('ratio', [value / parts], { step: 0.01 }), next: joint + 1 };
}

const PART =
  /^(?:part|chapter|volume|book|teil|kapitel|band|article|artikel|chapitre|capitulo|capitolo|annex|appendix|phase|stage|type|figure|table|section|world|war)$/;

/** `third`, `Chapter IV`, `Charles XII`, `Q2`. */
export function readOrder(script: Script, at: number): Read | null {
  const lexeme = script.lexemes[at];
  if (!lexeme || lexeme.type === 'number' || lexeme.type === 'sign') return null;
  const ordinal = toOrdinal(lexeme.text, script.language);
  if (ordinal !== null) return { quantity: toQuantity('ordinal', [ordinal]), next: at + 1 };
  const roman = toRoman(lexeme.raw);
  if (roman === null) return null;
  const isNamed = lexeme.raw.length > 1 || (PART.test(textAt(script, at - 1)) && lexeme.raw !== '');
  return isNamed ? { quantity: toQuantity('ordinal', [roman]), next: at + 1 } : null;
}
