import { isGluedAt, isNumberAt, isWordAt, type Read, type Script, textAt, toQuantity } from './cursor.ts';
import { readDigits, toRoundStep } from './digits.ts';
import { addUp, NUMBER_JOINTS, toNumberParts } from './number-words.ts';
import type { Quantity } from './quantity.ts';
import { readLabel } from './read-labels.ts';
import { toCurrency, toMultiplier, toPower, toUnit, type Unit } from './units.ts';

type Raw = { values: readonly number[]; step: number; text: string; next: number; isWord: boolean; scale?: number };
const MAX_PARTS = 12;

/** Digits with spaces between thousands: `312 000`. */
function readFigure(script: Script, at: number): Raw | null {
  const first = textAt(script, at);
  let next = at + 1;
  let text = first;
  while (
    /^\d{1,3}(?: \d{3})*$/.test(text) &&
    /^\d{3}(?:[.,]\d+)?$/.test(textAt(script, next)) &&
    isNumberAt(script, next) &&
    next - at < 6
  ) {
    text += ` ${textAt(script, next)}`;
    next += 1;
  }
  const glued = text.replaceAll(' ', '');
  if (text === first) {
    const digits = readDigits(text, script.decimalSign);
    return digits && { ...digits, text, next, isWord: false };
  }
  const [whole = '', part] = glued.split(/[.,]/);
  return { values: [Number(`${whole}.${part ?? 0}`)], step: 10 ** -(part?.length ?? 0), text: glued, next, isWord: false };
}

const ONE = /^(?:one|an?|einem?|einer|eines|une?|una|uno|um|uma|een)$/;
const SPAN = /^(?:within|in|after|for|innerhalb|binnen|nach|dans|pendant|apres|durante|dentro|entro|dopo|na|apos)$/;

/** "within one day", "nach einem Monat": elsewhere the word is mostly an article. */
function isOne(script: Script, at: number): boolean {
  if (!ONE.test(textAt(script, at))) return false;
  const kind = toUnit(textAt(script, at + 1))?.kind;
  return (kind === 'time' || kind === 'months') && [1, 2].some((back) => SPAN.test(textAt(script, at - back)));
}

/** `two hundred and five`, `vierundzwanzig`. */
function readWords(script: Script, at: number): Raw | null {
  if (isOne(script, at)) return { values: [1], step: 1, text: '', next: at + 1, isWord: true };
  const parts: number[] = [];
  let next = at;
  for (let place = at; parts.length < MAX_PARTS && isWordAt(script, place); ) {
    const found = toNumberParts(textAt(script, place), script.language) ?? (parts.length > 0 ? one(textAt(script, place)) : null);
    if (!found) break;
    const [last, value] = [parts.at(-1), found[0] ?? 0];
    if (last === 4 && value === 20 && script.language === 'fr') parts.splice(-1, 1, 80);
    else if (last !== undefined && !isAdded(last, value)) break;
    else parts.push(...found);
    next = place + 1;
    place = NUMBER_JOINTS.has(textAt(script, next)) ? next + 1 : next;
  }
  return parts.length === 0 ? null : { values: [addUp(parts)], step: 1, text: '', next, isWord: true };
}
/** `twenty four`, `hundred five`, `dix-sept`; not `five three`. */
const isAdded = (last: number, value: number) =>
  last >= 100 || value >= 100 || (last >= 20 && last % 10 === 0 && value < 20) || (last === 10 && value < 10 && value > 6);
const one = (word: string): number[] | null => (word === 'one' || word === 'un' || word === 'uno' ? [1] : null);

/** A unit behind a number, with a power or a time that it is divided by. */
function readUnit(script: Script, at: number): { unit: Unit; next: number } | null {
  const place = textAt(script, at) === '-' && isGluedAt(script, at) && isGluedAt(script, at + 1) ? at + 1 : at;
  const [word, after] = [textAt(script, place), textAt(script, place + 1)];
  if (word === '°' || /^(?:grad|degres?|degrees?|grados|gradi)$/.test(word)) return readTemperature(script, place);
  if (/^(?:per|pour|por|pro)$/.test(word) && /^(?:cent|ciento|cento)$/.test(after))
    return { unit: { kind: 'ratio', factor: 0.01 }, next: place + 2 };
  const power = toUnit(after) && toPower(toUnit(after) as Unit, word);
  if (power) return { unit: power, next: place + 2 };
  const unit = isSingleLetterMisread(script, place) ? null : toUnit(word);
  if (!unit) return null;
  if (unit.kind === 'ratio' && /^points?$/.test(after)) return { unit: { kind: 'points', factor: 1 }, next: place + 2 };
  const raised = toPower(unit, after);
  if (raised) return { unit: raised, next: place + 2 };
  const rate = /^(?:\/|per|pro|par|por|al|a|all)$/.test(after) ? toUnit(textAt(script, place + 2)) : null;
  if (rate?.kind === 'time' && (unit.kind === 'length' || unit.kind === 'data'))
    return { unit: { kind: unit.kind === 'length' ? 'speed' : 'data/time', factor: unit.factor / rate.factor }, next: place + 3 };
  return { unit, next: place + 1 };
}

/** `3 A`, `5 M`: only small letters and the usual capitals are units. */
const isSingleLetterMisread = ({ lexemes }: Script, at: number) => /^[A-FH-KM-UX-Z]$/.test(lexemes[at]?.raw ?? '');

