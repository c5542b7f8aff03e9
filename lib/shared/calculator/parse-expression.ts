import { CalculationError } from './calculation-error.ts';
import { isSame } from './dimensions.ts';
import { rational, toRational } from './rational.ts';
import type { Form, Node, Operator, Syntax, Target, Term } from './syntax.ts';
import { CONSTANTS, FUNCTIONS, type Token, toTokens } from './tokens.ts';
import { findUnit, type Unit } from './unit-table.ts';

/** Of an expression that is read. */
export const MAX_EXPRESSION_CHARS = 500;
const MAX_DEPTH = 100;

const SUMS: Readonly<Record<string, Operator>> = { '+': '+', '-': '-', plus: '+', minus: '-' };
const PRODUCTS: Readonly<Record<string, Operator>> = {
  '*': '*',
  times: '*',
  x: '*',
  '/': '/',
  over: '/',
  per: '/',
  mod: 'mod',
  modulo: 'mod',
  '%': 'mod',
  of: 'of',
  off: 'off',
};
const SHARES: Readonly<Record<string, number>> = { '%': 100, percent: 100, '‰': 1_000 };
const ROOTS: Readonly<Record<string, string>> = { '√': 'sqrt', '∛': 'cbrt' };
const FORMS: Readonly<Record<string, Form>> = {
  '%': 'percent',
  percent: 'percent',
  fraction: 'fraction',
  hex: 'hexadecimal',
  hexadecimal: 'hexadecimal',
  binary: 'binary',
  octal: 'octal',
  decimal: 'decimal',
};
const SCALES: Readonly<Record<string, bigint>> = {
  hundred: 100n,
  thousand: 1_000n,
  million: 1_000_000n,
  billion: 1_000_000_000n,
  trillion: 1_000_000_000_000n,
};
const CONVERSIONS = new Set(['to', 'in', 'into', 'as', '->']);
const INCH = findUnit('inch') as Unit;
const FOOT = findUnit('ft') as Unit;
const HOUR = findUnit('h') as Unit;

/** Of what "of" takes a part: 10%, 1/3, 0.5; not 3. */
const isPart = (node: Node): boolean =>
  node.type === 'share' ||
  (node.type === 'negative' && isPart(node.of)) ||
  (node.type === 'group' && isPart(node.of)) ||
  (node.type === 'binary' && (node.operator === '/' || isPart(node.left))) ||
  (node.type === 'number' && !rational.isInteger(node.value));

const hasUnit = (node: Node): boolean =>
  node.type === 'unit' ||
  node.type === 'measure' ||
  (node.type === 'group' && hasUnit(node.of)) ||
  (node.type === 'binary' && (hasUnit(node.left) || hasUnit(node.right)));

