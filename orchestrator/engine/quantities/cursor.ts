import type { DecimalSign } from './digits.ts';
import type { Language } from './language.ts';
import type { Lexeme } from './lexemes.ts';
import type { Quantity } from './quantity.ts';

/** What is read, and how its language writes numbers. */
export type Script = { lexemes: readonly Lexeme[]; language: Language; decimalSign: DecimalSign };
/** A reading of some lexemes: `next` is the first behind them. */
export type Read = { quantity: Quantity; next: number };

export const textAt = ({ lexemes }: Script, at: number): string => lexemes[at]?.text ?? '';
export const isWordAt = ({ lexemes }: Script, at: number): boolean => lexemes[at]?.type === 'word';
export const isNumberAt = ({ lexemes }: Script, at: number): boolean => lexemes[at]?.type === 'number';
/** Whether it stands directly behind what is before it. */
export const isGluedAt = ({ lexemes }: Script, at: number): boolean => lexemes[at]?.isGlued === true;

export function toQuantity(kind: string, values: readonly number[], more: Partial<Quantity> = {}): Quantity {
  return { kind, values, written: values, text: '', step: 1, bound: null, ...more };
}