function readTemperature(script: Script, at: number): { unit: Unit; next: number } {
  const scale = textAt(script, at + 1);
  if (/^(?:f|fahrenheit)$/.test(scale)) return { unit: { kind: 'temperature', factor: 5 / 9, offset: -32 }, next: at + 2 };
  if (/^(?:c|celsius|centigrade)$/.test(scale)) return { unit: { kind: 'temperature', factor: 1 }, next: at + 2 };
  return { unit: { kind: 'degrees', factor: 1 }, next: at + 1 };
}

function applyUnit(raw: Raw, { kind, factor, offset = 0 }: Unit, negative: boolean): Partial<Quantity> & { kind: string } {
  const written = raw.values.map((value) => (negative ? -value : value));
  return { kind, written, values: written.map((value) => (value + offset) * factor), step: raw.step * Math.abs(factor) };
}

const ORDINAL_ENDING = /^(?:st|nd|rd|th|er|re|e|eme|ste|de|º|ª|°)$/;

/** What multiplies a number: `k`, `million`, `Mio.`; a capital M behind digits with a currency or none is a million. */
function readMultiplier(script: Script, at: number, hasCurrency: boolean): { factor: number; next: number } | null {
  const word = textAt(script, at);
  const raw = script.lexemes[at]?.raw ?? '';
  const isShort = word.length === 1;
  if (isShort && (!isGluedAt(script, at) || word !== 'k')) {
    const isMillion = word === 'm' && (hasCurrency || raw === 'M' || toCurrency(textAt(script, at + 1)) !== null);
    if (isMillion) return { factor: 1e6, next: at + 1 };
    if (!(word === 'b' && hasCurrency) && !(word === 'k' && hasCurrency)) return null;
  }
  const factor = toMultiplier(word);
  if (factor === null) return null;
  const isAbbreviated = textAt(script, at + 1) === '.' && isGluedAt(script, at + 1) && word.length <= 4;
  return { factor, next: at + (isAbbreviated ? 2 : 1) };
}

function readCurrency(script: Script, at: number): { code: string; next: number } | null {
  const place = OF.has(textAt(script, at)) ? at + 1 : at;
  const word = textAt(script, place);
  if (/^(?:swiss|us|canadian|australian)$/.test(word)) return readCurrency(script, place + 1);
  const code = toCurrency(word);
  return code === null ? null : { code, next: place + 1 };
}
const OF: ReadonlySet<string> = new Set(['de', 'di', "d'"]);

function readMultipliers(script: Script, raw: Raw, hasCurrency: boolean): Raw {
  let [scaled, found] = [raw, readMultiplier(script, raw.next, hasCurrency)];
  for (let times = 0; found && times < 3; times += 1) {
    const { factor, next } = found;
    scaled = {
      ...scaled,
      values: scaled.values.map((value) => Number((value * factor).toPrecision(12))),
      step: scaled.step * factor,
      scale: (scaled.scale ?? 1) * factor,
      next,
    };
    found = readMultiplier(script, next, hasCurrency);
  }
  return scaled;
}

/** `-18`, but not the second of `400-450`. */
const isMinus = (script: Script, at: number) =>
  textAt(script, at) === '-' && isGluedAt(script, at + 1) && !(isGluedAt(script, at) && script.lexemes[at - 1]?.type !== 'sign');
const MINUS_WORD: ReadonlySet<string> = new Set(['minus', 'moins', 'menos', 'meno', 'min']);

/** A number with its sign, multiplier, currency and unit. */
export function readNumber(script: Script, at: number): Read | null {
  let place = at;
  const before = toCurrency(textAt(script, place));
  if (before !== null) place += textAt(script, place + 1) === '.' ? 2 : 1;
  if (before !== null && textAt(script, place) === '(') place += 1;
  const isNegative = isMinus(script, place) || (MINUS_WORD.has(textAt(script, place)) && isNumberAt(script, place + 1));
  if (isNegative) place += 1;
  const raw = isNumberAt(script, place) ? readFigure(script, place) : before === null ? readWords(script, place) : null;
  if (!raw) return isNumberAt(script, place) && place === at ? readLabel(script, at) : null;
  const scaled = readMultipliers(script, raw, before !== null);
  const after = readCurrency(script, scaled.next);
  const code = before ?? after?.code ?? null;
  const sign = isNegative ? -1 : 1;
  const values = scaled.values.map((value) => value * sign);
  const said = { step: scaled.step, text: raw.text, ...(scaled.scale ? { scale: scaled.scale } : {}) };
  if (code !== null) {
    const next = before === null || after?.code === before ? (after?.next ?? scaled.next) : scaled.next;
    return { quantity: toQuantity(`money:${code}`, values, said), next };
  }
  if (isGluedAt(script, scaled.next) && ORDINAL_ENDING.test(textAt(script, scaled.next)) && !raw.isWord)
    return { quantity: toQuantity('ordinal', values, { text: raw.text }), next: scaled.next + 1 };
  const unit = readUnit(script, scaled.next);
  if (!unit) return { quantity: toQuantity('plain', values, said), next: scaled.next };
  return { quantity: { ...toQuantity(unit.unit.kind, values), ...applyUnit(scaled, unit.unit, isNegative) }, next: unit.next };
}

/** The step that zeros at the end leave open, for numbers that are said to be rounded. */
export function loosen(quantity: Quantity): Quantity {
  const [value = 0] = quantity.values;
  return { ...quantity, step: toRoundStep(value, quantity.step) };
}
