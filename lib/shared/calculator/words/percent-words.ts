import { findUnit } from '../unit-table.ts';

type Sum = { expression: string; label?: string };

const NUMBER = String.raw`\d(?:[\d,]*\d)?(?:\.\d+)?`;
const SHARE = new RegExp(String.raw`(?<![\w.])(${NUMBER}) ?%(?: points?\b)?`, 'g');
const AMOUNT = new RegExp(String.raw`(?<![\w.,])([$€£¥] ?)?(${NUMBER})(?:[ -]?([\p{L}$€£¥]+))?`, 'gu');

/** Everything that such a question may say. A word beyond these changes what is asked, so that no number is said. */
const KNOWN = new Set(
  (
    "a an the what what's whats is was how much many do does i we you he she it that this to pay paid price priced cost costs bill meal tip tax vat gst " +
    'sales service charge gratuity surcharge discount discounted off on of for at with and by from before after without excluding ' +
    'including incl included remove original increase increased increasing decrease decreased reduce reduced reduction raise raised rise risen lower ' +
    'lowered less more than plus minus add added adding take cut drop dropped markup mark up down went grew grow growth change ' +
    'changed difference percentage if got out points are were would should will be now new final value amount number in as get gets ' +
    "leave interest did rose fell scored something higher greater larger smaller than which many sale there my our their his her me when its it's equal equals me save saved saving rent salary fee deposit " +
    'pretax net gross total question questions right correct answers answered'
  ).split(/\s+/),
);

/** What follows "a" is a thing, unless it counts. */
const COUNTING = /^(?:year|month|week|day|quarter|half|third|time|hour|compound|annual|further|another|second|square)/;

function isUnderstood(rest: string): boolean {
  const words = rest
    .replaceAll(/[$€£¥,.?!:;]/g, ' ')
    .split(/\s+/)
    .filter(Boolean);
  return words.every(
    (word, index) =>
      KNOWN.has(word) ||
      (/^(?:an?|the|my|this|that)$/.test(words[index - 1] ?? '') && /^[a-z]+$/.test(word) && !COUNTING.test(word)),
  );
}

/** Amounts with their units, and the text without them. */
function takeAmounts(text: string): { amounts: string[]; rest: string } {
  const amounts: string[] = [];
  const rest = text.replace(AMOUNT, (whole: string, sign: string | undefined, number: string, word: string | undefined) => {
    const unit = word !== undefined && !KNOWN.has(word) && word.length < 10 && findUnit(word) !== undefined ? ` ${word}` : '';
    amounts.push(`${sign?.trim() ?? ''}${number}${unit}`);
    return ` ${word !== undefined && unit === '' ? whole.slice(whole.lastIndexOf(word)) : ''} `;
  });
  return { amounts, rest };
}

const TAKEN = /\b(?:off|discount|discounted|reduc\w+|decreas\w+|lower\w*|less|minus|cut|drop\w*|down|sale|sav\w+)\b/;
const ADDED = /\b(?:increas\w+|rais\w+|rise|risen|add\w*|plus|more than|grow\w*|grew|on top|markup|mark up|went up)\b/;
/** `price including 21% VAT of 100`: the share is still to be added. */
const YET_TO_ADD = /\bincl(?:uding|\.)? [\d.,]+ ?% (?:(?:sales )?(?:tax|vat|gst)|tip) (?:of|on|for|to) /;
const CHARGE = /\b(?:tip|tax|vat|gst|gratuity|surcharge|charge|interest)\b/;

