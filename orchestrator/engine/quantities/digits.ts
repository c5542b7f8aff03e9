/** A number as written: all that it may mean, and what its last digit is worth. */
export type Digits = { values: readonly number[]; step: number };
export type DecimalSign = ',' | '.' | null;

/** Which sign a text puts before decimals; `null`: nothing in it tells. Linear. */
export function findDecimalSign(text: string): DecimalSign {
  const isComma = /(?<![\d.,])\d{1,3}(?:\.\d{3})+,\d|(?<![\d.,])\d+,\d{1,2}(?![\d.,])/.test(text);
  const isPoint = /(?<![\d.,])\d{1,3}(?:,\d{3})+\.\d|(?<![\d.,])\d+\.\d{1,2}(?![\d.,])/.test(text);
  return isComma === isPoint ? null : isComma ? ',' : '.';
}

const decimals = (part: string | undefined) => 10 ** -(part?.length ?? 0);

/** What zeros at the end leave open: the last digit of 4,600,000 may be worth 100,000. */
export function toRoundStep(value: number, step: number): number {
  if (step < 1 || value === 0 || !Number.isFinite(value)) return step;
  let round = 1;
  while (value % (round * 10) === 0 && round < value) round *= 10;
  return Math.max(step, round);
}

/** What is longer is not the same in floating point and is compared as it is written. */
const MAX_DIGITS = 15;

/** Reads `1,250`, `1.250,50`, `1'250`, `12,34,567`; `null`: a version, an address or the like. */
export function readDigits(written: string, sign: DecimalSign): Digits | null {
  const text = written.replaceAll('’', "'");
  if (text.length > MAX_DIGITS && text.replaceAll(/\D/g, '').length > MAX_DIGITS) return null;
  if (/^\d+$/.test(text))
    return text.length > 1 && text.startsWith('0') && text.length > 4 ? null : { values: [Number(text)], step: 1 };
  const grouped =
    /^(\d{1,3}(?:,\d{3})+)(?:\.(\d+))?$/.exec(text) ??
    /^(\d{1,3}(?:'\d{3})+)(?:[.,](\d+))?$/.exec(text) ??
    /^(\d{1,2}(?:,\d{2})+,\d{3})(?:\.(\d+))?$/.exec(text);
  const pointed = /^(\d{1,3}(?:\.\d{3})+)(?:,(\d+))?$/.exec(text);
  const isOneGroup = /^\d{1,3}[.,]\d{3}$/.test(text);
  if (isOneGroup) return readOneGroup(text, sign);
  const match = grouped ?? pointed;
  if (match) {
    const [, whole = '', part] = match;
    return { values: [Number(`${whole.replaceAll(/[.,']/g, '')}.${part ?? 0}`)], step: decimals(part) };
  }
  const decimal = /^(\d+)[.,](\d+)$/.exec(text);
  if (!decimal) return null;
  return { values: [Number(`${decimal[1]}.${decimal[2]}`)], step: decimals(decimal[2]) };
}

/** `1,250` and `1.250`: a thousand in one language, little more than one in another. */
function readOneGroup(text: string, sign: DecimalSign): Digits {
  const [whole = '', part = ''] = text.split(/[.,]/);
  const mark = text.includes(',') ? ',' : '.';
  const [large, small] = [Number(whole + part), Number(`${whole}.${part}`)];
  if (whole === '0' || whole.startsWith('0')) return { values: [small], step: 1e-3 };
  if (sign !== null && sign !== mark) return { values: [large], step: 1 };
  if (mark === ',' && sign === null) return { values: [large], step: 1 };
  return part === '000'
    ? { values: [large], step: 1 }
    : sign === mark
      ? { values: [small, large], step: 1e-3 }
      : { values: [large, small], step: 1 };
}
