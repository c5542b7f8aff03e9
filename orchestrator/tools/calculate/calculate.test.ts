import { describe, expect, it } from 'vitest';
import { createRecordingContext } from '../testing/tool-context.ts';
import { calculate } from './calculate.ts';
import { evaluateExpression } from './evaluate-expression.ts';
import { MAX_EXPRESSION_CHARS } from './max-expression-chars.ts';

describe('evaluateExpression', () => {
  it.each([
    ['2^64', '18446744073709551616'],
    ['0.1 + 0.2', '0.3'],
    ['100 + 10%', '110'],
    ['sin(90 deg)', '1'],
    ['3 ft to cm', '91.44 cm'],
    ['2 × 3 ÷ 4 − 1', '0.5'],
    ['1000!/999!', '1000'],
    ['sqrt(-4)', '2i'],
  ])('%s', (expression, result) => {
    expect(evaluateExpression(expression)).toBe(result);
  });

  it.each([
    'import("fs")',
    'createUnit("a")',
    'evaluate("1")',
    'parse("1")',
    'simplify("x")',
    'derivative("x^2", "x")',
    'config({})',
    'sin.constructor("return 1")()',
    'cos',
    'e.constructor',
    'f(x) = x',
    'a = 1; a',
    '[1, 2, 3]',
    '1:1000000000',
    'ones(100000, 100000)',
    'range(1, 1e9)',
    '"text"',
    'bignumber(1).constructor',
    'x + 1',
    '1 == 1 ? 2 : 3',
  ])('refuses %s', (expression) => {
    expect(() => evaluateExpression(expression)).toThrow();
  });

  it.each([
    '1/0',
    '0/0',
    '10^9000000 mod 7',
    '(9^9^9)!',
    '100000!',
    'combinations(1000000000, 500000000)',
    `5${'!'.repeat(400)}`,
    `${'('.repeat(249)}1${')'.repeat(249)}^^`,
    '1'.repeat(MAX_EXPRESSION_CHARS + 1),
    '',
    '2 +',
  ])('ends quickly with an error: %s', (expression) => {
    expect(() => evaluateExpression(expression)).toThrow();
  });
});

describe('calculate', () => {
  it('gives the mistake to the model instead of throwing', async () => {
    const { output } = await calculate.execute({ expression: '2 +' }, createRecordingContext());
    expect(JSON.parse(output)).toMatchObject({ expression: '2 +', error: expect.stringContaining('Unexpected end') });
  });
});
