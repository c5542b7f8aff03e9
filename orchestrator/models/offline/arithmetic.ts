import { NUMBER, toDigits } from './numbers.ts';
import { type Ability, callThenSay, toToolError } from './plan.ts';

const INTRODUCTION =
  /^(?:(?:what(?:'s| is| are| does| do you get if you| would)?|whats|calculate|compute|evaluate|work out|figure out|how (?:much|many) (?:is|are|do|does)|solve|give me|find|the result of|answer|eval)\s+)+(?:the (?:value|result|answer) (?:of|to)\s+)?(?:you )?/;

/** Whole phrases, tried in order; the first that fits is rewritten. */
const PHRASES: readonly [RegExp, string][] = [
  [new RegExp(`^add (.+?) (?:and|to|with|plus) (${NUMBER})$`), '$1 + $2'],
  [new RegExp(`^(?:subtract|take|deduct) (${NUMBER}) (?:away )?from (${NUMBER})$`), '$2 - $1'],
  [new RegExp(`^(?:multiply|times) (${NUMBER}) (?:by|and|with|times) (${NUMBER})$`), '$1 * $2'],
  [/^multiply (\S+) by (\S+) by (\S+)$/, '$1 * $2 * $3'],
  [new RegExp(`^(?:do |does )?(${NUMBER}) and (${NUMBER}) (?:make|makes|add up to|give)(?: together| in total)?$`), '$1 + $2'],
  [new RegExp(`^divide (${NUMBER}) (?:by|into) (${NUMBER})$`), '$1 / $2'],
  [/^(?:the )?(?:remainder|rest) (?:when|of|if) (.+?) (?:is )?divided by (.+)$/, '$1 mod $2'],
  [/^(?:the )?(?:average|mean)(?: value)? of (.+)$/, 'mean($1)'],
  [/^(?:the )?median of (.+)$/, 'median($1)'],
  [/^(?:the )?(?:sum|total) of (.+)$/, 'sum($1)'],
  [/^(?:the )?(?:maximum|max|largest|biggest) of (.+)$/, 'max($1)'],
  [/^(?:the )?(?:minimum|min|smallest|lowest) of (.+)$/, 'min($1)'],
  [/^(?:the )?(?:greatest common (?:divisor|factor)|gcd|gcf|highest common factor) of (.+)$/, 'gcd($1)'],
  [/^(?:the )?(?:least|lowest) common (?:multiple|denominator) of (.+)$|^(?:the )?lcm of (.+)$/, 'lcm($1$2)'],
  [/^(?:the )?product of (\S+) and (\S+)$/, '$1 * $2'],
  [/^(?:the )?difference (?:between|of) (\S+) and (\S+)$/, '$1 - $2'],
  [new RegExp(`^round (${NUMBER}) to (\\d+) (?:decimals?|decimal places?|digits|places)$`), 'round($1, $2)'],
  [new RegExp(`^round (${NUMBER})(?: to the nearest (?:integer|whole number))?$`), 'round($1)'],
  [new RegExp(`^(?:double|twice) (${NUMBER})$`), '2 * $1'],
  [new RegExp(`^triple (${NUMBER})$`), '3 * $1'],
  [new RegExp(`^(?:halve|(?:a |one )?half(?: of)?) (${NUMBER})$`), '$1 / 2'],
  [new RegExp(`^(?:a|1) third of (${NUMBER})$`), '$1 / 3'],
  [new RegExp(`^(?:a|1) quarter of (${NUMBER})$`), '$1 / 4'],
  [/^(?:sum|total|add up) (.+)$/, 'sum($1)'],
  [new RegExp(`^(${NUMBER}) less than (${NUMBER})$`), '$2 - $1'],
  [new RegExp(`^(${NUMBER}) more than (${NUMBER})$`), '$2 + $1'],
  [/^(\d+) choose (\d+)$/, 'combinations($1, $2)'],
  [/^(?:the )?absolute value of (.+)$/, 'abs($1)'],
  [/^(?:the )?(?:natural )?log(?:arithm)? of (\d[\d.]*)$/, 'log($1)'],
];

const STORY = `^(?:if )?(?:i|we|you|he|she|they|[a-z]+) (?:have|has|had) (${NUMBER}) .*`;

/** A small story with two numbers: the verb tells the operation. */
const STORIES: readonly [RegExp, string][] = [
  [
    new RegExp(
      `${STORY}\\b(?:give|gave|eat|ate|lose|lost|sell|sold|spend|spent|use|used|take|took)s?(?: away)? (${NUMBER})\\b.*(?:left|remain|have)`,
    ),
    '-',
  ],
  [
    new RegExp(
      `^(?:if )?(?:i|we|you|he|she|they) [a-z]+ (${NUMBER}) .*(?:for|at|cost(?:s|ing)?) [$€£]?(${NUMBER})\\b.*\\b(?:each|apiece|per|a piece)\\b`,
    ),
    '*',
  ],
  [
    new RegExp(
      `${STORY}\\b(?:get|got|buy|bought|find|found|receive|received|win|won)s? (${NUMBER})\\b.*(?:have|total|altogether)`,
    ),
    '+',
  ],
];

const WORDS: readonly [RegExp, string][] = [
  [/\bdivided by\b|\bover\b/g, '/'],
  [/\bmultiplied (?:by|with)\b|\btimes\b|(?<=\d)\s*x\s*(?=\d)/g, '*'],
  [/\bplus\b/g, '+'],
  [/\bminus\b|\bless\b/g, '-'],
  [/\bmodulo\b/g, 'mod'],
  [/\b(?:raised )?to the power (?:of )?/g, '^'],
  [/\bto the (\d+)(?:st|nd|rd|th)(?: power)?/g, '^$1'],
  [/\bsquared\b/g, '^2'],
  [/\bcubed\b/g, '^3'],
  [/\b(?:the )?square root of (\d[\d.]*|\()/g, 'sqrt $1'],
  [/\b(?:the )?cube root of (\d[\d.]*|\()/g, 'cbrt $1'],
  [/\b(sqrt|cbrt) (\d[\d.]*)/g, '$1($2)'],
  [/\b(?:the )?factorial of (\d+)/g, '$1!'],
  [/(\d) factorial\b/g, '$1!'],
  [/\bdegrees?\b/g, 'deg'],
  [/(\d+) hal(?:f|ves)\b/g, '($1/2)'],
  [/(\d+) thirds?\b/g, '($1/3)'],
  [/(\d+) (?:quarters?|fourths?)\b/g, '($1/4)'],
  [/\s+(?:equals?|make|makes|give|gives|be|come to|comes to|amount to|together|altogether|in total)$/g, ''],
];

const KNOWN_WORDS = new Set(
  (
    'sqrt cbrt sin cos tan asin acos atan log log2 log10 exp abs round floor ceil mean median sum min max gcd lcm combinations ' +
    'permutations factorial mod pi e of deg rad'
  ).split(' '),
);

function isExpression(text: string): boolean {
  return /^[a-z\d.,+*/^()!%\s×÷−²³π-]+$/.test(text) && (text.match(/[a-z]+\d*/g) ?? []).every((word) => KNOWN_WORDS.has(word));
}

/** More than a lone number: an operator or a function. */
const COMPUTES = /[+*/^!%×÷²³]|\d\s*[-−]\s*\d|\(|\b(?:of|mod)\b/;

function firstRewrite(text: string, rules: readonly [RegExp, string][]): string {
  const rule = rules.find(([pattern]) => pattern.test(text));
  return rule ? text.replace(...rule) : text;
}

function toStorySum(text: string): string | null {
  for (const [pattern, operator] of STORIES) {
    const match = pattern.exec(text);
    if (match) return `${match[1]} ${operator} ${match[2]}`;
  }
  return null;
}

/** The expression that a question asks for; `null` when it asks for something else. */
export function toExpression(question: string): string | null {
  const digits = toDigits(question.replaceAll('"', '').replace(/\s*=\s*$/, ''));
  const story = toStorySum(digits);
  if (story !== null) return story;
  let text = digits
    .replace(/\bper ?cent\b/g, '%')
    .replace(/(\d) %/g, '$1%')
    .replace(INTRODUCTION, '')
    .replace(/^the /, '');
  text = firstRewrite(text, PHRASES);
  if (/^(?:mean|median|sum|max|min|gcd|lcm)\(/.test(text)) text = text.replaceAll(/,? and /g, ', ');
  text = WORDS.reduce((result, [pattern, replacement]) => result.replace(pattern, replacement), text)
    .replaceAll(/\s+/g, ' ')
    .trim();
  return /\d/.test(text) && isExpression(text) && COMPUTES.test(text) ? text : null;
}

/** Arithmetic, through the `calculate` tool. */
export const arithmetic: Ability = ({ lower }) => {
  const expression = toExpression(lower);
  if (expression === null) return null;
  return callThenSay({
    intent: expression.includes('%') ? 'percentages' : 'arithmetic',
    agent: 'supervisor',
    why: 'It is a computation.',
    calls: [{ tool: 'calculate', arguments: { expression } }],
    say([outcome]) {
      const error = toToolError(outcome);
      return error ? `I could not work out ${expression}: ${error}.` : `${expression} = **${String(outcome?.data.result)}**`;
    },
  });
};
