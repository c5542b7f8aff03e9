import { CalculationError } from '../calculation-error.ts';
import { isPlain } from '../dimensions.ts';
import { rational } from '../rational.ts';
import { isExact, type Real, type Reals } from '../real.ts';
import type { Value } from '../value.ts';

/** Says how an expression was read. */
export type Note = (reading: string) => void;
export type Call = (values: readonly Value[], reals: Reals, note: Note) => Value;
/** By name, in lower case. */
export type Calls = Readonly<Record<string, Call>>;

export function toPlain(value: Value | undefined, name: string): Real {
  if (!value || !isPlain(value.dimensions) || value.imaginary) throw new CalculationError('value', `${name} needs plain numbers`);
  return value.amount;
}

export function toInteger(value: Value | undefined, name: string): bigint {
  const amount = toPlain(value, name);
  if (!isExact(amount) || !rational.isInteger(amount)) throw new CalculationError('value', `${name} needs whole numbers`);
  return amount.top;
}
