import type { Rational } from './rational.ts';
import type { Unit } from './unit-table.ts';

/** A unit to a power: the `h^-1` of `km/h`. */
export type Term = { readonly unit: Unit; readonly power: number };

export type Operator = '+' | '-' | '*' | '/' | '^' | 'mod' | 'of' | 'off';

/** Another way to write a number. */
export type Form = 'percent' | 'fraction' | 'hexadecimal' | 'binary' | 'octal' | 'decimal';

export const FORMS: Readonly<Record<string, Form>> = {
  '%': 'percent',
  percent: 'percent',
  fraction: 'fraction',
  hex: 'hexadecimal',
  hexadecimal: 'hexadecimal',
  binary: 'binary',
  octal: 'octal',
  decimal: 'decimal',
};

/** `units`: several of one kind, largest first, as in "feet and inches". */
export type Target =
  | { readonly kind: 'unit'; readonly node: Node; readonly label: string }
  | { readonly kind: 'units'; readonly units: readonly Unit[] }
  | { readonly kind: 'form'; readonly form: Form };

type Content =
  | { readonly type: 'number'; readonly value: Rational }
  | { readonly type: 'constant'; readonly name: string }
  | { readonly type: 'unit'; readonly term: Term }
  /** `5 ft 11 in`: an amount with its unit, or several that add up. */
  | { readonly type: 'measure'; readonly parts: readonly { readonly amount: Rational; readonly term: Term }[] }
  /** `8%`: so many parts of `whole`. */
  | { readonly type: 'share'; readonly of: Node; readonly whole: number }
  | { readonly type: 'factorial' | 'negative' | 'group'; readonly of: Node }
  | {
      readonly type: 'binary';
      readonly operator: Operator;
      readonly left: Node;
      readonly right: Node;
      readonly isImplied?: boolean;
    }
  | { readonly type: 'call'; readonly name: string; readonly values: readonly Node[] }
  | { readonly type: 'convert'; readonly of: Node; readonly target: Target };

/** A part of an expression; `text` is how it was written. */
export type Node = Content & { readonly text: string };

/** What an expression is, and how its writing was read where it could be read in two ways. */
export type Syntax = { readonly root: Node; readonly readings: readonly string[] };
