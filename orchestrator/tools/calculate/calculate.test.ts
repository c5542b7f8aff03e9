import { afterAll, describe, expect, it } from 'vitest';
import { MAX_EXPRESSION_CHARS } from '../../../lib/shared/calculator/parse-expression.ts';
import { createRecordingContext } from '../testing/tool-context.ts';
import { createCalculate } from './calculate.ts';
import { type CalculatorOptions, createCalculator } from './create-calculator.ts';

const calculator = createCalculator();
const calculate = createCalculate(calculator);
afterAll(() => calculator.close());

async function ask(expression: string): Promise<Record<string, unknown>> {
  const { output } = await calculate.execute({ expression }, createRecordingContext());
  return JSON.parse(output) as Record<string, unknown>;
}

describe('calculate', () => {
  it('gives the result as text, and how the expression was read', async () => {
    expect(await ask('1200 * 8% + 50')).toEqual({ expression: '1200 * 8% + 50', result: '146' });
    expect(await ask('1/3')).toEqual({ expression: '1/3', result: '0.333333333333', rounded: true });
    expect(await ask('200 + 10%')).toMatchObject({ result: '220', reading: '10% is taken of 200' });
    expect(await ask('10 % 3')).toMatchObject({ result: '1', reading: expect.stringContaining('remainder') });
  });

  it('understands words where they are no expression', async () => {
    expect(await ask('what % is 30 of 120')).toMatchObject({ result: '25%' });
    expect(await ask('percent change from 80 to 100')).toMatchObject({ result: '25%' });
    expect(await ask('80 plus 15% tip split by 3')).toMatchObject({ result: '30.6666666667' });
  });

  it('gives the mistake to the model instead of throwing', async () => {
    expect(await ask('2 +')).toEqual({ expression: '2 +', error: 'the expression ends too early', code: 'syntax' });
    expect(await ask('1/0')).toMatchObject({ code: 'value' });
    expect(await ask('1'.repeat(MAX_EXPRESSION_CHARS + 1))).toMatchObject({ code: 'limit' });
  });
});

describe('hostile expressions', () => {
  it.each([
    'sinh(1e9999)',
    'cosh(1e9999)',
    'tanh(1e9999)',
    'atan(1e9999)',
    'sin(10^9999)',
    'cos(1e30)',
    'exp(1e9)',
    'exp(exp(exp(9)))',
    '10^9000000 mod 7',
    '(9^9^9)!',
    '9^9^9^9',
    '100000!',
    'combinations(1000000000, 500000000)',
    `5${'!'.repeat(400)}`,
    '2^'.repeat(200),
    `${'('.repeat(249)}1${')'.repeat(249)}`,
    `${'-'.repeat(400)}1`,
    '(1 + 1e-300)^1e300',
    '1e999999999',
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
    'zeros(1e5, 1e5)',
    'range(1, 1e9)',
    '"text"',
    'bignumber(1).constructor',
    'x + 1',
    '1 == 1 ? 2 : 3',
    'toString(1)',
    'constructor(1)',
    '__proto__',
    'hasOwnProperty(1)',
    'valueOf',
    '1 constructor',
    '',
    '2 +',
    '1/0',
    '0/0',
    '5 mod 0',
    'log(0)',
    'sqrt()',
    'sin(1, 2)',
    'round(1.5, 99999)',
    'std(1)',
    'process.exit()',
    '{1}',
    '1\u0000+1',
    '\u202e1+1',
    '１＋１x',
  ])('answers with an error: %s', async (expression) => {
    expect(await ask(expression)).toMatchObject({
      error: expect.any(String),
      code: expect.stringMatching(/^(?:syntax|value|limit)$/),
    });
    expect(calculator.killed()).toBe(0);
  });

  it('leaves nothing behind for whoever comes next', async () => {
    for (const hostile of ['sinh(1e9999)', 'sin(10^9999)', 'asin(2)', 'exp(60001)', '(1+1/7)^5000']) await ask(hostile);
    expect(await ask('2/3*3')).toMatchObject({ result: '2' });
    expect(await ask('sqrt(2)^2')).toMatchObject({ result: '2' });
  });
});

describe('a thread that does not answer', () => {
  const never = new AbortController().signal;
  const threadOf = (onMessage: string) =>
    new URL(
      `data:text/javascript,${encodeURIComponent(
        `import { parentPort } from 'node:worker_threads'; parentPort.on('message', (expression) => { ${onMessage} }); parentPort.postMessage('ready');`,
      )}`,
    );
  const STUCK = threadOf(`while (expression === 'slow') {} parentPort.postMessage({ result: expression, isRounded: false })`);

  async function using<T>(options: CalculatorOptions, use: (own: ReturnType<typeof createCalculator>) => Promise<T>): Promise<T> {
    const own = createCalculator(options);
    try {
      return await use(own);
    } finally {
      await own.close();
    }
  }

  it('is killed, counted and replaced', async () => {
    await using({ threadUrl: STUCK, timeoutMs: 50 }, async (own) => {
      expect(await own.calculate('slow', 'a', never)).toMatchObject({ code: 'timeout' });
      expect(own.killed()).toBe(1);
      expect(await own.calculate('1', 'a', never)).toMatchObject({ result: '1' });
    });
  });

  it('delays no other caller, however many such expressions one caller has', async () => {
    await using({ threadUrl: STUCK, timeoutMs: 600_000, maxThreads: 2 }, async (own) => {
      const stuck = new AbortController();
      const slow = [1, 2, 3].map(() => own.calculate('slow', 'a', stuck.signal).catch(() => 'left'));
      expect(await own.calculate('1', 'b', never)).toMatchObject({ result: '1' });
      stuck.abort(new Error('left'));
      expect(await Promise.all(slow)).toEqual(['left', 'left', 'left']);
    });
  });

  it('is ended when it takes too much memory', async () => {
    const hungry = threadOf('const all = []; for (;;) all.push(new Array(1e5).fill(expression));');
    await using({ threadUrl: hungry, timeoutMs: 600_000, memoryMb: 16 }, async (own) => {
      expect(await own.calculate('1', 'a', never)).toMatchObject({ code: 'memory' });
    });
  });

  it('is ended when nobody waits for it any more', async () => {
    await using({ threadUrl: STUCK, timeoutMs: 600_000, maxThreads: 1 }, async (own) => {
      const controller = new AbortController();
      const left = own.calculate('slow', 'a', controller.signal);
      controller.abort(new Error('stopped'));
      await expect(left).rejects.toThrow('stopped');
      expect(await own.calculate('1', 'b', never)).toMatchObject({ result: '1' });
    });
  });
});
