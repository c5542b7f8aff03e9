import { CalculationError } from './calculation-error.ts';
import { CONVERSIONS, createMeasureReader } from './measure-reader.ts';
import { rational, toRational } from './rational.ts';
import { FORMS, type Node, type Operator, type Syntax, type Target } from './syntax.ts';
import { createTokenReader, textOf } from './token-reader.ts';
import { CONSTANTS, FUNCTIONS, type Token } from './tokens.ts';

/** Of an expression that is read. */
export const MAX_EXPRESSION_CHARS = 500;

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
/** Of these "sin 30 deg" is as clear as "sin(30 deg)". */
const PREFIXES: ReadonlySet<string> = new Set('sin cos tan asin acos atan ln log log2 log10 sqrt cbrt'.split(' '));

/** Of what "of" takes a part: 10%, 1/3, 0.5; not 3. */
const isPart = (node: Node): boolean =>
  node.type === 'share' ||
  ((node.type === 'negative' || node.type === 'group') && isPart(node.of)) ||
  (node.type === 'binary' && (node.operator === '/' || isPart(node.left))) ||
  (node.type === 'number' && !rational.isInteger(node.value));

const hasUnit = (node: Node): boolean =>
  node.type === 'unit' ||
  node.type === 'measure' ||
  (node.type === 'group' && hasUnit(node.of)) ||
  (node.type === 'binary' && (hasUnit(node.left) || hasUnit(node.right)));

function beginsOperand(token: Token, next: Token): boolean {
  if (token.kind === 'number' || token.kind === 'unit') return true;
  const text = textOf(token);
  if (text === '(' || ROOTS[text] !== undefined) return true;
  return token.kind === 'word' && (CONSTANTS.has(text) || isCall(token, next));
}

const isCall = (token: Token, next: Token) =>
  token.kind === 'word' && FUNCTIONS.has(token.text) && (textOf(next) === '(' || (PREFIXES.has(token.text) && isArgument(next)));

const isArgument = (token: Token) =>
  token.kind === 'number' || CONSTANTS.has(textOf(token)) || ROOTS[textOf(token)] !== undefined;

function straighten(text: string): string {
  return text
    .replace(/[\s=?]+$/, '')
    .replaceAll(/\bdivided by\b/gi, '/')
    .replaceAll(/\bmultiplied by\b/gi, '*')
    .replaceAll(/\bper ?cent\b|\bpct\b/gi, '%');
}

