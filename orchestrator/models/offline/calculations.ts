import { roundText } from '../../../lib/shared/calculator/format-real.ts';
import { fromWords, type Sum } from '../../../lib/shared/calculator/words/from-words.ts';
import { type Ability, callThenSay, type Plan, type Question, type ToolOutcome, toToolError } from './plan.ts';

const UNIT_DIGITS = 6;
const DIGITS = 8;

const MONEY = /^-?[$€£¥₹]\d[\d.]*$/;
const CENTS = 2;

/** As many digits as people use: cents of money, six of a measure. */
function toShown(result: string, digits: number, isRounded: boolean, kind: Sum['kind']): string {
  if (MONEY.test(result)) {
    return result.replace(/\d+\.\d+$/, (number) => roundText(number, number.indexOf('.') + CENTS, true).replace(/\.\d$/, '$&0'));
  }
  if (!isRounded && kind !== 'units') return result;
  return result.replaceAll(/-?\d+\.\d+(?:e[-+]\d+)?/g, (number) => roundText(number, digits, isRounded));
}

/** A result that lost digits is about right. */
function sayResult({ said, kind }: Sum, outcome: ToolOutcome | undefined): string {
  const error = toToolError(outcome);
  if (error) return `I could not ${kind === 'units' ? 'convert' : 'work out'} ${said}: ${error}.`;
  const { result, rounded, reading } = outcome?.data ?? {};
  const isRounded = rounded === true;
  const whole = String(result);
  const shown = toShown(whole, kind === 'units' ? UNIT_DIGITS : DIGITS, isRounded, kind);
  const sign = isRounded || shown !== whole ? ' ≈' : said.endsWith(':') ? '' : ' =';
  const note = typeof reading === 'string' ? ` (${reading})` : '';
  return `${said}${sign} **${shown}**${note}`;
}

function toPlan(sums: readonly Sum[]): Plan {
  const [first] = sums;
  const kind = first?.kind ?? 'arithmetic';
  return callThenSay({
    intent: kind,
    agent: 'supervisor',
    why: kind === 'units' ? 'It is a conversion of units.' : 'It is a computation.',
    calls: sums.map(({ expression }) => ({ tool: 'calculate', arguments: { expression } })),
    say: (done) => sums.map((sum, index) => sayResult(sum, done[index])).join('\n\n'),
  });
}

/** Two abilities look at the same question. */
const understood = new WeakMap<Question, readonly Sum[] | null>();

function toSums(question: Question): readonly Sum[] | null {
  const known = understood.get(question);
  if (known !== undefined) return known;
  const sums = fromWords(question.bare);
  understood.set(question, sums);
  return sums;
}

/** Arithmetic, percentages and units, through the `calculate` tool. Only what the calculator understands to the last word. */
export const calculations: Ability = (question) => {
  const sums = toSums(question);
  return sums && toPlan(sums);
};

/** Of these only the conversions of units, which would be taken for dates. */
export const units: Ability = (question) => {
  const sums = toSums(question);
  return sums?.[0]?.kind === 'units' ? toPlan(sums) : null;
};
