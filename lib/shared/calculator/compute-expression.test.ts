import { describe, expect, it } from 'vitest';
import { CalculationError } from './calculation-error.ts';
import { computeExpression } from './compute-expression.ts';
import { evaluateByTheRules } from './fixtures/reference-evaluator.ts';

const resultOf = (expression: string) => computeExpression(expression).result;

/** Always the same numbers. */
function createRandom(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

function createExpressions(seed: number): () => string {
  const random = createRandom(seed);
  const number = () => ['7', '10', '2.5', '0.04', '123', '1', '999999999999', '0'][random(8)] as string;
  const write = (depth: number): string => {
    switch (random(depth > 3 ? 2 : 8)) {
      case 0:
        return number();
      case 1:
        return `${number()}%`;
      case 2:
        return `(${write(depth + 1)})`;
      case 3:
        return `-${write(depth + 1)}`;
      case 4:
        return `(${write(depth + 2)})^${['2', '3', '-1', '-2', '0'][random(5)]}`;
      default:
        return write(depth + 1) + ['+', '-', '*', '/', '+', '-'][random(6)] + write(depth + 1);
    }
  };
  return () => write(0);
}

describe('against an evaluator that was written without it', () => {
  it.each([1, 2, 3, 4])('gives the exact fraction of 1,500 expressions, seed %i', (seed) => {
    const next = createExpressions(seed);
    let values = 0;
    for (let round = 0; round < 1_500; round += 1) {
      const expression = next();
      const expected = evaluateByTheRules(expression);
      if (expression.length > 400) continue;
      if (expected === null) {
        expect(() => computeExpression(expression), expression).toThrow(CalculationError);
        continue;
      }
      const [top = '', bottom = '1'] = resultOf(`(${expression}) to fraction`).split('/');
      expect(BigInt(top) * expected[1], expression).toBe(expected[0] * BigInt(bottom));
      values += 1;
    }
    expect(values).toBeGreaterThan(1_000);
  });

  it('writes out decimal fractions that read back as the same number', () => {
    const next = createExpressions(9);
    for (let round = 0; round < 500; round += 1) {
      const expected = evaluateByTheRules(next());
      if (expected === null) continue;
      const { result, isRounded } = computeExpression(`(${expected[0]})/(${expected[1]})`.slice(0, 500));
      if (isRounded || result.includes('e')) continue;
      expect(resultOf(`${result} to fraction`)).toBe(resultOf(`(${expected[0]})/(${expected[1]}) to fraction`));
    }
  });
});

describe('percentages', () => {
  it.each([
    ['200 + 10%', '220'],
    ['200 - 15%', '170'],
    ['1200 * 8% + 50', '146'],
    ['1200*8%+50', '146'],
    ['10% + 5', '5.1'],
    ['8 % + 50', '50.08'],
    ['50 + 8 %', '54'],
    ['10% - 5', '-4.9'],
    ['100 + 10% + 10%', '121'],
    ['100 - 10% - 10%', '81'],
    ['100 + 10% - 10%', '99'],
    ['80 + 15% + 2.50', '94.5'],
    ['45% + 30%', '0.75'],
    ['45% - 30%', '0.15'],
    ['10% of 200', '20'],
    ['10% of 200 + 5', '25'],
    ['50 + 10% of 200', '70'],
    ['10% of (200 + 50)', '25'],
    ['10% of 20% of 500', '10'],
    ['5% * 3%', '0.0015'],
    ['5% / 2', '0.025'],
    ['100 * (1 + 5%)^10', '162.889462677744140625'],
    ['(100+50)+10%', '165'],
    ['100 + (10% + 5%)', '115'],
    ['100 + -10%', '90'],
    ['-10%', '-0.1'],
    ['-(10%)', '-0.1'],
    ['50%', '0.5'],
    ['50% ', '0.5'],
    ['0.5%', '0.005'],
    ['150% of 40', '60'],
    ['20% off 80', '64'],
    ['20% off 80 + 5', '69'],
    ['10 % 3', '1'],
    ['10%3', '1'],
    ['10 mod 3', '1'],
    ['-7 mod 3', '2'],
    ['10 % (2+1)', '1'],
    ['200 + 10％', '220'],
    ['200 + 10 percent', '220'],
    ['200 + 10 per cent', '220'],
    ['200 + 5‰', '201'],
    ['5‰ of 2000', '10'],
    ['30 / 120 to %', '25%'],
    ['1/3 as a percent', '33.3333333333%'],
    ['$20 + 15%', '$23'],
    ['5 km + 10%', '5.5 km'],
    ['1000 - 10% * 2', '999.8'],
    ['2 * 50% + 1', '2'],
    ['(45% + 30%) * 200', '150'],
  ])('%s', (expression, result) => {
    expect(resultOf(expression)).toBe(result);
  });

  it.each([
    ['200 + 10%', '10% is taken of 200'],
    ['10% + 5', '10% is read as 0.1'],
    ['45% + 30%', 'in percent: 75%'],
    ['10 % 3', 'remainder'],
    ['-10%', 'in percent: -10%'],
  ])('says how it read %s', (expression, reading) => {
    expect(computeExpression(expression).reading).toContain(reading);
  });
});

describe('numbers', () => {
  it.each([
    ['6150769120280496265 + 1', '6150769120280496266'],
    ['6150769120280496265 * 6150769120280496265', '37831960770996109930153351754678950225'],
    ['2^200', '1606938044258990275541962092341162602522202993782792835301376'],
    ['25!', '15511210043330985984000000'],
    ['1000!/998!', '999000'],
    ['0.1 + 0.2', '0.3'],
    ['0.1 + 0.2 - 0.3', '0'],
    ['1.1 * 1.1', '1.21'],
    ['3 * 0.1', '0.3'],
    ['1/3 * 3', '1'],
    ['2/3', '0.666666666667'],
    ['1/8', '0.125'],
    ['1e-12', '1e-12'],
    ['1e400 / 1e399', '10'],
    ['123456789012.345 + 0.001', '123456789012.346'],
    ['sqrt(144)', '12'],
    ['sqrt(2)^2', '2'],
    ['sqrt(2)^2 - 2', '0'],
    ['sqrt(2) * sqrt(3) - sqrt(6)', '0'],
    ['√16 + ∛27', '7'],
    ['√(9+7)', '4'],
    ['8^(1/3)', '2'],
    ['(-8)^(1/3)', '-2'],
    ['4^0.5', '2'],
    ['2^-3', '0.125'],
    ['2^3^2', '512'],
    ['-2^2', '-4'],
    ['2 × 3 ÷ 4 − 1', '0.5'],
    ['3² + 4²', '25'],
    ['2·3', '6'],
    ['2π', '6.28318530718'],
    ['2(3+4)', '14'],
    ['(2)(3)', '6'],
    ['6/2(1+2)', '9'],
    ['12 x 8', '96'],
    ['3x4', '12'],
    ['5!', '120'],
    ['3!!', '720'],
    ['17 mod 5', '2'],
    ['5.5 mod 2', '1.5'],
    ['sin(30 deg)', '0.5'],
    ['cos(90 deg)', '0'],
    ['sin(pi)', '0'],
    ['sin(30°)', '0.5'],
    ['log10(1000)', '3'],
    ['log2(8)', '3'],
    ['log(8, 2)', '3'],
    ['ln(e)', '1'],
    ['e^2', '7.38905609893'],
    ['mean(4, 8, 15)', '9'],
    ['median(7, 1, 5)', '5'],
    ['sum(1, 2, 3)', '6'],
    ['std(2, 4, 4, 4, 5, 5, 7, 9)', '2.1380899353'],
    ['gcd(84,36)', '12'],
    ['lcm(4, 6)', '12'],
    ['round(3.14159, 2)', '3.14'],
    ['round(-2.5)', '-3'],
    ['floor(-2.5)', '-3'],
    ['combinations(5, 2)', '10'],
    ['abs(-3)', '3'],
    ['sqrt(-4)', '2i'],
    ['(3+2i)*(1-i)', '5 - i'],
    ['i^2', '-1'],
    ['0xff + 0b101', '260'],
    ['255 to hex', '0xFF'],
    ['5 in binary', '0b101'],
    ['0.75 to fraction', '3/4'],
    ['1,249 + 1', '1250'],
    ['1.249,50 * 2', '2499'],
    ['1.234.567 + 1', '1234568'],
    ['1,5 + 2,25', '3.75'],
    ['12,34,567', '1234567'],
    ["1'000'000 / 2", '500000'],
    ['1 000 000 / 2', '500000'],
    ['1_000 * 2', '2000'],
    ['½ + ¼', '0.75'],
    ['2 1/2 * 2', '5'],
    ['2.5 million / 2', '1250000'],
    ['max(1,200, 3)', '200'],
    ['2+2=', '4'],
  ])('%s', (expression, result) => {
    expect(resultOf(expression)).toBe(result);
  });

  it.each([
    ['1,249 + 1', '1,249 is read as 1249'],
    ['1,5 + 1', '1,5 is read as 1.5'],
    ['mean(1,234)', 'commas separate'],
    ['-2^2', '-(2^2)'],
    ['2^3^2', 'right to left'],
    ['6/2(1+2)', 'left to right'],
    ['log(100)', 'natural logarithm'],
    ['sin(1)', 'radians'],
    ['0^0', 'read as 1'],
    ['2 1/2 * 2', '2 1/2 is read as 2.5'],
  ])('says how it read %s', (expression, reading) => {
    expect(computeExpression(expression).reading).toContain(reading);
  });

  it('says whether there are more digits', () => {
    expect(computeExpression('1/3').isRounded).toBe(true);
    expect(computeExpression('sqrt(2)').isRounded).toBe(true);
    expect(computeExpression('sqrt(16)').isRounded).toBe(false);
    expect(computeExpression('1/8').isRounded).toBe(false);
    expect(computeExpression('3001!/3000!'.replaceAll('300', '99')).isRounded).toBe(false);
  });

  it.each([
    '3 of 12',
    '1 2',
    '1.2.3',
    '12,34',
    '4:30',
    '5 5%5 5',
    '(1',
    '1)',
    '2 ** ',
    '1 +* 2',
    'five',
    '%',
    '5 %%% 3',
    'sqrt',
    '10 in cm',
    '5 kg m to s',
  ])('refuses %s or reads it as a number that it names', (expression) => {
    let reading: string | undefined;
    try {
      reading = computeExpression(expression).reading;
    } catch (error) {
      expect(error).toBeInstanceOf(CalculationError);
      return;
    }
    expect(reading).toBeDefined();
  });
});
