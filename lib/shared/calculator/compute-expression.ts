import { negate, operate, shownAmount } from './arithmetic.ts';
import { CalculationError } from './calculation-error.ts';
import { areParts, convertTo, inBase, splitInto } from './convert.ts';
import { isPlain } from './dimensions.ts';
import { formatReal } from './format-real.ts';
import type { Note } from './functions/call.ts';
import { assertCount, CALLS } from './functions/functions.ts';
import { factorial } from './functions/whole-numbers.ts';
import { parseExpression } from './parse-expression.ts';
import { toRational } from './rational.ts';
import { createReals, isExact, type Reals } from './real.ts';
import type { Node, Target } from './syntax.ts';
import { findUnit, type Unit } from './unit-table.ts';
import { dimensionsOf, factorOf, sayUnits, toValue, type Value } from './value.ts';

export type Computed = {
  /** A number, with its unit where it has one. */
  result: string;
  /** How the expression was read, where people could mean something else. */
  reading?: string;
  /** It has more digits than are shown. */
  isRounded: boolean;
};

type Context = { reals: Reals; note: Note; notedUnits: Set<string> };
type Shown = Pick<Computed, 'result' | 'isRounded'>;

const LONG_TEXT = 60;
/** Nobody measures more: what a conversion has beyond is rounded. */
const MEASURE_DIGITS = 15;
const short = ({ text }: Node) => (text.length > LONG_TEXT ? `${text.slice(0, LONG_TEXT)}…` : text.trim());

function constant(name: string, { reals }: Context): Value {
  const one = toRational(1n);
  switch (name) {
    case 'pi':
      return toValue(reals.pi());
    case 'tau':
      return toValue(reals.multiply(reals.pi(), toRational(2n)));
    case 'phi':
      return toValue(reals.divide(reals.add(reals.root(toRational(5n), 2), one), toRational(2n)));
    case 'i':
      return { ...toValue(toRational(0n)), imaginary: one };
    default:
      return toValue(reals.e());
  }
}

function evaluate(node: Node, context: Context): Value {
  const { reals, note } = context;
  switch (node.type) {
    case 'number':
      return toValue(node.value);
    case 'constant':
      return constant(node.name, context);
    case 'unit':
      return measured([{ amount: toRational(1n), term: node.term }], context, true);
    case 'measure':
      return measured(node.parts, context, false);
    case 'group':
      return evaluate(node.of, context);
    case 'negative':
      return negate(evaluate(node.of, context), reals);
    case 'factorial':
      return factorial(evaluate(node.of, context));
    case 'share': {
      const value = evaluate(node.of, context);
      if (!isPlain(value.dimensions) || value.imaginary) throw new CalculationError('value', 'a percentage needs a number');
      return { ...toValue(reals.divide(value.amount, toRational(BigInt(node.whole)))), isShare: true };
    }
    case 'binary': {
      const sides = {
        left: evaluate(node.left, context),
        right: evaluate(node.right, context),
        leftText: short(node.left),
        rightText: short(node.right),
      };
      return operate(node.operator, sides, reals, note);
    }
    case 'call': {
      const values = node.values.map((value) => evaluate(value, context));
      assertCount(node.name, values.length);
      const [first, second] = values;
      const operator = { mod: 'mod', pow: '^', subtract: '-' }[node.name] as 'mod' | '^' | '-' | undefined;
      if (operator && first && second)
        return operate(operator, { left: first, right: second, leftText: '', rightText: '' }, reals, note);
      const call = CALLS[node.name];
      if (!call) throw new CalculationError('syntax', `“${node.name}” is not known here`);
      return call(values, reals, note);
    }
    case 'convert': {
      const value = evaluate(node.of, context);
      // A form is a way of writing; within a sum it changes nothing.
      return node.target.kind === 'unit'
        ? convertTo(value, evaluate(node.target.node, context), node.target.label, reals, note)
        : value;
    }
  }
}

/** How the name of a unit was read; once for all that were read alike. */
function noteUnit({ name, note }: Unit, context: Context): void {
  if (!note || context.notedUnits.has(note)) return;
  context.notedUnits.add(note);
  context.note(`${name}: ${note}`);
}

