import { z } from 'zod';
import { MAX_EXPRESSION_CHARS } from '../../../lib/shared/calculator/parse-expression.ts';
import type { Tool } from '../../core/tool.ts';
import { type Calculator, createCalculator } from './create-calculator.ts';

const parameters = z.strictObject({
  expression: z.string().meta({
    description: `At most ${MAX_EXPRESSION_CHARS} characters, such as (2 + 3) * 4^2, 15% of 80, 200 + 10%, 20% off 80, sqrt(2), 5 km to miles, 30 mpg to L/100km, 20 °C to °F, 5 ft 11 in to cm, 30/120 to %, 0.75 to fraction`,
  }),
});

/** Exact arithmetic with functions, percentages and units; computed in threads of its own. */
export function createCalculate(calculator: Calculator): Tool<typeof parameters> {
  return {
    name: 'calculate',
    description:
      'Evaluates an arithmetic expression exactly, with functions, percentages and unit conversion. Use it for every computation. `reading` tells how an ambiguous expression was read: tell the user.',
    parameters,
    risk: 'read',
    timeoutMs: 10_000,
    async execute({ expression }, { ownerId, signal }) {
      const calculated = await calculator.calculate(expression, ownerId, signal);
      if ('error' in calculated) {
        return { output: JSON.stringify({ expression, ...calculated }), summary: calculated.error };
      }
      const { result, reading, isRounded } = calculated;
      return {
        output: JSON.stringify({ expression, result, ...(isRounded ? { rounded: true } : {}), ...(reading ? { reading } : {}) }),
        summary: `${expression} ${isRounded ? '≈' : '='} ${result}`,
      };
    },
  };
}

/** Its threads start with the first computation. */
export const calculate = createCalculate(createCalculator());
