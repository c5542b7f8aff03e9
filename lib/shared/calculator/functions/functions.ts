import { CalculationError } from '../calculation-error.ts';
import { ANGLES } from './angles.ts';
import type { Calls } from './call.ts';
import { POWERS } from './powers.ts';
import { ROUNDING } from './rounding.ts';
import { STATISTICS } from './statistics.ts';
import { WHOLE_NUMBERS } from './whole-numbers.ts';

/** Everything that may be called: its cost is bounded by the length of the expression and the limits of each. */
export const CALLS: Calls = { ...ANGLES, ...POWERS, ...ROUNDING, ...STATISTICS, ...WHOLE_NUMBERS };

/** How many values a function takes, where that is not any number. */
const COUNTS: Readonly<Record<string, readonly [least: number, most: number]>> = {
  atan2: [2, 2],
  combinations: [2, 2],
  ncr: [2, 2],
  permutations: [2, 2],
  npr: [2, 2],
  mod: [2, 2],
  pow: [2, 2],
  subtract: [2, 2],
  log: [1, 2],
  root: [1, 2],
  nthroot: [2, 2],
  round: [1, 2],
  floor: [1, 2],
  ceil: [1, 2],
  fix: [1, 2],
  gcd: [1, 500],
  hypot: [1, 500],
  lcm: [1, 500],
  max: [1, 500],
  mean: [1, 500],
  median: [1, 500],
  min: [1, 500],
  std: [1, 500],
  sum: [1, 500],
  variance: [1, 500],
};

export function assertCount(name: string, count: number): void {
  const [least, most] = COUNTS[name] ?? [1, 1];
  if (count < least || count > most) {
    throw new CalculationError(
      'syntax',
      `${name} takes ${least === most ? least : `${least} to ${most}`} value${most === 1 ? '' : 's'}`,
    );
  }
}