/** One percentage and one amount: the words tell what is asked. */
function toShare(text: string, share: string, amount: string): Sum[] | null {
  // What it is a percentage of is asked for.
  if (/\bof (?:what|which)\b/.test(text))
    return /^.{0,40}? (?:is|are|equals?) .{0,20}% of what(?: number| amount)?$|% of what(?: number| amount)? (?:is|are|equals?) [^%]+$/.test(
      text,
    )
      ? [{ expression: `${amount} / ${share}%` }]
      : null;
  const isYetToAdd = YET_TO_ADD.test(text);
  const [isTaken, isAdded] = [TAKEN.test(text), isYetToAdd || ADDED.test(text)];
  if (isTaken && isAdded) return null;
  if (/\b(?:tax|vat|gst)\b.*\bin\b|\bin(?:cluding|cl|cluded)\b/.test(text) && !isTaken && !isYetToAdd) {
    const net = `${amount} / ((100 + ${share}) / 100)`;
    return [
      { expression: net, label: `Without the ${share}% in it:` },
      { expression: `${amount} - ${net}`, label: `The ${share}% in it:` },
    ];
  }
  if (/\b(?:before|original|without|excluding|net|remove)\b/.test(text)) {
    if (!isTaken && !isAdded && !CHARGE.test(text)) return null;
    return [
      {
        expression: `${amount} / ((100 ${isTaken ? '-' : '+'} ${share}) / 100)`,
        label: isTaken ? `Before ${share}% off:` : `Before ${share}% on top:`,
      },
    ];
  }
  if (isTaken && /\b(?:how much|what) (?:do|would|will) (?:i|we|you) save\b|\bhow much is the discount\b/.test(text))
    return [{ expression: `${share}% of ${amount}` }];
  if (isTaken) return [{ expression: `${amount} - ${share}%` }];
  if (isAdded) return [{ expression: `${amount} + ${share}%` }];
  if (!CHARGE.test(text)) return /\bof\b/.test(text) ? [{ expression: `${share}% of ${amount}` }] : null;
  return [{ expression: `${share}% of ${amount}` }, { expression: `${amount} + ${share}%`, label: 'Together:' }];
}

/** Two amounts: a share of a whole, or a change from one to the other. */
function toRatio(text: string, first: string, second: string): Sum[] | null {
  const isChange =
    /\bfrom\b.+\bto\b/.test(text) ||
    (/\bbetween\b.+\band\b/.test(text) && /\b(?:change|difference|increase|decrease)\b/.test(text));
  if (isChange) return [{ expression: `(${second} - ${first}) / ${first} to %`, label: `From ${first} to ${second}:` }];
  if (/\b(?:change|difference|increase|decrease|growth)\b/.test(text)) return null;
  const isCompared = /@ (?:is|are) (?:what|how many) % (more|higher|greater|larger|less|lower|smaller|cheaper) than @/.exec(
    text,
  )?.[1];
  if (isCompared) {
    const isMore = /^(?:more|higher|greater|larger)$/.test(isCompared);
    return [{ expression: `(${isMore ? first : second} - ${isMore ? second : first}) / ${second} to %` }];
  }
  const isWholeFirst = /% (?:of|out of)\s+(?:the )?@.*\b(?:is|are|was|equals?)\s+@/.test(text);
  const isPartFirst = /@.*(?:\bof\b|\bout of\b|% of).*@/.test(text);
  if (!isWholeFirst && !isPartFirst) return null;
  const [part, whole] = isWholeFirst ? [second, first] : [first, second];
  return [{ expression: `${part} / ${whole} to %` }];
}

const PEOPLE = '(?: (?:people|persons|ways|friends|parts|of us))?';
const SPLIT = new RegExp(
  `,? (?:and )?(?:split|divided|shared)(?: evenly| equally)? (?:(?:by|between|among|in|into|over) )?(\\d+)${PEOPLE}$`,
);

/** What a question about percentages asks for; `null` when it is none, or says something that is not understood. */
export function fromPercentWords(question: string): Sum[] | null {
  const [, ways] = SPLIT.exec(question) ?? [];
  const text = question.replace(SPLIT, '');
  if (!text.includes('%') || /[*/^()]/.test(text)) return null;
  const shares = [...text.matchAll(SHARE)].map((match) => match[1] as string);
  const { amounts, rest } = takeAmounts(text.replace(SHARE, ' '));
  if (!isUnderstood(rest.replaceAll('%', ' '))) return null;
  const [first, second] = amounts;
  const [share] = shares;
  const sums =
    shares.length === 1 && share !== undefined && amounts.length === 1 && first !== undefined
      ? toShare(text, share, first)
      : shares.length === 0 && amounts.length === 2 && first !== undefined && second !== undefined
        ? toRatio(
            text
              .replace(
                AMOUNT,
                (_whole, _sign, _number, word?: string) => ` @ ${word !== undefined && KNOWN.has(word) ? word : ''} `,
              )
              .replace(/\s+/g, ' '),
            first,
            second,
          )
        : null;
  if (!sums || ways === undefined) return sums;
  const total = sums.at(-1);
  return total ? [{ expression: `(${total.expression}) / ${ways}` }] : null;
}