/** Reads an expression into its parts. Throws `CalculationError`; nothing of the text is left out. */
export function parseExpression(text: string): Syntax {
  if (text.length > MAX_EXPRESSION_CHARS) throw new CalculationError('limit', `at most ${MAX_EXPRESSION_CHARS} characters`);
  const reader = createTokenReader(straighten(text));
  const { peek, take, takeIf, said, note, fail, nested } = reader;
  const { isUnit, takeUnit, readTerm, readNumber, readMeasure } = createMeasureReader(reader);

  function readCall(start: Token): Node {
    const name = textOf(take());
    const values: Node[] = [];
    if (takeIf('(')) {
      do values.push(nested(readConversion));
      while (takeIf(','));
      if (!takeIf(')')) fail();
    } else {
      values.push(nested(readPostfix));
    }
    return { type: 'call', name, values, text: said(start) };
  }

  function readGroup(start: Token): Node {
    take();
    const of = nested(readConversion);
    if (!takeIf(')')) fail();
    return { type: 'group', of, text: said(start) };
  }

  function readMoney(start: Token & { kind: 'unit' }): Node {
    take();
    const { value } = readNumber() ?? fail();
    return { type: 'measure', parts: [{ amount: value, term: { unit: start.unit, power: 1 } }], text: said(start) };
  }

  function readPrimary(): Node {
    const start = peek();
    const measure = readMeasure();
    if (measure) return measure;
    const word = textOf(start);
    if (word === '(') return readGroup(start);
    const root = ROOTS[word];
    if (root) {
      take();
      return { type: 'call', name: root, values: [nested(readPostfix)], text: said(start) };
    }
    if (isCall(start, peek(1))) return readCall(start);
    if (CONSTANTS.has(word)) {
      take();
      return { type: 'constant', name: word, text: word };
    }
    if (start.kind === 'unit' && start.unit.isCurrency && peek(1).kind === 'number') return readMoney(start);
    if (start.kind === 'unit' || (word === 'in' && reader.previous()))
      return { type: 'unit', term: readTerm(), text: said(start) };
    if ((word === 'a' || word === 'an') && peek(1).kind === 'unit') {
      take();
      return readPrimary();
    }
    return fail();
  }

  function readPostfix(): Node {
    const start = peek();
    let node = readPrimary();
    for (;;) {
      const mark = textOf(peek());
      const whole = SHARES[mark];
      if (takeIf('!')) {
        node = { type: 'factorial', of: node, text: said(start) };
      } else if (mark === 'squared' || mark === 'cubed') {
        take();
        const right: Node = { type: 'number', value: toRational(mark === 'squared' ? 2n : 3n), text: '' };
        node = { type: 'binary', operator: '^', left: node, right, text: said(start) };
      } else if (whole !== undefined && !(mark === '%' && beginsOperand(peek(1), peek(2)))) {
        take();
        node = { type: 'share', of: node, whole, text: said(start) };
      } else {
        return node;
      }
    }
  }

  function readPower(): Node {
    const start = peek();
    const left = readPostfix();
    if (!takeIf('^')) return left;
    const right = nested(readUnary);
    if (right.type === 'binary' && right.operator === '^') note('powers are taken from right to left');
    return { type: 'binary', operator: '^', left, right, text: said(start) };
  }

  function readUnary(): Node {
    const start = peek();
    if (takeIf('+')) return nested(readUnary);
    if (!takeIf('-') && !takeIf('minus')) return readPower();
    const of = nested(readUnary);
    if (of.type === 'binary' && of.operator === '^') note(`${said(start)} is read as -(${of.text})`);
    return { type: 'negative', of, text: said(start) };
  }

  function readProduct(): Node {
    const start = peek();
    let left = readUnary();
    for (;;) {
      const token = peek();
      const operator = PRODUCTS[textOf(token)];
      const isNumberBehindNumber = token.kind === 'number' && reader.previous()?.kind !== 'sign';
      const isImplied = operator === undefined && beginsOperand(token, peek(1)) && !isNumberBehindNumber;
      if ((operator === undefined && !isImplied) || (operator === 'of' && !isPart(left))) return left;
      if (!isImplied) take();
      if (textOf(token) === '%')
        note('“%” between two numbers is read as the remainder of a division; a percentage is written “10% of 3”');
      if (isImplied && left.type === 'binary' && left.operator === '/' && token.kind !== 'unit') {
        note('multiplication without a sign counts like ×: from left to right');
      }
      left = { type: 'binary', operator: operator ?? '*', left, right: readUnary(), text: said(start) };
    }
  }

  function readSum(): Node {
    const start = peek();
    let left = readProduct();
    for (let operator = SUMS[textOf(peek())]; operator !== undefined; operator = SUMS[textOf(peek())]) {
      take();
      left = { type: 'binary', operator, left, right: readProduct(), text: said(start) };
    }
    return left;
  }

  function readTarget(): Target {
    if (!takeIf('a')) takeIf('an');
    const form = FORMS[textOf(peek())];
    if (form !== undefined) {
      take();
      return { kind: 'form', form };
    }
    const start = peek();
    const node = readProduct();
    if (!hasUnit(node)) fail();
    const units = node.type === 'unit' ? [node.term.unit] : [];
    while (units.length > 0 && (textOf(peek()) === 'and' || textOf(peek()) === ',') && isUnit(peek(1))) {
      take();
      units.push(takeUnit());
    }
    return units.length > 1 ? { kind: 'units', units } : { kind: 'unit', node, label: said(start) };
  }

  function readConversion(): Node {
    const start = peek();
    const of = readSum();
    if (!CONVERSIONS.has(textOf(peek()))) return of;
    take();
    return { type: 'convert', of, target: readTarget(), text: said(start) };
  }

  const root = readConversion();
  if (peek().kind !== 'end') fail();
  return { root, readings: reader.readings };
}
