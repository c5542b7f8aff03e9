import { CalculationError } from '../calculation-error.ts';
import { MAX_EXPRESSION_CHARS, parseExpression } from '../parse-expression.ts';
import type { Node, Term } from '../syntax.ts';
import { fromArithmeticWords, fromStory } from './arithmetic-words.ts';
import { toDigits } from './number-words.ts';
import { fromPercentWords } from './percent-words.ts';
import { fromUnitWords } from './unit-words.ts';

export type SumKind = 'arithmetic' | 'percentages' | 'units';

/** A computation that a question asks for. */
export type Sum = { expression: string; kind: SumKind /** What is computed, for people. */; said: string };

const INTRODUCTION =
  /^(?:(?:what do you get if you|what(?:'s| is| are| does| do| would)?|whats|calculate|compute|evaluate|work out|figure out|how (?:much|many) (?:is|are|do|does)(?! there)|solve|give me|find|the result of|answer|eval|tell me|how about|and|so)\s+)+(?:the (?:value|result|answer) (?:of|to)\s+)?(?:you )?/i;
const ENDING =
  /(?:\s*=+|\s+(?:equals?|make|makes|give|gives|be|come to|comes to|amount to|together|altogether|in total|exactly|approx|approximately|roughly|please|worth))+$/i;
/** `feet in a mile`: how many, not one foot in miles. */
const PARTS_OF_ONE = /^((?:square |cubic |fluid )?[a-z]+) in (?:an? |one |1 )([a-z][a-z ]*)$/i;

const children = (node: Node): readonly Node[] => {
  switch (node.type) {
    case 'binary':
      return [node.left, node.right];
    case 'call':
      return node.values;
    case 'share':
    case 'factorial':
    case 'negative':
    case 'group':
      return [node.of];
    case 'convert':
      return node.target.kind === 'unit' ? [node.of, node.target.node] : [node.of];
    default:
      return [];
  }
};

const some = (node: Node, test: (node: Node) => boolean): boolean =>
  test(node) || children(node).some((child) => some(child, test));

const isMeasured = ({ unit }: Term) => !unit.isCurrency && unit.dimensions.radian !== 1;

const isQuantity = (node: Node) =>
  (node.type === 'measure' && node.parts.some(({ term }) => isMeasured(term))) || (node.type === 'unit' && isMeasured(node.term));

/** A lone number, amount or percentage is no question. */
const computes = (node: Node): boolean =>
  node.type === 'negative' || node.type === 'group' || node.type === 'share'
    ? computes(node.of)
    : ['binary', 'call', 'convert', 'factorial'].includes(node.type);

function kindOf(root: Node): SumKind {
  if (root.type === 'convert' && root.target.kind === 'form')
    return root.target.form === 'percent' ? 'percentages' : 'arithmetic';
  if (some(root, isQuantity)) return 'units';
  return some(root, ({ type }) => type === 'share') ? 'percentages' : 'arithmetic';
}

/** The computation that a text is, if the calculator reads all of it. */
function toSum(expression: string): Sum | null {
  if (!/\d|\p{No}|√|\ban? |\bpi\b/iu.test(expression)) return null;
  try {
    const { root } = parseExpression(expression);
    if (!computes(root)) return null;
    const asked = root.type === 'convert' ? root.of : root;
    return {
      expression,
      kind: kindOf(root),
      said: asked.type === 'unit' ? `1 ${asked.text}` : asked.text.trim().replaceAll(/(?<!\w)\((-?\d[\d.,]*)\)/g, '$1'),
    };
  } catch (error) {
    if (error instanceof CalculationError) return null;
    throw error;
  }
}

function toPlain(question: string): string {
  return toDigits(
    question
      .replaceAll(/[“”„]/g, '"')
      .replaceAll(/[‘’]/g, "'")
      .replaceAll(/\s+/g, ' ')
      .replace(/[\s?.:]+$/, '')
      .trim(),
  )
    .replaceAll(/\bper ?cent(?:age)?(?=\b)/gi, '%')
    .replaceAll(/\bpct\b/gi, '%')
    .replaceAll(/(\d) %/g, '$1%');
}

/** A percentage story: every word of it is known, or there is none. */
function fromPercent(text: string): Sum[] | null {
  const sums = fromPercentWords(text.toLowerCase());
  if (!sums) return null;
  const read = sums.map(({ expression, label }) => {
    const sum = toSum(expression);
    return sum && { ...sum, kind: 'percentages' as const, said: label ?? sum.said };
  });
  return read.every((sum) => sum !== null) ? read : null;
}

/** The computations that words ask for; `null` when not all of the words are understood. */
export function fromWords(question: string): readonly Sum[] | null {
  if (question.length > MAX_EXPRESSION_CHARS) return null;
  const full = toPlain(question);
  const whole = full.replace(ENDING, '');
  const text = whole.replace(INTRODUCTION, '').replace(PARTS_OF_ONE, '1 $2 to $1');
  const story = toSum(fromStory(whole) ?? '');
  if (story) return [story];
  /** `50 plus 8% tax plus 20% tip` */
  const uncharged = text.replaceAll(/(\d%) (?:(?:sales )?tax|tip|vat|gst|gratuity|service(?: charge)?|discount)\b/gi, '$1');
  const candidates = [text, full.replace(INTRODUCTION, ''), fromUnitWords(whole), fromUnitWords(text), uncharged];
  const expressions = new Set(candidates.map((candidate) => fromArithmeticWords(candidate.replace(/^the (?=\W*\d)/i, ''))));
  for (const expression of expressions) {
    const sum = toSum(expression);
    if (sum) return [sum];
  }
  return fromPercent(whole) ?? fromPercent(text);
}
