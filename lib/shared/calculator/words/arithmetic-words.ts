import { NUMBER } from './number-words.ts';

const pattern = (text: string) => new RegExp(text.replaceAll('NUMBER', `(${NUMBER}%?)`), 'i');

/** Whole phrases, tried in order; the first that fits is rewritten. */
const PHRASES: readonly (readonly [RegExp, string])[] = [
  [pattern('^add (\\d[\\d.]*, .+)$'), 'sum($1)'],
  [pattern('^add (.+?) (?:and|to|with|plus) NUMBER$'), '$2 + $1'],
  [pattern('^(?:subtract|take|deduct) NUMBER (?:away )?from NUMBER$'), '$2 - $1'],
  [pattern('^(?:multiply|times) NUMBER (?:by|and|with|times) NUMBER$'), '$1 * $2'],
  [pattern('^multiply NUMBER by NUMBER by NUMBER$'), '$1 * $2 * $3'],
  [pattern('^(?:do |does )?NUMBER and NUMBER (?:make|makes|add up to|give)(?: together| in total)?$'), '$1 + $2'],
  [pattern('^divide NUMBER by NUMBER$'), '$1 / $2'],
  [pattern('^divide NUMBER into NUMBER$'), '$2 / $1'],
  [pattern('^(?:the )?(?:remainder|rest) (?:when|of|if) (.+?) (?:is )?(?:divided by|over|/) (.+)$'), '($1) mod ($2)'],
  [pattern('^(?:the )?(?:average|mean)(?: value)? of (.+)$'), 'mean($1)'],
  [pattern('^(?:the )?median of (.+)$'), 'median($1)'],
  [pattern('^(?:the )?(?:standard deviation|std) of (.+)$'), 'std($1)'],
  [pattern('^(?:the )?(?:sum|total) of (.+)$'), 'sum($1)'],
  [pattern('^(?:the )?(?:maximum|max|largest|biggest) of (.+)$'), 'max($1)'],
  [pattern('^(?:the )?(?:minimum|min|smallest|lowest) of (.+)$'), 'min($1)'],
  [pattern('^(?:the )?(?:greatest common (?:divisor|factor)|gcd|gcf|hcf|highest common factor) of (.+)$'), 'gcd($1)'],
  [pattern('^(?:the )?(?:(?:least|lowest) common (?:multiple|denominator)|lcm) of (.+)$'), 'lcm($1)'],
  [pattern('^(?:the )?square of NUMBER$'), '$1^2'],
  [pattern('^(?:the )?cube of NUMBER$'), '$1^3'],
  [
    pattern(
      '^(?:split )?(.+?) (?:split|divided|shared) (?:evenly )?(?:(?:by|between|among|into) )?(\\d+)(?: (?:ways|people|persons|friends|of us))?$',
    ),
    '($1) / $2',
  ],
  [
    pattern('^split (.+?) (?:evenly )?(?:(?:by|between|among|into) )?(\\d+)(?: (?:ways|people|persons|friends|of us))?$'),
    '($1) / $2',
  ],
  [pattern('^(.+ / \\d+) (?:people|persons|friends)$'), '$1'],
  [pattern('^(?:the )?(log10|log2|ln) of NUMBER$'), '$1($2)'],
  [pattern('^(?:the )?log(?:arithm)? base NUMBER of NUMBER$'), 'log($2, $1)'],
  [pattern('^(?:the )?product of (.+?) and (.+)$'), '($1) * ($2)'],
  [pattern('^(?:the )?quotient of (.+?) and (.+)$'), '($1) / ($2)'],
  [pattern('^(?:the )?difference (?:between|of) (.+?) and (.+)$'), '($1) - ($2)'],
  [pattern('^round NUMBER to (\\d+) (?:decimals?|decimal places?|digits|places)$'), 'round($1, $2)'],
  [pattern('^round NUMBER(?: to the nearest (?:integer|whole number))?$'), 'round($1)'],
  [pattern('^round NUMBER to the nearest ten$'), 'round($1, -1)'],
  [pattern('^round NUMBER to the nearest (?:hundred|100)$'), 'round($1, -2)'],
  [pattern('^(?:double|twice) NUMBER$'), '2 * $1'],
  [pattern('^triple NUMBER$'), '3 * $1'],
  [pattern('^(?:halve|(?:a |1 )?half(?: of)?) NUMBER$'), '$1 / 2'],
  [pattern('^(?:a|1) third of NUMBER$'), '$1 / 3'],
  [pattern('^(?:a|1) quarter of NUMBER$'), '$1 / 4'],
  [pattern('^(\\d+) (?:thirds?) of NUMBER$'), '$1 / 3 * $2'],
  [pattern('^(\\d+) (?:quarters?|fourths?) of NUMBER$'), '$1 / 4 * $2'],
  [pattern('^(?:sum|total|add up) (.+)$'), 'sum($1)'],
  [pattern('^NUMBER less than NUMBER$'), '$2 - $1'],
  [pattern('^NUMBER more than NUMBER$'), '$2 + $1'],
  [pattern('^(\\d+) choose (\\d+)$'), 'combinations($1, $2)'],
  [pattern('^(?:the )?absolute value of (.+)$'), 'abs($1)'],
  [pattern('^(?:the )?natural log(?:arithm)? of NUMBER$'), 'ln($1)'],
  [pattern('^(?:the )?log(?:arithm)? of NUMBER$'), 'log($1)'],
  [pattern('^(?:the )?log(?:arithm)? (?:of )?NUMBER (?:to (?:the )?base|base) NUMBER$'), 'log($1, $2)'],
];

