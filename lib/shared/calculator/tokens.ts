import { CalculationError } from './calculation-error.ts';
import { readNumeral } from './numerals.ts';
import type { Rational } from './rational.ts';
import { findUnit, MAX_UNIT_WORDS, type Unit } from './unit-table.ts';

type Place = { at: number; end: number };

/** `word`: an operator in words, a function or a constant. */
export type Token = Place &
  (
    | { kind: 'number'; value: Rational; isClock?: boolean }
    | { kind: 'unit'; unit: Unit }
    | { kind: 'word'; text: string }
    | { kind: 'sign'; text: string }
    | { kind: 'end' }
  );

export const FUNCTIONS: ReadonlySet<string> = new Set(
  (
    'abs acos asin atan atan2 cbrt ceil combinations cos cosh cot csc cube exp factorial fix floor gcd hypot lcm ln log log10 ' +
    'log2 max mean median min mod ncr npr nthroot permutations pow root round sec sign sin sinh sqrt square std subtract sum tan ' +
    'tanh variance'
  ).split(' '),
);
export const CONSTANTS: ReadonlySet<string> = new Set(['pi', 'e', 'tau', 'phi', 'i']);
const OPERATORS: ReadonlySet<string> = new Set(
  'plus minus times over mod modulo of off per to in into as and a an percent squared cubed fraction hex hexadecimal binary octal decimal x million billion trillion thousand hundred'.split(
    ' ',
  ),
);

const SAME: Readonly<Record<string, string>> = {
  '×': '*',
  '✕': '*',
  '⨯': '*',
  '∙': '*',
  '•': '*',
  '·': '*',
  '⋅': '*',
  '÷': '/',
  '∕': '/',
  '⁄': '/',
  '−': '-',
  '–': '-',
  '—': '-',
  '％': '%',
  '﹪': '%',
  '٪': '%',
  '→': '->',
  '**': '^',
  arcsin: 'asin',
  arccos: 'acos',
  arctan: 'atan',
  average: 'mean',
  avg: 'mean',
  ceiling: 'ceil',
  π: 'pi',
  τ: 'tau',
  φ: 'phi',
  '＋': '+',
  '（': '(',
  '）': ')',
};
const SUPERSCRIPTS = '⁰¹²³⁴⁵⁶⁷⁸⁹';

const WORD = /[\p{L}°º$€£¥₹'"′″℃℉µμΩ]+/uy;
const NEXT_WORD = /(?: |-|·|\. |_)[\p{L}°ºµ]+/uy;
const SQUARE = /(?:(square|sq\.?)|cubic|cu\.?)[ -](?=\p{L})/iuy;
const BRACKET = /\s*\(/y;

function matchAt(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(text);
}

/** The longest name of a unit that begins here. */
function readUnit(text: string, at: number): { unit: Unit; end: number; words: number } | null {
  const ends: number[] = [];
  let next = matchAt(WORD, text, at);
  let end = at;
  while (next && ends.length < MAX_UNIT_WORDS) {
    end += next[0].length;
    ends.push(end);
    next = matchAt(NEXT_WORD, text, end);
  }
  for (let words = ends.length; words > 0; words -= 1) {
    const name = text.slice(at, ends[words - 1]);
    const unit = findUnit(name.replaceAll('_', ' '));
    if (unit === 'ambiguous')
      throw new CalculationError('syntax', `${name} is not clear: write it with its capitals, as in mW or MW`);
    if (unit) return { unit, end: ends[words - 1] as number, words };
  }
  return null;
}

/** Reads an expression. Linear in its length. Throws `CalculationError` with what it does not know. */
export function toTokens(text: string): { tokens: Token[]; readings: string[] } {
  const tokens: Token[] = [];
  const readings: string[] = [];
  /** For each open bracket: whether it is that of a call. */
  const calls: boolean[] = [];
  let at = 0;

  const push = (token: Token) => {
    tokens.push(token);
    at = token.end;
  };

  function pushUnit(unit: Unit, end: number, power: number): void {
    push({ kind: 'unit', unit, at, end });
    // `m2` and `square meters` are powers.
    const [glued] = /\p{L}/u.test(text[end - 1] ?? '') ? (/^[234](?![\d.,\p{L}])/u.exec(text.slice(end, end + 2)) ?? []) : [];
    const exponent = power > 1 ? power : Number(glued ?? 1);
    if (exponent === 1) return;
    const place = { at, end: glued === undefined ? at : at + 1 };
    push({ kind: 'sign', text: '^', ...place });
    push({ kind: 'number', value: { top: BigInt(exponent), bottom: 1n }, ...place });
  }

  function readWord(): boolean {
    const word = matchAt(WORD, text, at)?.[0];
    if (word === undefined) return false;
    const lower = SAME[word.toLowerCase()] ?? word.toLowerCase();
    const end = at + word.length;
    const digits = /^\d+/.exec(text.slice(end, end + 3))?.[0] ?? '';
    const isCall = (name: string, from: number) =>
      FUNCTIONS.has(name) && (matchAt(BRACKET, text, from) !== null || findUnit(name) === undefined);
    const square = matchAt(SQUARE, text, at);
    const squared = square ? readUnit(text, at + square[0].length) : null;
    if (square && squared) {
      pushUnit(squared.unit, squared.end, square[1] === undefined ? 3 : 2);
      return true;
    }
    if (isCall(lower + digits, end + digits.length)) {
      push({ kind: 'word', text: lower + digits, at, end: end + digits.length });
      return true;
    }
    const unit = readUnit(text, at);
    const isWord = OPERATORS.has(lower) || (CONSTANTS.has(lower) && (lower !== 'e' || word === 'e'));
    if (unit && (unit.words > 1 || !isWord)) {
      pushUnit(unit.unit, unit.end, 1);
      return true;
    }
    if (!isWord) throw new CalculationError('syntax', `“${word.slice(0, 40)}” is not known here`);
    push({ kind: 'word', text: lower, at, end });
    return true;
  }

  function readSign(): void {
    const two = text.slice(at, at + 2);
    const raw = SAME[two] !== undefined || two === '->' ? two : String.fromCodePoint(text.codePointAt(at) ?? 0);
    const power = SUPERSCRIPTS.indexOf(raw);
    const end = at + raw.length;
    if (power >= 0) {
      const place = { at, end };
      push({ kind: 'sign', text: '^', ...place });
      push({ kind: 'number', value: { top: BigInt(power), bottom: 1n }, ...place });
      return;
    }
    const sign = SAME[raw] ?? raw;
    if (/\d/.test(raw)) throw new CalculationError('syntax', `the number at “${text.slice(at, at + 20)}” cannot be read`);
    if (!/^(?:[-+*/^%‰!(),√∛]|->)$/.test(sign)) throw new CalculationError('syntax', `“${raw}” is not known here`);
    if (sign === '(') {
      const last = tokens.at(-1);
      calls.push(last?.kind === 'word' && FUNCTIONS.has(last.text));
    }
    if (sign === ')') calls.pop();
    push({ kind: 'sign', text: sign, at, end });
  }

  while (at < text.length) {
    if (/\s/.test(text[at] ?? '')) {
      at += 1;
      continue;
    }
    const numeral = readNumeral(text, at, calls.at(-1) ?? false);
    if (numeral) {
      if (numeral.reading !== undefined) readings.push(numeral.reading);
      push({ kind: 'number', value: numeral.value, at, end: at + numeral.length, ...(numeral.isClock ? { isClock: true } : {}) });
      continue;
    }
    if (!readWord()) readSign();
  }
  tokens.push({ kind: 'end', at, end: at });
  return { tokens, readings };
}
