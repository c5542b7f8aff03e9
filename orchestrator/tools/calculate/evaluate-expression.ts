import type { BigNumber, MathJsInstance, MathNode, MathType } from 'mathjs';
// One file instead of a thousand: it loads in a tenth of the time.
import mathjs from 'mathjs/lib/browser/math.js';
import { MAX_EXPRESSION_CHARS } from './max-expression-chars.ts';

const MAX_COUNT = 1_000;
const MAX_EXPONENT = 10_000;
const DIGITS = 15;
/** Whole numbers below this are written out. */
const MAX_PLAIN_EXPONENT = 40;

/**
 * Everything that may be called: functions of single numbers whose cost is bounded by the precision. No matrices, ranges,
 * assignments, strings, and nothing that parses, evaluates, imports or defines.
 */
const FUNCTIONS = new Set(
  (
    'abs cbrt ceil cos cosh acos asin atan atan2 combinations cot csc exp factorial fix floor gcd hypot lcm log log10 log2 ' +
    'max mean median min mod nthRoot permutations pow round sec sign sin sinh sqrt square std subtract sum tan tanh to variance'
  ).split(' '),
);
const OPERATORS = new Set('add subtract multiply divide pow mod to unaryMinus unaryPlus factorial unaryPercentage'.split(' '));
const CONSTANTS = new Set(['pi', 'e', 'tau', 'phi', 'i']);

/** A mistake in the expression; its message is for the model and the user. */
export class ExpressionError extends Error {}

type Maths = Pick<MathJsInstance, 'parse' | 'format' | 'isBigNumber'> & { isUnitName: (name: string) => boolean };

/** Their cost grows with the value of their arguments. */
function limitCounting(maths: MathJsInstance): void {
  const bounded =
    (call: (...values: never[]) => unknown) =>
    (...values: never[]) => {
      if (values.some((value) => !(Math.abs(Number(value)) <= MAX_COUNT))) {
        throw new ExpressionError(`factorials and counts are limited to ${MAX_COUNT}`);
      }
      return call(...values);
    };
  const { factorial, combinations, permutations } = maths;
  maths.import(
    { factorial: bounded(factorial), combinations: bounded(combinations), permutations: bounded(permutations) },
    { override: true },
  );
}

function createMaths(): Maths {
  const maths = mathjs.create(mathjs.all as NonNullable<typeof mathjs.all>);
  maths.config({ number: 'BigNumber', precision: 64 });
  // Digits cost time: without a bound `10^9000000 mod 7` would compute nine million of them.
  (maths as MathJsInstance & { BigNumber: { config(options: object): void } }).BigNumber.config({
    maxE: MAX_EXPONENT,
    minE: -MAX_EXPONENT,
  });
  // mathjs lacks the names people use for these.
  maths.createUnit({ mph: '1 mi/h', kmh: '1 km/h', kph: '1 km/h', knot: { definition: '1852 m/h', aliases: ['knots'] } });
  limitCounting(maths);
  const isUnitName = (name: string) => maths.Unit.isValuelessUnit(name);
  return { parse: maths.parse, format: maths.format, isBigNumber: maths.isBigNumber, isUnitName };
}

const maths = createMaths();

function normalise(expression: string): string {
  return expression
    .replaceAll('×', '*')
    .replaceAll('÷', '/')
    .replaceAll('−', '-')
    .replaceAll('π', 'pi')
    .replaceAll('²', '^2')
    .replaceAll('³', '^3')
    .replaceAll('**', '^')
    .replaceAll(/(?<=\d),(?=\d{3}(?!\d))/g, '')
    .replaceAll(/%\s*of\b/gi, '/ 100 *')
    .trim();
}

type AnyNode = MathNode & { value?: unknown; name?: string; fn?: string | { name?: string } };

function isAllowed(node: AnyNode): boolean {
  const name = node.name ?? '';
  switch (node.type) {
    case 'ParenthesisNode':
      return true;
    case 'ConstantNode':
      return maths.isBigNumber(node.value) || typeof node.value === 'number';
    case 'SymbolNode':
      return CONSTANTS.has(name) || maths.isUnitName(name);
    case 'OperatorNode':
      return OPERATORS.has(String(node.fn));
    case 'FunctionNode':
      return typeof node.fn === 'object' && FUNCTIONS.has(node.fn.name ?? '');
    default:
      return false;
  }
}

function assertTree(node: AnyNode): void {
  if (!isAllowed(node)) throw new ExpressionError(`not supported here: ${node.toString().slice(0, 60)}`);
  node.forEach((child, path) => {
    if (path !== 'fn') assertTree(child);
  });
}

function format(value: MathType): string {
  if (maths.isBigNumber(value)) {
    const number: BigNumber = value;
    if (!number.isFinite()) throw new ExpressionError('the result is infinite or undefined, as in a division by zero');
    if (number.isInteger() && number.e < MAX_PLAIN_EXPONENT) return number.toFixed();
  }
  return maths.format(value, { precision: DIGITS, upperExp: DIGITS, lowerExp: -9 });
}

/** Evaluates arithmetic with units. Throws `ExpressionError`. Bounded in length, nesting and cost. */
export function evaluateExpression(expression: string): string {
  if (expression.length > MAX_EXPRESSION_CHARS) throw new ExpressionError(`at most ${MAX_EXPRESSION_CHARS} characters`);
  try {
    const root = maths.parse(normalise(expression));
    assertTree(root);
    return format(root.evaluate() as MathType);
  } catch (error) {
    if (error instanceof ExpressionError) throw error;
    throw new ExpressionError(error instanceof Error ? error.message : 'not a valid expression');
  }
}
