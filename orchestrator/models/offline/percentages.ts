import { NUMBER, toDigits } from './numbers.ts';
import { type Ability, callThenSay, toToolError } from './plan.ts';

const PERCENT = new RegExp(`(${NUMBER}) ?(?:%|per ?cent\\b|percentage points?\\b)`, 'g');
const PLAIN = new RegExp(`(?<![\\w.])${NUMBER}(?! ?(?:%|per ?cent))(?![\\w.]*\\d)`, 'g');

type Sum = { expression: string; what: string };

const plain = (text: string) => text.replaceAll(',', '');

/** One percentage and one amount: the words tell what is asked. */
function toShare(text: string, percent: string, amount: string): Sum[] {
  const isTaken = /\b(?:off|discount|reduc|decreas|lower|less|minus|cheaper|cut|drop|(?:on )?sale\b)/.test(text);
  const isAdded = /\b(?:increas|raise|rais|add|plus|more than|grow|grew|on top|markup|mark up|including)/.test(text);
  if (/\b(?:before|original|without|excluding|net of)\b/.test(text)) {
    const sign = isTaken ? '-' : '+';
    return [
      {
        expression: `${amount} / (1 ${sign} ${percent} / 100)`,
        what: isTaken ? `Before ${percent}% off` : `Before ${percent}% on top`,
      },
    ];
  }
  if (isTaken) return [{ expression: `${amount} * (1 - ${percent} / 100)`, what: `${amount} minus ${percent}%` }];
  if (isAdded) return [{ expression: `${amount} * (1 + ${percent} / 100)`, what: `${amount} plus ${percent}%` }];
  const share = { expression: `${percent} / 100 * ${amount}`, what: `${percent}% of ${amount}` };
  if (!/\b(?:tip|tax|vat|gratuity|surcharge|interest)\b/.test(text)) return [share];
  return [share, { expression: `${amount} * (1 + ${percent} / 100)`, what: 'Together' }];
}

/** Two amounts: a share of a whole, or a change from one to the other. */
function toRatio(text: string, first: string, second: string): Sum[] {
  const isChange =
    /\b(?:from|change|increas|decreas|rise|growth|went|drop)/.test(text) &&
    !/ of /.test(text.replace(/percentage of|percent of/g, ''));
  if (isChange || /\bfrom\b.+\bto\b/.test(text)) {
    return [{ expression: `(${second} - ${first}) / ${first} * 100`, what: `From ${first} to ${second}, in percent` }];
  }
  const wholeFirst = new RegExp(`(?:percent(?:age)?|per cent|%) of ${NUMBER}\\b.*\\b(?:is|are|equals?) ${NUMBER}`).test(text);
  const [part, whole] = wholeFirst ? [second, first] : [first, second];
  return [{ expression: `${part} / ${whole} * 100`, what: `${part} of ${whole}, in percent` }];
}

/** What a question about percentages asks for; `null` when it is none, or not of one of these simple forms. */
export function toPercentSums(question: string): Sum[] | null {
  const text = toDigits(question);
  if (!/%|\bper ?cent|\bpercentage/.test(text) || /[*/^(]/.test(text)) return null;
  const percents = [...text.matchAll(PERCENT)].map((match) => plain(match[1] as string));
  const amounts = [...text.replaceAll(PERCENT, ' ').matchAll(PLAIN)].map((match) => plain(match[0]));
  const [percent] = percents;
  const [first, second] = amounts;
  if (percents.length === 1 && percent !== undefined && amounts.length === 1 && first !== undefined) {
    return toShare(text, percent, first);
  }
  if (percents.length === 0 && amounts.length === 2 && first !== undefined && second !== undefined) {
    return toRatio(text, first, second);
  }
  return null;
}

/** Shares, discounts, tips, taxes and changes, through the `calculate` tool. */
export const percentages: Ability = ({ lower }) => {
  const sums = toPercentSums(lower);
  if (!sums) return null;
  return callThenSay({
    intent: 'percentages',
    agent: 'supervisor',
    why: 'It is a computation.',
    calls: sums.map(({ expression }) => ({ tool: 'calculate', arguments: { expression } })),
    say: (done) =>
      sums
        .map(({ what }, index) => {
          const error = toToolError(done[index]);
          return error ? `I could not work out ${what}: ${error}.` : `${what}: **${String(done[index]?.data.result)}**`;
        })
        .join('\n\n'),
  });
};