/** Reads an expression into its parts. Throws `CalculationError`; nothing of the text is left out. */
export function parseExpression(text: string): Syntax {
  if (text.length > MAX_EXPRESSION_CHARS) throw new CalculationError('limit', `at most ${MAX_EXPRESSION_CHARS} characters`);
  const source = text
    .replace(/[\s=?]+$/, '')
    .replaceAll(/\bdivided by\b/gi, '/')
    .replaceAll(/\bmultiplied by\b/gi, '*')
    .replaceAll(/\bper ?cent\b|\bpct\b/gi, '%');
  const { tokens, readings } = toTokens(source);
  let index = 0;
  let depth = 0;

  const peek = (ahead = 0): Token => tokens[Math.min(index + ahead, tokens.length - 1)] as Token;
  const textOf = (token: Token) => (token.kind === 'sign' || token.kind === 'word' ? token.text : '');
  const said = (from: Token) => source.slice(from.at, (tokens[index - 1] ?? from).end);
  const take = (): Token => {
    const token = peek();
    index += 1;
    return token;
  };
  const takeIf = (wanted: string): boolean => textOf(peek()) === wanted && index++ >= 0;

  function fail(): never {
    const token = peek();
    throw new CalculationError(
      'syntax',
      token.kind === 'end'
        ? 'the expression ends too early'
        : `“${source.slice(token.at, token.at + 40)}” is not understood here`,
    );
  }

  function nested<T>(read: () => T): T {
    depth += 1;
    if (depth > MAX_DEPTH) throw new CalculationError('limit', 'the expression is nested too deeply');
    const result = read();
    depth -= 1;
    return result;
  }

  const isUnit = (token: Token) => token.kind === 'unit' || textOf(token) === 'in';
  /** A word "in" behind a number is the inch where nothing follows that it could convert to. */
  const isInch = (ahead: number) => {
    const next = peek(ahead + 1);
    return (
      (textOf(peek(ahead)) === 'in' && !isUnit(next) && FORMS[textOf(next)] === undefined) ||
      (textOf(peek(ahead)) === 'in' && textOf(next) === 'in')
    );
  };

  function readTerm(unit: Unit): Term {
    if (textOf(peek()) === 'squared' || textOf(peek()) === 'cubed') return { unit, power: textOf(take()) === 'squared' ? 2 : 3 };
    if (textOf(peek()) !== '^') return { unit, power: 1 };
    const sign = textOf(peek(1)) === '-' ? -1 : 1;
    const exponent = peek(sign < 0 ? 2 : 1);
    if (exponent.kind !== 'number' || !rational.isInteger(exponent.value) || exponent.value.top > 20n) return { unit, power: 1 };
    index += sign < 0 ? 3 : 2;
    return { unit, power: sign * Number(exponent.value.top) };
  }

  function readNumber(): Node | null {
    const start = peek();
    if (start.kind !== 'number') return null;
    let value = start.value;
    index += 1;
    if (start.isClock && !(peek().kind === 'unit' && isSame((peek() as { unit: Unit }).unit.dimensions, HOUR.dimensions))) fail();
    // `1/2 cup` is half a cup.
    const bottom = peek(1);
    const glued = textOf(peek()) === '/' && peek().at === start.end && bottom.kind === 'number' && bottom.at === peek().end;
    if (glued && (peek(2).kind === 'unit' || isInch(2)) && bottom.kind === 'number' && tokens[index - 2]?.kind !== 'sign') {
      value = rational.divide(value, bottom.value);
      index += 2;
      readings.push(`${said(start)} is read as a fraction`);
    }
    for (let scale = SCALES[textOf(peek())]; scale !== undefined; scale = SCALES[textOf(peek())]) {
      value = rational.multiply(value, toRational(scale));
      index += 1;
    }
    return { type: 'number', value, text: said(start) };
  }

  /** `5 ft 11 in`, `2h30m`: what follows is smaller and of the same kind. */
  function readMeasure(): Node | null {
    const start = peek();
    const first = readNumber();
    if (first?.type !== 'number') return first;
    if (peek().kind !== 'unit' && !isInch(0)) return first;
    const parts = [{ amount: first.value, term: readTerm(takeUnit()) }];
    for (;;) {
      const before = parts.at(-1)?.term;
      const after = index;
      if (textOf(peek()) === 'and' && peek(1).kind === 'number') index += 1;
      const next = before?.power === 1 && peek().kind === 'number' ? readNumber() : null;
      const unit = next && before ? smallerUnit(before.unit) : null;
      if (!unit || next?.type !== 'number') {
        index = after;
        break;
      }
      parts.push({ amount: next.value, term: { unit, power: 1 } });
    }
    return { type: 'measure', parts, text: said(start) };
  }

  function takeUnit(): Unit {
    const token = take();
    return token.kind === 'unit' ? token.unit : INCH;
  }

  function smallerUnit(before: Unit): Unit | null {
    const token = peek();
    if (token.kind === 'unit' || isInch(0)) {
      const unit = token.kind === 'unit' ? token.unit : INCH;
      // In `2h30m` the m are minutes.
      const read = unit.name === 'm' && isSame(before.dimensions, HOUR.dimensions) ? (findUnit('min') as Unit) : unit;
      if (!isSame(read.dimensions, before.dimensions) || rational.compare(read.factor, before.factor) >= 0) return null;
      index += 1;
      return read;
    }
    const isFoot = rational.compare(before.factor, FOOT.factor) === 0 && isSame(before.dimensions, FOOT.dimensions);
    const isHour = rational.compare(before.factor, HOUR.factor) === 0 && isSame(before.dimensions, HOUR.dimensions);
    if ((!isFoot && !isHour) || !(token.kind === 'end' || CONVERSIONS.has(textOf(token)))) return null;
    readings.push(`a number behind ${isFoot ? 'feet' : 'hours'} without a unit is read as ${isFoot ? 'inches' : 'minutes'}`);
    return isFoot ? INCH : (findUnit('min') as Unit);
  }

  function readCall(name: string, start: Token): Node {
    const values: Node[] = [];
    if (!takeIf('(')) fail();
    do values.push(nested(readConversion));
    while (takeIf(','));
    if (!takeIf(')')) fail();
    return { type: 'call', name, values, text: said(start) };
  }

  function readPrimary(): Node {
    const start = peek();
    const measure = readMeasure();
    if (measure) return measure;
    if (takeIf('(')) {
      const of = nested(readConversion);
      if (!takeIf(')')) fail();
      return { type: 'group', of, text: said(start) };
    }
    const root = ROOTS[textOf(start)];
    if (root) {
      index += 1;
      return { type: 'call', name: root, values: [nested(readPostfix)], text: said(start) };
    }
    if (start.kind === 'word' && FUNCTIONS.has(start.text) && textOf(peek(1)) === '(') {
      index += 1;
      return readCall(start.text, start);
    }
    if (start.kind === 'word' && CONSTANTS.has(start.text)) {
      index += 1;
      return { type: 'constant', name: start.text, text: start.text };
    }
    if (start.kind === 'unit' && start.unit.isCurrency && peek(1).kind === 'number') {
      index += 1;
      const amount = readNumber();
      if (amount?.type !== 'number') fail();
      return { type: 'measure', parts: [{ amount: amount.value, term: { unit: start.unit, power: 1 } }], text: said(start) };
    }
    if (start.kind === 'unit' || (textOf(start) === 'in' && index > 0))
      return { type: 'unit', term: readTerm(takeUnit()), text: said(start) };
    if (start.kind === 'word' && (start.text === 'a' || start.text === 'an') && peek(1).kind === 'unit') {
      index += 1;
      return readPrimary();
    }
    return fail();
  }

  const beginsOperand = (token: Token) =>
    token.kind === 'number' ||
    token.kind === 'unit' ||
    textOf(token) === '(' ||
    textOf(token) in ROOTS ||
    (token.kind === 'word' && (FUNCTIONS.has(token.text) || CONSTANTS.has(token.text)));

  function readPostfix(): Node {
    const start = peek();
    let node = readPrimary();
    for (;;) {
      const mark = textOf(peek());
      if (takeIf('!')) node = { type: 'factorial', of: node, text: said(start) };
      else if (mark === 'squared' || mark === 'cubed') {
        index += 1;
        const right: Node = { type: 'number', value: toRational(mark === 'squared' ? 2n : 3n), text: '' };
        node = { type: 'binary', operator: '^', left: node, right, text: said(start) };
      } else if (SHARES[mark] !== undefined && !(mark === '%' && beginsOperand(peek(1)))) {
        index += 1;
        node = { type: 'share', of: node, whole: SHARES[mark], text: said(start) };
      } else return node;
    }
  }

  function readPower(): Node {
    const start = peek();
    const left = readPostfix();
    if (!takeIf('^')) return left;
    const right = nested(readUnary);
    if (right.type === 'binary' && right.operator === '^') readings.push('powers are taken from right to left');
    return { type: 'binary', operator: '^', left, right, text: said(start) };
  }

  function readUnary(): Node {
    const start = peek();
    if (takeIf('+')) return nested(readUnary);
    if (!takeIf('-')) return readPower();
    const of = nested(readUnary);
    if (of.type === 'binary' && of.operator === '^') readings.push(`${said(start)} is read as -(${of.text})`);
    return { type: 'negative', of, text: said(start) };
  }

  function readProduct(): Node {
    const start = peek();
    let left = readUnary();
    for (;;) {
      const token = peek();
      const operator = PRODUCTS[textOf(token)];
      const isImplied =
        operator === undefined && beginsOperand(token) && (token.kind !== 'number' || tokens[index - 1]?.kind === 'sign');
      if (operator === undefined && !isImplied) return left;
      if (operator === 'of' && !isPart(left)) fail();
      if (!isImplied) index += 1;
      if (textOf(token) === '%')
        readings.push('“%” between two numbers is read as the remainder of a division; a percentage is written “10% of 3”');
      if (isImplied && left.type === 'binary' && left.operator === '/' && token.kind !== 'unit')
        readings.push('multiplication without a sign counts like ×: from left to right');
      const right = readUnary();
      left = { type: 'binary', operator: operator ?? '*', left, right, ...(isImplied ? { isImplied } : {}), text: said(start) };
    }
  }

  function readSum(): Node {
    const start = peek();
    let left = readProduct();
    for (let operator = SUMS[textOf(peek())]; operator !== undefined; operator = SUMS[textOf(peek())]) {
      index += 1;
      left = { type: 'binary', operator, left, right: readProduct(), text: said(start) };
    }
    return left;
  }

  function readTarget(): Target {
    if (textOf(peek()) === 'a' || textOf(peek()) === 'an') index += 1;
    const form = FORMS[textOf(peek())];
    if (form !== undefined) {
      index += 1;
      return { kind: 'form', form };
    }
    const start = peek();
    const node = readProduct();
    if (!hasUnit(node)) fail();
    const units = [node.type === 'unit' ? node.term.unit : undefined];
    while (units[0] && (textOf(peek()) === 'and' || textOf(peek()) === ',') && isUnit(peek(1))) {
      index += 1;
      units.push(takeUnit());
    }
    const known = units.filter((unit) => unit !== undefined);
    return known.length > 1 ? { kind: 'units', units: known } : { kind: 'unit', node, label: said(start) };
  }

  function readConversion(): Node {
    const start = peek();
    const of = readSum();
    if (!CONVERSIONS.has(textOf(peek()))) return of;
    index += 1;
    return { type: 'convert', of, target: readTarget(), text: said(start) };
  }

  const root = readConversion();
  if (peek().kind !== 'end') fail();
  return { root, readings };
}
