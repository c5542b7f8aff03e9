import { formatReal } from '../../../lib/shared/calculator/format-real.ts';
import { parseRational, rational, toRational } from '../../../lib/shared/calculator/rational.ts';
import { createReals } from '../../../lib/shared/calculator/real.ts';
import { NUMBER, toDigits } from '../../../lib/shared/calculator/words/number-words.ts';
import { type Ability, type Plan, sayOnly } from './plan.ts';

const MAX_ITEMS = 10_000;
/** Looked at, to find those that are asked for. */
const MAX_TERMS = 50_000;
const MAX_CHARS = 100_000;

const toInteger = (text: string) => BigInt(text.replaceAll(',', ''));

type Sequence = { pattern: RegExp /** Ascending, without an end. */; terms(): Generator<bigint>; separator?: string };

function* primes(): Generator<bigint> {
  const found: number[] = [];
  for (let candidate = 2; ; candidate += 1) {
    const divisor = found.find((prime) => prime * prime > candidate || candidate % prime === 0);
    if (divisor !== undefined && candidate % divisor === 0) continue;
    found.push(candidate);
    yield BigInt(candidate);
  }
}

function* fibonacci(): Generator<bigint> {
  let [a, b] = [0n, 1n];
  for (;;) {
    yield a;
    [a, b] = [b, a + b];
  }
}

function* mapped(from: bigint, change: (n: bigint) => bigint): Generator<bigint> {
  for (let n = from; ; n += 1n) yield change(n);
}

function* factorials(): Generator<bigint> {
  let product = 1n;
  for (let n = 1n; ; n += 1n) {
    product *= n;
    yield product;
  }
}

function toSequence(text: string): Sequence | null {
  const power = /\bpowers of (\d{1,4})\b/.exec(text)?.[1];
  const multiple = /\bmultiples of (\d{1,6})\b/.exec(text)?.[1];
  const all: Sequence[] = [
    ...(power ? [{ pattern: /powers of/, terms: () => mapped(0n, (n) => BigInt(power) ** n) }] : []),
    ...(multiple ? [{ pattern: /multiples of/, terms: () => mapped(1n, (n) => n * BigInt(multiple)) }] : []),
    { pattern: /\bprimes?\b/, terms: primes },
    { pattern: /\bfibonacci\b/, terms: fibonacci },
    { pattern: /\beven\b/, terms: () => mapped(1n, (n) => 2n * n) },
    { pattern: /\bodd\b/, terms: () => mapped(0n, (n) => 2n * n + 1n) },
    { pattern: /\btriangular\b/, terms: () => mapped(1n, (n) => (n * (n + 1n)) / 2n) },
    {
      pattern: /\b(?:squares?|square numbers|perfect squares)\b(?! (?:root|met|feet|mile|kilo))/,
      terms: () => mapped(1n, (n) => n * n),
    },
    { pattern: /\b(?:cubes?|cubic numbers)\b/, terms: () => mapped(1n, (n) => n ** 3n) },
    { pattern: /\bfactorials\b/, terms: factorials },
  ];
  return all.find(({ pattern }) => pattern.test(text)) ?? null;
}

/** `null` when there are too many to look at, or to write. */
function take(terms: Iterable<bigint>, isIn: (term: bigint, index: number) => 'yes' | 'no' | 'stop'): string[] | null {
  const taken: string[] = [];
  let index = 0;
  let chars = 0;
  for (const term of terms) {
    const verdict = isIn(term, index);
    index += 1;
    if (verdict === 'stop') return taken;
    if (taken.length >= MAX_ITEMS || index > MAX_TERMS || chars > MAX_CHARS) return null;
    if (verdict === 'no') continue;
    const text = term.toString();
    chars += text.length;
    taken.push(text);
  }
  return taken;
}

function say(terms: readonly string[] | null): Plan {
  if (!terms)
    return sayOnly(
      'sequences',
      `That is more than I write: at most ${MAX_ITEMS.toLocaleString('en')} numbers, and none that are hard to find.`,
    );
  return sayOnly('sequences', terms.length === 0 ? 'There is none.' : terms.join(', '));
}

const INTEGER = '(-?\\d[\\d,]*)';
const LAST = new RegExp(`\\b(?:up to|below|under|less than|smaller than|until|through|to|before)\\s+${INTEGER}`);
const BETWEEN = new RegExp(`\\b(?:between|from)\\s+${INTEGER}\\s+(?:and|to|up to|through|until|-)\\s+${INTEGER}`);
const FIRST = /\bfirst (\d{1,5})\b|^(\d{1,5}) (?:first )?(?:prime|fibonacci|even|odd|square|triangular|cub)/;

