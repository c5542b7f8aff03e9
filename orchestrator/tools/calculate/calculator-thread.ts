import { parentPort } from 'node:worker_threads';
import { CalculationError } from '../../../lib/shared/calculator/calculation-error.ts';
import { type Computed, computeExpression } from '../../../lib/shared/calculator/compute-expression.ts';
import { fromWords } from '../../../lib/shared/calculator/words/from-words.ts';
import type { Calculated } from './create-calculator.ts';

/** What is no expression may be one in words: "what % is 30 of 120". */
function compute(expression: string): Computed {
  try {
    return computeExpression(expression);
  } catch (error) {
    const sums = error instanceof CalculationError && error.code === 'syntax' ? fromWords(expression) : null;
    const [sum] = sums ?? [];
    if (!sum || sums?.length !== 1) throw error;
    const { reading, ...computed } = computeExpression(sum.expression);
    return { ...computed, reading: [`read as ${sum.expression}`, ...(reading ? [reading] : [])].join('; ') };
  }
}

function calculate(expression: string): Calculated {
  try {
    return compute(expression);
  } catch (error) {
    if (error instanceof CalculationError) return { error: error.message, code: error.code };
    // Deep recursion, or a number that the engine refuses.
    if (error instanceof RangeError) return { error: 'the expression is too large', code: 'limit' };
    throw error;
  }
}

parentPort?.on('message', (expression: string) => parentPort?.postMessage(calculate(expression)));
parentPort?.postMessage('ready');
