import { z } from 'zod';
import type { Tool } from '../../core/tool.ts';
import { MAX_EXPRESSION_CHARS } from './max-expression-chars.ts';

const parameters = z.strictObject({
  expression: z.string().meta({
    description: `At most ${MAX_EXPRESSION_CHARS} characters, such as (2 + 3) * 4^2, 15% of 80, sqrt(2), 5 km to miles, 20 degC to degF`,
  }),
});

/** Exact arithmetic with functions, percentages and units. */
export const calculate: Tool<typeof parameters> = {
  name: 'calculate',
  description:
    'Evaluates an arithmetic expression exactly, with functions, percentages and unit conversion. Use it for every computation.',
  parameters,
  risk: 'read',
  timeoutMs: 5_000,
  async execute({ expression }) {
    // A large library: loaded with the first computation, not with every start.
    const { ExpressionError, evaluateExpression } = await import('./evaluate-expression.ts');
    try {
      const result = evaluateExpression(expression);
      return { output: JSON.stringify({ expression, result }), summary: `${expression} = ${result}` };
    } catch (error) {
      if (!(error instanceof ExpressionError)) throw error;
      return { output: JSON.stringify({ expression, error: error.message }), summary: error.message };
    }
  },
};