function named(text: string): Plan | null {
  const sequence = toSequence(text);
  if (!sequence) return null;
  // "squares of 1 to 10", "factorials from 1 to 8": the places, not the values.
  const places =
    /\b(?:squares|cubes|factorials)\b (?:of|from|for) (?:the numbers )?(?:from )?(\d{1,4}) (?:to|through|-) (\d{1,4})/.exec(text);
  if (places) {
    const [low, high] = [Number(places[1]), Number(places[2])];
    return say(take(sequence.terms(), (_term, index) => (index + 1 > high ? 'stop' : index + 1 >= low ? 'yes' : 'no')));
  }
  const first = FIRST.exec(text);
  if (first) {
    const count = Number(first[1] ?? first[2]);
    return say(take(sequence.terms(), (_term, index) => (index < count ? 'yes' : 'stop')));
  }
  const range = BETWEEN.exec(text);
  const [low, high] = range ? [range[1], range[2]] : ['0', LAST.exec(text)?.[1]];
  if (high === undefined) return null;
  const [from, to] = [toInteger(low as string), toInteger(high)];
  const isBelow = !range && /\b(?:below|under|less than|smaller than|before)\b/.test(text);
  return say(take(sequence.terms(), (term) => (term > to || (isBelow && term === to) ? 'stop' : term >= from ? 'yes' : 'no')));
}

function range(first: bigint, last: bigint, step: bigint): Plan {
  const distance = last < first ? first - last : last - first;
  const length = distance / step + 1n;
  if (length > MAX_ITEMS) {
    return sayOnly(
      'sequences',
      `That would be ${length.toLocaleString('en')} numbers; I write at most ${MAX_ITEMS.toLocaleString('en')}.`,
    );
  }
  const sign = last < first ? -step : step;
  return sayOnly(
    'sequences',
    Array.from({ length: Number(length) }, (_, index) => String(first + BigInt(index) * sign)).join(' '),
  );
}

const COUNTING =
  /^(?:count|(?:the |all )?(?:numbers|integers)(?= from| between| \d)|(?:write|print|list|show|say|give me|recite)\b(?: me)?(?: out| down)?(?: all)?(?: the| every)?(?: (?:whole |natural )?(?:numbers|integers)| (?:\w+ )?number))\b/;
const ORDINALS = 'first second third fourth fifth sixth seventh eighth ninth tenth'.split(' ');

function toStep(text: string): number {
  const by = /\b(?:by|in) (?:steps of )?(\d{1,6})'?s?\b/.exec(text)?.[1] ?? /\bin (?:steps of )?(\d{1,6})s\b/.exec(text)?.[1];
  if (by) return Number(by);
  const words: Record<string, number> = {
    twos: 2,
    threes: 3,
    fours: 4,
    fives: 5,
    sixes: 6,
    sevens: 7,
    eights: 8,
    nines: 9,
    tens: 10,
    hundreds: 100,
  };
  const word = /\b(?:by|in) ([a-z]+)\b/.exec(text)?.[1] ?? '';
  const every = /\bevery (\w+) (?:number|integer)/.exec(text)?.[1] ?? '';
  const ordinal = ORDINALS.indexOf(every) + 1 || (every === 'other' ? 2 : Number.parseInt(every, 10) || 0);
  return words[word] ?? (ordinal > 0 ? ordinal : 1);
}

function counting(text: string): Plan | null {
  if (!COUNTING.test(text)) return null;
  const step = BigInt(toStep(text)) || 1n;
  const fromTo =
    new RegExp(`\\bfrom ${INTEGER} (?:up |down |back )?(?:to|until|through|till) ${INTEGER}`).exec(text) ??
    new RegExp(`\\b(?:between )?${INTEGER} (?:to|through|-|and) ${INTEGER}`).exec(text);
  if (fromTo) return range(toInteger(fromTo[1] as string), toInteger(fromTo[2] as string), step);
  const down = new RegExp(`\\b(?:down|back(?:wards?)?) from ${INTEGER}`).exec(text)?.[1];
  if (down) return range(toInteger(down), 0n, step);
  const up = new RegExp(`\\b(?:to|up to|until|till) ${INTEGER}`).exec(text)?.[1];
  return up ? range(step, toInteger(up), step) : null;
}

function table(text: string): Plan | null {
  const number =
    new RegExp(`\\b(?:multiplication|times) table (?:of|for) (?:the )?(${NUMBER})`).exec(text)?.[1] ??
    new RegExp(`\\b(${NUMBER})(?:'?s)? (?:times|multiplication) tables?\\b`).exec(text)?.[1];
  if (!number) return null;
  const factor = parseRational(number.replaceAll(',', ''));
  const reals = createReals();
  const say = (times: number) => formatReal(rational.multiply(factor, toRational(BigInt(times))), reals).text;
  return sayOnly(
    'sequences',
    Array.from({ length: 10 }, (_, index) => `${index + 1} × ${say(1)} = ${say(index + 1)}`).join('\n\n'),
  );
}

function alphabet(text: string): Plan | null {
  if (
    !/^(?:(?:say|write|list|show|print|recite|give me|what(?:'s| is)) )?(?:me )?(?:(?:all )?(?:the )?letters of )?(?:the )?(?:english |latin )?alphabet$/.test(
      text,
    )
  )
    return null;
  return sayOnly('sequences', [...'abcdefghijklmnopqrstuvwxyz'].join(' '));
}

/** Numbers in a row, tables and the alphabet. */
export const sequences: Ability = ({ lower }) => {
  const text = toDigits(lower).replaceAll(/(?<=\d),(?=\d{3})/g, '');
  if (/^(?:how|why|who|when|where|is|are)\b/.test(text)) return null;
  return table(text) ?? alphabet(text) ?? named(text) ?? counting(text);
};
