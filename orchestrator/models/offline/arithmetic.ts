import { type Ability, toBareQuestion } from './plan.ts';

const NUMBER_WORDS =
  'zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty'.split(
    ' ',
  );

const NUMBER = String.raw`-?\d[\d,]*(?:\.\d+)?`;

const INTRODUCTION =
  /^(?:what(?:'s| is| are| does)|whats|calculate|compute|evaluate|work out|how much (?:is|are)|solve|give me|convert|the result of)\s+(?:the (?:value|result) of\s+)?/i;

/** Whole phrases, tried in order; the first that fits is rewritten. */
const PHRASES: [RegExp, string][] = [
  [new RegExp(`^what (?:percent|percentage|%) of (${NUMBER}) is (${NUMBER})$`), '$2 / $1 * 100'],
  [new RegExp(`^(${NUMBER}) is what (?:percent|percentage|%) of (${NUMBER})$`), '$1 / $2 * 100'],
  [new RegExp(`^(?:increase|raise) (${NUMBER}) by (${NUMBER}) ?%$`), '$1 * (1 + $2 / 100)'],
  [new RegExp(`^(?:decrease|reduce|lower) (${NUMBER}) by (${NUMBER}) ?%$`), '$1 * (1 - $2 / 100)'],
  [new RegExp(`^(${NUMBER}) ?% off (?:of )?(${NUMBER})$`), '$2 * (1 - $1 / 100)'],
  [/^how many ([a-z]+) (?:are there |are |is |fit )?in (?:an?|one) ([a-z]+)$/, '1 $2 to $1'],
  [new RegExp(`^how many ([a-z]+) (?:are there |are |is |fit )?(?:in )?(${NUMBER} ?[a-z]+)$`), '$2 to $1'],
  [/^(?:average|mean) of (.+)$/, 'mean($1)'],
  [/^sum of (.+)$/, 'sum($1)'],
  [/^product of (\S+) and (\S+)$/, '$1 * $2'],
];

const WORDS: [RegExp, string][] = [
  [/\bper ?cent\b/g, '%'],
  [/\bdivided by\b|\bover\b/g, '/'],
  [/\bmultiplied by\b|\btimes\b|(?<=\d)\s*x\s*(?=\d)/g, '*'],
  [/\bplus\b/g, '+'],
  [/\bminus\b/g, '-'],
  [/\bmodulo\b/g, 'mod'],
  [/\b(?:raised )?to the power (?:of )?/g, '^'],
  [/\bsquared\b/g, '^2'],
  [/\bcubed\b/g, '^3'],
  [/\b(?:the )?square root of (\d[\d.]*|\()/g, 'sqrt $1'],
  [/\b(?:the )?cube root of (\d[\d.]*|\()/g, 'cbrt $1'],
  [/\b(sqrt|cbrt) (\d[\d.]*)/g, '$1($2)'],
  [/\b(?:the )?factorial of (\d+)/g, '$1!'],
  [/(\d) factorial\b/g, '$1!'],
  [/\bdegrees? (?=celsius|fahrenheit|c\b|f\b)|°\s*(?=[cf]\b)/g, 'deg'],
  [/\b(?:deg)?celsius\b|\bdegc\b/g, 'degC'],
  [/\b(?:deg)?fahrenheit\b|\bdegf\b/g, 'degF'],
  [/\bkelvins?\b/g, 'kelvin'],
  [/\bkilomet(?:er|re)s?\b/g, 'km'],
  [/\bcentimet(?:er|re)s?\b/g, 'cm'],
  [/\bmillimet(?:er|re)s?\b/g, 'mm'],
  [/\bmet(?:er|re)s?\b/g, 'm'],
  [/\blit(?:er|re)s?\b/g, 'liter'],
  [/\bmillilit(?:er|re)s?\b/g, 'ml'],
  [/\bkilos?\b|\bkilograms?\b|\bkgs\b/g, 'kg'],
  [/\bpounds?\b|\blbs\b/g, 'lb'],
  [/\bounces?\b/g, 'oz'],
  [/\bkm\/h\b|\bkilomet(?:er|re)s? per hour\b/g, 'kmh'],
  [/\bmiles per hour\b/g, 'mph'],
  [/\bm[bB]\b|\bmegabytes?\b/g, 'MB'],
  [/\bg[bB]\b|\bgigabytes?\b/g, 'GB'],
  [/\bt[bB]\b|\bterabytes?\b/g, 'TB'],
  [/\bk[bB]\b|\bkilobytes?\b/g, 'kB'],
  [/(?<=\d\s?[a-zA-Z]+)\s+(?:in|into|as|to)\s+(?=[a-zA-Z])/g, ' to '],
];

const KNOWN_WORDS = new Set(
  (
    'sqrt cbrt sin cos tan asin acos atan log log2 log10 exp abs round floor ceil mean median sum min max gcd lcm combinations ' +
    'permutations factorial mod pi e of to deg rad degC degF kelvin km cm mm m mi mile miles yard yards yd feet foot ft inch inches ' +
    'liter ml gallon gallons cup cups kg g gram grams mg lb oz stone ton tons second seconds minute minutes hour hours day days week ' +
    'weeks month months year years mph kmh knot knots kB MB GB TB byte bytes bit bits joule joules watt watts acre acres hectare hectares'
  ).split(' '),
);

function isExpression(text: string): boolean {
  return (
    /^[a-zA-Z\d.,+*/^()!%\s×÷−²³π-]+$/.test(text) && (text.match(/[a-zA-Z]+\d*/g) ?? []).every((word) => KNOWN_WORDS.has(word))
  );
}

/** More than a lone number: an operator, a function or a conversion. */
const COMPUTES = /[+*/^!%×÷²³]|\d\s*[-−]\s*\d|\(|\b(?:of|to|mod)\b/;

function rewrite(text: string, rules: readonly [RegExp, string][]): string {
  return rules.reduce((result, [pattern, replacement]) => result.replace(pattern, replacement), text);
}

/** The expression that a question asks for; `null` when it asks for something else. */
export function toExpression(message: string): string | null {
  let text = toBareQuestion(message).toLowerCase().replace(/[“”"]/g, '');
  text = text.replace(
    new RegExp(`\\b(?:${NUMBER_WORDS.join('|')})\\b(?! (?:day|hour|mile|foot|inch|pound|kilo|met|lit)s? ?$)`, 'g'),
    (word) => String(NUMBER_WORDS.indexOf(word)),
  );
  text = text.replace(/\bper ?cent\b/g, '%').replace(/(\d) %/g, '$1%');
  text = text.replace(INTRODUCTION, '').replace(/^the /, '');
  const phrase = PHRASES.find(([pattern]) => pattern.test(text));
  if (phrase) text = text.replace(...phrase);
  if (/^(?:mean|sum)\(/.test(text)) text = text.replaceAll(/,? and /g, ', ');
  text = rewrite(text, WORDS).replaceAll(/\s+/g, ' ').trim();
  return /\d/.test(text) && isExpression(text) && COMPUTES.test(text) ? text : null;
}

/** Arithmetic, percentages and units, through the `calculate` tool. */
export const arithmetic: Ability = (message) => {
  const expression = toExpression(message);
  if (expression === null) return null;
  return {
    calls: [{ tool: 'calculate', arguments: { expression } }],
    say([result]) {
      if (typeof result?.error === 'string') return `I could not work out ${expression}: ${result.error}.`;
      const [source] = expression.split(' to ');
      return `${source} = **${String(result?.result)}**`;
    },
  };
};