const STORY =
  '^(?:if )?(?:i|we|you|he|she|they|[a-z]+) (?:have|has|had) NUMBER [a-z ]*(?:,|\\band\\b|\\bbut\\b) ?(?:i |we |you |he |she |they )?';
const LEFT = '(?: (?:of them|more|[a-z]+))?[,.]? how (?:many|much)\\b[a-z ]*$';

/** A small story with two numbers: the verb tells the operation. */
const STORIES: readonly (readonly [RegExp, string])[] = [
  [
    pattern(`${STORY}(?:give|gave|eat|ate|lose|lost|sell|sold|spend|spent|use|used|take|took)s?(?: away)? NUMBER${LEFT}`),
    '$1 - $2',
  ],
  [pattern(`${STORY}(?:get|got|buy|bought|find|found|receive|received|win|won)s? NUMBER${LEFT}`), '$1 + $2'],
  [
    pattern(
      '^(?:if )?(?:i|we|you|he|she|they) [a-z]+ NUMBER [a-z ]*(?:for|at|cost(?:s|ing)?) ((?:[$€£]?\\d[\\d,.]*\\d|[$€£]?\\d)(?: dollars| euros)?) (?:each|apiece|per piece|a piece)\\b[,.]? how much\\b[a-z ]*$',
    ),
    '$1 * $2',
  ],
];

const ROOT_OF = String.raw`(-?\d[\d.,]*(?![\d.,])|pi\b|\([^()]*\))`;

const SCALE = String.raw`(?:°|degrees? )?(?:[CFK]|celsius|centigrade|fahrenheit|kelvins?)\b`;

const WORDS: readonly (readonly [RegExp, string])[] = [
  [new RegExp(`\\b(?:an? |the )?(?:temperature )?difference of (\\d[\\d.]*) ?(${SCALE})`, 'gi'), '($1 $2 - 0 $2)'],
  [/\bas (?:a )?pace(?= in\b)/gi, ''],
  [/\bnegative (?=\d)/gi, '-'],
  [/\b(?:raised )?to the power (?:of )?/gi, '^'],
  [/\bto the (\d+)(?:st|nd|rd|th)(?: power)?/gi, '^$1'],
  [new RegExp(`\\b(?:the )?(?:square root|sqrt) of ${ROOT_OF}`, 'gi'), 'sqrt($1)'],
  [new RegExp(`\\b(?:the )?(?:cube|cubic|3rd) root of ${ROOT_OF}`, 'gi'), 'cbrt($1)'],
  [/\b(?:the )?factorial of (\d+)/gi, '$1!'],
  [/(\d) factorial\b/gi, '$1!'],
  [/(\d+) less (?=\d)/gi, '$1 - '],
  [/ take away (?=\d)/gi, ' - '],
  // "200 minus a third" may mean a third of 200.
  [/(?<!\b(?:plus|minus|less) )\ba half(?= (?:plus|minus|times|of a)\b|$)/gi, '(1/2)'],
  [/(?<!\b(?:plus|minus|less) )\ba third(?= (?:plus|minus|times)\b|$)/gi, '(1/3)'],
  [/\bhalf an? (?=\p{L})/giu, '0.5 '],
  [/\ba quarter (?:of an? )?(?=\p{L})/giu, '0.25 '],
  [/(\d+) hal(?:f|ves)\b(?! (?:an?|of)\b)/gi, '($1/2)'],
  [/(\d+) thirds?\b/gi, '($1/3)'],
  [/(\d+) (?:quarters?|fourths?)\b/gi, '($1/4)'],
  [/\ban? (?=\d)/gi, ''],
];

function firstRewrite(text: string, rules: readonly (readonly [RegExp, string])[]): string {
  for (const [rule, replacement] of rules) if (rule.test(text)) return text.replace(rule, replacement);
  return text;
}

/** Several values stand between commas, whatever words are between them. */
function separated(text: string): string {
  if (!/^(?:mean|median|sum|std|max|min|gcd|lcm)\(/.test(text)) return text;
  const plain = text.replaceAll(/(\d),(?=\d{3}\b)(?!\d{3},\S)/g, '$1');
  return plain.replaceAll(/,?\s+(?:and|or|with|plus)\s+/gi, ', ');
}

/** The sum of a small story; `null` when it is none. */
export function fromStory(text: string): string | null {
  const told = firstRewrite(text, STORIES);
  return told === text ? null : told;
}

/** Words of arithmetic become signs; what it does not know stays. */
export function fromArithmeticWords(text: string): string {
  const phrase = separated(firstRewrite(text, PHRASES));
  return WORDS.reduce((result, [rule, replacement]) => result.replace(rule, replacement), phrase)
    .replaceAll(/\s+/g, ' ')
    .replaceAll(/ ?\^ ?/g, '^')
    .trim();
}