function measured(
  parts: readonly { amount: Value['amount']; term: Value['terms'][number] }[],
  context: Context,
  isBare: boolean,
): Value {
  const { reals } = context;
  const [first] = parts;
  for (const { term } of parts) noteUnit(term.unit, context);
  const terms = first ? [first.term] : [];
  const dimensions = dimensionsOf(terms);
  if (!isBare && first?.term.unit.zero && first.term.power === 1)
    return { amount: first.amount, terms, dimensions, scale: first.term.unit };
  const amounts = parts.map(({ amount, term }) => reals.multiply(amount, factorOf([term], reals)));
  return { amount: amounts.reduce((sum, amount) => reals.add(sum, amount)), terms, dimensions };
}

function showNumber(value: Value, { reals }: Context): Shown {
  const real = formatReal(
    shownAmount(value, reals),
    reals,
    value.terms.length > 0 && !value.terms[0]?.unit.isCurrency ? MEASURE_DIGITS : undefined,
  );
  if (!value.imaginary) return { result: real.text, isRounded: real.isRounded };
  const imaginary = formatReal(value.imaginary, reals);
  const times = imaginary.text === '1' ? 'i' : imaginary.text === '-1' ? '-i' : `${imaginary.text}i`;
  const result = real.text === '0' ? times : `${real.text} ${times.startsWith('-') ? '-' : '+'} ${times.replace('-', '')}`;
  return { result, isRounded: real.isRounded || imaginary.isRounded };
}

/** `$9.50`; a part of a cent is kept. */
function sayMoney(amount: string, currency: string): string {
  const padded = amount.replace(/(?<=\.\d)$/, '0');
  return /^[$€£¥₹]/.test(currency) ? padded.replace(/^-?/, (sign) => sign + currency) : `${padded} ${currency}`;
}

function showValue(value: Value, context: Context): Shown {
  const { result, isRounded } = showNumber(value, context);
  const [term] = value.terms;
  if (!term) return { result: value.shownAs ? `${result} ${value.shownAs.label}` : result, isRounded };
  const isAmount = value.terms.length === 1 && term.power === 1 && term.unit.isCurrency;
  if (isAmount) return { result: sayMoney(result, term.unit.name), isRounded };
  return { result: `${result} ${value.scale?.name ?? value.shownAs?.label ?? sayUnits(value.terms)}`, isRounded };
}

function showForm(value: Value, target: Target & { kind: 'form' }, context: Context): Shown {
  const { reals } = context;
  if (target.form === 'percent') {
    if (!isPlain(value.dimensions)) throw new CalculationError('value', 'only a number is written in percent');
    const { result, isRounded } = showNumber({ ...value, amount: reals.multiply(value.amount, toRational(100n)) }, context);
    return { result: `${result}%`, isRounded };
  }
  if (target.form === 'fraction') {
    if (!isExact(value.amount) || !isPlain(value.dimensions) || value.imaginary)
      throw new CalculationError('value', 'it is no fraction of whole numbers');
    const { top, bottom } = value.amount;
    return { result: bottom === 1n ? String(top) : `${top}/${bottom}`, isRounded: false };
  }
  if (target.form === 'decimal') return showValue(value, context);
  return { result: inBase(value, target.form === 'binary' ? 2 : target.form === 'octal' ? 8 : 16), isRounded: false };
}

/** "1 hour 30 minutes" */
const singular = (name: string) => (name.length > 3 && findUnit(name.replace(/s$/, '')) ? name.replace(/s$/, '') : name);

function show(root: Node, value: Value, context: Context): Shown {
  const target = root.type === 'convert' ? root.target : null;
  if (target?.kind === 'form') return showForm(value, target, context);
  if (target?.kind !== 'units') return showValue(value, context);
  const parts = splitInto(value, target.units, context.reals).map(({ amount, unit }) => ({
    ...formatReal(amount, context.reals),
    unit,
  }));
  return {
    result: parts
      .map(({ text, unit }) => `${text} ${text === '1' ? singular(unit.name) : unit.name}`)
      .join(areParts(target.units) ? ' ' : ', '),
    isRounded: parts.some(({ isRounded }) => isRounded),
  };
}

/** Computes an expression with units. Throws `CalculationError`. Nothing is kept between two calls. */
export function computeExpression(expression: string): Computed {
  const { root, readings } = parseExpression(expression);
  const notes = new Set(readings);
  const reals = createReals();
  const context: Context = { reals, note: (reading) => notes.add(reading), notedUnits: new Set() };
  const value = evaluate(root, context);
  const { result, isRounded } = show(root, value, context);
  if (value.isShare && !result.endsWith('%'))
    notes.add(`in percent: ${showForm(value, { kind: 'form', form: 'percent' }, context).result}`);
  return { result, isRounded, ...(notes.size > 0 ? { reading: [...notes].join('; ') } : {}) };
}
